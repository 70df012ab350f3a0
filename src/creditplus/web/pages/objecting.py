"""A resident's own page of an objection: by when it is answered, what the provider says, the papers, and how it ended."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from creditplus.actions.attach_evidence import attach_evidence
from creditplus.actions.read_objection import read_objection
from creditplus.errors import Refusal
from creditplus.rights import evidence
from creditplus.web import doors
from creditplus.web.pages import cases, sessions
from creditplus.web.pages.mine import GROUNDS
from creditplus.web.pages.visits import Here, Visit


@get("/me/objections/{id:str}")
async def objection(visit: Here, id: FromPath[str]) -> Response[bytes]:
    """One's own objection."""
    return visit.show("my-objection.html", **await _objection(visit, id))


async def _objection(visit: Visit, id: str) -> dict[str, Any]:
    case = await visit.do(read_objection, id)
    own = [paper for paper in case.evidence if paper.by == visit.by.id]
    limits = {"most": evidence.PAPERS_MAX, "left": evidence.PAPERS_MAX - len(own), "size_max": evidence.SIZE_MAX}
    late = cases.late(case)
    return {"case": case, "grounds": GROUNDS, "late": late, "own": own, "media": ",".join(cases.NAMES), **limits}


@post("/me/objections/{id:str}/papers", request_max_body_size=doors.PAPER)
async def attach(visit: Here, id: FromPath[str]) -> Response[bytes]:
    """Attach a paper. What it is is told by its first bytes, not by its name."""
    sent = await visit.request.form()
    sessions.ours(visit.request, visit.session, str(sent.get("word", "")))
    upload = sent.get("file")
    content = await upload.read() if isinstance(upload, UploadFile) else b""
    try:
        await visit.do(attach_evidence, id, content)
    except Refusal as refusal:
        if refusal.type == "unknown-objection":
            raise
        return visit.refused(refusal, "my-objection.html", **await _objection(visit, id))
    return visit.go(f"/me/objections/{id}#papers")


@get("/me/objections/{id:str}/papers/{paper:str}")
async def paper(visit: Here, id: FromPath[str], paper: FromPath[str]) -> Response[bytes]:
    """A paper of one's own objection, or the provider's, as a file."""
    return await cases.handed(visit, paper)


PAGES = (objection, attach, paper)
