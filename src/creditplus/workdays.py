"""Days and periods as the texts mean them: days of Asia/Shanghai, months that end on their last day, periods that exclude their end."""

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has had one time and no summer time since 1991, so a fixed offset is exact for every record that can count."""

Period = Annotated[
    str,
    Meta(
        pattern=r"^([1-9][0-9]{0,3} (day|month|year)s?|permanent)$",
        description="a period such as `90 days`, `24 months`, `2 years`, or `permanent`",
    ),
]
Lasting = Annotated[
    str,
    Meta(
        pattern=r"^([1-9][0-9]{0,3} (day|month|year|calendar year)s?|permanent)$",
        description="a period such as `90 days`, `24 months`, `1 calendar year` (to the end of that year), or `permanent`",
    ),
]
Span = Literal["day", "month", "quarter", "year", "life"]


def day_of(at: datetime) -> date:
    """The day in Asia/Shanghai on which an instant falls."""
    return at.astimezone(SHANGHAI).date()


def starts(on: date) -> datetime:
    """The instant at which a day begins in Asia/Shanghai, in UTC."""
    return datetime(on.year, on.month, on.day, tzinfo=SHANGHAI).astimezone(UTC)


def months_after(on: date, months: int) -> date:
    """The day `months` calendar months later (earlier, if negative), moved back to the month's last day where there is no such day."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return date.max if year > 9999 else date.min
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


@lru_cache(4096)
def after(on: date, period: str) -> date:
    """The first day that no longer belongs to a `period` which begins on `on`: 24 months from 2024-02-29 end on 2026-02-28."""
    months, days = length(period)
    if months is None:
        return date.max
    if is_calendar(period):
        year = on.year + months // 12
        return date(year, 1, 1) if year <= date.max.year else date.max
    if months:
        return months_after(on, months)
    return date.max if (date.max - on).days < days else on + timedelta(days=days)


@lru_cache(256)
def length(period: str) -> tuple[int | None, int]:
    """A period as (months, days): one of the two is zero; months is None for `permanent`. Calendar years last so long at most."""
    if period == "permanent":
        return None, 0
    number, _, unit = period.replace("calendar ", "").partition(" ")
    count = int(number)
    return {"d": (0, count), "m": (count, 0), "y": (12 * count, 0)}[unit[0]]


def is_calendar(period: str) -> bool:
    """Whether a period ends with a calendar year, whenever in it it begins."""
    return "calendar" in period


def days_at_most(period: str) -> int:
    """The greatest number of days a period can last; for comparing periods. `permanent` lasts longer than anything."""
    months, days = length(period)
    return (
        4_000_000 if months is None else days + (months * 31 if months < 12 else months // 12 * 366 + months % 12 * 31)
    )


NUMBERS: dict[str, Callable[[date], int]] = {
    "day": date.toordinal,
    "month": lambda on: on.year * 12 + on.month - 1,
    "quarter": lambda on: on.year * 4 + (on.month - 1) // 3,
    "year": lambda on: on.year,
    "life": lambda _: 0,
}


def number_of(on: date, span: str) -> int:
    """The number of the day, month, quarter or year a day falls into: equal exactly for days of one period; life is 0."""
    return NUMBERS[span](on)


def first_day(number: int, span: str) -> date:
    """The first day of the month, quarter or year with that number."""
    size = {"month": 12, "quarter": 4, "year": 1}[span]
    year, part = divmod(number, size)
    return date(year, part * (12 // size) + 1, 1)


Lapse = Annotated[
    str,
    Meta(
        pattern=r"^[1-9][0-9]{0,2} (hour|day|working day)s?$",
        description="a time such as `48 hours`, `10 days` or `5 working days`",
    ),
]
DaysOff = Callable[[int], tuple[frozenset[date], frozenset[date]] | None]
"""A year's days off that fall on weekdays and its make-up workdays that fall on weekends, or None while no notice is published."""
STATUTORY = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
"""Statutory holidays with a fixed day of the solar year; those of the moon's year are only known from the notice."""


def is_working(on: date, days_off: DaysOff) -> tuple[bool, bool]:
    """Whether a day is a working day, and whether that is provisional because the year's notice is not known."""
    known = days_off(on.year)
    if known is None:
        return on.weekday() < 5 and (on.month, on.day) not in STATUTORY, True
    off, made_up = known
    return on not in off and (on.weekday() < 5 or on in made_up), False


def working_days_after(on: date, count: int, days_off: DaysOff) -> tuple[date, bool]:
    """The last of `count` working days after a day, which itself is not counted; and whether it is provisional."""
    provisional = False
    while count:
        on += timedelta(days=1)
        working, unsure = is_working(on, days_off)
        count, provisional = count - working, provisional or unsure
    return on, provisional


def lapsed(at: datetime, lapse: str, days_off: DaysOff) -> tuple[datetime, bool]:
    """The first instant after a `lapse` that begins at an instant, and whether it is provisional.

    Hours run from the instant. Days and working days run from the next day to the end of the last one, in Shanghai.
    """
    number, _, unit = lapse.partition(" ")
    if unit.startswith("hour"):
        return at + timedelta(hours=int(number)), False
    day = day_of(at)
    if unit.startswith("day"):
        return starts(day + timedelta(days=int(number) + 1)), False
    last, provisional = working_days_after(day, int(number), days_off)
    return starts(last + timedelta(days=1)), provisional


def lapsed_since_end(end: datetime, lapse: str, days_off: DaysOff) -> tuple[datetime, bool]:
    """The same for a lapse that begins when another one ended: its days follow the last day of that one."""
    return lapsed(end if "hour" in lapse else end - timedelta(microseconds=1), lapse, days_off)


def last_day(end: datetime) -> date:
    """The last day that lies before an instant, wholly or in part."""
    return day_of(end - timedelta(microseconds=1))
