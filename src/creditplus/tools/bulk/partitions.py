"""Scores a partition of people: one pure function from a rulebook, a day and what stands on it to points and grades.

Why a partition needs nobody else: every rule is about one person, so nothing is ever exchanged between machines.
Each rule reads its own rows and is summed up to one number for each person at once; then the numbers are added up.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from creditplus import conditions, ledger, scores, values, workdays
from creditplus.rulebooks import Clean, Ready, Rulebook
from creditplus.tools.bulk import columns
from creditplus.tools.bulk.columns import Rows
from creditplus.tools.bulk.frames import Partition

FAR = 10_000_000
"""More than the ordinal of any day, so that person and day together make one ascending number."""
Items = dict[str, Rows]


def score_partition(
    rulebook: Rulebook, on: date, partition: Partition, cutoffs: Mapping[str, int] | None = None
) -> pl.DataFrame:
    """The scores of people on a day: `person`, `points` (hundredths), `place` of the grade (0 is the best), and under
    `points:<code>` what each rule and clean-time bonus gave. `cutoffs` are the lower ends of grades by share (R04)."""
    people = partition.people
    rows = placed(partition)
    items = gather(rulebook, rows, on)
    by_code = {code: added_up(found, worth(rulebook.rule(code), found), people) for code, found in items.items()}
    by_code |= {clean.code: clean_points(clean, rulebook, items, on, people) for clean in rulebook.clean}
    since = listed_since(rulebook, rows, on, people)
    listed = {code: days.is_not_null() for code, days in since.items()}
    merits = {code: merits_since(rulebook, items, days, people) for code, days in since.items()}
    points = scores.add_up(columns.columns, rulebook, scores.Sums(by_code, listed, merits)).points
    place = scores.place_of(columns.columns, rulebook, points, listed, cutoffs)
    table = {"points": points, "place": place, **{f"points:{code}": given for code, given in by_code.items()}}
    return people.select("person").with_columns(
        **{name: pl.lit(given, pl.Int64) if isinstance(given, int) else given for name, given in table.items()}
    )


def placed(partition: Partition) -> Items:
    """The rows of each kind with the number of their person, people ascending; people of other partitions left out."""
    who = partition.people.select("person").with_row_index("who").with_columns(pl.col("who").cast(pl.Int64))
    return {
        kind: Rows(frame.join(who, on="person", maintain_order="left").sort("who", maintain_order=True), kind)
        for kind, frame in partition.kinds.items()
    }


def gather(rulebook: Rulebook, rows: Items, on: date) -> Items:
    """The rows that count under each rule: each row goes to the first rule in the order of the text that applies to it."""
    left, items = dict(rows), {}
    for rule in rulebook.ready:
        if rule.kind in left:
            applies = conditions.holds(rule.condition, left[rule.kind])
            mine, left[rule.kind] = left[rule.kind].parted(applies)
            found = living(rule, mine, on)
            if len(found.frame):
                items[rule.code] = found
    return items


def living(rule: Ready, rows: Rows, on: date) -> Rows:
    """The rows of a rule that count on a day, with the numbers of their occurrences (R10, R11, R13, R19)."""
    asked = rows.frame.select("state", pl.col("decided").is_not_null())
    rows = rows.only(columns.said(asked, lambda *told: ledger.counts(rule, *told), pl.Boolean()))
    if rule.occurrences is not None and len(rows.frame):
        rows = Rows(rows.frame.with_columns(nth=occurrence(rule, rule.occurrences.within, rows)), rows.kind)
    days = rows.frame.select(ledger.Days._fields)
    return rows.only(columns.said(days, lambda *row: on < ledger.until(ledger.Days(*row), rule), pl.Boolean()))


def occurrence(rule: Ready, within: str, rows: Rows) -> pl.Series:
    """How many occurrences lie in the window of each one, itself included (R10)."""
    person = rows.frame["who"] * FAR
    days = rows.frame.select("on")
    act = person + columns.said(days, date.toordinal, pl.Int64())
    end = person + columns.said(days, lambda on: workdays.after(on, within).toordinal(), pl.Int64())
    row = pl.int_range(len(act), eager=True)
    if not rule.same_matter_once:
        # Windows end in the order in which they begin: of all rows up to this one, those that ended by its day are over.
        return row + 1 - end.search_sorted(act, side="right").cast(pl.Int64)
    alone = pl.when(pl.col("matter").is_null()).then("row")
    table = rows.frame.select("who", "matter").with_columns(row=row, act=act, end=end).with_columns(alone=alone)
    near = table.join(table, on="who", suffix="_one").filter(
        pl.col("row_one") <= pl.col("row"), pl.col("act") < pl.col("end_one")
    )
    counted = near.group_by("row").agg(nth=pl.struct("matter_one", "alone_one").n_unique())
    return counted.sort("row")["nth"].cast(pl.Int64)


def worth(rule: Ready, items: Rows) -> Any:
    """What each row is worth under its rule, with its sign."""
    return values.worth(columns.columns, rule, items)[-1][1] * rule.magnitude


def added_up(items: Rows, points: pl.Series, people: pl.DataFrame) -> pl.Series:
    """The sum of each person's rows."""
    sums = items.frame.select("who").with_columns(points=points).group_by("who").agg(pl.col("points").sum())
    return pl.zeros(len(people), dtype=pl.Int64, eager=True).scatter(sums["who"], sums["points"])


def listed_since(rulebook: Rulebook, rows: Items, on: date, people: pl.DataFrame) -> dict[str, pl.Series]:
    """For each standing condition that anyone is under: the day of each person's latest listing, or none (R12)."""
    since = {}
    for condition in rulebook.standing:
        if condition.kind in rows:
            found = rows[condition.kind]
            ends = found.frame.select("ends_on")
            lasting = found.only(columns.said(ends, lambda end: ledger.lasting(end, on), pl.Boolean()))
            last = lasting.frame.group_by("who").agg(pl.col("on").max())
            nobody = pl.Series([None], dtype=pl.Date()).new_from_index(0, len(people))
            since[condition.code] = nobody.scatter(last["who"], last["on"])
    return since


def merits_since(rulebook: Rulebook, items: Items, days: pl.Series, people: pl.DataFrame) -> dict[str, pl.Series]:
    """What each merit rule's acts on or after the day of each person's listing are worth on their own (R12)."""
    sums = {}
    for rule in rulebook.ready:
        if rule.polarity != "demerit" and rule.code in items:
            found = items[rule.code]
            later = found.only((found.frame["on"] >= days.gather(found.frame["who"])).fill_null(False))
            if len(later.frame):
                sums[rule.code] = added_up(later, worth(rule, later), people)
    return sums


def clean_points(clean: Clean, rulebook: Rulebook, items: Items, on: date, people: pl.DataFrame) -> pl.Series:
    """What the full periods without a demerit are worth (R16)."""
    joined = people.select("joined")
    first, end, looked_at = (
        columns.said(joined, lambda day, ask=ask: ask(scores.periods_since(clean, on, day)), pl.Int64())
        for ask in (lambda periods: periods.start, lambda periods: periods.stop, len)
    )
    bad = [
        items[rule.code].frame.select("who").with_columns(period=items[rule.code].period(clean.per))
        for rule in rulebook.ready
        if rule.polarity == "demerit" and rule.code in items
    ]
    if not bad:
        return looked_at * clean.points
    acts = pl.concat(bad).unique()
    inside = (acts["period"] >= first.gather(acts["who"])) & (acts["period"] < end.gather(acts["who"]))
    counted = acts.filter(inside).group_by("who").len()
    spoiled = pl.zeros(len(people), dtype=pl.Int64, eager=True).scatter(counted["who"], counted["len"].cast(pl.Int64))
    return (looked_at - spoiled) * clean.points
