"""A resident switches a kind of good records off, or on again; it counts for nothing from this moment, or again as before (G20)."""

import secrets
from typing import Literal

from creditplus.errors import NotFound
from creditplus.lives import optouts
from creditplus.lives.optouts import Switch
from creditplus.people import Actor
from creditplus.tools import clock, store


async def switch_kind(db: store.Transaction, by: Actor, kind: str, what: Literal["off", "on"]) -> Switch:
    """Switch a merit or honour; what is so already gives the last answer again. Raises NotFound (no kind that can be switched)."""
    await store.one_at_a_time(db, f"rights {by.id}")
    now = clock.now()
    if not optouts.can_switch(await store.catalogue(db, clock.today()), kind):
        raise NotFound("unknown-switch")
    history = await store.history(db, by.id)
    history.county_on(clock.today())
    earlier = [one for one in history.switches if one.kind == kind]
    last = max(earlier, key=lambda one: one.at, default=None)
    if last is not None and last.what == what:
        return last
    at = max([now, *(one.at + optouts.INSTANT for one in earlier)])
    switch = Switch(id=secrets.token_hex(16), person=by.id, kind=kind, what=what, at=at)
    await store.append(db, switch)
    await store.log(db, now, by, "switch_kind", what, subject=by.id, detail={"kind": kind})
    return switch
