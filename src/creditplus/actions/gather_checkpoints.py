"""Every checkpoint that is kept here, to be kept elsewhere too: of our own seals, and of the logs that this deployment countersigns."""

from creditplus.log.seals import Cosignature, Seal, Witnessed
from creditplus.people import Actor
from creditplus.tools import clock, store


async def gather_checkpoints(db: store.Transaction, by: Actor) -> dict[str, str]:
    """Notes by a name that says of which log and how many events; a later one of the same log sorts last."""
    sealed, lines = await store.read(db, Seal), await store.read(db, Cosignature)
    found = {f"own/{seal.size:012d}": seal.checkpoint for seal in sealed}
    names = {seal.number: f"own/{seal.size:012d}" for seal in sealed}
    for one in lines:
        found[names[one.seal]] += f"{one.line}\n"
    for seen in await store.read(db, Witnessed):
        found[f"{seen.origin.replace('/', '_')}/{seen.size:012d}"] = seen.checkpoint
    await store.log(db, clock.now(), by, "gather_checkpoints", "taken", detail={"checkpoints": len(found)})
    return found
