"""Example rows: what a small town would leave in its database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from creditplus.audit import Event
from creditplus.consents import Code, CodeUse, Consent, Withdrawal
from creditplus.decisions import Decided, Guest
from creditplus.documents import Approval, Document, Simulation
from creditplus.errors import Flaw, Words
from creditplus.federation.attestations import Attested
from creditplus.federation.trust import Voucher
from creditplus.imports import Import, RefusedRow, Step
from creditplus.lives.accounts import Redemption
from creditplus.lives.households import HouseholdStep, HouseholdWord
from creditplus.lives.joinings import GuardianWord, WardJoined
from creditplus.lives.optouts import Switch
from creditplus.log.seals import Cosignature, Seal, Tile, Witnessed
from creditplus.offers.charges import Bill, Charged
from creditplus.offers.commitments import Commitment, Payment
from creditplus.outlooks.impacts import Impact
from creditplus.people import Client, ClientEnd, Enrolment
from creditplus.proofs import Certificate, Theorem
from creditplus.publications import Publication, PublishedScore
from creditplus.records import Change, Discretion, LegalDocument, Record
from creditplus.rights.delays import Delay
from creditplus.rights.delegations import Acceptance, Delegation, DelegationEnd
from creditplus.rights.evidence import PaperLabel
from creditplus.rights.links import Link, Unlink
from creditplus.rights.notices import PlaceNotice
from creditplus.rights.objections import Objection, Reply, Settled, Statement
from creditplus.rights.repairs import Repair, RepairDecided
from creditplus.rights.retentions import Purge

NOON = datetime(2026, 7, 1, 4, 0, 0, 123456, tzinfo=UTC)
DIGEST = "d" * 64

RECORD = Record(
    id="civil-affairs:2026-1",
    person="p1",
    county="230281",
    kind="volunteer_service",
    on=date(2026, 6, 1),
    fields={"hours": 125, "where": "敬老院 \0 \U0001f600", "led": True},
    ends_on=date(2026, 6, 2),
    document=LegalDocument("行政处罚决定书", "1号", "市监局", date(2026, 6, 2)),
    discretion=Discretion(500, "because", "someone"),
    provider="civil-affairs",
    reported_at=NOON,
)
CORRECTION = Change(
    id="c1", record=RECORD.id, what="correction", on=date(2026, 7, 2), at=NOON + timedelta(hours=1), to=RECORD
)
CODE = Code(
    digest=DIGEST,
    person="p1",
    scenario="library-deposit",
    county="230281",
    issued_at=NOON,
    expires_at=NOON + timedelta(minutes=5),
)
CONSENT = Consent(
    id="k1",
    person="p1",
    scenario="library-deposit",
    operator_kind="library",
    notice_digest=DIGEST,
    given_at=NOON,
    until=NOON + timedelta(days=365),
)
DOCUMENT = Document(
    digest=DIGEST,
    kind="rulebook",
    division="230281",
    effective=date(2026, 7, 1),
    text="甲",
    proposed_at=NOON,
    proposed_by="author-1",
)
APPROVAL = Approval(id="a1", digest=DIGEST, what="approved", at=NOON, by="approver-1")
DECIDED = Decided(
    id="d1",
    at=NOON,
    operator="library-1",
    person="p1",
    scenario="library-deposit",
    scenario_digest=DIGEST,
    rulebook_digest=None,
    outcome="benefit",
    terms={"deposit_fen": 0},
    until=NOON + timedelta(hours=1),
    cause="benefit",
    benefits=("A1",),
    operator_kind="library",
    county="230281",
    bill=Bill(amount_fen=1_000, minutes=0),
    charge=Charged(due_fen=1_000, deferred_fen=400, to_pay_fen=600),
    facts_digest=DIGEST,
    guest=Guest("230281", DIGEST, "AA", DIGEST, "late"),
)
THEOREM = Theorem(
    code="T1",
    says=Words("不差于标准", "never worse"),
    holds=True,
    seconds=0.5,
    statements=1,
    expected=("unsat",),
    smt="(check-sat)",
)
CERTIFICATE = Certificate(digest=DIGEST, solver="z3", theorems=(THEOREM,))
COMMITMENT = Commitment(
    id="m1",
    decision="d1",
    person="p1",
    county="230281",
    scenario="library-deposit",
    scenario_digest=DIGEST,
    operator="library-1",
    amount_fen=400,
    at=NOON,
    due_at=NOON + timedelta(days=3),
    suspend_at=NOON + timedelta(days=8),
)
PAYMENT = Payment(id="y1", commitment="m1", amount_fen=400, at=NOON)
LINK = Link(
    id="l1",
    digest=DIGEST,
    person="p1",
    county="230281",
    scenario="library-deposit",
    operator="library-1",
    operator_kind="library",
    kind="card",
    at=NOON,
)
UNLINK = Unlink(id="u1", link="l1", at=NOON)
EVENT = Event(
    id="e1", at=NOON, by="p1", role="resident", verb="read_score", outcome="shown", detail={"on": "2026-07-01"}
)
ENROLMENT = Enrolment(id="j1", person="p1", county="230281", what="joined", on=date(2026, 7, 1), at=NOON)
CLIENT = Client(
    id="operator-1",
    role="operator",
    name_zh="图书馆",
    name_en="library",
    scopes=("decide:library-deposit",),
    secret_digest=DIGEST,
    created_at=NOON,
)
CLIENT_END = ClientEnd(client="operator-1", at=NOON, by="terminal", because="密钥泄露")
WITHDRAWAL = Withdrawal(id="w1", consent="k1", at=NOON)
SWITCH = Switch(id="s1", person="p1", kind="volunteer_service", what="off", at=NOON)
DELEGATION = Delegation(
    id="g1",
    person="p1",
    digest=DIGEST,
    may=("issue_code", "read_score"),
    given_at=NOON,
    until=NOON + timedelta(days=30),
)
ACCEPTANCE = Acceptance(delegation="g1", delegate="p2", at=NOON)
DELEGATION_END = DelegationEnd(id="g2", delegation="g1", at=NOON)
GUARDIAN_WORD = GuardianWord(
    id="y1", guardian="p2", county="230281", digest=DIGEST, given_at=NOON, until=NOON + timedelta(days=7)
)
WARD_JOINED = WardJoined(word="y1", ward="p1", at=NOON)
HOUSEHOLD_WORD = HouseholdWord(
    id="hw1", household="h1", person="p1", county="230281", digest=DIGEST, given_at=NOON, until=NOON + timedelta(days=7)
)
HOUSEHOLD_STEP = HouseholdStep(
    id="hs1", household="h1", person="p2", what="joined", word="hw1", notice_digest=DIGEST, at=NOON
)
REDEMPTION = Redemption(id="q1", person="p1", reward="haircut", on=date(2026, 7, 1), points=500)
OBJECTION = Objection(
    id="o1",
    record=RECORD.id,
    person="p1",
    county="230281",
    provider="civil-affairs",
    grounds="not me",
    at=NOON,
    days=7,
    provider_days=3,
    due_on=date(2026, 7, 10),
    provider_due_on=date(2026, 7, 6),
    provisional=False,
)
REPLY = Reply(id="r1", objection="o1", by="civil-affairs", at=NOON)
SETTLED = Settled(
    id="s1", objection="o1", outcome="upheld", because="属实", by="approver-1", division="230281", at=NOON
)
PAPER = PaperLabel(
    id="v1",
    objection="o1",
    by="p1",
    media="image/png",
    digest=DIGEST,
    size=3,
    at=NOON,
)
STATEMENT = Statement(id="t1", record=RECORD.id, person="p1", at=NOON)
REPAIR = Repair(
    id="x1",
    record=RECORD.id,
    person="p1",
    county="230281",
    provider="civil-affairs",
    at=NOON,
    days=3,
    due_on=date(2026, 7, 6),
    provisional=True,
)
REPAIR_DECIDED = RepairDecided(id="z1", repair="x1", outcome="granted", because="属实", by="approver-1", at=NOON)
NOTICE = PlaceNotice(id="n1", place="230281", what="repaired", record=RECORD.id, at=NOON)
IMPACT = Impact(residents=20, up=10, same=10, down=0, bars=(), grades=(), benefits=(), losses=())
SIMULATION = Simulation(
    digest="7" * 64, document=DIGEST, against=("8" * 64,), on=date(2026, 7, 1), impact=IMPACT, at=NOON, by="approver-1"
)
CODE_USE = CodeUse(digest=DIGEST, decision="d1", at=NOON)
DELAY = Delay(
    id="y1",
    event="e1",
    person="p1",
    authority="市公安局",
    document="〔2026〕3号",
    until=date(2026, 9, 1),
    by="province-1",
    at=NOON,
)
SEAL = Seal(number=1, size=1, through=1, root="f" * 64, at=NOON, checkpoint="creditplus/log")
TILE = Tile(level=0, place=0, first=1, through=300, hashes=bytes(8192))
COSIGNATURE = Cosignature(id="z1", seal=1, witness="other/witness", line="—", at=NOON)
WITNESSED = Witnessed(origin="other/log", size=7, root="e" * 64, checkpoint="other/log", at=NOON)
PURGE = Purge(id="u1", what="codes", before=NOON - timedelta(days=2000), rows=0, at=NOON)

PUBLICATION = Publication(
    id="u1",
    county="230281",
    on=date(2026, 10, 1),
    rulebook=DIGEST,
    at=NOON,
    by="terminal",
    people=2,
    changed=1,
    cutoffs={"AAA": 85000},
    seal="5" * 64,
)
PUBLISHED = PublishedScore("u1", "p1", 50000, "A")

IMPORT = Import(id="civil-affairs:2026-07", provider="civil-affairs", county="230281", form="csv", at=NOON)
STEP = Step(
    import_id=IMPORT.id,
    number=0,
    rows=3,
    accepted=2,
    same=0,
    conflicts=0,
    refused=1,
    digest="9" * 64,
    last=True,
    at=NOON,
)
REFUSED_ROW = RefusedRow(
    import_id=IMPORT.id,
    row=4,
    own_id=None,
    outcome="refused",
    problem="unreadable",
    flaws=(Flaw("", Words("不是 JSON", "this is not JSON")),),
)
ATTESTED = Attested(
    id="r1",
    at=NOON,
    city="231100",
    county="231102",
    operator_kind="hotel",
    question="q" * 32,
    person="p1",
    scenario="hotel-stay",
    grade="AA",
    digest=DIGEST,
)
VOUCHER = Voucher("231100", 3, "e30.e30.e30", NOON)
IN_ORDER: list[tuple[msgspec.Struct, dict[str, Any]]] = [
    (ENROLMENT, {}),
    (CLIENT, {}),
    (CLIENT_END, {}),
    (RECORD, {}),
    (CORRECTION, {"by": "civil-affairs"}),
    (DOCUMENT, {}),
    (SIMULATION, {"seed": "9" * 64}),
    (APPROVAL, {}),
    (CONSENT, {}),
    (WITHDRAWAL, {}),
    (CODE, {}),
    (CODE_USE, {}),
    (DECIDED, {}),
    (CERTIFICATE, {}),
    (COMMITMENT, {}),
    (PAYMENT, {}),
    (LINK, {}),
    (UNLINK, {}),
    (SWITCH, {}),
    (DELEGATION, {}),
    (ACCEPTANCE, {}),
    (DELEGATION_END, {}),
    (GUARDIAN_WORD, {}),
    (WARD_JOINED, {}),
    (HOUSEHOLD_WORD, {}),
    (HOUSEHOLD_STEP, {}),
    (REDEMPTION, {"county": "230281", "at": NOON}),
    (OBJECTION, {"words": b"\0\xff"}),
    (REPLY, {"words": b"\0\xff"}),
    (SETTLED, {}),
    (PAPER, {"content": b"\0\xff"}),
    (STATEMENT, {"words": b"\0\xff"}),
    (REPAIR, {"words": b"\0\xff"}),
    (REPAIR_DECIDED, {}),
    (NOTICE, {}),
    (PUBLICATION, {}),
    (PUBLISHED, {}),
    (IMPORT, {}),
    (STEP, {}),
    (REFUSED_ROW, {}),
    (ATTESTED, {}),
    (VOUCHER, {}),
    (EVENT, {}),
    (DELAY, {}),
    (SEAL, {}),
    (TILE, {}),
    (COSIGNATURE, {}),
    (WITNESSED, {}),
    (PURGE, {}),
]
"""One of each noun that is kept, and the columns it does not have. The use of the code stands before its decision on purpose."""
