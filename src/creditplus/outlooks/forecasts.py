"""What will happen to a score by itself, and what a good deed would do: "on 2027-03-10 the item of 2026-03-10 ends: +20".

A forecast says what holds if nothing else is reported and the county's text stays as it is; it stores nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from creditplus import arithmetic, ledger, publications, records, workdays
from creditplus.errors import Words
from creditplus.ledger import Match
from creditplus.lives.histories import History
from creditplus.province.catalogues import Kind
from creditplus.records import Record, Report
from creditplus.rulebooks import Rulebook
from creditplus.scores import Line, Score

SUPPOSED = "supposed"
"""The id of a record that nobody reported."""


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """One line that differs: `points` is by how much, in hundredths; `before` or `after` is missing where the line is new or ends."""

    points: int
    before: Line | None = None
    after: Line | None = None

    @property
    def words(self) -> Words:
        """The line and what it does to the score."""
        line = self.before or self.after
        assert line is not None
        item_zh = f"{line.entry.on} 的“{line.title.zh}”" if line.entry else f"“{line.title.zh}”"
        item_en = f"the item of {line.entry.on}, {line.title.en}," if line.entry else f"“{line.title.en}”"
        zh, en = (
            ("到期", "ends")
            if self.after is None
            else ("计入", "begins")
            if self.before is None
            else ("变动", "changes")
        )
        shown = arithmetic.shown(self.points) if self.points < 0 else f"+{arithmetic.shown(self.points)}"
        return Words(f"{item_zh}{zh}：{shown}", f"{item_en} {en}: {shown}")


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """A score before and after something, with the lines that differ."""

    on: date
    before: Score
    after: Score
    shifts: tuple[Shift, ...]

    @property
    def points(self) -> int:
        """By how many hundredths the score changes."""
        return self.after.points - self.before.points

    @property
    def words(self) -> Words:
        """The outlook in one sentence."""
        old, new = arithmetic.shown(self.before.points), arithmetic.shown(self.after.points)
        same = self.before.grade == self.after.grade
        grade_zh = "等级不变" if same else f"等级由 {self.before.grade} 变为 {self.after.grade}"
        grade_en = "the grade stays" if same else f"the grade goes from {self.before.grade} to {self.after.grade}"
        return Words(
            f"{self.on}："
            + "；".join(shift.words.zh for shift in self.shifts)
            + f"（{old} 分变为 {new} 分，{grade_zh}）",
            f"on {self.on} "
            + "; ".join(shift.words.en for shift in self.shifts)
            + f" (from {old} to {new} points, {grade_en})",
        )


def next_change(rulebook: Rulebook, history: History, on: date, match: Match) -> Outlook | None:
    """The next day on which the live score changes by itself, or None if it does not while this text is in force."""
    before = publications.live(rulebook, history, on, match)
    for day in sorted({day for day in _days(rulebook, history, on, match) if on < day < rulebook.expires}):
        after = publications.live(rulebook, history, day, match)
        if (after.points, after.grade) != (before.points, before.grade):
            return Outlook(on=day, before=before, after=after, shifts=shifts(before, after))
    return None


def _days(rulebook: Rulebook, history: History, on: date, match: Match) -> Iterator[date]:
    """Every day on which something known today may begin or end to count."""
    rules = {rule.code: rule for rule in rulebook.ready}
    for record in (*history.records, *(change.to for change in history.changes if change.to is not None)):
        code = match(record)
        yield record.on
        if code is not None:
            yield ledger.until(record, rules[code])
        if record.ends_on is not None:
            yield record.ends_on
        if record.document is not None and record.document.final_on is not None:
            yield record.document.final_on
    for change in history.changes:
        yield change.on
    for clean in rulebook.clean:
        this = workdays.number_of(on, clean.per)
        for number in range(this + 1, this + clean.periods_max + 2):
            yield workdays.first_day(number, clean.per)


def what_if(rulebook: Rulebook, history: History, supposed: Record, on: date, match: Match) -> Outlook:
    """What one more record would do to the live score on a day; nothing is reported or kept."""
    before = publications.live(rulebook, history, on, match)
    more = msgspec.structs.replace(history, records=(*history.records, supposed))
    after = publications.live(rulebook, more, on, match)
    return Outlook(on=on, before=before, after=after, shifts=shifts(before, after))


def suppose(kind: Kind, fields: Mapping[str, Any], on: date, *, person: str, county: str) -> Record:
    """A record that nobody reported, of an act on a day, checked like a reported one. Raises Invalid with every flaw."""
    report = Report(id=SUPPOSED, person=person, kind=kind.code, on=on, fields=dict(fields))
    values = records.check(report, kind, on)
    return records.of_report(
        report, provider=SUPPOSED, person=person, county=county, fields=values, at=workdays.starts(on)
    )


def shifts(before: Score, after: Score) -> tuple[Shift, ...]:
    """The lines in which two scores differ, in the order of the text."""
    old, new = _by_name(before), _by_name(after)
    both = [(old.get(name), new.get(name)) for name in {**old, **new}]
    return tuple(
        Shift(points=(now.points if now else 0) - (was.points if was else 0), before=was, after=now)
        for was, now in both
        if was is None or now is None or was.points != now.points
    )


def _by_name(score: Score) -> dict[tuple[str, str], Line]:
    """Each line by what it is about, which stays the same from day to day."""
    return {(line.what, line.entry.record if line.entry else line.title.zh): line for line in score.lines}
