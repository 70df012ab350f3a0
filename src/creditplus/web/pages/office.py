"""The office: the texts of a place and where they stand, and what waits for an answer, the most urgent first."""

from typing import Any

from litestar import Response, get

from creditplus.actions.propose_document import propose_document
from creditplus.actions.read_documents import read_documents
from creditplus.actions.read_objections import read_objections
from creditplus.actions.read_repairs import read_repairs
from creditplus.province import divisions
from creditplus.web import disputed
from creditplus.web.bodies import fits
from creditplus.web.pages import naming
from creditplus.web.pages.visits import Here

QUEUES: dict[str, Any] = {"objections": read_objections, "repairs": read_repairs}
FIRST = ("proposed", "approved", "in force", "superseded", "expired", "rejected")
"""In which order texts are listed: what waits for a word, what will rule, what does, what did, what never will."""


@get("/office")
async def office(visit: Here) -> Response[bytes]:
    """The texts of a place, and what waits for an answer, the most urgent first."""
    division = visit.request.query_params.get("division") or visit.by.county or divisions.PROVINCE
    texts = (await visit.do(read_documents, division))[::-1]
    texts.sort(key=lambda one: FIRST.index(one.state))
    waiting: dict[str, Any] = dict.fromkeys(QUEUES, None)
    if visit.may(read_objections):
        waiting = {name: await visit.do(action, None, 5) for name, action in QUEUES.items()}
    places = divisions.divisions().values()
    return visit.show(
        "office.html",
        division=division,
        places=places,
        texts=texts,
        called=await naming.called(visit, division),
        writes=visit.may(propose_document),
        **waiting,
    )


@get("/office/objections")
async def objections(visit: Here) -> Response[bytes]:
    """The objections that wait, by deadline."""
    return await _queue(visit, "objections")


@get("/office/repairs")
async def repairs(visit: Here) -> Response[bytes]:
    """The requests for repair that wait, by deadline."""
    return await _queue(visit, "repairs")


async def _queue(visit: Here, what: str) -> Response[bytes]:
    wanted = fits(dict(visit.request.query_params), disputed.OfQueue)
    return visit.show("queue.html", what=what, page=await visit.do(QUEUES[what], wanted.after))


PAGES = (office, objections, repairs)
