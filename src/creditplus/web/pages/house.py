"""All pages for people, in one house: each is answered in HTML, also when something is refused."""

from litestar import Router
from litestar.di import Provide

from creditplus.web.pages import (
    audit,
    cases,
    desk,
    drafting,
    incoming,
    looks,
    me,
    mine,
    office,
    overview,
    public,
    rulings,
    signing,
    simulator,
    verifying,
    visits,
)

PAGES = Router(
    "/",
    route_handlers=[
        *public.PAGES,
        *signing.PAGES,
        *me.PAGES,
        *mine.PAGES,
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
