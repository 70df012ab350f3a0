"""The pages that anyone may read: what this is and is never used for, what helps where, and a county's rules in plain words."""

from importlib.resources import files

from litestar import MediaType, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from creditplus.actions.read_rules import read_rules
from creditplus.actions.read_scenarios import read_scenarios
from creditplus.errors import Invalid
from creditplus.province import divisions
from creditplus.web.pages import worth
from creditplus.web.pages.visits import LANGUAGE, LETTERS, Here

STATIC = {
    "pages.css": "text/css; charset=utf-8",
    "pages.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "office.css": "text/css; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
}
"""The files that pages use; nothing comes from another host."""
YEAR_S = 365 * 24 * 3600


@get("/")
async def home(visit: Here) -> Response[bytes]:
    """What this is, and what it is never used for."""
    return visit.show("home.html")


@get("/scenarios")
async def scenarios(visit: Here) -> Response[bytes]:
    """What helps in a county; without one, the counties to choose from."""
    county = visit.request.query_params.get("county", "")
    known = divisions.is_county(county)
    texts = await visit.read(read_scenarios, county) if known else []
    return visit.show(
        "scenarios.html", county=county if known else None, counties=by_city(), texts=texts, asked=bool(county)
    )


def by_city() -> dict[divisions.Division, list[divisions.Division]]:
    """The counties of each city."""
    found: dict[divisions.Division, list[divisions.Division]] = {}
    for one in divisions.divisions().values():
        if one.level == "county":
            found.setdefault(divisions.divisions()[one.parent], []).append(one)
    return found


@get("/c/{county:str}/rules")
async def rules(visit: Here, county: FromPath[str]) -> Response[bytes]:
    """A county's rulebook in plain words."""
    found = await visit.read(read_rules, county)
    kinds = {rule.code: found.catalogue.find(rule.kind) for rule in found.rulebook.ready}
    rows = [(rule, kinds[rule.code], worth.told(rule, kinds[rule.code])) for rule in found.rulebook.ready]
    return visit.show("rules.html", county=county, rulebook=found.rulebook, rows=rows)


@get("/reading")
async def reading(visit: Here) -> Response[bytes]:
    """Remember how somebody reads: the language, or the size of letters; then back to where they were."""
    asked = visit.request.query_params
    answer = visit.go(safe(asked.get("to", "/")))
    for name, key, known in ((LANGUAGE, "in", ("zh", "en")), (LETTERS, "letters", ("large", "plain"))):
        if asked.get(key) in known:
            answer.set_cookie(name, asked[key], path="/", max_age=YEAR_S, samesite="lax")
    return answer


def safe(to: str) -> str:
    """An address of ours to go back to; whatever else was asked for is the first page."""
    plain = to.startswith("/") and not to.startswith(("//", "/\\")) and "\n" not in to and "\r" not in to
    return to if plain and to.isascii() and len(to) <= 200 else "/"


@get("/static/{name:str}", sync_to_thread=False)
def static(name: FromPath[str]) -> Response[str]:
    """A file that the pages use."""
    if name not in STATIC:
        raise NotFoundException
    text = files("creditplus.web").joinpath("static", name).read_text("utf-8")
    headers = {"cache-control": "public, max-age=300", "content-type": STATIC[name]}
    return Response(text, media_type=MediaType.TEXT, headers=headers)


def number(written: str, pointer: str) -> int:
    """A whole number that somebody typed, none being 0. Raises Invalid."""
    if not written.isascii() or not (written or "0").isdigit() or len(written) > 9:
        raise Invalid("bad-fields", flaws=(worth.flaw(pointer, "请填写整数", "write a whole number"),))
    return int(written or 0)


PAGES = (home, scenarios, rules, reading, static)
