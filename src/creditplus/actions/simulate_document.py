"""What a text would make of its residents is kept, so that a second person approves what was seen and nothing else."""

from creditplus import people
from creditplus.documents import Document, Simulation
from creditplus.errors import Conflict, Forbidden, NotFound
from creditplus.people import Actor
from creditplus.tools import clock, identity, store


async def simulate_document(db: store.Transaction, by: Actor, seen: Simulation) -> Simulation:
    """Keep what was foreseen a moment ago; the same impact again answers the same.

    Raises NotFound, Forbidden (another's division), Conflict (another text took effect since).
    """
    document = await store.one(db, Document, digest=seen.document)
    if document is None:
        raise NotFound("unknown-document")
    if not people.acts_in(by, document.division):
        raise Forbidden("other-county")
    if await store.against(db, document.division, seen.on) != seen.against:
        raise Conflict("texts-moved")
    kept = await store.one(db, Simulation, digest=seen.digest)
    if kept is not None:
        return kept
    await store.append(db, seen, seed=identity.alias("impact", document.division))
    detail = {"document": document.digest, "simulation": seen.digest}
    await store.log(db, clock.now(), by, "simulate_document", "simulated", county=document.division, detail=detail)
    return seen
