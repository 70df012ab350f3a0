"""A second person approves or rejects a proposed text; nobody approves what they wrote themselves."""

import secrets
from typing import Literal

from creditplus import people
from creditplus.documents import Approval, Document
from creditplus.errors import Conflict, Forbidden, NotFound
from creditplus.people import Actor
from creditplus.tools import clock, store


async def approve_document(
    db: store.Transaction, by: Actor, digest: str, because: str = "", reject: bool = False
) -> Approval:
    """Say the second word on a text, by its digest. Raises NotFound, Forbidden (own text, other division), Conflict (said)."""
    document = await store.one(db, Document, digest=digest)
    if document is None:
        raise NotFound("unknown-document")
    if not people.acts_in(by, document.division):
        raise Forbidden("other-county")
    if document.proposed_by == by.id:
        raise Forbidden("own-document")
    said = await store.one(db, Approval, digest=digest)
    what: Literal["approved", "rejected"] = "rejected" if reject else "approved"
    if said is not None:
        if said.what == what and said.by == by.id:
            return said
        raise Conflict("already-decided")
    approval = Approval(id=secrets.token_hex(16), digest=digest, what=what, at=clock.now(), by=by.id, because=because)
    await store.append(db, approval)
    await store.log(
        db, clock.now(), by, "approve_document", what, county=document.division, detail={"document": digest}
    )
    return approval
