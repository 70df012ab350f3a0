"""All pages for people, in one house: each is answered in HTML, also when something is refused."""

from typing import Any

from litestar import Request, Response, Router
from litestar.di import Provide

from creditplus.web import errors
from creditplus.web.pages import (
    audit,
    binding,
    cases,
    descriptions,
    desk,
    drafting,
    forgetting,
    helping,
    incoming,
    looks,
    me,
    mine,
    objecting,
    office,
    overview,
    public,
    rulings,
    sharing,
    signing,
    simulator,
    verifying,
    visits,
)

PAGES = Router(
    "/",
    route_handlers=[
        *public.PAGES,
        *descriptions.PAGES,
        *signing.PAGES,
        *me.PAGES,
        *mine.PAGES,
        *forgetting.PAGES,
        *binding.PAGES,
        *objecting.PAGES,
        *helping.PAGES,
        *sharing.PAGES,
        *looks.PAGES,
        *desk.PAGES,
        *office.PAGES,
        *drafting.PAGES,
        *rulings.PAGES,
        *cases.PAGES,
        *overview.PAGES,
        *incoming.PAGES,
        *audit.PAGES,
        *verifying.PAGES,
        *simulator.PAGES,
    ],
    dependencies={"visit": Provide(visits.visit)},
    exception_handlers={Exception: visits.problem},
    include_in_schema=False,
)


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """What is answered outside the pages: a browser that asks for a page gets one, at a door too; a program gets a problem."""
    return visits.problem(request, error) if wants_page(request) else errors.answer(request, error)


def wants_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a page is asked for by name, as every browser does, and nothing that programs read."""
    wanted = request.headers.get("accept", "")
    return "text/html" in wanted and "json" not in wanted
