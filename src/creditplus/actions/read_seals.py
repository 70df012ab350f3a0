"""An auditor reads the seals over the log, the newest first, with what witnesses say of them."""

import msgspec

from creditplus.log.seals import Cosignature, Seal
from creditplus.people import Actor
from creditplus.tools import clock, sealing, store

PAGE = 50


class Sealed(msgspec.Struct, frozen=True):
    """One seal and the lines of its witnesses; appended to the checkpoint they make one note."""

    seal: Seal
    cosignatures: tuple[str, ...] = ()


class Seals(msgspec.Struct, frozen=True):
    """So many seals, the newest first, the cursor of the page after, and the key that signs them."""

    seals: tuple[Sealed, ...]
    key: str
    next: str | None = None


async def read_seals(db: store.Transaction, by: Actor, cursor: str | None = None) -> Seals:
    """A page of seals. Raises Invalid (cursor)."""
    found, after = await store.page(db, Seal, size=PAGE, cursor=cursor)
    lines = await store.read(db, Cosignature, seal=[seal.number for seal in found])
    told = [Sealed(seal, tuple(one.line for one in lines if one.seal == seal.number)) for seal in found]
    await store.log(db, clock.now(), by, "read_seals", "shown")
    return Seals(tuple(told), sealing.log().written(), after)
