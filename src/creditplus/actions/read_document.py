"""Somebody who works on ruling texts reads one, to the letter."""

from creditplus.documents import Document
from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.tools import store


async def read_document(db: store.Transaction, by: Actor, digest: str) -> Document:
    """The text with that digest. Raises NotFound."""
    document = await store.one(db, Document, digest=digest)
    if document is None:
        raise NotFound("unknown-document")
    return document
