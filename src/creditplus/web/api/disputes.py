"""Where a record is disputed: the resident objects, both sides show papers, somebody else settles, and everybody concerned is told."""

from litestar import Response

from creditplus.actions.answer_objection import answer_objection
from creditplus.actions.attach_evidence import attach_evidence
from creditplus.actions.raise_objection import raise_objection
from creditplus.actions.read_evidence import read_evidence
from creditplus.actions.read_notices import read_notices
from creditplus.actions.read_objection import Case, read_objection
from creditplus.actions.read_objections import read_objections
from creditplus.actions.settle_objection import settle_objection
from creditplus.actions.state_record import state_record
from creditplus.errors import Words
from creditplus.rights.evidence import Evidence, PaperLabel
from creditplus.rights.notices import PlaceNotice
from creditplus.rights.objections import Objection, Reply, Settled, Statement
from creditplus.rights.queues import Page
from creditplus.web import disputed, doors
from creditplus.web.doors import door
from creditplus.web.given import Here, Named


@door(
    "POST /v1/records/{record}/objection",
    raise_objection,
    says=Words("对一条信息提出异议", "Object to a record"),
    more=Words(
        "立即标注，处理期间不扣分；县应在规定的工作日内办结，逾期由市、再由省办理。",
        "It is marked at once and takes no points meanwhile; the county settles it within its working days, what is late the "
        "city, and then the province.",
    ),
    takes=disputed.NewObjection,
    gives=Objection,
    status=201,
    refuses=("unknown-record", "record-gone", "objection-open", "already-objected", "unknown-person", "no-catalogue"),
    repeats=True,
)
async def dispute(asked: Here, record: Named) -> Response[bytes]:
    """Object to a record."""
    said = await asked.body(disputed.NewObjection)
    return await asked.do(record, said.grounds, said.words)


@door(
    "POST /v1/records/{record}/statement",
    state_record,
    says=Words("在一条信息旁附上本人说明", "Put one's own words beside a record"),
    more=Words(
        "至多 500 字，与信息一同显示；新的代替旧的。", "Up to 500 characters, shown with it; new words replace old."
    ),
    takes=disputed.OwnWords,
    gives=Statement,
    status=201,
    refuses=("unknown-record", "record-gone"),
    repeats=True,
)
async def state(asked: Here, record: Named) -> Response[bytes]:
    """Put one's own words beside a record."""
    return await asked.do(record, (await asked.body(disputed.OwnWords)).words)


@door(
    "POST /v1/objections/{objection}/evidence",
    attach_evidence,
    says=Words("为异议附上材料", "Attach a paper to an objection"),
    more=Words(
        "PDF、JPEG 或 PNG，每份至多 5 MiB，用 base64 写；只有本人、办理人和报送单位能看。",
        "PDF, JPEG or PNG, up to 5 MiB each, in base64; only the person, who settles, and the provider can read it.",
    ),
    takes=disputed.Paper,
    body_max=doors.PAPER,
    gives=PaperLabel,
    status=201,
    refuses=("unknown-objection", "objection-settled", "bad-evidence", "evidence-full"),
    repeats=True,
)
async def attach(asked: Here, objection: Named) -> Response[bytes]:
    """Attach a paper to an objection."""
    return await asked.do(objection, (await asked.body(disputed.Paper)).content)


@door(
    "GET /v1/evidence/{evidence}",
    read_evidence,
    says=Words("查看一份材料", "Read a paper"),
    more=Words("每次查看都有记录，本人可见。", "Every look is logged, and the person sees it."),
    gives=Evidence,
    refuses=("unknown-evidence", "other-county", "unknown-person"),
)
async def paper(asked: Here, evidence: Named) -> Response[bytes]:
    """Read a paper."""
    return await asked.do(evidence)


@door(
    "POST /v1/objections/{objection}/answer",
    answer_objection,
    says=Words("报送单位答复异议", "The provider's answer to an objection"),
    more=Words("答复供办理人和本人查看。", "It is for whoever settles the objection, and for the person."),
    takes=disputed.InWords,
    gives=Reply,
    status=201,
    refuses=("unknown-objection", "objection-settled", "unknown-person"),
    repeats=True,
)
async def reply(asked: Here, objection: Named) -> Response[bytes]:
    """The provider's answer to an objection."""
    return await asked.do(objection, (await asked.body(disputed.InWords)).words)


@door(
    "POST /v1/objections/{objection}/settlement",
    settle_objection,
    says=Words("办结异议", "Settle an objection"),
    more=Words(
        "维持、更正或撤回，要写理由；不能由报送的人办理。所有持有这条信息的地方都会得到通知。",
        "The record stands, is corrected or withdrawn, with reasons; never by who reported it. Every place that holds it is told.",
    ),
    takes=disputed.NewSettlement,
    gives=Settled,
    status=201,
    refuses=(
        "unknown-objection",
        "objection-settled",
        "own-report",
        "other-county",
        "settled-elsewhere",
        "correction-missing",
        "bad-record",
        "unknown-kind",
        "no-catalogue",
    ),
    repeats=True,
)
async def settle(asked: Here, objection: Named) -> Response[bytes]:
    """Settle an objection."""
    word = await asked.body(disputed.NewSettlement)
    return await asked.do(objection, word.outcome, word.because, word.rightly)


@door(
    "GET /v1/objections/{objection}",
    read_objection,
    says=Words("查看一个异议", "Read an objection"),
    more=Words(
        "本人的话、单位的答复、材料、现在由哪一级办理、结果。",
        "What both sides say, the papers, who settles it now, and the outcome.",
    ),
    gives=Case,
    refuses=("unknown-objection", "other-county"),
)
async def case(asked: Here, objection: Named) -> Response[bytes]:
    """Read an objection."""
    return await asked.do(objection)


@door(
    "GET /v1/objections",
    read_objections,
    says=Words("待办异议", "The open objections of one's own division"),
    more=Words(
        "按期限从近到远，逐页查看；不显示姓名和内容。",
        "By deadline, page by page; no names, and nothing that was said.",
    ),
    asks=disputed.OfQueue,
    gives=Page,
)
async def queue(asked: Here) -> Response[bytes]:
    """The open objections of one's own division."""
    return await asked.do(asked.query(disputed.OfQueue).after)


@door(
    "GET /v1/notices",
    read_notices,
    says=Words("查看通知", "Read what one's own place was told"),
    more=Words(
        "报送单位和各县得知异议、更正、撤销和修复的结果；经营者只得知可以再次询问。",
        "Providers and counties learn how objections, corrections, revocations and repairs ended; operators only that they may ask again.",
    ),
    gives=list[PlaceNotice],
)
async def told(asked: Here) -> Response[bytes]:
    """Read what one's own place was told."""
    return await asked.do()


DOORS = (dispute, state, attach, paper, reply, settle, case, queue, told)
