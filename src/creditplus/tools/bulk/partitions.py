"""Scores a partition of people: one pure function from a rulebook, a day and what stands on it to points and grades.

Why a partition needs nobody else: every rule is about one person, so nothing is ever exchanged between machines.
Each rule reads its own rows and is summed up to one number for each person at once; then the numbers are added up.
"""

from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from creditplus import adjustments, ledger, scores, values
from creditplus.language import conditions
from creditplus.rulebooks import Clean, Ready, Rulebook
from creditplus.tools.bulk import columns, cuts
from creditplus.tools.bulk.columns import Rows
from creditplus.tools.bulk.frames import Partition

FAR = 10_000_000
"""More than the number of any day, so that person and day together make one ascending number."""
Items = dict[str, Rows]


class Given(NamedTuple):
    """How many points people are given, and by number who: each once, for most rules give to a few; without numbers it is everybody."""

    points: pl.Series
    who: pl.Series | None = None


class Parts(NamedTuple):
    """What is added up to scores: what each rule and bonus gives by code, and who is on which list, a row for each person.

    `merits` has, for each standing condition, what each merit rule's acts since the listing are worth on their own.
    """

    by_code: dict[str, Given]
    listed: dict[str, pl.Series]
    merits: dict[str, dict[str, Given]]


def score_partition(
    rulebook: Rulebook, on: date, partition: Partition, cutoffs: Mapping[str, int] | None = None
) -> pl.DataFrame:
    """The scores of people on a day: `person`, `points` (hundredths), `place` of the grade (0 is the best), and under
    `points:<code>` what each rule and clean-time bonus gave. `cutoffs` are the lower ends of grades by share (R04)."""
    found = parts(rulebook, on, partition)
    people = len(partition.people)
    each = {f"points:{code}": altogether([given], people) for code, given in found.by_code.items()}
    return partition.people.select("person").with_columns(**totals(rulebook, found, people, cutoffs), **each)


def totals(
    rulebook: Rulebook, found: Parts, people: int, cutoffs: Mapping[str, int] | None = None
) -> dict[str, pl.Series]:
    """The `points` and the `place` of the grade of so many people, from what is added up."""
    by_code = by_category(rulebook, found.by_code, people)
    merits = {code: by_category(rulebook, given, people) for code, given in found.merits.items()}
    points = scores.add_up(columns.columns, rulebook, scores.Sums(by_code, found.listed, merits)).points
    place = scores.place_of(columns.columns, rulebook, points, found.listed, cutoffs)
    return {"points": _column(points, people), "place": _column(place, people)}


def by_category(rulebook: Rulebook, by_code: dict[str, Given], people: int) -> dict[str, pl.Series]:
    """What is given, a row for each person: only sums are used, so the first of each category carries what all of it give."""
    carried: dict[str | None, dict[str, Given]] = {}
    for code, given in by_code.items():
        if code in rulebook.inside:
            carried.setdefault(rulebook.inside[code], {})[code] = given
    return {next(iter(some)): altogether(some.values(), people) for some in carried.values()}


def altogether(found: Iterable[Given], people: int) -> pl.Series:
    """What each of so many people is given."""
    total = columns.repeated(0, people)
    for points, who in found:
        total = total + points if who is None else total.scatter(who, total[who] + points)
    return total


def parts(rulebook: Rulebook, on: date, partition: Partition, kinds: Collection[str] | None = None) -> Parts:
    """What is added up, perhaps of the records of some kinds only; the kinds are reckoned side by side."""
    people = partition.people
    rows = {kind: Rows(frame, kind) for kind, frame in partition.kinds.items() if kinds is None or kind in kinds}
    since = listed_since(rulebook, rows, on, len(people))
    rules: dict[str, list[Ready]] = {}
    for rule in rulebook.ready:
        if rule.kind in rows:
            rules.setdefault(rule.kind, []).append(rule)

    def of_kind(kind: str) -> tuple[Items, Parts]:
        items = gather(rules[kind], rows[kind], on)
        by_code = {code: added_up(found, worth(rulebook.rule(code), found)) for code, found in items.items()}
        return items, Parts(by_code, {}, {})

    with ThreadPoolExecutor(max_workers=pl.thread_pool_size()) as side_by_side:
        done = list(side_by_side.map(of_kind, sorted(rules, key=lambda kind: -len(rows[kind]))))
    items = {code: found for some, _ in done for code, found in some.items()}
    by_code = {code: points for _, part in done for code, points in part.by_code.items()}
    by_code |= {clean.code: clean_points(clean, rulebook, items, on, people) for clean in rulebook.clean}
    by_code |= cut_off(rulebook, items)
    listed = {code: days.is_not_null() for code, days in since.items()}
    merits = {code: merits_since(rulebook, items, days) for code, days in since.items()}
    return Parts(by_code, listed, merits)


def gather(rules: list[Ready], rows: Rows, on: date) -> Items:
    """The rows of a kind that count under each of its rules: each goes to the first rule in the order of the text that applies."""
    items: Items = {}
    left: pl.Series | bool = True
    for rule in rules:
        applies = conditions.holds(rule.condition, rows)
        found = living(rule, rows.only(left & applies), on)
        left = left & (not applies if isinstance(applies, bool) else ~applies)
        if len(found):
            items[rule.code] = found
    return items


def living(rule: Ready, rows: Rows, on: date) -> Rows:
    """The rows of a rule that count on a day, with the numbers of their occurrences (R10, R11, R13, R19)."""
    rows = rows.only(counting(rule, rows))
    if rule.occurrences is not None and len(rows):
        rows = rows.having("nth", occurrence(rule, rule.occurrences.within, rows))
    return rows.only(cuts.lasts(rule, rows, on))


def counting(rule: Ready, rows: Rows) -> pl.Series | bool:
    """The rows that count under their rule at all: what must be decided is decided, what must be verified is."""
    kept: pl.Series | bool = True
    if not ledger.counts(rule, "verified", False):
        kept = rows["decided"].is_not_null() & kept
    if not ledger.counts(rule, "declared", True):
        kept = ~rows["declared"] & kept
    return kept


def occurrence(rule: Ready, within: str, rows: Rows) -> pl.Series:
    """How many occurrences lie in the window of each one, itself included (R10)."""
    person = rows["who"].cast(pl.Int64) * FAR
    act = person + rows["on"]
    end = person + cuts.after(rows["on"], within)
    row = pl.int_range(len(act), eager=True)
    if not rule.same_matter_once:
        # Windows end in the order in which they begin: of all rows up to this one, those that ended by its day are over.
        return row + 1 - end.search_sorted(act, side="right").cast(pl.Int64)
    alone = pl.when(pl.col("matter").is_null()).then("row")
    table = rows.table("who", "matter").with_columns(row=row, act=act, end=end).with_columns(alone=alone)
    near = table.join(table, on="who", suffix="_one").filter(
        pl.col("row_one") <= pl.col("row"), pl.col("act") < pl.col("end_one")
    )
    counted = near.group_by("row").agg(nth=pl.struct("matter_one", "alone_one").n_unique())
    return counted.sort("row")["nth"].cast(pl.Int64)


def worth(rule: Ready, items: Rows) -> Any:
    """What each row is worth under its rule, with its sign."""
    return values.worth(columns.columns, rule, items)[-1][1] * rule.magnitude


def added_up(items: Rows, points: pl.Series) -> Given:
    """The sum of each person's rows, which are one stretch: how much more there is at the next stretch than at its beginning."""
    begins = items.begins("life")
    earlier = (points.cum_sum() - points).filter(begins)
    end = pl.Series([points.sum()], dtype=pl.Int64)
    return Given(pl.concat([earlier[1:], end[: len(earlier)]]) - earlier, items["who"].filter(begins))


def listed_since(rulebook: Rulebook, rows: Items, on: date, people: int) -> dict[str, pl.Series]:
    """For each standing condition that anyone is under: the day of each person's latest listing, or none (R12)."""
    since = {}
    for condition in rulebook.standing:
        if condition.kind in rows:
            found = rows[condition.kind]
            lasting = found.only(
                columns.said(found.table("ends_on"), lambda end: ledger.lasting(day_of(end), on), pl.Boolean())
            )
            last = lasting.table("who", "on").group_by("who").agg(pl.col("on").max())
            nobody = columns.repeated(None, people, columns.DAY)
            since[condition.code] = nobody.scatter(last["who"], last["on"])
    return since


def merits_since(rulebook: Rulebook, items: Items, days: pl.Series) -> dict[str, Given]:
    """What each merit rule's acts on or after the day of each person's listing are worth on their own (R12)."""
    since: Items = {}
    for code, found in items.items():
        rule = rulebook.rule(code)
        if rule.polarity != "demerit":
            later = found.only(columns.filled(found["on"] >= days[found["who"]], False))
            if len(later):
                since[code] = later
    sums = {code: added_up(later, worth(rulebook.rule(code), later)) for code, later in since.items()}
    return sums | cut_off(rulebook, since)


def cut_off(rulebook: Rulebook, items: Items) -> dict[str, Given]:
    """What the limits of each category per month and year take away from all its rules together (R08)."""
    found = {}
    for cut in rulebook.cuts:
        own = [
            items[rule.code]
            .table("who", "on")
            .with_columns(points=values.worth(columns.columns, rule, items[rule.code])[-1][1])
            for rule in rulebook.ready
            if rule.category == cut.category and rule.code in items
        ]
        if own:
            rows = Rows(pl.concat(own).sort("who", "on"), cut.category)
            taken = values.within_periods(columns.columns, cut, rows, rows["points"]) - rows["points"]
            found[cut.code] = added_up(rows, taken * cut.magnitude)
    return found


def clean_points(clean: Clean, rulebook: Rulebook, items: Items, on: date, people: pl.DataFrame) -> Given:
    """What the full periods without a demerit are worth (R16)."""
    joined = people.select("joined")
    first, end, looked_at = (
        columns.said(joined, lambda day, ask=ask: ask(adjustments.periods_since(clean, on, day_of(day))), pl.Int64())
        for ask in (lambda periods: periods.start, lambda periods: periods.stop, len)
    )
    demerits = [rule.code for rule in rulebook.ready if rule.polarity == "demerit" and rule.code in items]
    bad = [items[code].table("who").with_columns(period=items[code].period(clean.per)) for code in demerits]
    if not bad:
        return Given(looked_at * clean.points)
    acts = pl.concat(bad).unique()
    inside = (acts["period"] >= first.gather(acts["who"])) & (acts["period"] < end.gather(acts["who"]))
    counted = acts.filter(inside).group_by("who").len()
    spoiled = columns.repeated(0, len(people)).scatter(counted["who"], counted["len"].cast(pl.Int64))
    return Given((looked_at - spoiled) * clean.points)


def day_of(ordinal: int | None) -> date | None:
    """The day with an ordinal."""
    return None if ordinal is None else date.fromordinal(ordinal)


def _column(value: pl.Series | int, people: int) -> pl.Series:
    return columns.repeated(value, people) if isinstance(value, int) else value
