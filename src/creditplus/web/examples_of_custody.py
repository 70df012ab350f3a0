"""Examples of who looked, what is held, and the log with its seals."""

from datetime import UTC, date, datetime
from typing import Any

from creditplus.actions.read_access import Access
from creditplus.actions.read_decisions import OwnDecisions
from creditplus.actions.read_events import Entries
from creditplus.actions.read_import import Progress
from creditplus.actions.read_proof import Proof
from creditplus.actions.read_seals import Sealed, Seals
from creditplus.audit import Logged
from creditplus.errors import Flaw, Words
from creditplus.imports import Import, RefusedRow, Tally
from creditplus.log.seals import Seal
from creditplus.rights.delays import Delay
from creditplus.rights.exports import Export
from creditplus.rights.looks import Look, OwnDecision
from creditplus.web import sent_of_custody

AT = datetime(2026, 7, 1, 1, 30, tzinfo=UTC)
UNTIL = datetime(2026, 7, 1, 2, 30, tzinfo=UTC)
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
RESIDENT = "4f1c2a9be07d4e5b8a60c3d2f1e09b77"
CITIZEN_ID = "239900196001010017"
TERMS = {"deposit_fen": 0, "items": 5}
ENTRY = Logged(
    number=1024,
    id="c4ca4238a0b923820dcc509a6f75849b",
    at=AT,
    role="operator",
    verb="decide_scenario",
    outcome="benefit",
    by="operator-3c4d",
    county="231181",
    detail={"scenario": "library-deposit", "decision": "0cc175b9c0f1b6a8", "cause": "benefit"},
)
NOTE = (
    "credit.example/log\n1024\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— credit.example/log Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
SEAL = Seal(number=7, size=1024, through=1031, root=DIGEST, at=AT, checkpoint=NOTE)
LIBRARY = Words("北安市图书馆", "Bei'an library")
LOOK = Look(
    id=ENTRY.id,
    at=AT,
    by=LIBRARY,
    role="operator",
    what=Words("询问能否享受优惠", "asked whether a benefit applies"),
    outcome="benefit",
    county="231181",
    why="library-deposit",
    decision="0cc175b9c0f1b6a8",
    authorisation="5e0f6f9c2b7d4a01",
)

SENT: dict[str, Any] = {
    "witness_checkpoint": f"old 0\n\n{NOTE}",
    "delay_event": sent_of_custody.NewDelay(date(2026, 9, 1), "北安市公安局", "北公〔2026〕12号"),
}
GIVEN: dict[str, Any] = {
    "read_access": Access((LOOK,), "WzEwMjRd"),
    "read_decisions": OwnDecisions(
        (
            OwnDecision(
                decision="0cc175b9c0f1b6a8",
                at=AT,
                operator=LIBRARY,
                scenario="library-deposit",
                outcome="benefit",
                terms=TERMS,
                until=UNTIL,
                cause="benefit",
                because=Words("符合优惠条件", "a benefit applied"),
                benefits=("waived",),
                authorisation="5e0f6f9c2b7d4a01",
            ),
        )
    ),
    "read_event": ENTRY,
    "read_events": Entries((ENTRY,), "WzEwMjRd"),
    "delay_event": Delay(
        id="c81e728d9d4c2f63",
        event=ENTRY.id,
        person=RESIDENT,
        authority="北安市公安局",
        document="北公〔2026〕12号",
        until=date(2026, 9, 1),
        by="province-6e5d",
        at=AT,
    ),
    "read_seals": Seals((Sealed(SEAL),), "credit.example/log+0db4a2b1+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"),
    "read_proof": Proof(seal=7, size=1024, root=DIGEST, hashes=(DIGEST,), old_size=512, old_root=DIGEST),
    "read_import": Progress(
        about=Import(id="provider-1a2b:2026-07", provider="provider-1a2b", county="231181", form="csv", at=AT),
        tally=Tally(rows=3, accepted=2, same=0, conflicts=0, refused=1, done=True),
        refused_rows=(
            RefusedRow(
                import_id="provider-1a2b:2026-07",
                row=4,
                own_id="2026-0003",
                outcome="refused",
                problem="bad-record",
                flaws=(Flaw("/fields/hours", Words("缺少这个字段", "this field is missing")),),
            ),
        ),
        more=False,
    ),
    "export_person": Export(
        person=RESIDENT,
        citizen_id=CITIZEN_ID,
        at=AT,
        held={"enrolments": [{"id": "77aa01c2", "person": RESIDENT, "county": "231181", "what": "joined"}]},
    ),
}
QUERY: dict[str, Any] = {
    "verb": "decide_scenario",
    "outcome": "benefit",
    "case": "JC-2026-17",
    "subject": RESIDENT,
    "own": True,
    "cursor": "WzEwMjRd",
    "form": "json",
    "event": ENTRY.id,
    "since": "1",
    "after_row": "3",
}
