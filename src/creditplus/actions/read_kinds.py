"""A resident sees which kinds of good records there are, and which of them they have switched off."""

import msgspec

from creditplus.errors import Words
from creditplus.lives import optouts
from creditplus.people import Actor
from creditplus.tools import clock, store


class Switchable(msgspec.Struct, frozen=True):
    """A kind that can be switched off, and whether it counts now."""

    kind: str
    title: Words
    counts: bool


async def read_kinds(db: store.Transaction, by: Actor) -> list[Switchable]:
    """Every merit and honour of the catalogue. Raises NotFound (no catalogue)."""
    today = clock.today()
    catalogue = await store.catalogue(db, today)
    off = (await store.history(db, by.id)).off(today)
    await store.log(db, clock.now(), by, "read_kinds", "shown", subject=by.id)
    return [
        Switchable(kind.code, kind.title, kind.code not in off)
        for kind in catalogue.kinds
        if optouts.can_switch(catalogue, kind.code)
    ]
