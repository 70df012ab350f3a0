"""All pages for people, in one house: each is answered in HTML, also when something is refused."""

from litestar import Router
from litestar.di import Provide

from creditplus.web.pages import desk, looks, me, mine, office, public, signing, visits

PAGES = Router(
    "/",
    route_handlers=[*public.PAGES, *signing.PAGES, *me.PAGES, *mine.PAGES, *looks.PAGES, *office.PAGES, *desk.PAGES],
    dependencies={"visit": Provide(visits.visit)},
    exception_handlers={Exception: visits.problem},
    include_in_schema=False,
)
