"""Somebody who works on ruling texts looks at what a proposed text would make of its residents."""

from creditplus.documents import Document, Simulation
from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.tools import store


async def read_simulation(db: store.Transaction, by: Actor, digest: str) -> Simulation:
    """The newest simulation of the text with that digest. Raises NotFound."""
    if await store.one(db, Document, digest=digest) is None:
        raise NotFound("unknown-document")
    found = await store.read(db, Simulation, last=1, document=digest)
    if not found:
        raise NotFound("unknown-simulation")
    return found[0]
