"""Where a record is made good, corrected or revoked: nothing is overwritten, and what is repaired is neither shown nor used."""

from litestar import Response

from creditplus.actions.apply_repair import apply_repair
from creditplus.actions.correct_record import Corrected, correct_record
from creditplus.actions.decide_repair import decide_repair
from creditplus.actions.read_repair import RepairCase, read_repair
from creditplus.actions.read_repairs import read_repairs
from creditplus.actions.revoke_record import Revoked, revoke_record
from creditplus.errors import Words
from creditplus.rights.queues import Page
from creditplus.rights.repairs import Repair, RepairDecided
from creditplus.web import disputed
from creditplus.web.doors import door
from creditplus.web.given import Here, Named


@door(
    "POST /v1/records/{record}/repair",
    apply_repair,
    says=Words("申请信用修复", "Ask for a repair"),
    more=Words(
        "不收费。轻微的随时可以申请，一般的满三个月，严重的满一年；太早时告知最早日期。",
        "Free. A minor one at any time, a general one after three months, a serious one after a year; too early, and the first "
        "day is told.",
    ),
    takes=disputed.InWords,
    gives=Repair,
    status=201,
    refuses=(
        "unknown-record",
        "record-gone",
        "repair-open",
        "repair-not-needed",
        "repair-too-early",
        "no-guardrails",
        "unknown-person",
        "no-catalogue",
    ),
    repeats=True,
)
async def ask(asked: Here, record: Named) -> Response[bytes]:
    """Ask for a repair."""
    return await asked.do(record, (await asked.body(disputed.InWords)).words)


@door(
    "POST /v1/repairs/{repair}/decision",
    decide_repair,
    says=Words("决定修复申请", "Decide a request for repair"),
    more=Words(
        "由认定单位或县决定，要写理由。同意的，从当天起不显示、不使用，存档备查。",
        "By whoever found it or the county, with reasons. Once granted it is neither shown nor used from this day on, and archived.",
    ),
    takes=disputed.RepairWord,
    gives=RepairDecided,
    status=201,
    refuses=("unknown-repair", "other-county", "own-report", "repair-decided", "record-gone"),
    repeats=True,
)
async def decide(asked: Here, repair: Named) -> Response[bytes]:
    """Decide a request for repair."""
    word = await asked.body(disputed.RepairWord)
    return await asked.do(repair, word.outcome, word.because)


@door(
    "GET /v1/repairs/{repair}",
    read_repair,
    says=Words("查看一个修复申请", "Read a request for repair"),
    more=Words(
        "本人的说明、期限和结果。每次查看都有记录。",
        "What the person says, by when, and the outcome. Every look is logged.",
    ),
    gives=RepairCase,
    refuses=("unknown-repair", "other-county", "unknown-person"),
)
async def case(asked: Here, repair: Named) -> Response[bytes]:
    """Read a request for repair."""
    return await asked.do(repair)


@door(
    "GET /v1/repairs",
    read_repairs,
    says=Words("待办修复申请", "The open requests for repair of one's own division"),
    more=Words("按期限从近到远，逐页查看。", "By deadline, page by page."),
    asks=disputed.OfQueue,
    gives=Page,
)
async def queue(asked: Here) -> Response[bytes]:
    """The open requests for repair of one's own division."""
    return await asked.do(asked.query(disputed.OfQueue).after)


@door(
    "POST /v1/records/{record}/revocation",
    revoke_record,
    says=Words("法律文书被撤销", "The legal document of a record was revoked"),
    more=Words(
        "信息和它引起的一切都恢复原状。",
        "The record goes, and everything that it caused goes with it.",
    ),
    takes=disputed.NewRevocation,
    gives=Revoked,
    status=201,
    refuses=("unknown-record", "other-county", "own-report", "record-gone", "no-catalogue"),
    repeats=True,
)
async def revoke(asked: Here, record: Named) -> Response[bytes]:
    """The legal document of a record was revoked."""
    word = await asked.body(disputed.NewRevocation)
    return await asked.do(record, word.revoked_on, word.because)


@door(
    "POST /v1/records/{record}/correction",
    correct_record,
    says=Words("更正一条信息", "Correct a record"),
    more=Words(
        "原来的内容保留，不覆盖；从当天起按更正后的计分。",
        "What was reported stays as it was; from this day on the right content counts.",
    ),
    takes=disputed.NewCorrection,
    gives=Corrected,
    status=201,
    refuses=(
        "unknown-record",
        "other-county",
        "own-report",
        "record-gone",
        "bad-record",
        "unknown-kind",
        "no-catalogue",
    ),
    repeats=True,
)
async def correct(asked: Here, record: Named) -> Response[bytes]:
    """Correct a record."""
    word = await asked.body(disputed.NewCorrection)
    return await asked.do(record, word.rightly, word.because)


DOORS = (ask, decide, case, queue, revoke, correct)
