"""The value of a rule's records: one formula from facts to points, with matters, pools, repetition and limits.

Why it speaks through `over`: it is read three times, with whole numbers by the ledger, with z3 terms by the proof and with
Polars columns by the bulk re-score. There is no second implementation anywhere, so the three cannot drift apart.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from creditplus import arithmetic
from creditplus.arithmetic import Over
from creditplus.language.conditions import holds
from creditplus.rulebooks import Band, Occurrences, Ready
from creditplus.scales import Cut

PERIODS = ("record", "day", "month", "year", "rolling", "life")
"""Limits are applied from the shortest period to the longest."""


def worth(over: Over, rule: Ready, items: Any) -> list[tuple[str, Any]]:
    """What a rule's items are worth, as magnitudes: one column for each step; the last is what counts.

    The steps: each record on its own, its occurrence, the matter (or both as a pool), then the limits from the shortest to the
    longest. The matter comes after the occurrence, so that the heaviest is what weighs most in the end: of one matter, one
    more record can never make it lighter.
    """
    own = over.each(items, partial(_own, over, rule))
    steps = [("raw", own)]
    table = rule.occurrences
    if table is not None and not table.state:
        own = _repeated(over, table, rule.magnitude, items, own)
        # A table alone says what a record is worth: there was nothing before it.
        steps = [("raw", own)] if table.points else [*steps, ("occurrence", own)]
    if rule.pooled != "record":
        own = _pooled(over, rule, items)
        steps.append(("pool", own))
    elif rivals(rule):
        own = over.heaviest(items, own, rule.highest_of or "matter")
        steps.append(("highest" if rule.highest_of else "matter", own))
    if table is not None and table.state:
        own = _counted(over, table, rule.magnitude, items, own)
        steps = [("raw", own)]
    for period in PERIODS:
        most = getattr(rule.limits, period)
        if most is not None:
            own = _limited(over, items, own, period, most * rule.magnitude)
            steps.append((f"limit_{period}", own))
    return steps


def rivals(rule: Ready) -> bool:
    """Whether only the heaviest of several records counts: of one matter (R09), of a year, or of all."""
    return rule.same_matter_once or rule.highest_of is not None


def _limited(over: Over, items: Any, column: Any, period: str, most: int) -> Any:
    if period == "record":
        return over.pair(column, column, lambda value, _: over.least(value, most))
    by = "life" if period == "rolling" else period
    return over.spread(items, column, by, lambda total: over.least(total, most))


def within_periods(over: Over, cut: Cut, items: Any, column: Any) -> Any:
    """What is left of the magnitudes of all rules of a category, month by month and then year by year (R08)."""
    for period in ("month", "year"):
        most = getattr(cut.limits, period)
        if most is not None:
            column = _limited(over, items, column, period, most * cut.magnitude)
    return column


def _own(over: Over, rule: Ready, item: Any) -> Any:
    """The points of one record on its own, before repetition and limits, as a magnitude."""
    sign = rule.magnitude
    if rule.points is not None:
        return rule.points * sign
    if rule.points_by is not None:
        worth: Any = 0
        for field, values in rule.points_by.items():
            for value, points in values.items():
                worth = over.choose(item.compare(field, "eq", value), points * sign, worth)
        return worth
    if rule.discretion is not None:
        inside = (rule.discretion.from_ <= item.decided) & (item.decided <= rule.discretion.to)
        return over.choose(inside, item.decided * sign, 0)
    if rule.bands:
        return banded(over, rule, counted(over, rule, item))
    return arithmetic.POINT


def amount(over: Over, rule: Ready, item: Any) -> Any:
    """How much a record is, in ten-thousandths of the unit: by the first measure that applies; without one, each is 1."""
    if not rule.measures:
        return arithmetic.AMOUNT
    value: Any = 0
    for measure in reversed(rule.measures):
        much = measure.count if measure.field is None else item.number(measure.field) * measure.multiplier
        applies = holds(measure.condition, item)
        if measure.before is not None:
            applies = applies & item.happened_before(measure.before)
        value = over.choose(applies, much, value)
    return value


def counted(over: Over, rule: Ready, item: Any) -> Any:
    """How much of a record counts: its amount, or the most that any single one may be (R06)."""
    much, most = amount(over, rule, item), rule.at_most.record
    return much if most is None else over.least(much, most)


def banded(over: Over, rule: Ready, much: Any) -> Any:
    """The points for an amount: each band pays for the part that falls into it, by full units unless it counts parts (R05, R07)."""
    points: Any = 0
    low = 0
    for band in rule.bands:
        top = much if band.to is None else over.least(much, band.to)
        points = points + _paid(over, band, rule.magnitude, over.most(top - low, 0))
        low = band.to or low
    return over.choose(much >= rule.at_least, points, 0) if rule.at_least else points


def _paid(over: Over, band: Band, sign: int, part: Any) -> Any:
    if band.parts:
        return over.divide(part * abs(band.points), band.unit) * (1 if band.points * sign >= 0 else -1)
    return over.divide(part, band.unit) * (band.points * sign)


def _pooled(over: Over, rule: Ready, items: Any) -> Any:
    """The points for the amounts of each period together, no more of any shorter period than counts (R06)."""
    amounts = over.each(items, partial(counted, over, rule))
    if rule.same_matter_once:
        amounts = over.heaviest(items, amounts, "matter")
    for period in ("day", "month", "year"):
        most = getattr(rule.at_most, period)
        if most is not None:
            amounts = over.spread(items, amounts, period, partial(_no_more, over, most))
    by = "life" if rule.pooled.startswith("rolling") else rule.pooled
    return over.spread(items, amounts, by, partial(banded, over, rule))


def _no_more(over: Over, most: int, total: Any) -> Any:
    return over.least(total, most)


def _repeated(over: Over, table: Occurrences, sign: int, items: Any, own: Any) -> Any:
    """What being the n-th occurrence makes of the points (R10)."""
    if table.points:
        nth = over.each(items, lambda item: _nth(over, (0, *table.points), sign, item.nth))
        return over.pair(own, nth, lambda value, points: over.choose(value != 0, points, 0))
    factors = over.each(items, lambda item: _nth(over, (0, *table.factors), 1, item.nth))
    return over.pair(own, factors, lambda value, factor: value * factor)


def _counted(over: Over, table: Occurrences, sign: int, items: Any, own: Any) -> Any:
    """What the number of occurrences that stand makes of them all together (R10)."""
    counted = over.pair(own, own, lambda value, _: over.choose(value != 0, 1, 0))
    return over.spread(items, counted, "life", partial(_nth, over, (0, *table.state), sign))


def _nth(over: Over, table: Sequence[int], sign: int, n: Any) -> Any:
    """The n-th number of a table, counted from 0; the last one for all later n."""
    value: Any = table[-1] * sign
    for place in range(len(table) - 2, -1, -1):
        value = over.choose(n <= place, table[place] * sign, value)
    return value
