"""An example of everything that is sent and answered. They are values of our own types, so they cannot drift away from them.

Division 239900 does not exist, so the citizen id here belongs to nobody.
"""

from datetime import UTC, date, datetime
from typing import Any

from creditplus.actions.decide_scenario import Answer
from creditplus.actions.issue_code import IssuedCode
from creditplus.actions.link_token import Linked
from creditplus.actions.read_commitments import Running
from creditplus.actions.read_score import OwnScore
from creditplus.actions.replay_decision import Replayed
from creditplus.actions.report_record import Receipt
from creditplus.actions.settle_commitment import Settlement
from creditplus.consents import Withdrawal
from creditplus.documents import Document
from creditplus.errors import Words
from creditplus.ledger import Entry
from creditplus.offers.charges import Charged
from creditplus.offers.commitments import Commitment
from creditplus.offers.needs import Need
from creditplus.people import Enrolment
from creditplus.proofs import Certificate, Theorem
from creditplus.records import Report
from creditplus.rights.links import Unlink
from creditplus.rulebooks import Dates, Law
from creditplus.scenarios import Benefit, ConsentText, Offer, Scenario, Service
from creditplus.scores import Line, Score
from creditplus.tools.tokens import Granted
from creditplus.web import disputes, examples_of_custody, examples_of_rights, examples_of_texts, federated, sent, told

DAY = date(2026, 7, 1)
AT = datetime(2026, 7, 1, 1, 30, tzinfo=UTC)
UNTIL = datetime(2026, 7, 1, 2, 30, tzinfo=UTC)
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
RESIDENT = "4f1c2a9be07d4e5b8a60c3d2f1e09b77"
CITIZEN_ID = "239900196001010017"
TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiI0ZjFjIn0.c2lnbmF0dXJl"
TERMS = {"deposit_fen": 10_000, "items": 5}

SCENARIO = Scenario(
    kind="scenario",
    scenario="library-deposit",
    division="231181",
    title=Words("图书馆免押金借阅", "Books without a deposit"),
    document="北信办〔2026〕3号",
    law=(Law("黑龙江省“十四五”社会信用体系建设规划 四（四）"),),
    commented=Dates(from_=date(2026, 1, 5), to=date(2026, 2, 5)),
    effective=date(2026, 3, 1),
    expires=date(2029, 3, 1),
    impact_assessment="北信评〔2026〕1号",
    service=Service(class_="basic public service"),
    operators=("library",),
    consent=ConsentText(
        Words("同意图书馆查询我能否免押金。", "The library may ask whether my deposit is waived."), "1 year"
    ),
    standard=Offer(Words("押金 100 元，借 5 本。", "A deposit of 100 yuan, 5 books."), TERMS),
    benefits=(
        Benefit(
            code="waived",
            title=Words("免押金", "No deposit"),
            when=Need(score_at_least=11_000),
            terms={"deposit_fen": 0},
        ),
    ),
    digest=DIGEST,
)
SCORE = Score(
    on=DAY,
    points=10_200,
    grade="A",
    grade_title=Words("诚信优良", "Good"),
    min=0,
    max=20_000,
    rulebook=DIGEST,
    lines=(
        Line(what="base", title=Words("基础分", "Base"), points=10_000),
        Line(
            what="entry",
            title=Words("志愿服务", "Volunteering"),
            points=200,
            law="志愿服务条例 第三十二条",
            entry=Entry(
                record="provider-1a2b:2026-0001",
                kind="volunteer_service",
                rule="volunteering",
                on=date(2026, 6, 1),
                until=date(2027, 6, 1),
                raw=200,
                taken={},
                points=200,
            ),
        ),
    ),
)
DOCUMENT = Document(
    digest=DIGEST,
    kind="rulebook",
    division="231181",
    effective=date(2026, 3, 1),
    text='kind = "rulebook"\ncounty = "231181"\n',
    proposed_at=AT,
    proposed_by="author-5d6e",
)

COMMITMENT = Commitment(
    id="a87ff679a2f3e71d",
    decision="0cc175b9c0f1b6a8",
    person=RESIDENT,
    county="231181",
    scenario="library-deposit",
    scenario_digest=DIGEST,
    operator="operator-3c4d",
    amount_fen=2_500,
    at=AT,
    due_at=datetime(2026, 7, 8, 16, tzinfo=UTC),
)

SENT: dict[str, Any] = (
    examples_of_rights.SENT
    | disputes.SENT
    | examples_of_custody.SENT
    | {
        "report_record": Report(
            id="2026-0001", person=CITIZEN_ID, kind="volunteer_service", on=date(2026, 6, 1), fields={"hours": 16.5}
        ),
        "enrol_person": sent.Join("231181", residence_months=120),
        "give_consent": sent.NewConsent("library-deposit", "library"),
        "issue_code": sent.NewCode("library-deposit", 300),
        "decide_scenario": sent.Question("LABCDEFGH23456JK", amount_fen=10_000, minutes=95),
        "settle_commitment": sent.Paid(2_500),
        "link_token": sent.NewLink("library-deposit", "operator-3c4d", "card"),
        "propose_document": DOCUMENT.text,
        "grant_token": sent.TokenRequest(
            "client_credentials", "operator-3c4d", "the-secret-shown-once", "decide:library-deposit"
        ),
        "sign_in": sent.SignIn(CITIZEN_ID),
    }
)
GIVEN: dict[str, Any] = (
    examples_of_rights.GIVEN
    | disputes.GIVEN
    | examples_of_custody.GIVEN
    | {
        "report_record": Receipt("provider-1a2b:2026-0001", "accepted"),
        "enrol_person": Enrolment(id="77aa01c2", person=RESIDENT, county="231181", what="joined", on=DAY, at=AT),
        "read_score": OwnScore(
            county="231181", score=SCORE, published_on=DAY, published_points=10_200, published_grade="A"
        ),
        "withdraw_consent": Withdrawal(id="b1946ac92492d234", consent="5e0f6f9c2b7d4a01", at=AT),
        "issue_code": IssuedCode("LABCDEFGH23456JK", "library-deposit", UNTIL),
        "read_scenarios": [SCENARIO],
        "read_scenario": SCENARIO,
        "decide_scenario": Answer(
            "0cc175b9c0f1b6a8",
            "benefit",
            TERMS | {"deposit_fen": 0},
            UNTIL,
            TOKEN,
            Charged(due_fen=9_000, deferred_fen=2_500, to_pay_fen=6_500),
            COMMITMENT.id,
            COMMITMENT.due_at,
        ),
        "settle_commitment": Settlement("1679091c5a880faf", COMMITMENT.id, 0),
        "replay_decision": Replayed("0cc175b9c0f1b6a8", same=True, same_facts=True),
        "link_token": Linked("e4da3b7fbbce2345", DIGEST, "library-deposit", "operator-3c4d", "card", AT),
        "unlink_token": Unlink(id="8f14e45fceea167a", link="e4da3b7fbbce2345", at=AT),
        "read_commitments": [Running(COMMITMENT, "open", 2_500, date(2026, 7, 8))],
        "propose_document": DOCUMENT,
        "read_document": DOCUMENT,
        "read_certificate": Certificate(
            digest=DIGEST,
            solver="z3 5.4.1",
            theorems=(
                Theorem(
                    code="T3",
                    says=Words("守信有益", "merits help"),
                    holds=True,
                    seconds=0.02,
                    statements=1,
                    expected=("unsat",),
                    smt="(set-logic ALL)\n(push 1)\n(assert false)\n(check-sat)\n(pop 1)\n",
                ),
            ),
        ),
        "grant_token": Granted(TOKEN, "Bearer", 600),
        "sign_in": Granted(TOKEN, "Bearer", 600),
        "sign_in_from_portal": Granted(TOKEN, "Bearer", 600),
        "read_life": told.Life(alive=True),
        "read_readiness": told.Readiness(ready=True),
        "read_version": told.Version("0.1.0", "1"),
        "read_keys": told.Keys(
            [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS", "kid": "2026-07", "alg": "EdDSA", "use": "sig"}]
        ),
        "read_metadata": told.Metadata(
            "https://credit.example",
            "https://credit.example/oauth/token",
            "https://credit.example/.well-known/jwks.json",
        ),
    }
)
SENT |= examples_of_texts.SENT | federated.SENT
GIVEN |= examples_of_texts.GIVEN | federated.GIVEN
QUERY: dict[str, Any] = {"from": DIGEST, "division": "231181", "kind": "rulebook"}
QUERY |= {"on": str(DAY), "county": "231181", "city": "230200", "file": "2026-03-01.toml"}
QUERY |= {
    "after": disputes.PLACE,
    "scenario": "library-deposit",
    "operator_kind": "library",
    "state": "c3RhdGU",
    "code": "SplxlOBeZQ",
    "ticket": "ST-1",
    "iss": "https://credit.example",
    "error": "denied",
}
QUERY |= examples_of_custody.QUERY | federated.QUERY
