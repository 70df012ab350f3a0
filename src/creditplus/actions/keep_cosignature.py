"""What a witness answered about the newest seal is kept under it, if the witness's signature holds."""

import secrets

from creditplus.errors import Invalid
from creditplus.log import notes
from creditplus.log.notes import Malformed, Verifier
from creditplus.log.seals import Cosignature, Seal
from creditplus.people import Actor
from creditplus.tools import clock, sealing, store


async def keep_cosignature(db: store.Transaction, by: Actor, seal: Seal, key: Verifier, answer: str) -> Cosignature:
    """Keep the witness's line under a seal. Raises Invalid if it is not a good one by this key."""
    line = _line(seal, key, answer)
    now = clock.now()
    kept = await store.one(db, Cosignature, seal=seal.number, witness=key.name)
    cosignature = kept or Cosignature(id=secrets.token_hex(16), seal=seal.number, witness=key.name, line=line, at=now)
    if kept is None:
        await store.append(db, cosignature)
    await store.log(db, now, by, "keep_cosignature", "cosigned", detail={"seal": seal.number, "witness": key.name})
    return cosignature


def _line(seal: Seal, key: Verifier, answer: str) -> str:
    """The line of the witness among those that were answered."""
    try:
        named = [line for line in answer.splitlines() if notes.signature(line).name == key.name]
        good = [line for line in named if notes.signed_by(f"{seal.checkpoint}{line}\n", key, sealing.checks)]
    except Malformed:
        good = []
    if not good:
        raise Invalid("bad-cosignature")
    return good[0]
