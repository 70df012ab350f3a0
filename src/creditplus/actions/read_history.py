"""Somebody who works on ruling texts reads the whole life of one: who did what with it, when, and why."""

from creditplus import documents
from creditplus.documents import Approval, Document, Simulation, Step
from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.tools import store


async def read_history(db: store.Transaction, by: Actor, digest: str) -> list[Step]:
    """Every step of a text's life until today, and those that are sure to come, the earliest first. Raises NotFound."""
    document = await store.one(db, Document, digest=digest)
    if document is None:
        raise NotFound("unknown-document")
    labels = await store.covers(db, document)
    approvals = await store.read(db, Approval, digest=[label.digest for label in labels])
    seen = await store.read(db, Simulation, document=digest)
    return documents.life(document, labels, approvals, seen)
