"""Scenarios in the town: links, bills, quotas, commitments and their whole life, emergencies, and the silence about causes."""

import secrets
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from freezegun import freeze_time
from sqlalchemy import event

from creditplus import consents
from creditplus.actions.decide_scenario import Answer, decide_scenario
from creditplus.actions.give_consent import give_consent
from creditplus.actions.link_token import link_token
from creditplus.actions.read_commitments import read_commitments
from creditplus.actions.register_client import register_client
from creditplus.actions.settle_commitment import settle_commitment
from creditplus.actions.unlink_token import unlink_token
from creditplus.actions.withdraw_consent import withdraw_consent
from creditplus.audit import Event
from creditplus.consents import Consent
from creditplus.decisions import Decided
from creditplus.errors import Conflict, GuardrailBroken, Invalid, NoConsent, NotFound, Words
from creditplus.offers.charges import Bill, Charged
from creditplus.offers.commitments import Commitment
from creditplus.people import Actor, Enrolment
from creditplus.records import Record
from creditplus.rights.links import Link
from creditplus.tools import clock, store
from tests import scenario_texts
from tests.town import HOME, LIBRARY, SCENARIO, Town, plain

LEFT = datetime(2026, 9, 29, 5, tzinfo=UTC)
BEFORE, DAY = "2026-09-29 04:00:00", "2026-09-30 04:00:00"


def held(day: str) -> AbstractContextManager[object]:
    """The clock held still; the event loop's own clock goes on."""
    still: AbstractContextManager[object] = freeze_time(day, real_asyncio=True)
    return still


async def rule(town: Town, text: str) -> None:
    """Put a text in force with two people's word."""
    await town.let_rule(await town.propose(text))


async def operator(town: Town, kind: str, *scopes: str) -> Actor:
    """A registered operator of the town."""
    asked = tuple(f"decide:{scope}" for scope in scopes)
    made = await town.act(
        register_client, Actor("terminal", "auditor"), "operator", Words("示例", "example"), HOME, asked, kind
    )
    return Actor(made.id, "operator", HOME, kind, frozenset(asked))


async def driver(town: Town, order: int = 1, *, hours: int = 0) -> tuple[str, Actor]:
    """A resident who consented to parking, perhaps with some volunteering."""
    number, resident = await town.resident(order)
    await town.act(give_consent, resident, "parking-longer", "parking")
    if hours:
        await town.report(number, f"v{order}", "volunteer_service", date(2026, 8, 1), hours=hours)
    return number, resident


async def ask(town: Town, by: Actor, scenario: str, **named: Any) -> Answer:
    """One decision."""
    return await town.act(decide_scenario, by, scenario, **named)


async def test_a_plate_is_bound_once_and_each_stay_is_reckoned_to_the_fen(the_town: Town) -> None:
    await rule(the_town, scenario_texts.PARKING)
    with held(BEFORE):
        gate = await operator(the_town, "parking", "parking-longer")
        _, resident = await driver(the_town, hours=200)
        linked = await the_town.act(link_token, resident, "parking-longer", gate.id, "plate")
    with held(DAY):
        answer = await ask(the_town, gate, "parking-longer", link=linked.token, bill=Bill(minutes=95))
    # 65 minutes after the free ones are three half hours: 600 fen, a tenth less.
    assert answer.terms == {"free_minutes": 30, "discount_percent": 10}
    assert answer.charge == Charged(due_fen=540, deferred_fen=0, to_pay_fen=540)


async def test_a_link_means_nothing_to_another_operator_and_ends_at_once(the_town: Town) -> None:
    await rule(the_town, scenario_texts.PARKING)
    gate, other = [await operator(the_town, "parking", "parking-longer") for _ in range(2)]
    _, resident = await driver(the_town, hours=200)
    mine = await the_town.act(link_token, resident, "parking-longer", gate.id, "plate")
    again = await the_town.act(link_token, resident, "parking-longer", gate.id, "plate")
    theirs = await the_town.act(link_token, resident, "parking-longer", other.id, "plate")
    assert (mine.token, mine.link) == (again.token, again.link)
    assert mine.token != theirs.token
    assert (await ask(the_town, gate, "parking-longer", link=theirs.token)).outcome == "standard"
    assert (await ask(the_town, gate, "parking-longer", link=mine.token)).outcome == "benefit"
    ended = await the_town.act(unlink_token, resident, mine.link)
    assert await the_town.act(unlink_token, resident, mine.link) == ended
    assert (await ask(the_town, gate, "parking-longer", link=mine.token)).outcome == "standard"
    with pytest.raises(NotFound, match="unknown-link"):
        await the_town.act(unlink_token, Actor("someone-else", "resident"), mine.link)


async def test_a_link_needs_a_standing_consent_and_a_text_that_offers_it(the_town: Town) -> None:
    await rule(the_town, scenario_texts.PARKING)
    gate = await operator(the_town, "parking", "parking-longer")
    _, resident = await the_town.resident()
    with pytest.raises(NoConsent, match="consent-needed"):
        await the_town.act(link_token, resident, "parking-longer", gate.id, "plate")
    with pytest.raises(Invalid, match="link-not-offered"):
        await the_town.act(link_token, resident, "parking-longer", gate.id, "card")


async def test_a_quota_is_counted_from_decisions_and_is_only_used_where_it_helps(the_town: Town) -> None:
    await rule(the_town, scenario_texts.PARKING)
    with held(BEFORE):
        gate = await operator(the_town, "parking", "parking-longer")
        number, resident = await driver(the_town)
        await the_town.report(number, "m", "moral_model", date(2020, 1, 1), level="市")
        token = (await the_town.act(link_token, resident, "parking-longer", gate.id, "plate")).token
    free = []
    for instant in ("2026-09-30 04:00:00", "2026-09-30 05:00:00", "2026-09-30 06:00:00", "2026-09-30 16:00:00"):
        with held(instant):  # the last is October in Shanghai
            free.append((await ask(the_town, gate, "parking-longer", link=token)).terms["free_minutes"])
    assert free[:2] + free[3:] == [120, 120, 120]
    assert free[2] < 120


async def test_the_whole_life_of_a_commitment_over_a_holiday_with_make_up_workdays(the_town: Town) -> None:
    """Deferred on 30 September: three working days end on Saturday 10 October, five days later benefits rest until paid."""
    await rule(the_town, scenario_texts.HOSPITAL)
    with held(BEFORE):
        ward = await operator(the_town, "hospital", "hospital-later")
        number, patient = await the_town.resident()
        await the_town.report(number, "v", "volunteer_service", date(2026, 8, 1), hours=200)
        await the_town.report(number, "b", "blood_honour", date(2026, 8, 1), award="奉献奖金奖")
        await the_town.act(give_consent, patient, "hospital-later", "hospital")
        card = (await the_town.act(link_token, patient, "hospital-later", ward.id, "card")).token
    with held(DAY):
        first = await ask(the_town, ward, "hospital-later", link=card, bill=Bill(amount_fen=80_000))
        assert first.charge == Charged(due_fen=72_000, deferred_fen=72_000, to_pay_fen=0)
        assert first.pay_by == datetime.fromisoformat("2026-10-10T16:00:00+00:00")
        second = await ask(the_town, ward, "hospital-later", link=card, bill=Bill(amount_fen=50_000))
        assert second.charge == Charged(due_fen=45_000, deferred_fen=28_000, to_pay_fen=17_000)
    seen = []
    for instant in ("2026-10-02 03:59:59", "2026-10-02 04:00:00", "2026-10-10 15:59:59", "2026-10-10 16:00:00"):
        with held(instant):
            seen.append((await the_town.act(read_commitments, patient))[0].state)
    assert seen == ["open", "reminded", "reminded", "overdue"]
    with held("2026-10-15 16:00:00"):
        rests = await ask(the_town, ward, "hospital-later", link=card, bill=Bill(amount_fen=10_000))
        assert rests.terms == {"pay_after": 0, "credit_limit_fen": 0, "discount_percent": 10}  # the honour stays
        assert rests.charge == Charged(due_fen=9_000, deferred_fen=0, to_pay_fen=9_000)
        assert first.commitment is not None
        assert second.commitment is not None
        with pytest.raises(Conflict, match="paid-too-much"):
            await the_town.act(settle_commitment, ward, first.commitment, 72_001)
        with pytest.raises(NotFound, match="unknown-commitment"):
            await the_town.act(settle_commitment, Actor("another", "operator"), first.commitment, 1)
        assert (await the_town.act(settle_commitment, ward, first.commitment, 72_000)).left_fen == 0
        await the_town.act(settle_commitment, ward, second.commitment, 8_000)
        assert (await the_town.act(settle_commitment, ward, second.commitment, 20_000)).left_fen == 0
        assert [one.state for one in await the_town.act(read_commitments, patient)] == ["restored", "restored"]
        back = await ask(the_town, ward, "hospital-later", link=card, bill=Bill(amount_fen=10_000))
        assert back.terms == {"pay_after": 1, "credit_limit_fen": 100_000, "discount_percent": 10}


async def test_overdue_bills_in_a_row_are_told_to_their_person_before_any_record_could_follow(the_town: Town) -> None:
    """Two in a row call for a record, and the notice names its kind, only where the county's rulebook has a rule for that kind; nothing
    is recorded by itself, paying in time between them begins anew, and what was paid late still counts as late."""
    notices = {}
    for place, kind in enumerate(("debt_judgment", "exam_cheating")):  # the county has a rule for the first alone
        code = f"hospital-{kind.replace('_', '-')}"
        calls = f'suspend_after = "900 days", overdue_record_after = 2, overdue_record = "{kind}" }}'
        text = scenario_texts.HOSPITAL.replace("hospital-later", code).replace('suspend_after = "5 days" }', calls)
        await rule(the_town, text)
        with held(BEFORE):
            ward = await operator(the_town, "hospital", code)
            number, patient = await the_town.resident(place + 1)
            await the_town.report(number, f"v{place}", "volunteer_service", date(2026, 8, 1), hours=200)
            await the_town.act(give_consent, patient, code, "hospital")
            card = (await the_town.act(link_token, patient, code, ward.id, "card")).token
        seen = []
        for deferred, paid, looked in (
            ("2026-09-30 04:00:00", "2026-10-12 04:00:00", "2026-10-12 04:00:01"),
            ("2026-10-13 04:00:00", "2026-10-13 05:00:00", "2026-10-13 06:00:00"),
            ("2026-10-14 04:00:00", "2026-10-20 04:00:00", "2026-10-19 15:59:59"),
            ("2026-10-21 04:00:00", "2026-10-28 04:00:00", "2026-10-27 04:00:00"),
        ):
            with held(deferred):
                owed = (await ask(the_town, ward, code, link=card, bill=Bill(amount_fen=1_000))).commitment
            if looked > paid:
                with held(paid):
                    await the_town.act(settle_commitment, ward, str(owed), 1_000)
            with held(looked):
                seen.append((await the_town.act(read_commitments, patient))[-1].notice)
            if looked < paid:
                with held(paid):
                    await the_town.act(settle_commitment, ward, str(owed), 1_000)
        notices[kind] = seen
        assert len(await the_town.kept(Record, person=patient.id)) == 1
    assert notices == {"debt_judgment": [None, None, None, "debt_judgment"], "exam_cheating": [None] * 4}


async def test_an_emergency_answers_before_anything_about_anybody_is_read(the_town: Town) -> None:
    await rule(the_town, scenario_texts.AMBULANCE)
    ward = await operator(the_town, "hospital", "ambulance")
    answers = [
        await ask(the_town, ward, "ambulance", **shown) for shown in ({}, {"code": "A" * 16}, {"link": "0" * 64})
    ]
    assert [(one.outcome, one.terms) for one in answers] == [("standard", {"pay_after": 1})] * 3
    events = [one for one in await the_town.kept(Event) if one.verb == "decide_scenario"]
    assert [(one.subject, one.detail["cause"], one.detail["looked_up"]) for one in events] == [
        (None, "emergency", False)
    ] * 3
    assert [(one.person, one.rulebook_digest) for one in await the_town.kept(Decided)] == [(None, None)] * 3


async def test_a_bill_needs_a_text_that_reckons_it_and_exactly_one_thing_is_shown(the_town: Town) -> None:
    _, resident = await the_town.resident()
    with pytest.raises(Invalid, match="bill-not-expected"):
        await ask(the_town, LIBRARY, SCENARIO, code=await the_town.code(resident), bill=Bill(amount_fen=1))
    with pytest.raises(Invalid, match="code-or-link"):
        await ask(the_town, LIBRARY, SCENARIO)


async def test_punitive_purposes_are_refused_by_name_whatever_is_shown(the_town: Town) -> None:
    for purpose in ("penalty", "blacklist", "ranking", "hiring"):
        with pytest.raises(GuardrailBroken, match="punitive-purpose"):
            await ask(the_town, LIBRARY, SCENARIO, link="0" * 64, purpose=purpose)


async def bound(town: Town, person: str, gate: Actor) -> str:
    """A link that was made at some time, whatever became of its person since; its token."""
    token = secrets.token_hex(32)
    link = Link(
        id=secrets.token_hex(8),
        digest=consents.digest(token),
        person=person,
        county=HOME,
        scenario="parking-longer",
        operator=gate.id,
        operator_kind="parking",
        kind="plate",
        at=clock.now(),
    )
    async with town.store.transaction() as db:
        await store.append(db, link)
    return token


async def owe(town: Town, person: str) -> None:
    """A commitment of somebody that was never paid."""
    at = clock.now()
    decided = (await town.kept(Decided))[-1]
    owed = Commitment(
        id="owed",
        decision=decided.id,
        person=person,
        county=HOME,
        scenario="hospital-later",
        scenario_digest=decided.scenario_digest,
        operator="ward",
        amount_fen=100,
        at=at,
        due_at=at,
        suspend_at=at,
    )
    async with town.store.transaction() as db:
        await store.append(db, owed)


async def seven(town: Town, gate: Actor) -> dict[str, str]:
    """A link for each of the seven causes of the standard service; all but one would otherwise receive a benefit."""
    tokens = {"unknown-link": "0" * 64}
    for order, cause in enumerate(("not-joined", "left", "below", "no-consent", "withdrawn", "suspended"), 1):
        number, resident = await town.resident(order, joined=cause != "not-joined")
        if cause not in ("not-joined", "no-consent"):
            await town.act(give_consent, resident, "parking-longer", "parking")
        if cause not in ("not-joined", "below"):
            await town.report(number, f"v{order}", "volunteer_service", date(2026, 8, 1), hours=200)
        tokens[cause] = await bound(town, resident.id, gate)
        if cause == "withdrawn":
            await town.act(withdraw_consent, resident, (await town.kept(Consent, person=resident.id))[0].id)
        if cause == "suspended":
            assert (await ask(town, gate, "parking-longer", link=tokens[cause])).outcome == "benefit"
            await owe(town, resident.id)
        if cause == "left":
            step = Enrolment(id="left", person=resident.id, county=HOME, what="left", on=clock.today(), at=LEFT)
            async with town.store.transaction() as db:
                await store.append(db, step)
    return tokens


async def test_seven_causes_of_standard_give_the_same_bytes_but_for_id_time_and_signature(the_town: Town) -> None:
    await rule(the_town, scenario_texts.PARKING)
    with held(BEFORE):
        gate = await operator(the_town, "parking", "parking-longer")
        tokens = await seven(the_town, gate)
    with held(DAY):
        answers = [
            await ask(the_town, gate, "parking-longer", link=token, bill=Bill(minutes=95)) for token in tokens.values()
        ]
        decided = {one.id: one.cause for one in await the_town.kept(Decided)}
    seen = [{**plain(answer), "decision": "", "attestation": len(answer.attestation)} for answer in answers]
    assert [decided[answer.decision] for answer in answers] == list(tokens)
    assert seen == [seen[0]] * 7
    assert seen[0]["outcome"] == "standard"


async def test_seven_causes_of_standard_ask_the_database_the_very_same_questions(the_town: Town) -> None:
    """What differs is only what is found: nobody who measures the time learns which step was left out, for none is."""
    await rule(the_town, scenario_texts.PARKING)
    with held(BEFORE):
        gate = await operator(the_town, "parking", "parking-longer")
        tokens = await seven(the_town, gate)
    said: list[str] = []

    def note(_: object, __: object, statement: str, *more: object) -> None:
        said.append(statement.split(" IN (")[0])  # how many are looked for is written out, and differs

    event.listen(the_town.store.engine.sync_engine, "before_cursor_execute", note)
    asked = {}
    with held(DAY):
        for cause, token in tokens.items():
            said.clear()
            await ask(the_town, gate, "parking-longer", link=token, bill=Bill(minutes=95))
            asked[cause] = [*said]
    assert {cause for cause, questions in asked.items() if questions != asked["below"]} == set()
    assert len(asked["below"]) > 10
