"""What another text would make of everybody: the points before and after, counted, with the rules that make the difference.

Why only what changed is worked out: a score is a sum of the rules' points, so the points that every other rule gave are taken from
the stored result of the text before, and only the kinds of record that a changed rule speaks of are read again.
"""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import polars as pl

from creditplus.outlooks.prospects import Ruling
from creditplus.outlooks.tallies import UNSAID, Line, Tally
from creditplus.province.catalogues import Catalogue
from creditplus.rulebooks import Rulebook
from creditplus.tools.bulk import partitions, results, runs, snapshots, standings
from creditplus.tools.bulk.frames import Partition
from creditplus.tools.bulk.partitions import Given, Parts
from creditplus.tools.bulk.results import Task
from creditplus.tools.bulk.snapshots import Snapshot
from creditplus.tools.bulk.standings import Everybody, Held

SIDES = (("points", "place"), ("points_after", "place_after"))


class Sides(NamedTuple):
    """Everybody under two texts: a row for each number with `points` and `place` (0 is the best grade) before, and the same
    `_after`; who is `there`; and how much more or less each rule gives to whom."""

    table: pl.DataFrame
    there: pl.Series
    deltas: dict[str, pl.Series]


def tally(before: Ruling, after: Ruling, catalogue: Catalogue, on: date, snapshot: Path) -> Tally:
    """What another text would make of everybody who takes part in a county on a day, counted. `snapshot` is a folder of facts,
    such as `…/230281/000001`; the integer reader says the same of the same people (`prospects`, `tallies.counted`)."""
    sides = compared(before.book, after.book, on, snapshot)
    there = sides.table.filter(sides.there)
    up, down = there["points_after"] > there["points"], there["points_after"] < there["points"]
    return Tally(
        residents=len(there),
        before=_counted(there["points"]),
        after=_counted(there["points_after"]),
        moves={"up": int(up.sum()), "down": int(down.sum())},
        grades=_crossings(there, before.book, after.book),
        benefits=_turned(sides, before, after, catalogue, on, snapshot),
        losses=_losses(down, {code: delta.filter(sides.there) for code, delta in sides.deltas.items()}),
    )


def compared(before: Rulebook, after: Rulebook, on: date, snapshot: Path) -> Sides:
    """Everybody of a county under one text and under another, on a day.

    The result under the text before is taken from where it was stored, or worked out and stored: asked again, it is quick.
    """
    facts, task = _asked(before, on, snapshot)
    runs.score_county(task)
    changed = changed_codes(before, after)
    rules = sorted({rule.code for book in (before, after) for rule in book.ready} & changed)
    stored = results.table(task, ["who", "joined", "points", "place", *(f"points:{code}" for code in rules)])
    there = stored["joined"].is_not_null()
    parts = _parts(before, after, on, facts, task, changed, stored)
    totals = partitions.totals(after, parts, len(stored))
    ends = runs.shares(after, totals["points"].filter(there))
    if ends:
        totals = partitions.totals(after, parts, len(stored), ends)
    table = stored.select("points", "place", points_after=totals["points"], place_after=totals["place"])
    return Sides(table, there, {code: _of(parts, code, len(stored)) - _before(stored, code) for code in rules})


def _asked(before: Rulebook, on: date, snapshot: Path) -> tuple[Snapshot, Task]:
    """The facts of a folder, and the task to score them under the text before."""
    facts = snapshots.newest(snapshot.parent.parent, snapshot.parent.name, int(snapshot.name))
    assert facts is not None, "the folder is there"
    place = {"folder": str(facts.folder), "county": facts.last.county, "snapshot": facts.last.number}
    return facts, Task(rulebook=before, on=on, **place)  # type: ignore[arg-type]  # a folder, a county and a number


def _counted(points: pl.Series) -> dict[int, int]:
    """How many have so many points."""
    return dict(points.rename("points").value_counts().rows())


def _crossings(there: pl.DataFrame, before: Rulebook, after: Rulebook) -> dict[tuple[str, str], int]:
    """How many come from which grade to which; a grade that only has another place in the text is the same grade."""
    found: Counter[tuple[str, str]] = Counter()
    for was, now, residents in there.group_by("place", "place_after").len().rows():
        pair = before.grades[was].code, after.grades[now].code
        if pair[0] != pair[1]:
            found[pair] += residents
    return dict(found)


def _turned(
    sides: Sides, before: Ruling, after: Ruling, catalogue: Catalogue, on: date, snapshot: Path
) -> dict[Line, tuple[int, int]]:
    """For how many each benefit opens and closes. Who meets a need that asks for no points is the same under every rulebook."""
    old, new = before.needs, after.needs
    asked = [
        line
        for line in old.keys() | new.keys()
        if old.get(line) != new.get(line) or standings.moves_with_points(old[line])
    ]
    facts, _ = _asked(before.book, on, snapshot)
    wanted = standings.asked_for(side[line] for side in (old, new) for line in asked if line in side)
    looked_at = sides.there
    grades = [[grade.code for grade in ruling.book.grades] for ruling in (before, after)]
    if grades[0] == grades[1] and all(old.get(line) == new.get(line) for line in asked):
        looked_at &= _moved(sides.table)
    only = looked_at.arg_true() if looked_at.sum() < len(looked_at) // 2 else None
    table, there = (sides.table, looked_at) if only is None else (sides.table[only], looked_at.filter(looked_at))
    held = Held(snapshots.kinds(facts, on, wanted, only=only), len(table), catalogue, on)
    everybody = [
        Everybody(held, table[points], table[place], codes)
        for (points, place), codes in zip(SIDES, grades, strict=True)
    ]
    turned = dict.fromkeys([*old, *new], (0, 0))
    for line in asked:
        was, now = (
            standings.meeting(side.get(line), people, there) for side, people in zip((old, new), everybody, strict=True)
        )
        turned[line] = int((now & ~was).sum()), int((was & ~now).sum())
    return turned


def _moved(table: pl.DataFrame) -> pl.Series:
    """Whose points or grade are others than before: for nobody else can a benefit open or close whose need stays as it is."""
    return (table["points"] != table["points_after"]) | (table["place"] != table["place_after"])


def _losses(fallen: pl.Series, deltas: dict[str, pl.Series]) -> dict[str, int]:
    """For everybody whose score falls, the rule that takes most from them (of equals the first by name), counted."""
    cause = pl.lit(UNSAID)
    lost = pl.DataFrame({"": pl.zeros(len(fallen), dtype=pl.Int64(), eager=True), **deltas}).filter(fallen)
    for code in sorted(deltas, reverse=True):
        cause = (
            pl.when((pl.col(code) == pl.min_horizontal(pl.all())) & (pl.col(code) < 0))
            .then(pl.lit(code))
            .otherwise(cause)
        )
    return dict(lost.with_columns(cause=cause).group_by("cause").len().rows())


def changed_codes(before: Rulebook, after: Rulebook) -> set[str]:
    """The rules and bonuses whose points may be others: those that differ, and those of the same kind, whose turn may have come."""
    old, new = _worth(before), _worth(after)
    if _lists(before) != _lists(after):  # what was stored since each listing is of other lists
        return {*old, *new}
    differ = {code for code in old.keys() | new.keys() if old.get(code) != new.get(code)}
    rules = {rule.code: rule for book in (before, after) for rule in book.ready}
    kinds = {rules[code].kind for code in differ if code in rules}
    turns = _order(before), _order(after)
    kinds |= {kind for kind in {**turns[0], **turns[1]} if turns[0].get(kind) != turns[1].get(kind)}
    changed = differ | {code for code, rule in rules.items() if rule.kind in kinds}
    if any(rules[code].polarity == "demerit" for code in changed if code in rules):
        changed |= {clean.code for clean in after.clean}
    if {clean.code for clean in after.clean} & changed:
        changed |= {code for code, rule in rules.items() if rule.polarity == "demerit"}
    for cut in (*before.cuts, *after.cuts):  # it is worked out from all rules of its category
        inside = {code for code, rule in rules.items() if rule.category == cut.category}
        changed |= {cut.code, *inside} if cut.code in changed or inside & changed else set()
    return changed


def _worth(book: Rulebook) -> dict[str, Any]:
    """What each rule and bonus is worth, without what is only told of it."""
    untold: dict[str, Any] = {part.code: part for part in book.cuts}
    told: list[Any] = [*book.ready, *book.clean]
    return untold | {part.code: msgspec.structs.replace(part, title=book.title, law="") for part in told}


def _order(book: Rulebook) -> dict[str, list[str]]:
    """The rules of each kind in the order of the text."""
    kinds: dict[str, list[str]] = {}
    for rule in book.ready:
        kinds.setdefault(rule.kind, []).append(rule.code)
    return kinds


def _parts(
    before: Rulebook, after: Rulebook, on: date, facts: Snapshot, task: Task, changed: set[str], stored: pl.DataFrame
) -> Parts:
    """What is added up under the text after: stored where nothing changed, worked out where something did."""
    kinds = {rule.kind for rule in after.ready if rule.code in changed} | {one.kind for one in after.standing}
    wanted = {kind: fields for kind, fields in snapshots.asked_for(after).items() if kind in kinds}
    people = stored.select("joined", person="who")
    found = partitions.parts(after, on, Partition(people, snapshots.kinds(facts, on, wanted)))
    mixed = {
        prefix: {code: points for code, points in by_code.items() if code in changed}
        | _carried(before, after, changed, task, prefix)
        for prefix, by_code in runs.prefixed(found)
    }
    return Parts(mixed["points:"], found.listed, {code: mixed[f"merits:{code}:"] for code in found.merits})


def _carried(before: Rulebook, after: Rulebook, changed: set[str], task: Task, prefix: str) -> dict[str, Given]:
    """The stored points of the rules that did not change: the first of each category carries those of all, for only sums are used."""
    carriers: dict[str, str] = {}
    for part in runs.worth_points(after):
        if part.code not in changed:
            carriers.setdefault(part.category or "", part.code)
    gone = {part.code: part.category or "" for part in runs.worth_points(before) if part.code in changed}
    asked = [f"sum:{prefix}{category}" for category in carriers] + [f"{prefix}{code}" for code in gone]
    stored = results.table(task, asked)
    carried = {}
    for category, code in carriers.items():
        if f"sum:{prefix}{category}" in stored.columns:
            points = stored[f"sum:{prefix}{category}"]
            for other, where in gone.items():
                if where == category and f"{prefix}{other}" in stored.columns:
                    points = points - stored[f"{prefix}{other}"]
            carried[code] = Given(points)
    return carried


def _lists(book: Rulebook) -> list[tuple[str, str]]:
    """The lists that a text looks at."""
    return [(condition.code, condition.kind) for condition in book.standing]


def _before(stored: pl.DataFrame, code: str) -> pl.Series:
    """What a rule gave before; nothing if it was not there."""
    return (
        stored[f"points:{code}"]
        if f"points:{code}" in stored.columns
        else pl.zeros(len(stored), dtype=pl.Int64(), eager=True)
    )


def _of(parts: Parts, code: str, people: int) -> pl.Series:
    """What a rule gives now; nothing if it is not there."""
    return partitions.altogether([parts.by_code[code]] if code in parts.by_code else [], people)
