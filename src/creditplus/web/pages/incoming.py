"""A provider's files of records: sent here or by a program, how far each is, and which rows were not kept and why."""

import csv
import hashlib
import io
from collections.abc import AsyncIterator
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from creditplus import people
from creditplus.actions.read_import import Progress, read_import
from creditplus.actions.read_imports import read_imports
from creditplus.actions.report_record import report_record
from creditplus.errors import Forbidden, Invalid, Refusal, Words
from creditplus.imports import Form
from creditplus.province import divisions
from creditplus.web import files, rows
from creditplus.web.bodies import fits
from creditplus.web.pages import sessions, worth
from creditplus.web.pages.visits import Here, Visit

FILE_MAX = 32 * 1024 * 1024
"""Bytes of a file that a browser may send; a program may send one of any length."""
PIECE = 256 * 1024
FORMS: dict[str, Form] = {"csv": "csv", "ndjson": "ndjson", "jsonl": "ndjson"}
"""How a file is written, by the end of its name."""


@get("/imports")
async def imports(visit: Here) -> Response[bytes]:
    """The newest files, and a form for another one."""
    return visit.show("imports.html", **await _listed(visit))


async def _listed(visit: Visit) -> dict[str, Any]:
    places = [one for one in divisions.divisions().values() if one.level == "county"]
    own = [one for one in places if people.acts_in(visit.by, one.code)]
    return {"found": await visit.do(read_imports), "places": own, "charsets": CHARSETS}


CHARSETS = {"utf-8": Words("UTF-8", "UTF-8"), "gb18030": Words("GB18030（GBK）", "GB18030 (GBK)")}


@post("/imports", request_max_body_size=FILE_MAX)
async def send(visit: Here) -> Response[bytes]:
    """Take a file to its end. It is named by what is in it, so the same file again is the same import and goes on where it stopped."""
    if not visit.may(report_record):
        raise Forbidden("not-signed-in" if visit.by.role == "nobody" else "wrong-role")
    sent = await visit.request.form()
    sessions.ours(visit.request, visit.session, str(sent.get("word", "")))
    try:
        charset = files.CHARSETS.get(str(sent.get("charset", "")))
        upload, county = sent.get("file"), str(sent.get("county", ""))
        form = FORMS.get(upload.filename.rpartition(".")[2].lower()) if isinstance(upload, UploadFile) else None
        if charset is None or form is None or not isinstance(upload, UploadFile):
            raise Invalid(
                "bad-fields",
                flaws=(worth.flaw("/file", "请选择 .csv 或 .ndjson 文件", "choose a .csv or .ndjson file"),),
            )
        name = f"page-{county}-{await _digest(upload)}"
        found = rows.batches(_pieces(upload), form, charset)
        await files.take(visit.store, visit.by, county, name, form, found, charset)
    except Refusal as refusal:
        return visit.refused(refusal, "imports.html", **await _listed(visit))
    return visit.go(f"/imports/{name}")


async def _pieces(upload: UploadFile) -> AsyncIterator[bytes]:
    """The file from its beginning, piece by piece."""
    await upload.seek(0)
    while piece := await upload.read(PIECE):
        yield piece


async def _digest(upload: UploadFile) -> str:
    found = hashlib.sha256()
    async for piece in _pieces(upload):
        found.update(piece)
    return found.hexdigest()[:24]


@get("/imports/{name:str}")
async def progress(visit: Here, name: FromPath[str]) -> Response[bytes]:
    """How far a file is; while it comes in, the page looks again by itself."""
    return visit.show("import.html", name=name, found=await _progress(visit, name))


async def _progress(visit: Visit, name: str) -> Progress:
    after = fits(dict(visit.request.query_params), files.AfterRow).after_row
    return await visit.do(read_import, name, int(after))


@get("/imports/{name:str}/refused.csv")
async def refused(visit: Here, name: FromPath[str]) -> Response[bytes]:
    """The rows that were not kept, for a spreadsheet: their places, ids and reasons."""
    found = await _progress(visit, name)
    written = io.StringIO()
    out = csv.writer(written)
    out.writerow(("row", "id", "outcome", "problem", "field", "message"))
    for row in found.refused_rows:
        for flaw in row.flaws or (worth.flaw("", "", ""),):
            said = flaw.message.in_language(visit.language)
            out.writerow((row.row, _cell(row.own_id or ""), row.outcome, row.problem, flaw.pointer, _cell(said)))
    headers = {"content-disposition": 'attachment; filename="refused-rows.csv"'}
    return Response(written.getvalue().encode("utf-8-sig"), media_type="text/csv", headers=headers)


def _cell(written: str) -> str:
    """A cell that a spreadsheet takes as text: what looks like a formula is kept from being one."""
    return f"'{written}" if written[:1] in ("=", "+", "-", "@", "\t", "\r") else written


assert set(CHARSETS) == set(files.CHARSETS.values())
PAGES = (imports, send, progress, refused)
