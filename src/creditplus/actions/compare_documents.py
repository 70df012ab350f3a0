"""Somebody who works on ruling texts sees what differs between two of them, by meaning and by line."""

from creditplus import differences
from creditplus.differences import Difference
from creditplus.documents import Document
from creditplus.errors import Conflict, NotFound
from creditplus.people import Actor
from creditplus.tools import store


async def compare_documents(db: store.Transaction, by: Actor, digest: str, earlier: str) -> Difference:
    """What the text `digest` changes against the text `earlier`. Raises NotFound, Conflict (texts of two kinds)."""
    after, before = await store.one(db, Document, digest=digest), await store.one(db, Document, digest=earlier)
    if after is None or before is None:
        raise NotFound("unknown-document")
    if after.kind != before.kind or after.kind not in differences.TYPES:
        raise Conflict("other-kind")
    return differences.difference(after.kind, before.text, after.text, (before.digest, after.digest))
