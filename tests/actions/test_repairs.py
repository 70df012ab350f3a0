"""Who has made good what a demerit tells of: not before its time, decided in time, then neither shown nor used."""

from datetime import date

import pytest

from creditplus.actions.apply_repair import apply_repair
from creditplus.actions.correct_record import correct_record
from creditplus.actions.decide_repair import decide_repair
from creditplus.actions.raise_objection import raise_objection
from creditplus.actions.read_notices import read_notices
from creditplus.actions.read_repairs import read_repairs
from creditplus.actions.report_record import report_record
from creditplus.actions.revoke_record import revoke_record
from creditplus.actions.state_record import state_record
from creditplus.errors import Conflict, Forbidden, Invalid, NotFound
from creditplus.lives.corrections import Rightly
from creditplus.people import Actor
from creditplus.records import Change, LegalDocument, Record, Report
from tests.actions.test_objections import COUNTY, DAY, DOCUMENT, ELSEWHERE, penalised, points
from tests.actions.test_story import held
from tests.town import HOME, PROVIDER, Town


async def test_a_granted_repair_counts_from_its_day_and_the_record_is_shown_no_longer(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        await the_town.act(state_record, resident, record, "已改正")
        before = await the_town.score(resident)
        repair = await the_town.act(apply_repair, resident, record, "罚款已缴")
        assert (repair.days, str(repair.due_on)) == (3, "2026-10-10")
        asked = await the_town.score(resident)
        assert (asked.score.points, [mark.what for mark in asked.marks]) == (
            before.score.points,
            ["own words", "repair asked for"],
        )
    with held("2026-10-08 04:00:00"):
        granted = await the_town.act(decide_repair, PROVIDER, repair.id, "granted", "已履行")
        after = await the_town.score(resident)
        assert granted.outcome == "granted"
        assert after.score.points == before.score.points + asked.marks[1].points > before.score.points
        assert after.published_points == after.score.points
        assert (record in str(after.score.lines), after.marks) == (False, ())
        assert (await the_town.score(resident, date(2026, 9, 30))).score == before.score
        assert [one.id for one in await the_town.kept(Record, id=record)] == [record]
        assert [one.what for one in await the_town.act(read_notices, COUNTY)] == ["repaired"]
        with pytest.raises(Conflict, match="record-gone"):
            await the_town.act(raise_objection, resident, record, "not me", "…")


@pytest.mark.parametrize(
    ("kind", "early", "first"),
    [
        ("penalty_minor", None, "2026-05-08"),
        ("penalty_general", "2026-08-07", "2026-08-08"),
        ("penalty_serious", "2027-05-07", "2027-05-08"),
    ],
)
async def test_each_class_has_its_first_day_and_too_early_is_told_with_it(
    the_town: Town, kind: str, early: str | None, first: str
) -> None:
    with held(f"{first if early is None else '2026-07-10'} 04:00:00"):
        resident, record = await penalised(the_town, kind=kind)
    if early is not None:
        with held(f"{early} 04:00:00"), pytest.raises(Conflict, match="repair-too-early") as refused:
            await the_town.act(apply_repair, resident, record, "已改正")
        assert [(flaw.pointer, flaw.message.en) for flaw in refused.value.flaws] == [("/on", f"possible from {first}")]
    with held(f"{first} 04:00:00"):
        assert (await the_town.act(apply_repair, resident, record, "已改正")).record == record


async def test_what_ended_by_itself_and_what_is_no_demerit_needs_no_repair(the_town: Town) -> None:
    with held("2026-08-09 04:00:00"):
        resident, record = await penalised(the_town, kind="penalty_minor")
        number, _ = await the_town.resident()
        merit = await the_town.report(number, "1", "volunteer_service", date(2026, 7, 2), hours=5)
        for needless in (record, merit.id):
            with pytest.raises(Conflict, match="repair-not-needed"):
                await the_town.act(apply_repair, resident, needless, "已改正")


async def test_a_refused_repair_changes_nothing_and_can_be_asked_for_again(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        low = await points(the_town, resident)
        repair = await the_town.act(apply_repair, resident, record, "罚款已缴")
        with pytest.raises(Conflict, match="repair-open"):
            await the_town.act(apply_repair, resident, record, "罚款已缴")
        assert [one.id for one in (await the_town.act(read_repairs, COUNTY)).waiting] == [repair.id]
        with pytest.raises(Forbidden, match="other-county"):
            await the_town.act(decide_repair, ELSEWHERE, repair.id, "granted", "…")
        await the_town.act(decide_repair, COUNTY, repair.id, "refused", "罚款未缴清")
        with pytest.raises(Conflict, match="repair-decided"):
            await the_town.act(decide_repair, COUNTY, repair.id, "granted", "…")
        assert (await points(the_town, resident), (await the_town.act(read_repairs, COUNTY)).waiting) == (low, ())
        assert (await the_town.act(apply_repair, resident, record, "已缴清")).id != repair.id


async def test_a_revoked_document_takes_its_record_and_what_it_caused_away(the_town: Town) -> None:
    with held(DAY):
        number, resident = await the_town.resident()
        await the_town.report(number, "1", "volunteer_service", date(2026, 7, 2), hours=5)
        clear = await points(the_town, resident)
        _, record = await penalised(the_town)
        assert await points(the_town, resident) < clear
        with pytest.raises(Forbidden, match="other-county"):
            await the_town.act(revoke_record, ELSEWHERE, record, date(2026, 9, 29), "复议撤销")
        with pytest.raises(NotFound, match="unknown-record"):
            await the_town.act(revoke_record, Actor("p2", "provider", HOME), record, date(2026, 9, 29), "复议撤销")
        with pytest.raises(Invalid, match="bad-fields"):
            await the_town.act(revoke_record, PROVIDER, record, date(2026, 10, 1), "复议撤销")
        revoked = await the_town.act(revoke_record, PROVIDER, record, date(2026, 9, 28), "复议撤销")
        assert (str(revoked.due_on), revoked.late) == ("2026-09-29", True)
        assert await points(the_town, resident) == clear


async def test_a_correction_is_appended_and_never_overwrites(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        kept = await the_town.kept(Record, id=record)
        rightly = Rightly(on=date(2026, 5, 3), fields={"domain": "交通运输"}, document=DOCUMENT)
        await the_town.act(correct_record, PROVIDER, record, rightly, "日期登记有误")
        line = next(line for line in (await the_town.score(resident)).score.lines if line.entry is not None)
        assert (line.entry is not None and line.entry.on, await the_town.kept(Record, id=record)) == (
            date(2026, 5, 3),
            kept,
        )
        assert [change.what for change in await the_town.kept(Change, record=record)] == ["correction"]
        with pytest.raises(Invalid, match="bad-record"):
            await the_town.act(correct_record, PROVIDER, record, Rightly(on=date(2030, 1, 1)), "…")


@pytest.mark.parametrize("way", ["revocation", "objection", "repair"])
async def test_what_goes_takes_along_that_the_next_one_counted_double(the_town: Town, way: str) -> None:
    """The second time within a year counts double; once the first is revoked, disputed or repaired, it was the first and only one."""
    with held(DAY):
        number, resident = await the_town.resident()
        records = []
        for day in (date(2026, 5, 1), date(2026, 6, 1)):
            paper = LegalDocument("公安交通管理行政处罚决定书", f"〔2026〕{day:%m}号", "交警大队", day, day)
            report = Report(id=f"d-{day}", person=number, kind="drink_driving", on=day, document=paper)
            records.append((await the_town.act(report_record, PROVIDER, HOME, report)).id)
        assert await losses(the_town, resident) == {records[0]: -20_00, records[1]: -40_00}
        if way == "revocation":
            await the_town.act(revoke_record, PROVIDER, records[0], date(2026, 9, 29), "复议撤销")
        elif way == "objection":
            await the_town.act(raise_objection, resident, records[0], "not me", "同名")
        else:
            repair = await the_town.act(apply_repair, resident, records[0], "已改正")
            await the_town.act(decide_repair, COUNTY, repair.id, "granted", "已履行")
        assert await losses(the_town, resident) == {records[1]: -20_00}


async def losses(town: Town, resident: Actor) -> dict[str, int]:
    """What each record takes away."""
    return {line.entry.record: line.points for line in (await town.score(resident)).score.lines if line.entry}
