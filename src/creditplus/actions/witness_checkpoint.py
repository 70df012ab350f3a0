"""Another deployment's log is seen to have only grown, and that is signed: whoever later shows less of it is found out.

What is asked and answered follows c2sp.org/tlog-witness (`add-checkpoint`).
"""

import msgspec

from creditplus.errors import Forbidden, Invalid, NotFound
from creditplus.log import notes, seals
from creditplus.log.notes import Checkpoint, Malformed, Verifier
from creditplus.log.seals import Witnessed
from creditplus.people import Actor
from creditplus.tools import clock, sealing, store

PROOF_MAX = 63


class Seen(msgspec.Struct, frozen=True):
    """The witness's line; or, if the asker remembers another size than the witness, the size that the witness saw last."""

    line: str | None = None
    size: int | None = None


class Asked(msgspec.Struct, frozen=True):
    """A request, taken apart."""

    old: int
    proof: tuple[bytes, ...]
    note: str
    text: str
    state: Checkpoint


async def witness_checkpoint(db: store.Transaction, by: Actor, logs: tuple[Verifier, ...], request: str) -> Seen:
    """Countersign. Raises NotFound (a log that is not ours to watch), Forbidden (not signed by it), Invalid (form, proof)."""
    asked = _read(request)
    keys = [key for key in logs if key.name == asked.state.origin]
    if not keys:
        raise NotFound("unknown-log")
    if not any(notes.signed_by(asked.note, key, sealing.checks) for key in keys):
        raise Forbidden("bad-seal")
    await store.one_at_a_time(db, f"witness {asked.state.origin}")
    known = await store.read(db, Witnessed, last=1, origin=asked.state.origin)
    size, root = (known[0].size, bytes.fromhex(known[0].root)) if known else (0, b"")
    now, state = clock.now(), asked.state
    detail = {"size": state.size, "root": state.root.hex()}
    if asked.old != size or (state.size == size and state.root != root):
        await store.log(db, now, by, "witness_checkpoint", "another size", detail=detail)
        return Seen(size=size)
    if not seals.consistent(size, state.size, root, state.root, asked.proof):
        raise Invalid("not-grown")
    if state.size > size:
        row = Witnessed(origin=state.origin, size=state.size, root=state.root.hex(), checkpoint=asked.note, at=now)
        await store.append(db, row)
    await store.log(db, now, by, "witness_checkpoint", "cosigned", detail=detail)
    return Seen(line=sealing.cosign(asked.text, int(now.timestamp())))


def _read(request: str) -> Asked:
    """The request's parts. Raises Invalid."""
    head, between, note = request.partition("\n\n")
    old, *proof = head.split("\n")
    try:
        text, _ = notes.opened(note)
        state = notes.checkpoint(text)
        number = old.removeprefix("old ")
        size = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else -1
        hashes = tuple(notes.decoded(line) for line in proof)
    except Malformed:
        raise Invalid("bad-checkpoint") from None
    well = old == f"old {size}" and between and 0 <= size <= state.size and len(hashes) <= PROOF_MAX
    if not well or any(len(one) != seals.HASH for one in hashes):
        raise Invalid("bad-checkpoint")
    return Asked(size, hashes, note, text, state)
