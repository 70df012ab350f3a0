"""How far the province has come: a page for anyone and files for programs, and the province's own page with texts and seals.

Why the numbers are remembered for the day: they are as of its beginning, so they stay the same, and counting takes a while.
"""

import asyncio
import csv
import io
import json

from litestar import Response, get

from creditplus.actions.read_coverage import read_coverage
from creditplus.actions.read_documents import read_documents
from creditplus.actions.read_seals import read_seals
from creditplus.errors import Forbidden
from creditplus.outlooks.coverages import Coverage
from creditplus.province import divisions
from creditplus.tools import clock
from creditplus.web.pages import naming
from creditplus.web.pages.visits import Here, Visit

COLUMNS = ("county", "name", "since", "scenarios", "residents", "benefits", "answered", "late_percent")
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


@get("/transparency")
async def transparency(visit: Here) -> Response[bytes]:
    """The numbers, in words and a table."""
    return visit.show("transparency.html", found=await _coverage(visit))


@get("/transparency/counties.csv")
async def table(visit: Here) -> Response[bytes]:
    """The same numbers for a spreadsheet (RFC 4180); the mark at its beginning tells Excel that it is UTF-8."""
    found = await _coverage(visit)
    written = io.StringIO()
    out = csv.writer(written)
    out.writerow(COLUMNS)
    for one in found.counties:
        name = divisions.divisions()[one.county].name
        out.writerow([name if column == "name" else getattr(one, column) for column in COLUMNS])
    headers = {"content-disposition": f'attachment; filename="counties-{found.on}.csv"'}
    return Response(written.getvalue().encode("utf-8-sig"), media_type="text/csv", headers=headers)


@get("/transparency/dcat.jsonld")
async def catalogue(visit: Here) -> Response[bytes]:
    """What is published here, as open-data portals collect it (W3C DCAT 3 in JSON-LD)."""
    found, base = await _coverage(visit), str(visit.request.base_url).rstrip("/")
    at = f"{base}/transparency"
    told = {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@id": f"{at}/dcat.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": [_in("zh", "信用+ 公开数据"), _in("en", "Open data of Credit+")],
        "dcat:dataset": {
            "@id": at,
            "@type": "dcat:Dataset",
            "dct:title": [
                _in("zh", "各县个人诚信积分推进情况"),
                _in("en", "Personal integrity points, county by county"),
            ],
            "dct:description": [
                _in("zh", "人数以十为单位，少于十人不列；不含任何个人信息。"),
                _in("en", "Persons are counted in tens, fewer than ten are left out; it holds nothing about anybody."),
            ],
            "dct:issued": str(found.on),
            "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/DAILY"},
            "dcat:distribution": {
                "@type": "dcat:Distribution",
                "dcat:downloadURL": {"@id": f"{at}/counties.csv"},
                "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/text/csv"},
                "dct:license": {"@id": LICENCE},
            },
        },
    }
    body = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return Response(body, media_type="application/ld+json")


def _in(language: str, words: str) -> dict[str, str]:
    return {"@language": language, "@value": words}


@get("/province")
async def province(visit: Here) -> Response[bytes]:
    """Coverage, the province's own texts, and the newest seals."""
    if visit.by.role not in ("province", "auditor"):
        raise Forbidden("not-signed-in" if visit.by.role == "nobody" else "wrong-role")
    texts = [one for one in await visit.do(read_documents, divisions.PROVINCE) if one.state == "in force"]
    seals = (await visit.do(read_seals)).seals[:5]
    called = await naming.called(visit, divisions.PROVINCE)
    return visit.show("province.html", found=await _coverage(visit), texts=texts, seals=seals, called=called)


async def _coverage(visit: Visit) -> Coverage:
    """Today's numbers, counted once a day in each process; who comes meanwhile waits for the same count."""
    state = visit.request.app.state
    async with state.setdefault("counting", asyncio.Lock()):
        kept: Coverage | None = state.get("coverage")
        if kept is None or kept.on != clock.today():
            kept = state["coverage"] = await visit.read(read_coverage)
    return kept


PAGES = (transparency, table, catalogue, province)
