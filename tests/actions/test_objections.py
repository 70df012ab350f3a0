"""A person says that a record is wrong: marked at once, settled in time by somebody else, told to every place that holds it."""

from datetime import date, timedelta

import pytest

from creditplus.actions.answer_objection import answer_objection
from creditplus.actions.attach_evidence import attach_evidence
from creditplus.actions.decide_scenario import decide_scenario
from creditplus.actions.erase_person import erase_person
from creditplus.actions.leave_county import leave_county
from creditplus.actions.raise_objection import raise_objection
from creditplus.actions.read_evidence import read_evidence
from creditplus.actions.read_notices import read_notices
from creditplus.actions.read_objection import read_objection
from creditplus.actions.read_objections import read_objections
from creditplus.actions.report_record import report_record
from creditplus.actions.settle_objection import settle_objection
from creditplus.actions.state_record import state_record
from creditplus.audit import Event
from creditplus.errors import Conflict, Forbidden, Invalid, NotFound
from creditplus.lives.corrections import Rightly
from creditplus.people import Actor
from creditplus.records import LegalDocument, Report
from tests.actions.test_story import held
from tests.town import HOME, LIBRARY, PROVIDER, SCENARIO, Town

DAY = "2026-09-30 04:00:00"
COUNTY = Actor("county-office", "approver", HOME)
CITY = Actor("city-office", "approver", "231100")
PROVINCE = Actor("province-office", "province")
ELSEWHERE = Actor("other-office", "approver", "230281")
PDF = b"%PDF-1.7\n..."
DOCUMENT = LegalDocument("行政处罚决定书", "〔2026〕7号", "市场监督管理局", date(2026, 5, 8), date(2026, 7, 8))


async def penalised(town: Town, order: int = 1, kind: str = "penalty_general") -> tuple[Actor, str]:
    """A resident with one penalty; the record's id."""
    number, resident = await town.resident(order)
    report = Report(
        id=f"penalty-{order}",
        person=number,
        kind=kind,
        on=date(2026, 5, 1),
        fields={"domain": "市场监管"},
        document=DOCUMENT,
    )
    return resident, (await town.act(report_record, PROVIDER, HOME, report)).id


async def points(town: Town, resident: Actor) -> int:
    """The live score, in hundredths."""
    return (await town.score(resident)).score.points


async def test_a_disputed_record_takes_no_points_from_the_moment_it_is_disputed(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        low = await points(the_town, resident)
        objection = await the_town.act(raise_objection, resident, record, "not me", "同名的另一个人")
        seen = await the_town.score(resident)
        assert seen.score.points == seen.published_points > low
        assert (objection.days, str(objection.due_on), objection.provisional) == (3, "2026-10-10", False)
        mark = seen.marks[0]
        assert (mark.what, mark.id, mark.points) == ("disputed", objection.id, low - seen.score.points)
        assert "2026-10-10" in mark.words.zh
        assert "2026-10-10" in mark.words.en


@pytest.mark.parametrize(("outcome", "restored"), [("upheld", False), ("withdrawn", True)])
async def test_a_settlement_ends_the_mark_and_reaches_every_place(the_town: Town, outcome: str, restored: bool) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        low = await points(the_town, resident)
        objection = await the_town.act(raise_objection, resident, record, "not me", "同名的另一个人")
        clear = await points(the_town, resident)
        answer = await the_town.act(answer_objection, PROVIDER, objection.id, "核对中")
        settled = await the_town.act(settle_objection, COUNTY, objection.id, outcome, "查过原件")
        assert (settled.outcome, settled.division) == (outcome, HOME)
        assert await points(the_town, resident) == (clear if restored else low)
        told = await the_town.act(read_notices, COUNTY)
        assert [(one.what, one.record, one.objection) for one in told] == [(outcome, record, objection.id)]
        assert {one.what for one in await the_town.act(read_notices, PROVIDER)} == {outcome, "disputed"}
        case = await the_town.act(read_objection, resident, objection.id)
        assert [(one.id, one.words) for one in case.replies] == [(answer.id, "核对中")]
        assert (case.words, case.settled) == ("同名的另一个人", settled)


async def test_an_operator_with_a_running_answer_learns_only_that_it_may_ask_again(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        number, _ = await the_town.resident()
        for month in (6, 7, 8):
            await the_town.report(number, f"h{month}", "volunteer_honour", date(2026, month, 1), level="省")
        answer = await the_town.act(decide_scenario, LIBRARY, SCENARIO, await the_town.code(resident))
        assert answer.outcome == "benefit"
        objection = await the_town.act(raise_objection, resident, record, "not me", "同名的另一个人")
        await the_town.act(settle_objection, COUNTY, objection.id, "withdrawn", "查过原件")
        told = await the_town.act(read_notices, LIBRARY)
        assert [(one.what, one.record, one.objection, one.decision) for one in told] == [
            ("ask again", None, None, answer.decision)
        ]


async def test_a_correction_counts_from_its_day_and_the_past_stays_as_it_was(the_town: Town) -> None:
    with held("2026-09-29 04:00:00"):
        resident, record = await penalised(the_town)
    with held(DAY):
        await the_town.act(state_record, resident, record, "时间有误")
        objection = await the_town.act(raise_objection, resident, record, "wrong facts", "文书还没有生效")
        low = (await the_town.score(resident, date(2026, 9, 29))).score
        rightly = Rightly(
            on=date(2026, 5, 1),
            fields={"domain": "市场监管"},
            document=LegalDocument("行政处罚决定书", "〔2026〕7号", "市场监督管理局", date(2026, 5, 8)),
        )
        with pytest.raises(Invalid, match="correction-missing"):
            await the_town.act(settle_objection, COUNTY, objection.id, "corrected", "没有生效")
        await the_town.act(settle_objection, COUNTY, objection.id, "corrected", "没有生效", rightly)
        now = await the_town.score(resident)
        assert [line.what for line in now.score.lines] == ["base"]
        assert (await the_town.score(resident, date(2026, 9, 29))).score == low
        assert [(mark.what, mark.words.zh.endswith("时间有误")) for mark in now.marks] == [("own words", True)]


async def test_what_the_county_does_not_settle_in_time_the_city_settles_and_then_the_province(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        objection = await the_town.act(raise_objection, resident, record, "not me", "同名的另一个人")
    levels = (("2026-10-10", COUNTY), ("2026-10-11", CITY), ("2026-10-14", CITY), ("2026-10-15", PROVINCE))
    for day, office in levels:
        with held(f"{day} 04:00:00"):
            case = await the_town.act(read_objection, resident, objection.id)
            assert (day, case.settled_by) == (day, office.county or "230000")
            for other in {COUNTY, CITY, PROVINCE} - {office}:
                with pytest.raises(Forbidden, match="settled-elsewhere"):
                    await the_town.act(settle_objection, other, objection.id, "upheld", "属实")
            with pytest.raises(Forbidden, match="other-county"):
                await the_town.act(settle_objection, ELSEWHERE, objection.id, "upheld", "属实")
    with held("2026-10-15 04:00:00"):
        settled = await the_town.act(settle_objection, PROVINCE, objection.id, "upheld", "属实")
        assert settled.division == "230000"
        with pytest.raises(Conflict, match="objection-settled"):
            await the_town.act(settle_objection, PROVINCE, objection.id, "withdrawn", "属实")


async def test_nobody_settles_what_they_reported_and_nobody_disputes_what_is_not_theirs(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        _, other = await the_town.resident(2)
        with pytest.raises(NotFound, match="unknown-record"):
            await the_town.act(raise_objection, other, record, "not me", "…")
        objection = await the_town.act(raise_objection, resident, record, "not me", "同名的另一个人")
        reporter = Actor(PROVIDER.id, "approver", HOME)
        with pytest.raises(Forbidden, match="own-report"):
            await the_town.act(settle_objection, reporter, objection.id, "upheld", "属实")
        with pytest.raises(Conflict, match="objection-open"):
            await the_town.act(raise_objection, resident, record, "wrong facts", "…")
        await the_town.act(settle_objection, COUNTY, objection.id, "upheld", "属实")
        with pytest.raises(Conflict, match="already-objected"):
            await the_town.act(raise_objection, resident, record, "not me", "…")


async def test_papers_are_judged_by_their_content_and_read_by_those_concerned_alone(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        objection = await the_town.act(raise_objection, resident, record, "not me", "同名的另一个人")
        for content in (b"<html>", b"", b"%PDF-" + bytes(5 * 1024 * 1024)):
            with pytest.raises(Invalid, match="bad-evidence"):
                await the_town.act(attach_evidence, resident, objection.id, content)
        label = await the_town.act(attach_evidence, resident, objection.id, PDF)
        for reader in (resident, PROVIDER, COUNTY, CITY, PROVINCE):
            assert (await the_town.act(read_evidence, reader, label.id)).content == PDF
        _, other = await the_town.resident(2)
        for stranger in (other, Actor("p2", "provider", HOME)):
            with pytest.raises(NotFound, match="unknown-evidence"):
                await the_town.act(read_evidence, stranger, label.id)
        with pytest.raises(Forbidden, match="other-county"):
            await the_town.act(read_evidence, ELSEWHERE, label.id)
        looks = await the_town.kept(Event, verb="read_evidence", subject=resident.id)
        assert len(looks) == 5


async def test_the_queue_is_in_the_order_of_deadlines_a_page_at_a_time(the_town: Town) -> None:
    raised = []
    for order in range(1, 4):
        with held(f"2026-09-{21 + order} 04:00:00"):
            resident, record = await penalised(the_town, order)
            raised.append((await the_town.act(raise_objection, resident, record, "not me", "同名")).id)
    with held("2026-09-30 04:00:00"):
        seen, after = [], None
        for _ in raised:
            page = await the_town.act(read_objections, COUNTY, after, 1)
            seen += [one.id for one in page.waiting]
            after = page.next
        assert (seen, after) == (raised, None)
        late = [one.late for one in (await the_town.act(read_objections, CITY)).waiting]
        assert late == [True, True, False]
        assert (await the_town.act(read_objections, ELSEWHERE)).waiting == ()
        with pytest.raises(Invalid, match="bad-fields"):
            await the_town.act(read_objections, COUNTY, "tomorrow")


async def test_each_act_leaves_exactly_one_event_without_what_was_said(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        objection = await the_town.act(raise_objection, resident, record, "not me", "一句秘密的话")
        await the_town.act(settle_objection, COUNTY, objection.id, "upheld", "另一句秘密的话")
    events = [event for event in await the_town.kept(Event) if "objection" in event.verb]
    assert [(event.verb, event.outcome) for event in events] == [
        ("raise_objection", "raised"),
        ("settle_objection", "upheld"),
    ]
    assert "秘密" not in str(events)


async def test_a_deadline_in_a_year_without_a_notice_is_provisional(the_town: Town) -> None:
    with held("2026-12-30 04:00:00"):
        resident, record = await penalised(the_town)
        objection = await the_town.act(raise_objection, resident, record, "not me", "同名的另一个人")
        assert (objection.due_on, objection.provisional) == (date(2027, 1, 5), True)
        assert (await the_town.score(resident)).marks[0].provisional
        assert objection.due_on - objection.at.date() == timedelta(days=6)


async def test_who_is_forgotten_takes_along_what_was_said_about_the_dispute(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        objection = await the_town.act(raise_objection, resident, record, "not me", "一句秘密的话")
        await the_town.act(attach_evidence, resident, objection.id, PDF)
        await the_town.act(settle_objection, COUNTY, objection.id, "upheld", "属实")
        await the_town.act(leave_county, resident)
        await the_town.act(erase_person, resident)
        with pytest.raises(NotFound, match="unknown-person"):
            await the_town.act(read_objection, COUNTY, objection.id)
        for table in ("objections", "evidence"):
            async with the_town.store.reading() as db:
                kept = str((await db.exec_driver_sql(f"SELECT * FROM {table}")).all())
            assert (str("秘密".encode())[2:-1] in kept, "PDF" in kept, "秘密" in kept) == (False, False, False)
