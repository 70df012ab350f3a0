"""Examples of what is sent and answered where a record is disputed, repaired, corrected or revoked."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from creditplus.actions.correct_record import Corrected
from creditplus.actions.read_objection import Answered, Case
from creditplus.actions.read_repair import RepairCase
from creditplus.actions.revoke_record import Revoked
from creditplus.lives.corrections import Rightly
from creditplus.records import LegalDocument
from creditplus.rights import evidence
from creditplus.rights.evidence import Evidence, PaperLabel
from creditplus.rights.notices import PlaceNotice
from creditplus.rights.objections import Objection, Reply, Settled, Statement
from creditplus.rights.queues import Page, Waiting
from creditplus.rights.repairs import Repair, RepairDecided
from creditplus.web import disputed

AT = datetime(2026, 9, 30, 1, 30, tzinfo=UTC)
SAID, ANSWERED, DONE = "处罚的是与我同名的人。", "经核对，登记时选错了人。", "罚款已缴，违法行为已改正。"
RECORD = "provider-1a2b:2026-0002"
PERSON = "4f1c2a9be07d4e5b8a60c3d2f1e09b77"
CONTENT = b"%PDF-1.7 ..."
OBJECTION = Objection(
    id="c4ca4238a0b92382",
    record=RECORD,
    person=PERSON,
    county="231181",
    provider="provider-1a2b",
    grounds="not me",
    at=AT,
    days=3,
    provider_days=1,
    due_on=date(2026, 10, 10),
    provider_due_on=date(2026, 10, 8),
    provisional=False,
)
REPLY = Reply(id="c81e728d9d4c2f63", objection=OBJECTION.id, by="provider-1a2b", at=AT)
PAPER = Evidence(
    id="eccbc87e4b5ce2fe",
    objection=OBJECTION.id,
    by=PERSON,
    media="application/pdf",
    digest=evidence.digest_of(CONTENT),
    size=len(CONTENT),
    at=AT,
    content=CONTENT,
)
LABEL = PaperLabel(**{name: getattr(PAPER, name) for name in PaperLabel.__struct_fields__})
SETTLED = Settled(
    id="a87ff679a2f3e71e",
    objection=OBJECTION.id,
    outcome="withdrawn",
    because="报送单位确认对象有误",
    by="approver-7f8a",
    division="231181",
    at=AT,
)
REPAIR = Repair(
    id="e4da3b7fbbce2346",
    record=RECORD,
    person=PERSON,
    county="231181",
    provider="provider-1a2b",
    at=AT,
    days=3,
    due_on=date(2026, 10, 10),
    provisional=False,
)
WAITING = Waiting(
    id=OBJECTION.id,
    record=RECORD,
    county="231181",
    at=AT,
    due_on=OBJECTION.due_on,
    provisional=False,
    late=False,
    decided_by="231181",
)
PLACE = "2026-10-10.c4ca4238a0b92382"
RIGHTLY = Rightly(
    on=date(2026, 6, 1),
    fields={"domain": "市场监管"},
    document=LegalDocument(
        "行政处罚决定书", "北市监罚〔2026〕12号", "北安市市场监督管理局", date(2026, 6, 5), date(2026, 8, 5)
    ),
)

SENT: dict[str, Any] = {
    "raise_objection": disputed.NewObjection(OBJECTION.grounds, SAID),
    "state_record": disputed.OwnWords("当时我在外地，已申请复核。"),
    "attach_evidence": disputed.Paper(CONTENT),
    "answer_objection": disputed.InWords(ANSWERED),
    "settle_objection": disputed.NewSettlement("withdrawn", SETTLED.because),
    "apply_repair": disputed.InWords(DONE),
    "decide_repair": disputed.RepairWord("granted", "已履行全部义务"),
    "revoke_record": disputed.NewRevocation(date(2026, 9, 29), "行政复议决定撤销了处罚"),
    "correct_record": disputed.NewCorrection(RIGHTLY, "文书日期登记有误"),
}
GIVEN: dict[str, Any] = {
    "raise_objection": OBJECTION,
    "state_record": Statement(id="1679091c5a880fb0", record=RECORD, person=PERSON, at=AT),
    "attach_evidence": LABEL,
    "read_evidence": PAPER,
    "answer_objection": REPLY,
    "settle_objection": SETTLED,
    "read_objection": Case(
        objection=OBJECTION,
        words=SAID,
        replies=(Answered(id=REPLY.id, objection=REPLY.objection, by=REPLY.by, at=AT, words=ANSWERED),),
        evidence=(LABEL,),
        settled=SETTLED,
        settled_by="231181",
        due_on=OBJECTION.due_on,
        provisional=False,
    ),
    "read_objections": Page((WAITING,), PLACE),
    "apply_repair": REPAIR,
    "decide_repair": RepairDecided(
        id="8f14e45fceea167b",
        repair=REPAIR.id,
        outcome="granted",
        because="已履行全部义务",
        by="approver-7f8a",
        at=AT,
    ),
    "read_repair": RepairCase(repair=REPAIR, words=DONE, decided=None, due_on=REPAIR.due_on, provisional=False),
    "read_repairs": Page((msgspec.structs.replace(WAITING, id=REPAIR.id),)),
    "revoke_record": Revoked(RECORD, date(2026, 9, 30), date(2026, 9, 30), False),
    "correct_record": Corrected("c9f0f895fb98ab91", RECORD, date(2026, 9, 30)),
    "read_notices": [
        PlaceNotice(
            id="45c48cce2e2d7fbd", place="231181", what="withdrawn", record=RECORD, objection=OBJECTION.id, at=AT
        ),
        PlaceNotice(id="d3d9446802a44259", place="operator-3c4d", what="ask again", decision="0cc175b9c0f1b6a8", at=AT),
    ],
}
