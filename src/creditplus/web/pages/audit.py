"""The auditor's pages: the log by filters, one event with the proof that it stands under a seal, the seals, and the whole log checked."""

import asyncio
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from creditplus.actions.check_log import check_log
from creditplus.actions.examine_log import examine_log
from creditplus.actions.gather_evidence import gather_evidence
from creditplus.actions.read_alerts import read_alerts
from creditplus.actions.read_event import read_event
from creditplus.actions.read_events import Wanted, read_events
from creditplus.actions.read_proof import Proof, read_proof
from creditplus.actions.read_seals import Seals, read_seals
from creditplus.actions.take_evidence import take_evidence
from creditplus.errors import Forbidden, NotFound, Refusal, Words
from creditplus.log import packages, seals, verifier
from creditplus.tools import store
from creditplus.web import doors, sent_of_custody
from creditplus.web.bodies import fits
from creditplus.web.pages.visits import Here, Visit

QUICK: tuple[tuple[str, Words], ...] = (
    ("verb=approve_document", Words("谁批准了什么", "who approved what")),
    ("verb=reject_document", Words("谁驳回了什么", "who rejected what")),
    ("verb=propose_document", Words("谁提交了什么", "who proposed what")),
    ("outcome=refused", Words("被拒绝的", "what was refused")),
    ("verb=decide_scenario", Words("柜台查询", "desks that asked")),
    ("verb=read_held_record", Words("经办人查看的记录", "records that officers read")),
)
"""Filters that an auditor wants most."""
OUTCOMES = {
    "accepted": Words("已接受", "accepted"),
    "agreed": Words("已同意", "agreed"),
    "approved": Words("已批准", "approved"),
    "attached": Words("已交材料", "attached"),
    "begun": Words("已开始", "begun"),
    "benefit": Words("优惠", "a benefit"),
    "failed": Words("没有办成", "failed"),
    "given": Words("已授权", "given"),
    "granted": Words("已准许", "granted"),
    "issued": Words("已领取", "issued"),
    "joined": Words("已参加", "joined"),
    "kept": Words("已保存", "kept"),
    "left": Words("已退出", "left"),
    "proposed": Words("已提交", "proposed"),
    "raised": Words("已提出", "raised"),
    "refused": Words("被拒绝", "refused"),
    "rejected": Words("已驳回", "rejected"),
    "shown": Words("已显示", "shown"),
    "signed in": Words("已登录", "signed in"),
    "simulated": Words("已推算", "looked ahead"),
    "standard": Words("标准服务", "standard service"),
    "withdrawn": Words("已撤回", "withdrawn"),
}
"""How most things end, in words; the log's own word stands beside it, for filters ask for that."""
ONLY_HERE = {
    "check_log": Words("核对整本日志", "Check the whole log"),
    "import_records": Words("保存文件里的信息", "Keep the records of a file"),
    "open_import": Words("开始批量报送", "Begin a file"),
    "read_alerts": Words("查看值得看的事", "See what is worth a look"),
    "read_benefits": Words("本人看能享受什么", "See one's benefits"),
    "read_held_record": Words("经办人查看记录", "Read a record as an officer"),
    "read_imports": Words("查看报送的文件", "See the files that were sent"),
    "suppose_record": Words("本人试算加分", "Try out what a deed would give"),
    "take_evidence": Words("带走证据包", "Take the evidence package"),
}
"""What is done on pages and at no door, in words."""
FOLDER = "creditplus-evidence"
"""What an evidence package is called."""
PIECE = 256 * 1024


@get("/audit")
async def audit(visit: Here) -> Response[bytes]:
    """A page of the log."""
    given = {name: value for name, value in visit.request.query_params.items() if value}
    wanted = fits(given, sent_of_custody.WhichEvents)
    alerts = await visit.do(read_alerts) if not given else ()
    try:
        found = await visit.do(read_events, Wanted(**msgspec.structs.asdict(wanted)))
    except Refusal as refusal:
        if refusal.type != "case-needed":
            raise
        return visit.refused(refusal, "audit.html", found=None, wanted=wanted, quick=QUICK, alerts=(), given=given)
    facts: dict[str, Any] = {"names": _names(visit), "outcomes": OUTCOMES, "quick": QUICK}
    return visit.show("audit.html", found=found, wanted=wanted, alerts=alerts, given=given, **facts)


def _names(visit: Visit) -> dict[str, Words]:
    """What each verb is called, at its door or on its page."""
    known: list[doors.Door] = visit.request.app.state.doors
    return ONLY_HERE | {door.verb: door.says for door in known}


@get("/audit/events/{event:str}")
async def event(visit: Here, event: FromPath[str]) -> Response[bytes]:
    """One event, and the proof that it stands under the newest seal, worked out here and now."""
    given = {name: value for name, value in visit.request.query_params.items() if value}
    case = fits(given, sent_of_custody.WithCase).case
    if visit.by.role != "auditor":
        raise Forbidden(visit.why_not())
    found = await visit.do(read_event, event, case)
    proof = await _proof(visit, event)
    named: dict[str, Any] = {"names": _names(visit), "outcomes": OUTCOMES}
    return visit.show(
        "event.html", **named, found=found, case=case, proof=proof, holds=proof is not None and _holds(proof)
    )


async def _proof(visit: Visit, event: str) -> Proof | None:
    """The proof for an event that a seal covers already."""
    newest = (await visit.do(read_seals)).seals
    try:
        return await visit.do(read_proof, newest[0].seal.number, event) if newest else None
    except NotFound:
        return None


def _holds(proof: Proof) -> bool:
    """Whether the event's own line leads to the root that was sealed."""
    leaf, hashes = seals.leaf((proof.line or "").encode()), [bytes.fromhex(one) for one in proof.hashes]
    root = seals.included(leaf, -1 if proof.place is None else proof.place, proof.size, hashes)
    return root is not None and root.hex() == proof.root


@get("/audit/seals")
async def sealed(visit: Here) -> Response[bytes]:
    """The seals, the newest first."""
    wanted = fits(dict(visit.request.query_params), sent_of_custody.After)
    return visit.show("seals.html", **_seals(visit, await visit.do(read_seals, wanted.cursor)))


def _seals(visit: Visit, found: Seals) -> dict[str, Any]:
    return {"found": found, "checked": None, "checks": visit.may(check_log)}


@post("/audit/seals")
async def check(visit: Here) -> Response[bytes]:
    """Hash the whole log again and hold it against every seal."""
    await visit.form()
    if not visit.may(check_log):
        raise Forbidden(visit.why_not())
    checked = await visit.do(check_log, await visit.read(examine_log))
    facts = _seals(visit, await visit.do(read_seals, None))
    return visit.show("seals.html", **(facts | {"checked": checked}))


@post("/audit/evidence")
async def evidence(visit: Here) -> Stream:
    """Everything that is sealed, with the program that checks it: taken away as one file. Events are nameless in it."""
    await visit.form()
    if not visit.may(take_evidence):
        raise Forbidden(visit.why_not())
    kept = tempfile.TemporaryFile()  # noqa: SIM115  # it is closed when the last piece was sent
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        async with visit.store.reading() as db:
            found = await gather_evidence(db, visit.by)
            with package.open(f"{FOLDER}/events.ndjson", "w", force_zip64=True) as file:
                async for some in store.numbered(db, through=found.through):
                    await asyncio.to_thread(file.write, b"".join(seals.line(event) + b"\n" for event in some))
        for name, content in packages.files(found).items():
            package.writestr(f"{FOLDER}/{name}", content)
        package.write(verifier.__file__, f"{FOLDER}/verifier.py")
    await visit.do(take_evidence, found)
    headers = {"content-disposition": f'attachment; filename="{FOLDER}.zip"'}
    return Stream(_pieces(kept), status_code=200, media_type="application/zip", headers=headers)


def _pieces(kept: IO[bytes]) -> Iterator[bytes]:
    """A file from its beginning, piece by piece; then it is gone."""
    with kept:
        kept.seek(0)
        yield from iter(lambda: kept.read(PIECE), b"")


PAGES = (audit, event, sealed, check, evidence)
