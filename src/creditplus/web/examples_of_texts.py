"""An example of everything that is sent and answered about the life of a ruling text."""

from datetime import UTC, date, datetime
from typing import Any

from creditplus.differences import Change, Difference
from creditplus.documents import Approval, Label, Simulation, Standing, Step
from creditplus.errors import Words
from creditplus.outlooks.impacts import Bar, Crossing, Impact, Loss, Opening
from creditplus.web import said

AT = datetime(2026, 7, 1, 1, 30, tzinfo=UTC)
DAY, EFFECTIVE = date(2026, 7, 1), date(2026, 9, 1)
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
EARLIER = "4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce"
SEEN = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"

IMPACT = Impact(
    residents=480,
    up=120,
    same=340,
    down=20,
    bars=(Bar(0, 0, 0), Bar(100_000, 480, 480)),
    grades=(Crossing("B", "A", 60),),
    benefits=(Opening("library-deposit", "waived", opens=60, closes=0, same=420),),
    losses=(Loss("volunteering", 20),),
)
CHANGE = Change(
    what="changed",
    part="rules",
    path="rules.volunteering.points",
    before="2",
    after="3",
    says=Words("规则 `volunteering.points` 改变：2 → 3", "rule `volunteering.points` changed: 2 → 3"),
)
LABEL = Label(
    digest=DIGEST, kind="rulebook", division="231181", effective=EFFECTIVE, proposed_at=AT, proposed_by="author-5d6e"
)
SENT: dict[str, Any] = {
    "approve_document": said.Approved(SEEN, "已核对公示意见"),
    "reject_document": said.Rejected("公示意见尚未回复"),
}
GIVEN: dict[str, Any] = {
    "simulate_document": Simulation(
        digest=SEEN, document=DIGEST, against=(EARLIER,), on=EFFECTIVE, impact=IMPACT, at=AT, by="approver-7f8a"
    ),
    "approve_document": Approval(
        id="92eb5ffee6ae2fec",
        digest=DIGEST,
        what="approved",
        at=AT,
        by="approver-7f8a",
        because="已核对公示意见",
        simulation=SEEN,
    ),
    "reject_document": Approval(
        id="4a8a08f09d37b737",
        digest=DIGEST,
        what="rejected",
        at=AT,
        by="approver-7f8a",
        because="公示意见尚未回复",
    ),
    "compare_documents": Difference(
        before=EARLIER,
        after=DIGEST,
        changes=(CHANGE,),
        says=Words("1 处含义变化", "1 changes in meaning"),
        lines=("-points = 2", "+points = 3"),
    ),
    "read_documents": [Standing(label=LABEL, state="approved", on=DAY, expires=date(2028, 9, 1))],
    "read_history": [
        Step(what="proposed", on=DAY, at=AT, by="author-5d6e"),
        Step(what="in force", on=EFFECTIVE),
    ],
}
GIVEN["read_simulation"] = GIVEN["simulate_document"]
