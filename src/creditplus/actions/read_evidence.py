"""Somebody concerned reads a paper: the person, the provider of the record, or an administrator of its county."""

import base64

from creditplus import people
from creditplus.errors import Forbidden, NotFound
from creditplus.people import Actor
from creditplus.rights import objections
from creditplus.rights.evidence import Evidence, PaperLabel
from creditplus.rights.objections import Objection
from creditplus.tools import clock, identity, store


class _Kept(PaperLabel, frozen=True, kw_only=True):
    content: bytes


async def read_evidence(db: store.Transaction, by: Actor, evidence: str) -> Evidence:
    """A paper with its content. Raises NotFound, also for those whom it does not concern; Forbidden (other county)."""
    paper = await store.one(db, _Kept, store.disputes.Evidence, id=evidence)
    found = await store.one(db, Objection, id=paper.objection) if paper is not None else None
    if paper is None or found is None or not objections.concerns(found, by):
        raise NotFound("unknown-evidence")
    if by.role not in ("resident", "provider") and not people.acts_in(by, found.county):
        raise Forbidden("other-county")
    detail = {"objection": found.id, "evidence": evidence}
    await store.log(
        db, clock.now(), by, "read_evidence", "shown", subject=found.person, county=found.county, detail=detail
    )
    sealed = await store.sealed_identity(db, found.person)
    text = identity.reveal(paper.content, sealed, found.person, f"evidence/{evidence}")
    return Evidence(
        **{name: getattr(paper, name) for name in PaperLabel.__struct_fields__}, content=base64.b64decode(text)
    )
