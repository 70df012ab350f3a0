"""A second person approves a proposed text; nobody approves what they wrote themselves, or what nobody has foreseen."""

import secrets

import msgspec

from creditplus import documents, workdays
from creditplus.documents import SIMULATED, Approval, Document, Simulation
from creditplus.errors import Conflict, Forbidden, NotFound
from creditplus.people import Actor
from creditplus.tools import clock, store


async def approve_document(
    db: store.Transaction, by: Actor, digest: str, simulation: str | None = None, because: str = ""
) -> Approval:
    """Approve a text by its digest, and by the digest of today's simulation if it changes what residents have.

    Raises NotFound, Forbidden (own text, other division), Conflict (said; not simulated, or otherwise; too early).
    """
    await store.one_at_a_time(db, f"document {digest}")
    document = await store.one(db, Document, digest=digest)
    if document is None:
        raise NotFound("unknown-document")
    said = documents.judged(document, by, await store.one(db, Approval, digest=digest), "approved")
    if said is not None:
        return said
    if await store.same_holder(db, by.id, document.proposed_by):
        raise Forbidden("own-document")
    await _must_be_foreseen(db, document, simulation)
    await _must_be_in_time(db, document)
    id, now = secrets.token_hex(16), clock.now()
    word = {"id": id, "digest": digest, "at": now, "by": by.id, "because": because, "simulation": simulation}
    approval = msgspec.convert(word | {"what": "approved"}, Approval)
    await store.append(db, approval)
    detail = {"document": digest} | ({"simulation": simulation} if simulation else {})
    await store.log(db, now, by, "approve_document", "approved", county=document.division, detail=detail)
    return approval


async def _must_be_foreseen(db: store.Transaction, document: Document, simulation: str | None) -> None:
    """The simulation is of this text, of today's facts, and of what still rules. Raises Conflict.

    The first text of its place changes nothing that anybody has, so it may be approved without one.
    """
    if simulation is None:
        if await _takes_a_place(db, document):
            raise Conflict("simulation-needed")
        return
    seen = await store.one(db, Simulation, digest=simulation)
    if seen is None or seen.document != document.digest:
        raise Conflict("simulation-of-another")
    old = workdays.day_of(seen.at) != clock.today()
    if old or await store.against(db, document.division, seen.on) != seen.against:
        raise Conflict("simulation-too-old")


async def _must_be_in_time(db: store.Transaction, document: Document) -> None:
    """A text that takes another's place was made known long enough before, and never rules over the past (G32). Raises Conflict."""
    if await _takes_a_place(db, document):
        today = clock.today()
        notice = (await store.limits(db, today)).announced.notice_days
        if document.effective < documents.earliest(today, notice):
            raise Conflict("too-early")


async def _takes_a_place(db: store.Transaction, document: Document) -> bool:
    """Whether another text of its kind, division and name was approved, and it changes what residents have."""
    if document.kind not in SIMULATED:
        return False
    labels = await store.covers(db, document)
    approvals = await store.read(db, Approval, digest=[label.digest for label in labels])
    return any(approval.what == "approved" for approval in approvals)
