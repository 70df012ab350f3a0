"""Where providers report records: one, a few in an array, or a file of any length."""

import secrets

from litestar import Response

from creditplus.actions.read_import import Progress, read_import
from creditplus.actions.report_record import Receipt, report_record
from creditplus.errors import Words
from creditplus.records import Report
from creditplus.web import bodies, doors, files, rows
from creditplus.web.doors import door
from creditplus.web.given import Here, Named, answer, encode


@door(
    "POST /v1/counties/{county}/records",
    report_record,
    says=Words("报送信用信息：一条、几条或一个文件", "Report one record, a few, or a file of them"),
    more=Words(
        "信息类别必须在目录中。同一编号、同一内容再次报送，答复相同；同一编号、不同内容，会指出不同的字段。文件可用 NDJSON 或 CSV"
        "（UTF-8 或 GB18030），长度不限，一行不对不影响其他行；`Idempotency-Key` 是文件名，中断后用同一个键再次发送即可继续。",
        "Its kind must be in the catalogue. The same id and content again is answered in the same way; the same id with other "
        "content is a conflict that names the field. A file is NDJSON or CSV (UTF-8 or GB18030) of any length; no row stops "
        "another. The `Idempotency-Key` is the file's name: after an interruption send it again under the same key.",
    ),
    takes=Report,
    media=(*doors.JSON, *files.NDJSON, *files.CSV),
    body_max=None,
    gives=Receipt,
    refuses=(
        "no-scope",
        "unknown-county",
        "other-county",
        "unknown-kind",
        "bad-identity",
        "bad-record",
        "record-differs",
        "no-catalogue",
    ),
    repeats=True,
)
async def report(asked: Here, county: Named) -> Response[bytes]:
    """Report one record, a few, or a file."""
    written = files.form_of(asked.request)
    name = asked.key() or secrets.token_hex(16)
    if written is not None:
        found = rows.batches(files.patient(asked.request), *written)
        form, charset = written
        return answer(encode(await files.take(asked.store, asked.by, county, name, form, found, charset)))
    files.bound(asked.request, doors.SMALL)
    body = await asked.sent()
    if body.lstrip()[:1] == b"[":
        return answer(encode(await files.take_list(asked.store, asked.by, county, name, body)))
    return await asked.do(county, bodies.struct(body, Report))


@door(
    "GET /v1/imports/{batch}",
    read_import,
    says=Words("查看一个文件的报送进度和未保存的行", "Read how far a file is, and which rows were not kept"),
    more=Words(
        "已读行数、新增、相同、冲突和被拒的行数，以及每一被拒行的行号、编号和原因；一次一千行，`after_row` 之后的下一页。",
        "How many rows were read, accepted, the same as before, in conflict and refused, and for each row that was not kept its "
        "place, id and reasons; a thousand at a time, further ones with `after_row`.",
    ),
    asks=files.AfterRow,
    gives=Progress,
    refuses=("unknown-import",),
)
async def progress(asked: Here, batch: Named) -> Response[bytes]:
    """Read how far a file is."""
    return await asked.do(batch, int(asked.query(files.AfterRow).after_row))


DOORS = (report, progress)
