"""A second person rejects a proposed text and says why; its author may write another."""

import secrets

from creditplus import documents
from creditplus.documents import Approval, Document
from creditplus.errors import Forbidden, NotFound
from creditplus.people import Actor
from creditplus.tools import clock, store


async def reject_document(db: store.Transaction, by: Actor, digest: str, because: str) -> Approval:
    """Reject a text by its digest. Raises NotFound, Forbidden (own text, other division), Conflict (somebody said otherwise)."""
    await store.one_at_a_time(db, f"document {digest}")
    document = await store.one(db, Document, digest=digest)
    if document is None:
        raise NotFound("unknown-document")
    said = documents.judged(document, by, await store.one(db, Approval, digest=digest), "rejected")
    if said is not None:
        return said
    if await store.same_holder(db, by.id, document.proposed_by):
        raise Forbidden("own-document")
    id, now = secrets.token_hex(16), clock.now()
    approval = Approval(id=id, digest=digest, what="rejected", at=now, by=by.id, because=because)
    await store.append(db, approval)
    detail = {"document": digest}
    await store.log(db, now, by, "reject_document", "rejected", county=document.division, detail=detail)
    return approval
