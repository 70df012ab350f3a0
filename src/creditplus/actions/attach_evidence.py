"""The person or the provider attaches a paper to an objection that is still open."""

import base64
import secrets

from creditplus.errors import Conflict, Invalid, NotFound
from creditplus.people import Actor
from creditplus.rights import evidence
from creditplus.rights.evidence import PaperLabel
from creditplus.rights.objections import Objection, Settled
from creditplus.tools import clock, identity, store


async def attach_evidence(db: store.Transaction, by: Actor, objection: str, content: bytes) -> PaperLabel:
    """Keep a paper (PDF, JPEG or PNG, at most 5 MiB). Raises Invalid, NotFound, Conflict (settled, or ten papers of this side already)."""
    found = await store.one(db, Objection, id=objection)
    if found is None or by.id not in (found.person, found.provider):
        raise NotFound("unknown-objection")
    media = evidence.media_of(content)
    if media is None or len(content) > evidence.SIZE_MAX:
        raise Invalid("bad-evidence")
    await store.one_at_a_time(db, f"record {found.record}")
    if await store.one(db, Settled, objection=objection) is not None:
        raise Conflict("objection-settled")
    if len(await store.read(db, PaperLabel, objection=objection, by=by.id)) >= evidence.PAPERS_MAX:
        raise Conflict("evidence-full")
    paper = PaperLabel(
        id=secrets.token_hex(16),
        objection=objection,
        by=by.id,
        media=media,
        digest=evidence.digest_of(content),
        size=len(content),
        at=clock.now(),
    )
    sealed = await store.sealed_identity(db, found.person)
    text = base64.b64encode(content).decode()
    kept = identity.conceal(text, sealed, found.person, f"evidence/{paper.id}")
    await store.append(db, paper, content=kept)
    detail = {"objection": objection, "evidence": paper.id, "digest": paper.digest}
    await store.log(
        db, paper.at, by, "attach_evidence", "attached", subject=found.person, county=found.county, detail=detail
    )
    return paper
