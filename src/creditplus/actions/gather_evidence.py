"""What an auditor takes away to check the log elsewhere: every seal with its witnesses, and proofs that each continues the one before."""

from functools import partial
from itertools import pairwise

from creditplus.errors import NotFound
from creditplus.log import seals
from creditplus.log.seals import Cosignature, Evidence, Seal
from creditplus.people import Actor
from creditplus.tools import sealing, store


async def gather_evidence(db: store.Transaction, by: Actor) -> Evidence:
    """Everything but the events themselves. Raises NotFound if nothing is sealed yet."""
    sealed = await store.read(db, Seal)
    if not sealed:
        raise NotFound("unknown-seal")
    lines = await store.read(db, Cosignature)
    notes = [seal.checkpoint + "".join(f"{one.line}\n" for one in lines if one.seal == seal.number) for seal in sealed]
    tree = await store.Tree.opened(db, sealed[-1])
    proofs = []
    for older, newer in pairwise(sealed):
        hashes = await tree.proof(partial(seals.consistency, older.size, newer.size))
        proofs.append({"old_size": older.size, "size": newer.size, "hashes": [one.hex() for one in hashes]})
    keys = tuple(key.written() for key in sealing.logs())
    return Evidence(tuple(notes), tuple(proofs), sealed[-1].through, keys)
