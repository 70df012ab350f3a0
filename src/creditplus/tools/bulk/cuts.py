"""Until when records count, for all rows at once: the formula of `ledger.ending`, asked whether a day still lies before the end.

Why the calendar is asked backwards: a later start never ends earlier, so for each period there is one earliest day from which
on everything still counts. It is found once, in Python, and a column of days is only compared with it.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from creditplus import ledger, workdays
from creditplus.rulebooks import Ready
from creditplus.tools.bulk import columns
from creditplus.tools.bulk.columns import Rows

FOREVER = date.max.toordinal()
EARLIEST = date(1900, 1, 1).toordinal()
Lasts = pl.Series | bool
"""Whether a day lies before the end of each row, or of all of them."""


class Start:
    """The day of each row on which something begins or ends; where a row has none, nothing is asked of this column."""

    def __init__(self, days: pl.Series) -> None:
        self.days = days


def lasts(rule: Ready, rows: Rows, on: date) -> Lasts:
    """Where a record still counts under a rule on a day: where the day lies before `ledger.until`."""
    found: Lasts = _told(rows, _known(rows), _asked(rule), lambda days: _before_end(rule, days, on))
    return found


def ends(rule: Ready, rows: Rows) -> pl.Series:
    """The day on which each record no longer counts under a rule: `ledger.until`; `FOREVER` if it counts for ever."""
    end = _told(rows, _known(rows), _asked(rule), lambda days: _day(_end(rule, days)))
    return end if isinstance(end, pl.Series) else columns.repeated(end, len(rows))


def _known(rows: Rows) -> dict[str, Start | None]:
    return {"on": Start(rows["on"]), "ends_on": None, "found_on": None, "released_on": None}


def _asked(rule: Ready) -> list[str]:
    return ["ends_on", ledger.STARTS[rule.counts_from]]


def _told(rows: Rows, known: dict[str, Start | None], asked: list[str], tell: Callable[[Any], pl.Series | int]) -> Any:
    """The formula, told for each day that a row may have or not have what it says with it and without it."""
    if not asked:
        return tell(ledger.Days(**known))  # type: ignore[arg-type]  # columns of days instead of days
    name, *others = asked
    if known[name] is not None or rows[name].null_count() == len(rows):
        return _told(rows, known, others, tell)
    having = _told(rows, {**known, name: Start(rows[name])}, others, tell)
    if not rows[name].null_count():
        return having
    lacking = _told(rows, known, others, tell)
    return columns.columns.choose(rows[name].is_not_null(), _column(having), _column(lacking))


def _end(rule: Ready, days: Any) -> Any:
    """The formula over columns: `after` says when a period ends; of two ends the earlier one counts."""

    def last(start: Start, period: str) -> Any:
        return date.max if workdays.length(period)[0] is None else after(start.days, period)

    return ledger.ending(rule, days, last, lambda one, other: columns.columns.least(_day(one), _day(other)))


def _day(end: Any) -> Any:
    """An end as a column of days, or as one day for all rows."""
    return FOREVER if end is date.max else end.days.cast(pl.Int64) if isinstance(end, Start) else end


def _before_end(rule: Ready, days: Any, on: date) -> Lasts:
    """The formula over columns: `after` says where the day lies before the end of a period; of two ends both must lie later."""

    def after(start: Start, period: str) -> pl.Series:
        return start.days >= since(on, period)

    def lasting(end: Any) -> Any:
        return True if end is date.max else end.days > on.toordinal() if isinstance(end, Start) else end

    found: Lasts = lasting(ledger.ending(rule, days, after, lambda one, other: lasting(one) & lasting(other)))
    return columns.filled(found, False) if isinstance(found, pl.Series) else found


def _column(value: pl.Series | int) -> pl.Series:
    return value if isinstance(value, pl.Series) else pl.Series([value])


@lru_cache(4096)
def since(on: date, period: str) -> int:
    """The earliest day whose `period` ends after a day: what began then or later still counts on it."""
    low, high = EARLIEST, on.toordinal() + 1
    while low < high:
        middle = (low + high) // 2
        if workdays.after(date.fromordinal(middle), period) > on:
            high = middle
        else:
            low = middle + 1
    return low


@lru_cache(65536)
def day_after(day: int, period: str) -> int:
    """The first day after a `period` that begins on a day."""
    return workdays.after(date.fromordinal(day), period).toordinal()


def after(days: pl.Series, period: str) -> pl.Series:
    """The first day after a `period` that begins on each day."""
    known = days.drop_nulls().unique().sort()
    ends = [day_after(day, period) for day in known]
    first, last = known[0], known[-1]
    table = pl.zeros(last - first + 1, dtype=pl.Int64, eager=True)
    return table.scatter(known - first, pl.Series(ends, dtype=pl.Int64)).gather(days - first)
