"""Where a resident sees who looked, what was decided and everything that is held; and where the log is read."""

from litestar import Response

from creditplus.actions.delay_event import delay_event
from creditplus.actions.export_person import export_person
from creditplus.actions.read_access import Access, read_access
from creditplus.actions.read_decisions import OwnDecisions, read_decisions
from creditplus.actions.read_event import read_event
from creditplus.actions.read_events import Entries, Wanted, read_events
from creditplus.audit import Logged
from creditplus.errors import Words
from creditplus.rights import exports
from creditplus.rights.delays import Delay
from creditplus.rights.exports import Export
from creditplus.web import sent_of_custody
from creditplus.web.doors import door
from creditplus.web.given import Here, Named


@door(
    "GET /v1/me/access",
    read_access,
    says=Words("查看谁查询过自己", "Read who looked"),
    more=Words(
        "每次查询：谁、何时、为何、依据哪项授权，包括被拒绝的和工作人员的查看。`own=true` 时也列出本人的操作。",
        "Each look: who, when, what for and on which consent, also refused ones and those by staff. `own=true` adds one's own acts.",
    ),
    asks=sent_of_custody.WhichLooks,
    gives=Access,
)
async def access(asked: Here) -> Response[bytes]:
    """Read who looked."""
    wanted = asked.query(sent_of_custody.WhichLooks)
    return await asked.do(wanted.cursor, wanted.own)


@door(
    "GET /v1/me/decisions",
    read_decisions,
    says=Words("查看自己的决定", "Read one's own decisions"),
    more=Words(
        "每个决定的结果、原因和依据的授权；经营者看不到原因。",
        "What came out, why, and on which consent it rested; an operator never sees why.",
    ),
    asks=sent_of_custody.After,
    gives=OwnDecisions,
)
async def decided(asked: Here) -> Response[bytes]:
    """Read one's own decisions."""
    return await asked.do(asked.query(sent_of_custody.After).cursor)


@door(
    "GET /v1/me/export",
    export_person,
    says=Words("导出本人全部信息", "Take out everything that is held"),
    more=Words(
        "一个文件。`form=csv` 时是一个 ZIP 压缩包，每类信息一张表，可以安全地用电子表格打开。",
        "In one file. With `form=csv` a ZIP archive with a table for each kind, safe to open in a spreadsheet.",
    ),
    asks=sent_of_custody.InForm,
    gives=Export,
    written=("application/json", "application/zip"),
    refuses=("unknown-person",),
)
async def export(asked: Here) -> Response[bytes]:
    """Take out everything that is held."""
    if asked.query(sent_of_custody.InForm).form == "json":
        return await asked.do()
    told = await asked.do(written=exports.zipped)
    headers = {"content-disposition": 'attachment; filename="creditplus.zip"'}
    return Response(told.content, media_type="application/zip", headers=headers)


@door(
    "GET /v1/events/{event}",
    read_event,
    says=Words("查看一条日志", "Read one entry of the log"),
    more=Words(
        "本人、办理者或审计员可以查看；审计员凭案号才能看到涉及谁，本人会看到这次查看。",
        "For the person, whoever acted, or an auditor, who sees about whom only with a case number; the person sees that look.",
    ),
    asks=sent_of_custody.WithCase,
    gives=Logged,
    refuses=("unknown-event",),
)
async def one(asked: Here, event: Named) -> Response[bytes]:
    """Read one entry of the log."""
    return await asked.do(event, asked.query(sent_of_custody.WithCase).case)


@door(
    "GET /v1/events",
    read_events,
    says=Words("查看日志", "Read the log"),
    more=Words(
        "最新的在前；不显示涉及谁。凭案号可以只看一个人的日志，本人会看到这次查看。",
        "The newest first, without about whom. With a case number the entries of one person; the person sees that look.",
    ),
    asks=sent_of_custody.WhichEvents,
    gives=Entries,
    refuses=("case-needed",),
)
async def everything(asked: Here) -> Response[bytes]:
    """Read the log."""
    wanted = asked.query(sent_of_custody.WhichEvents)
    return await asked.do(Wanted(**{name: getattr(wanted, name) for name in Wanted.__struct_fields__}))


@door(
    "POST /v1/events/{event}/delay",
    delay_event,
    says=Words("延迟告知一次查看", "Have one look shown only later"),
    more=Words(
        "仅限工作人员的查看，凭办案机关的文书，自查看之日起最长六个月；到期后本人看到这次查看和延迟本身。",
        "Only a look by staff, by an authority's document, for six months after the look at most; then the person sees both.",
    ),
    takes=sent_of_custody.NewDelay,
    gives=Delay,
    status=201,
    refuses=("unknown-event", "past-day", "delay-not-allowed"),
    repeats=True,
)
async def delay(asked: Here, event: Named) -> Response[bytes]:
    """Have one look shown only later."""
    wish = await asked.body(sent_of_custody.NewDelay)
    return await asked.do(event, wish.until, wish.authority, wish.document)


DOORS = (access, decided, export, everything, one, delay)
