"""Where providers report records."""

from litestar import Response

from creditplus.actions.report_record import Receipt, report_record
from creditplus.errors import Words
from creditplus.records import Report
from creditplus.web.doors import door
from creditplus.web.given import Here, Named


@door(
    "POST /v1/counties/{county}/records",
    report_record,
    says=Words("报送一条信用信息", "Report one record"),
    more=Words(
        "信息类别必须在目录中。同一编号、同一内容再次报送，答复相同；同一编号、不同内容，会指出不同的字段。",
        "Its kind must be in the catalogue. The same id and content again is answered in the same way; the same id with other "
        "content is a conflict that names the field.",
    ),
    takes=Report,
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
    """Report one record."""
    return await asked.do(county, await asked.body(Report))


DOORS = (report,)
