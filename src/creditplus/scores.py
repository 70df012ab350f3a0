"""A score (诚信积分): what the entries add up to on a day, and its grade; told in lines that add up to it.

A score is a pure function of the records that stand on a day, the rulebook in force on that day, and the day.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from creditplus import adjustments, ledger
from creditplus.arithmetic import Over, integers
from creditplus.errors import Words
from creditplus.ledger import Entry, Match
from creditplus.records import Record
from creditplus.rulebooks import Rulebook, Standing
from creditplus.scales import Category, Grade


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the explanation. The `points` of all lines add up to the score.

    An entry's line carries the entry with its law; a category's line says what its limits took away.
    """

    what: Literal["base", "entry", "clean", "periods", "category", "standing", "scale", "rounding"]
    title: Words
    points: int
    law: str | None = None
    entry: Entry | None = None


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """A person's score on a day, in hundredths of a point, with its grade, its scale and every line that made it."""

    on: date
    points: int
    grade: str
    grade_title: Words
    min: int
    max: int | None
    rulebook: str
    lines: tuple[Line, ...]


class Sums(msgspec.Struct):
    """What is added up: the points of each rule and clean-time bonus by code, and the person's listings with the merits since."""

    by_code: dict[str, Any]
    listed: dict[str, Any]
    since: dict[str, dict[str, Any]]


class Steps(msgspec.Struct):
    """The way from the sums to the score: before and after each category's limits, each list, the scale and the rounding."""

    categories: list[tuple[Category, Any, Any]]
    exact: Any
    standing: list[tuple[Standing, Any]]
    clamped: Any
    points: Any


def derive(rulebook: Rulebook, stand: Iterable[Record], on: date, match: Match, joined: date | None = None) -> Score:
    """The score on a day from the records that stand on it (`ledger.standing`); `joined` starts the clean-time bonus."""
    stand = list(stand)
    items = ledger.gather(rulebook, stand, on, match)
    entries = ledger.post(rulebook, items)
    listings = adjustments.listed_since(rulebook, stand, on)
    by_code: dict[str, Any] = {}
    for entry in entries:
        by_code[entry.rule] = by_code.get(entry.rule, 0) + entry.points
    cleans = {clean.code: adjustments.clean_periods(rulebook, clean, items, on, joined) for clean in rulebook.clean}
    by_code |= {clean.code: clean.points * cleans[clean.code] for clean in rulebook.clean}
    by_code |= adjustments.cut_off(rulebook, items)
    since = {code: adjustments.merits_since(rulebook, items, day) for code, day in listings.items()}
    steps = add_up(integers, rulebook, Sums(by_code, dict.fromkeys(listings, True), since))
    grade = grade_of(rulebook, steps.points, listings)
    return Score(
        on=on,
        points=steps.points,
        grade=grade.code,
        grade_title=grade.title,
        min=rulebook.score.min,
        max=rulebook.score.max,
        rulebook=rulebook.digest,
        lines=tuple(told(rulebook, entries, by_code, steps)),
    )


def add_up(over: Over, rulebook: Rulebook, sums: Sums) -> Steps:
    """Categories from the innermost outwards, base, standing conditions, scale, rounding: the same steps for all readers."""
    categories, exact = total(over, rulebook, sums.by_code)
    standing = []
    value = exact
    for condition in rulebook.standing:
        if condition.code in sums.listed:
            value = _under(over, rulebook, condition, sums, value)
            standing.append((condition, value))
    scale = rulebook.score
    clamped = over.most(value, scale.min)
    if scale.max is not None:
        clamped = over.least(clamped, scale.max)
    lift = scale.step // 2 if scale.rounding == "half up" else 0
    points = over.divide(clamped - scale.min + lift, scale.step) * scale.step + scale.min
    return Steps(categories, exact, standing, clamped, points)


def total(over: Over, rulebook: Rulebook, by_code: Mapping[str, Any]) -> tuple[list[tuple[Category, Any, Any]], Any]:
    """Every category before and after its limits, innermost first, and the sum of all with the base."""
    sums: dict[str | None, Any] = {category.code: category.base for category in rulebook.categories}
    sums[None] = rulebook.score.base
    for code, points in by_code.items():
        if code in rulebook.inside:
            sums[rulebook.inside[code]] = sums[rulebook.inside[code]] + points
    steps = []
    for category in innermost_first(rulebook.categories):
        before = after = sums[category.code]
        if category.min is not None:
            after = over.most(after, category.min)
        if category.max is not None:
            after = over.least(after, category.max)
        steps.append((category, before, after))
        sums[category.within] = sums[category.within] + after
    return steps, sums[None]


def innermost_first(categories: Iterable[Category]) -> list[Category]:
    """Categories in an order in which each comes before the one it lies within."""
    parents = {category.code: category.within for category in categories}

    def depth(code: str | None) -> int:
        return 0 if code is None else 1 + depth(parents.get(code))

    return sorted(categories, key=lambda category: -depth(category.code))


def _under(over: Over, rulebook: Rulebook, condition: Standing, sums: Sums, value: Any) -> Any:
    """The score while a person is on a list (R12): set or capped, with the merits since on top. A list never raises a score."""
    limit: Any = condition.score if condition.score is not None else condition.at_most
    if limit is None:
        return value
    if condition.merits_since:
        extra = total(over, rulebook, sums.since[condition.code])[1] - total(over, rulebook, {})[1]
        limit = limit + over.most(extra, 0)
    return over.choose(sums.listed[condition.code], over.least(value, limit), value)


def grade_of(
    rulebook: Rulebook, points: int, listed: Iterable[str] = (), cutoffs: Mapping[str, int] | None = None
) -> Grade:
    """The highest grade whose inclusive lower end is reached, or the lower one that a list forces.

    A grade by share has a lower end only where one was worked out when scores were published: `cutoffs` by grade code (R04).
    """
    return rulebook.grades[int(place_of(integers, rulebook, points, dict.fromkeys(listed, True), cutoffs))]


def place_of(
    over: Over, rulebook: Rulebook, points: Any, listed: Mapping[str, Any], cutoffs: Mapping[str, int] | None = None
) -> Any:
    """The place of a person's grade, 0 for the best: what the points reach, or the lower one that a list forces (R12)."""
    place = grades_above(over, rulebook, points, cutoffs)
    places = {grade.code: place for place, grade in enumerate(rulebook.grades)}
    for condition in rulebook.standing:
        if condition.grade is not None and condition.code in listed:
            place = over.choose(listed[condition.code], over.most(place, places[condition.grade]), place)
    return place


def grades_above(over: Over, rulebook: Rulebook, points: Any, cutoffs: Mapping[str, int] | None = None) -> Any:
    """How many grades are better than the one that the points reach: the place of a person's grade, 0 for the best (R03).

    A share whose lower end lies above a better grade's counts as not reached, so grades stay in their order.
    """
    place: Any = 0
    for grade in rulebook.grades[:-1]:
        end = (cutoffs or {}).get(grade.code, grade.at_least)
        place = place + (1 if end is None else over.choose(points < end, 1, 0))
    return place


def told(rulebook: Rulebook, entries: list[Entry], by_code: Mapping[str, int], steps: Steps) -> Iterable[Line]:
    """The lines of the explanation, from the base to the score."""
    rules = rulebook.by_code
    yield Line(what="base", title=Words("基础分", "base"), points=rulebook.score.base)
    for category in rulebook.categories:
        if category.base:
            yield Line(what="base", title=category.title, points=category.base)
    for entry in entries:
        rule = rules[entry.rule]
        yield Line(what="entry", title=rule.title, points=entry.points, law=rule.law, entry=entry)
    for clean in rulebook.clean:
        if by_code[clean.code]:
            yield Line(what="clean", title=clean.title, points=by_code[clean.code], law=clean.law)
    for category, before, after in steps.categories:
        if cut := by_code.get(f"per:{category.code}"):
            yield Line(what="periods", title=category.title, points=cut)
        if after != before:
            yield Line(what="category", title=category.title, points=after - before)
    value = steps.exact
    for condition, now in steps.standing:
        yield Line(what="standing", title=condition.title, points=now - value, law=condition.law)
        value = now
    if steps.clamped != value:
        yield Line(what="scale", title=Words("分值范围", "ends of the scale"), points=steps.clamped - value)
    if steps.points != steps.clamped:
        yield Line(what="rounding", title=Words("取整", "rounding"), points=steps.points - steps.clamped)
