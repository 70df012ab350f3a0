"""An auditor has it proved that an event stands under a seal, or that an older seal is the beginning of a newer one (RFC 6962)."""

import msgspec

from creditplus.audit import Numbered
from creditplus.errors import Invalid, NotFound
from creditplus.log import seals
from creditplus.log.seals import Seal
from creditplus.people import Actor
from creditplus.tools import clock, store


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """Hashes in hexadecimal digits, the nearest first. With an event: its `place` and `line`, whose hash is the leaf.

    With an older seal: `old_size` and `old_root`, which the proof shows to be the beginning of the newer one.
    """

    seal: int
    size: int
    root: str
    hashes: tuple[str, ...]
    place: int | None = None
    line: str | None = None
    old_size: int | None = None
    old_root: str | None = None


async def read_proof(
    db: store.Transaction, by: Actor, seal: int, event: str | None = None, since: int | None = None
) -> Proof:
    """Proof that an event is under a seal, or that the seal `since` is. Raises Invalid (both or neither), NotFound."""
    if (event is None) == (since is None):
        raise Invalid("event-or-seal")
    sealed = await store.one(db, Seal, number=seal)
    if sealed is None:
        raise NotFound("unknown-seal")
    proof = await (_inclusion(db, sealed, event) if event else _consistency(db, sealed, since or 0))
    await store.log(db, clock.now(), by, "read_proof", "shown", detail={"seal": seal})
    return proof


async def _inclusion(db: store.Transaction, sealed: Seal, event: str) -> Proof:
    """From one event to the root."""
    found = await store.one(db, Numbered, store.tables.Event, id=event)
    if found is None or found.number > sealed.through:
        raise NotFound("unknown-event")
    tree = await store.Tree.opened(db, sealed)
    place = await tree.place(found.number)
    if place is None:
        raise NotFound("unknown-event")
    hashes = await tree.proof(lambda span: seals.inclusion(place, sealed.size, span))
    line = seals.line(found).decode()
    return Proof(seal=sealed.number, size=sealed.size, root=sealed.root, hashes=_hex(hashes), place=place, line=line)


async def _consistency(db: store.Transaction, sealed: Seal, since: int) -> Proof:
    """From an older root to this one."""
    older = await store.one(db, Seal, number=since)
    if older is None or older.size > sealed.size:
        raise NotFound("unknown-seal")
    tree = await store.Tree.opened(db, sealed)
    hashes = await tree.proof(lambda span: seals.consistency(older.size, sealed.size, span))
    return Proof(
        seal=sealed.number,
        size=sealed.size,
        root=sealed.root,
        hashes=_hex(hashes),
        old_size=older.size,
        old_root=older.root,
    )


def _hex(hashes: list[bytes]) -> tuple[str, ...]:
    return tuple(one.hex() for one in hashes)
