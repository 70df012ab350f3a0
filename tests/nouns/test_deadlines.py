"""Deadlines in working days, the plan's fifteen among them; provisional ones are worked out anew once the notice is known."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from creditplus import deadlines
from creditplus.deadlines import Deadlines, Due
from creditplus.rights import objections, repairs
from creditplus.rights.objections import Objection
from creditplus.tools import holidays
from tests import shelf

RAISED = Objection(
    id="o1",
    record="a:1",
    person="p1",
    county="231181",
    provider="a",
    grounds="not me",
    at=datetime(2026, 12, 30, 4, tzinfo=UTC),
    days=3,
    provider_days=1,
    due_on=date(2027, 1, 5),
    provider_due_on=date(2026, 12, 31),
    provisional=True,
)
PLAN = {
    "administrative_penalty": (7, 3),
    "judgment_defaulter": (3, 2),
    "finance": (20, 14),
    "elderly_care": (10, 6),
    "wage_arrears": (20, 14),
    "sport": (5, 3),
    "tourism": (30, 20),
    "commerce": (30, 20),
    "abnormal_operation": (5, 3),
    "transport": (30, 20),
    "social_insurance": (60, 40),
    "culture": (30, 20),
    "patent": (5, 3),
    "internet": (5, 3),
    "accounting": (5, 3),
}


@pytest.mark.parametrize(
    ("since", "days", "due"),
    [
        (date(2026, 2, 13), 3, Due(date(2026, 2, 25), provisional=False)),
        (date(2026, 9, 30), 3, Due(date(2026, 10, 10), provisional=False)),
        (date(2026, 4, 30), 5, Due(date(2026, 5, 11), provisional=False)),
        (date(2026, 12, 30), 3, Due(date(2027, 1, 5), provisional=True)),
    ],
)
def test_the_clocks_of_the_law(since: date, days: int, due: Due) -> None:
    assert deadlines.due(since, days, holidays.days_off) == due


def test_a_provisional_deadline_is_worked_out_anew_when_the_notice_is_known() -> None:
    def known(year: int) -> tuple[frozenset[date], frozenset[date]] | None:
        """2027's notice, had it been published: 4 January is off, 2 January is made up for it."""
        return (
            (frozenset({date(2027, 1, 1), date(2027, 1, 4)}), frozenset()) if year == 2027 else holidays.days_off(year)
        )

    assert objections.due(RAISED, holidays.days_off) == Due(RAISED.due_on, provisional=True)
    assert objections.due(RAISED, known) == Due(date(2027, 1, 6), provisional=False)


def test_the_fifteen_deadlines_of_the_plan_stand_in_the_limits_with_their_law() -> None:
    ruling = shelf.read_limits().value
    assert ruling is not None
    assert {one.code: (one.was, one.days) for one in ruling.repairs} == PLAN
    assert [one.law for one in ruling.repairs] == ["《黑龙江省“十四五”社会信用体系建设规划》三（三）"] * 15
    kinds = {kind.code: kind for kind in shelf.catalogue().kinds}
    named = [code for one in ruling.repairs for code in one.kinds]
    assert [code for code in named if kinds[code].polarity != "demerit" or named.count(code) > 1] == []


@pytest.mark.parametrize(
    ("kind", "days"), [("penalty_general", 3), ("wage_arrears", 14), ("judgment_defaulter", 2), ("exam_cheating", 5)]
)
def test_a_repair_is_decided_in_the_days_of_its_matter_else_in_those_of_the_county(kind: str, days: int) -> None:
    ruling, found = shelf.read_limits().value, shelf.catalogue().find(kind)
    assert ruling is not None
    assert found is not None
    assert repairs.days_for(found, ruling, Deadlines(repair_days=5)) == days


def test_a_deadline_that_is_too_long_is_named() -> None:
    ruling = shelf.read_limits().value
    assert ruling is not None
    most = ruling.deadlines
    assert deadlines.too_long(Deadlines(), most) == []
    for name in deadlines.NAMES:
        longer = msgspec.structs.replace(Deadlines(), **{name: getattr(most, name) + 1})
        assert deadlines.too_long(longer, most) == [name]


def test_what_no_level_settles_in_time_ends_at_the_province() -> None:
    days = [date(2027, 1, 5), date(2027, 1, 6), date(2027, 1, 8), date(2027, 1, 11), date(2030, 1, 1)]
    places = [objections.settled_by(RAISED, day, holidays.days_off) for day in days]
    assert places == ["231181", "231100", "231100", "230000", "230000"]
