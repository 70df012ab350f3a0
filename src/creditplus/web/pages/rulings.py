"""One text: where it stands, what was proved, what it changes by meaning and for whom, its history, and the second person's word."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from creditplus import differences
from creditplus.actions.approve_document import approve_document
from creditplus.actions.compare_documents import compare_documents
from creditplus.actions.foresee_document import foresee_document
from creditplus.actions.propose_document import propose_document
from creditplus.actions.prove_document import prove_document
from creditplus.actions.read_certificate import read_certificate
from creditplus.actions.read_document import read_document
from creditplus.actions.read_documents import read_documents
from creditplus.actions.read_history import read_history
from creditplus.actions.read_simulation import read_simulation
from creditplus.actions.reject_document import reject_document
from creditplus.actions.simulate_document import simulate_document
from creditplus.documents import SIMULATED, Document, Simulation, Standing
from creditplus.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from creditplus.proofs import Certificate
from creditplus.web.pages import histograms, naming, worth
from creditplus.web.pages.visits import Here, Visit

AGAIN = "\n"
"""One blank line more, so that the text is proved and not found on the shelf."""
PLACES = ("in force", "approved", "superseded", "expired")
"""What a text is held against: the one that rules, else one that will, else the last that did."""


@get("/office/{digest:str}")
async def text(visit: Here, digest: FromPath[str]) -> Response[bytes]:
    """One text, what was proved of it, and what it would change."""
    return visit.show("text.html", **await _about(visit, digest))


@post("/office/{digest:str}")
async def say(visit: Here, digest: FromPath[str]) -> Response[bytes]:
    """Look ahead at what a text would change, or say the second word on it; the word names the very text that was read."""
    form = await visit.form()
    if not (visit.may(simulate_document) or (form.get("what") == "prove" and visit.by.role in ("province", "auditor"))):
        raise Forbidden("not-signed-in" if visit.by.role == "nobody" else "wrong-role")
    try:
        if form.get("match") != digest:
            raise Conflict("other-text")
        proved = await _say(visit, digest, form)
    except Refusal as refusal:
        if refusal.type == "unknown-document":
            raise
        return visit.refused(refusal, "text.html", **await _about(visit, digest))
    if proved is not None:
        return visit.show("text.html", **(await _about(visit, digest) | {"certificate": proved, "again": True}))
    return visit.go(f"/office/{digest}")


async def _say(visit: Visit, digest: str, form: dict[str, str]) -> Certificate | None:
    """What was asked for; a proof that was run again is given back."""
    because = form.get("because", "")
    match form.get("what"):
        case "prove":
            again = await visit.read(prove_document, (await visit.do(read_document, digest)).text + AGAIN, "text.toml")
            return again.certificate
        case "simulate":
            folder = visit.request.app.state.settings.snapshots_directory
            await visit.do(simulate_document, await visit.read(foresee_document, digest, folder))
        case "approve":
            await visit.do(approve_document, digest, form.get("simulation") or None, because)
        case "reject":
            if not because:
                raise Invalid("bad-fields", flaws=(worth.flaw("/because", "请写明理由", "say why"),))
            await visit.do(reject_document, digest, because)
    return None


async def _about(visit: Visit, digest: str) -> dict[str, Any]:
    """Everything that the page says."""
    document = await visit.do(read_document, digest)
    certificate = await _if_there(visit, read_certificate, digest)
    seen: Simulation | None = await _if_there(visit, read_simulation, digest)
    same = [one for one in await visit.do(read_documents, document.division, document.kind) if _same(one, document)]
    state = next((one.state for one in same if one.label.digest == digest), "proposed")
    earlier = _earlier(same, document)
    return {
        "document": document,
        "title": naming.title(document.text),
        "called": await naming.called(visit, document.division),
        "again": False,
        "proves": visit.may(simulate_document) or visit.by.role in ("province", "auditor"),
        "state": state,
        "certificate": certificate,
        "simulation": seen,
        "chart": histograms.drawn(seen.impact.bars, visit.language) if seen else None,
        "earlier": earlier,
        "changes": await visit.do(compare_documents, digest, earlier.label.digest)
        if earlier and document.kind in differences.TYPES
        else None,
        "history": await visit.do(read_history, digest),
        "simulates": document.kind in SIMULATED and visit.may(simulate_document),
        "decides": visit.may(approve_document),
        "own": document.proposed_by == visit.by.id,
        "writes": visit.may(propose_document),
    }


async def _if_there(visit: Visit, action: Any, digest: str) -> Any:
    try:
        return await visit.do(action, digest)
    except NotFound:
        return None


def _same(one: Standing, document: Document) -> bool:
    return one.label.name == document.name


def _earlier(same: list[Standing], document: Document) -> Standing | None:
    """The text that this one follows, or would."""
    before = [
        one
        for one in same
        if one.state in PLACES
        and one.label.digest != document.digest
        and (one.label.effective, one.label.proposed_at) <= (document.effective, document.proposed_at)
    ]
    return max(before, key=lambda one: (one.label.effective, one.label.proposed_at), default=None)


PAGES = (text, say)
