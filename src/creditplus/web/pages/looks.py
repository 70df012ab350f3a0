"""A resident's own pages about what others see: who looked, everything that is held in one file, and what a good deed would do."""

from collections import defaultdict
from typing import Any

from litestar import Response, get, post

from creditplus.actions.export_person import export_person
from creditplus.actions.read_access import Access, read_access
from creditplus.actions.read_decisions import read_decisions
from creditplus.actions.read_rules import read_rules
from creditplus.actions.read_scenarios import read_scenarios
from creditplus.actions.read_score import read_score
from creditplus.actions.suppose_record import suppose_record
from creditplus.errors import Invalid, Refusal, Words
from creditplus.outlooks.forecasts import Outlook
from creditplus.province import divisions
from creditplus.province.catalogues import Kind
from creditplus.rights import exports
from creditplus.web import sent_of_custody
from creditplus.web.bodies import fits
from creditplus.web.pages import fields
from creditplus.web.pages.visits import Here, Visit


@get("/me/access")
async def access(visit: Here) -> Response[bytes]:
    """Who looked, when and what for, and what desks were told."""
    wanted = fits(dict(visit.request.query_params), sent_of_custody.WhichLooks)
    looks = await visit.do(read_access, wanted.cursor)
    decided = await visit.do(read_decisions) if visit.may(read_decisions) else None
    return visit.show("access.html", looks=looks, decided=decided, titles=await _titles(visit, looks))


async def _titles(visit: Visit, looks: Access) -> dict[str, Words]:
    """What the scenarios are called that somebody asked about, by the texts of the counties where they asked."""
    counties = {one.county for one in looks.looks if one.why and one.county and divisions.is_county(one.county)}
    return {
        text.scenario: text.title for county in sorted(counties) for text in await visit.read(read_scenarios, county)
    }


@get("/me/export")
async def ask_export(visit: Here) -> Response[bytes]:
    """Everything that is held, in one file."""
    return visit.show("export.html")


@post("/me/export")
async def export(visit: Here) -> Response[bytes]:
    """The file."""
    await visit.form()
    held = exports.zipped(await visit.do(export_person))
    headers = {"content-disposition": 'attachment; filename="creditplus.zip"'}
    return Response(held, status_code=200, media_type="application/zip", headers=headers)


@get("/me/what-if")
async def what_if(visit: Here) -> Response[bytes]:
    """Which good deed?"""
    return visit.show("what-if.html", **await _choices(visit))


async def _choices(visit: Visit) -> dict[str, Any]:
    """The kinds of good records, and the one that was chosen."""
    county = (await visit.do(read_score)).county
    known = (await visit.read(read_rules, county)).catalogue.kinds
    kinds = [kind for kind in known if kind.polarity in ("merit", "honour")]
    chosen = next((kind for kind in kinds if kind.code == visit.request.query_params.get("kind")), None)
    return {"known": kinds, "chosen": chosen, "outlook": None}


@post("/me/what-if")
async def suppose(visit: Here) -> Response[bytes]:
    """What it would do; nothing is kept."""
    form = await visit.form()
    found = await _choices(visit)
    try:
        kind = found["chosen"]
        if not isinstance(kind, Kind):
            raise Invalid("unknown-kind")
        outlook: Outlook = await visit.do(suppose_record, kind.code, fields.typed(kind, form))
    except Refusal as refusal:
        return visit.refused(refusal, "what-if.html", **found)
    return visit.show("what-if.html", **(found | {"outlook": outlook, "typed": defaultdict(str, visit.typed)}))


PAGES = (access, ask_export, export, what_if, suppose)
