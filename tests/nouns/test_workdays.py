"""Days are days of Asia/Shanghai; a period begins with its first day and ends before its last."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditplus import workdays

days = st.dates(date(1949, 10, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("on", "period", "end"),
    [
        (date(2024, 2, 29), "24 months", date(2026, 2, 28)),
        (date(2024, 2, 29), "48 months", date(2028, 2, 29)),
        (date(2024, 2, 29), "1 year", date(2025, 2, 28)),
        (date(2026, 1, 31), "1 month", date(2026, 2, 28)),
        (date(2026, 1, 31), "3 months", date(2026, 4, 30)),
        (date(2026, 12, 31), "1 day", date(2027, 1, 1)),
        (date(2026, 7, 1), "90 days", date(2026, 9, 29)),
        (date(2026, 7, 1), "permanent", date.max),
        (date(9990, 7, 1), "20 years", date.max),
        (date(9990, 7, 1), "9999 days", date.max),
    ],
)
def test_a_period_ends_on_the_right_day(on, period, end):
    assert workdays.after(on, period) == end


def test_the_day_begins_in_shanghai():
    assert workdays.day_of(datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)) == date(2026, 6, 30)
    assert workdays.day_of(datetime(2026, 6, 30, 16, tzinfo=UTC)) == date(2026, 7, 1)
    assert workdays.starts(date(2026, 7, 1)) == datetime(2026, 6, 30, 16, tzinfo=UTC)


@given(days)
def test_a_day_begins_on_itself(on):
    assert workdays.day_of(workdays.starts(on)) == on


@given(days, days, st.sampled_from(["1 day", "90 days", "1 month", "12 months", "5 years"]))
def test_what_begins_later_never_ends_earlier(one, other, period):
    earlier, later = sorted((one, other))
    assert workdays.after(earlier, period) <= workdays.after(later, period)


@given(days, st.integers(1, 120), st.integers(0, 60))
def test_a_longer_period_never_ends_earlier(on, months, more):
    assert workdays.after(on, f"{months} months") <= workdays.after(on, f"{months + more} months")


@given(days, st.sampled_from(["1 day", "400 days", "1 month", "11 months", "36 months", "5 years"]))
def test_no_period_lasts_longer_than_said(on, period):
    assert (workdays.after(on, period) - on).days <= workdays.days_at_most(period)


@given(days, st.sampled_from(["month", "quarter", "year"]))
def test_the_first_day_of_a_period_lies_in_it_and_the_day_before_does_not(on, span):
    number = workdays.number_of(on, span)
    first = workdays.first_day(number, span)
    assert workdays.number_of(first, span) == number
    assert workdays.number_of(date.fromordinal(first.toordinal() - 1), span) == number - 1


def test_life_is_one_period():
    assert workdays.number_of(date(1950, 1, 1), "life") == workdays.number_of(date(2026, 1, 1), "life")
