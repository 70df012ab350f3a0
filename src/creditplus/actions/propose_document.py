"""An author puts a proved text on the shelf, where it waits for a second person."""

from creditplus import people
from creditplus.documents import Document, Proved
from creditplus.drafting import drafts
from creditplus.errors import Conflict, Forbidden
from creditplus.people import Actor
from creditplus.tools import clock, store


async def propose_document(db: store.Transaction, by: Actor, proved: Proved) -> Document:
    """Propose a text that was proved a moment ago; the same text again answers the same.

    Raises Forbidden (another's division), Conflict (another text that it was held against took effect since).
    """
    digest = drafts.digest_of(proved.text)
    kept = await store.one(db, Document, digest=digest)
    if not people.acts_in(by, proved.division):
        raise Forbidden("other-county")
    if kept is not None:
        return kept
    if await store.ruling(db, proved.division, proved.on) != proved.against:
        raise Conflict("texts-moved")
    document = Document(
        digest=digest,
        kind=proved.kind,
        division=proved.division,
        name=proved.name,
        effective=proved.effective,
        text=proved.text,
        proposed_at=clock.now(),
        proposed_by=by.id,
    )
    await store.append(db, document)
    if proved.certificate is not None:
        await store.append(db, proved.certificate)
    detail = {"document": digest}
    await store.log(db, clock.now(), by, "propose_document", "proposed", county=proved.division, detail=detail)
    return document
