"""Working days as the State Council's notices make them, and times that lapse in hours, natural days and working days."""

from datetime import UTC, date, datetime

import pytest

from creditplus import workdays
from creditplus.tools import holidays


@pytest.mark.parametrize(
    ("on", "count", "last"),
    [
        (date(2026, 2, 13), 3, date(2026, 2, 25)),  # the spring festival, and the make-up Saturday before it
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # a make-up Saturday
        (date(2026, 4, 30), 5, date(2026, 5, 11)),
    ],
)
def test_the_examples_of_the_notices(on: date, count: int, last: date) -> None:
    assert workdays.working_days_after(on, count, holidays.days_off) == (last, False)


def test_a_year_without_a_notice_is_provisional_on_weekdays_and_statutory_holidays() -> None:
    assert workdays.working_days_after(date(2026, 12, 30), 3, holidays.days_off) == (date(2027, 1, 5), True)


@pytest.mark.parametrize(
    ("lapse", "end"),
    [
        ("48 hours", datetime(2026, 10, 2, 4, tzinfo=UTC)),
        ("10 days", datetime(2026, 10, 10, 16, tzinfo=UTC)),  # to the end of the tenth, in Shanghai
        ("3 working days", datetime(2026, 10, 10, 16, tzinfo=UTC)),
    ],
)
def test_hours_run_from_the_instant_and_days_to_the_end_of_the_last_one(lapse: str, end: datetime) -> None:
    assert workdays.lapsed(datetime(2026, 9, 30, 4, tzinfo=UTC), lapse, holidays.days_off) == (end, False)


def test_the_last_day_is_the_one_before_the_end() -> None:
    assert workdays.last_day(datetime(2026, 10, 10, 16, tzinfo=UTC)) == date(2026, 10, 10)
