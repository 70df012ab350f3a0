"""The office: the texts of a place and where they stand, a new text with its proof, the second person's word, and what waits."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from creditplus import divisions
from creditplus.actions.approve_document import approve_document
from creditplus.actions.foresee_document import foresee_document
from creditplus.actions.propose_document import propose_document
from creditplus.actions.prove_document import prove_document
from creditplus.actions.read_certificate import read_certificate
from creditplus.actions.read_document import read_document
from creditplus.actions.read_documents import read_documents
from creditplus.actions.read_objections import read_objections
from creditplus.actions.read_repairs import read_repairs
from creditplus.actions.read_simulation import read_simulation
from creditplus.actions.reject_document import reject_document
from creditplus.actions.simulate_document import simulate_document
from creditplus.errors import Forbidden, NotFound, Refusal
from creditplus.web import doors
from creditplus.web.pages.visits import Here, Visit


@get("/office")
async def office(visit: Here) -> Response[bytes]:
    """The texts of a place, and what waits for an answer, the most urgent first."""
    division = visit.request.query_params.get("division") or visit.by.county or divisions.PROVINCE
    texts = await visit.do(read_documents, division)
    waiting: dict[str, Any] = {"objections": (), "repairs": ()}
    if visit.may(read_objections):
        waiting = {name: (await visit.do(action)).waiting for name, action in QUEUES.items()}
    places = divisions.divisions().values()
    return visit.show("office.html", division=division, places=places, texts=texts, **waiting)


QUEUES: dict[str, Any] = {"objections": read_objections, "repairs": read_repairs}


@get("/office/new")
async def new(visit: Here) -> Response[bytes]:
    """An empty text."""
    if not visit.may(propose_document):
        raise Forbidden("not-signed-in" if visit.by.role == "nobody" else "wrong-role")
    return visit.show("propose.html", text="")


@post("/office/new", request_max_body_size=doors.LONG)
async def propose(visit: Here) -> Response[bytes]:
    """Prove a text, and put it on the shelf if nothing is wrong with it. What takes long is done before the transaction."""
    form = await visit.form()
    text = form.get("text", "").replace("\r\n", "\n") + "\n"
    try:
        if not visit.may(propose_document):
            raise Forbidden("not-signed-in" if visit.by.role == "nobody" else "wrong-role")
        proved = await visit.read(prove_document, text, "text.toml")
        document = await visit.do(propose_document, proved)
    except Refusal as refusal:
        return visit.refused(refusal, "propose.html", text=text)
    return visit.go(f"/office/{document.digest}")


@get("/office/{digest:str}")
async def text(visit: Here, digest: FromPath[str]) -> Response[bytes]:
    """One text, what was proved of it, and what it would change."""
    return visit.show("text.html", **await _about(visit, digest))


async def _about(visit: Visit, digest: str) -> dict[str, Any]:
    found: dict[str, Any] = {"document": await visit.do(read_document, digest)}
    for name, action in (("certificate", read_certificate), ("simulation", read_simulation)):
        try:
            found[name] = await visit.do(action, digest)
        except NotFound:
            found[name] = None
    same = await visit.do(read_documents, found["document"].division, found["document"].kind)
    found["state"] = next((one.state for one in same if one.label.digest == digest), "proposed")
    return found | {"decides": visit.may(approve_document)}


@post("/office/{digest:str}")
async def say(visit: Here, digest: FromPath[str]) -> Response[bytes]:
    """Look ahead at what a text would change, or say the second word on it."""
    form = await visit.form()
    if not visit.may(simulate_document):
        raise Forbidden("not-signed-in" if visit.by.role == "nobody" else "wrong-role")
    try:
        match form.get("what"):
            case "simulate":
                await visit.do(simulate_document, await visit.read(foresee_document, digest))
            case "approve":
                await visit.do(approve_document, digest, form.get("simulation") or None, form.get("because", ""))
            case "reject":
                await visit.do(reject_document, digest, form.get("because", ""))
    except Refusal as refusal:
        return visit.refused(refusal, "text.html", **await _about(visit, digest))
    return visit.go(f"/office/{digest}")


PAGES = (office, new, propose, text, say)
