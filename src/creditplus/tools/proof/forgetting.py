"""T5, forgetting: every demerit stops counting in time, whichever of its days are known and whatever calendar they fall on."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache, partial
from itertools import product
from typing import Any, NamedTuple

from creditplus import ledger, workdays
from creditplus.errors import Words
from creditplus.province import limits
from creditplus.rulebooks import Ready
from creditplus.tools.proof import claims, residents, smt
from creditplus.tools.proof.claims import Statement, Subject
from creditplus.tools.proof.smt import Number, Script

NEVER = date.max


class Days(NamedTuple):
    """The days of a record that a rule may count from; a day that is not known is None."""

    on: Number
    found_on: Number | None
    ends_on: Number | None
    released_on: Number | None


class Calendar:
    """Days as numbers. A month is as long as some calendar may have it, and more months never end sooner."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.ends: dict[tuple[str, int], Number] = {}

    def after(self, day: Any, period: str) -> Any:
        """The first day after a period."""
        months, days = workdays.length(period)
        if months is None:
            return NEVER
        if workdays.is_calendar(period):
            return self.year_ends(day, months)
        return day + days if not months else self.months_after(day, months)

    def year_ends(self, day: Number, months: int) -> Number:
        """The first day after so many calendar years: sooner than as many months later, and never on the day itself."""
        end = self.script.integer("year_ends")
        self.script.claim((end > day) & (end <= self.months_after(day, months)))
        return end

    def months_after(self, day: Number, months: int) -> Number:
        """The day so many months later: any that fits the longest and shortest months, and the other days asked for."""
        if (day.text, months) not in self.ends:
            least, most = lengths(months)
            end = self.script.integer(f"after_{months}_months")
            self.script.claim((end >= day + least) & (end <= day + most))
            for (start, others), other in self.ends.items():
                if start == day.text:
                    later, sooner = (end, other) if others < months else (other, end)
                    self.script.claim(later >= sooner + 28 * abs(months - others))
            self.ends[day.text, months] = end
        return self.ends[day.text, months]

    @staticmethod
    def earlier(one: Any, other: Any) -> Any:
        """The earlier of two days."""
        if one is NEVER or other is NEVER:
            return other if one is NEVER else one
        return smt.least(one, other)


@lru_cache(256)
def lengths(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many months last, in any years with or without a leap day."""
    years = (*range(2023, 2032), *range(2095, 2105))
    starts = [date(year, month, 1) for year in years for month in range(1, 13)]
    days = [
        workdays.after(first, f"{extra} days") if extra else first for first in starts for extra in (0, 27, 28, 29, 30)
    ]
    spans = [(workdays.months_after(day, months) - day).days for day in days]
    return min(spans), max(spans)


def forgotten(subject: Subject) -> Iterator[Statement]:
    """T5: for every demerit's rule."""
    for rule in subject.ready:
        if rule.polarity == "demerit":
            yield in_time(subject, rule)


def in_time(subject: Subject, rule: Ready) -> Statement:
    """No record of a rule counts longer than its class allows, nor five years after the act ended."""
    script = Script()
    calendar = Calendar(script)
    months = limits.months_most(subject.limits, subject.kinds[rule.kind])
    late: Any = False
    for days in known_days(script, rule):
        end = ledger.ending(rule, days, calendar.after, calendar.earlier)
        late = late | too_late(subject, rule, days, end, calendar, months)
    script.claim(late)
    told, law = claims.rule_words(rule), subject.limits.months
    return Statement(
        path=subject.path(rule, "counts_for"),
        says=Words(f"{told.zh}：{law.says.zh}", f"{told.en}: {law.says.en}"),
        body=claims.body(script),
        law=law.law,
        search=partial(residents.not_forgotten, subject, rule, months),
    )


def known_days(script: Script, rule: Ready) -> Iterator[Days]:
    """Every way in which a record's days may be known or not, as far as the rule counts from them."""
    on = script.integer("act", 1)
    later = [script.integer(name, 1) for name in ("found", "ends", "released")]
    for day in later:
        script.claim(day >= on)
    asked = (rule.counts_from == "finding", True, rule.counts_from == "release")
    for known in product(*((False, True) if ask else (False,) for ask in asked)):
        yield Days(on, *(day if there else None for day, there in zip(later, known, strict=True)))


def too_late(subject: Subject, rule: Ready, days: Days, end: Any, calendar: Calendar, months: int) -> Any:
    """Whether a record ends later than it may. What has not ended, or from which nobody was released yet, goes on for five years."""
    start = {"act": days.on, "finding": days.found_on or days.on, "end": days.ends_on, "release": days.released_on}
    begins, absolute = start[rule.counts_from], subject.limits.months.absolute
    if end is NEVER or (rule.counts_from == "release" and subject.kinds[rule.kind].severity != "serious"):
        return True
    if begins is None:
        return end > calendar.months_after(days.ends_on or days.on, absolute)
    last = begins if rule.counts_from == "release" else days.ends_on or days.on
    return (end > calendar.months_after(begins, months)) | (end > calendar.months_after(last, absolute))
