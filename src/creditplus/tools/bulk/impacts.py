"""What another text would make of everybody: the points before and after, counted, with the rules that make the difference.

Why only what changed is worked out: a score is a sum of the rules' points, so the points that every other rule gave are taken from
the stored result of the text before, and only the kinds of record that a changed rule speaks of are read again.
"""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from creditplus.rulebooks import Rulebook
from creditplus.tools.bulk import partitions, runs, snapshots
from creditplus.tools.bulk.partitions import Parts
from creditplus.tools.bulk.runs import Task
from creditplus.tools.bulk.snapshots import Snapshot


class Outcome(msgspec.Struct, frozen=True):
    """How many people have these points and this grade before, and those after; grades as places, 0 for the best."""

    points_before: int
    points_after: int
    place_before: int
    place_after: int
    people: int


class Cause(msgspec.Struct, frozen=True):
    """What one rule or bonus does: to how many people it gives more or less than before, and how many hundredths in all."""

    code: str
    up: int
    down: int
    points_up: int
    points_down: int


class Impact(msgspec.Struct, frozen=True):
    """Everybody who takes part in a county on a day, under one text and under another: what comes out, counted, and why.

    `losses` counts, for those whose score falls, which rule takes most from them.
    """

    people: int
    outcomes: tuple[Outcome, ...]
    causes: tuple[Cause, ...]
    losses: dict[str, int]


def impact(before: Rulebook, after: Rulebook, on: date, snapshot: Path) -> Impact:
    """The impact on a county of one text instead of another, on a day. `snapshot` is a folder of facts, such as `…/230281/000001`.

    The result under the text before is taken from where it was stored, or worked out and stored: asked again, it is quick.
    """
    task = Task(
        folder=str(snapshot.parent.parent),
        county=snapshot.parent.name,
        snapshot=int(snapshot.name),
        rulebook=before,
        on=on,
    )
    runs.score_county(task)
    facts = snapshots.newest(snapshot.parent.parent, task.county, task.snapshot)
    assert facts is not None
    changed = changed_codes(before, after)
    stored = runs.table(task, ["joined", "points", "place", *(f"points:{code}" for code in sorted(changed))])
    there = stored["joined"].is_not_null()
    parts = _parts(before, after, on, facts, task, changed)
    totals = partitions.totals(after, parts, len(stored))
    ends = runs.shares(after, totals["points"].filter(there))
    if ends:
        totals = partitions.totals(after, parts, len(stored), ends)
    table = stored.select("points", "place").with_columns(points_after=totals["points"], place_after=totals["place"])
    deltas = {code: _of(parts, code, len(stored)) - _before(stored, code) for code in sorted(changed)}
    return counted(table.filter(there), {code: delta.filter(there) for code, delta in deltas.items()})


def counted(table: pl.DataFrame, deltas: dict[str, pl.Series]) -> Impact:
    """The table of everybody, counted."""
    counts = table.group_by("points", "points_after", "place", "place_after").len().sort(pl.all())
    fallen = table["points_after"] < table["points"]
    causes = []
    for code, delta in deltas.items():
        up, down = delta.filter(delta > 0), delta.filter(delta < 0)
        if len(up) or len(down):
            causes.append(Cause(code, len(up), len(down), int(up.sum()), -int(down.sum())))
    return Impact(len(table), tuple(Outcome(*row) for row in counts.rows()), tuple(causes), _losses(fallen, deltas))


def _losses(fallen: pl.Series, deltas: dict[str, pl.Series]) -> dict[str, int]:
    """For everybody whose score falls, the rule that takes most from them (of equals the first by name), counted."""
    if not deltas:
        return {}
    lost = pl.DataFrame(deltas).filter(fallen)
    least = lost.min_horizontal()
    cause = pl.lit(None, dtype=pl.String())
    for code in reversed(lost.columns):
        cause = pl.when((pl.col(code) == least) & (pl.col(code) < 0)).then(pl.lit(code)).otherwise(cause)
    found = lost.select(cause.alias("cause")).drop_nulls().group_by("cause").len().sort("cause")
    return dict(found.rows())


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
    cleans = {clean.code for clean in after.clean} & changed
    return changed | ({code for code, rule in rules.items() if rule.polarity == "demerit"} if cleans else set())


def _worth(book: Rulebook) -> dict[str, Any]:
    """What each rule and bonus is worth, without what is only told of it."""
    return {part.code: msgspec.structs.replace(part, title=book.title, law="") for part in runs.worth_points(book)}


def _order(book: Rulebook) -> dict[str, list[str]]:
    """The rules of each kind in the order of the text."""
    kinds: dict[str, list[str]] = {}
    for rule in book.ready:
        kinds.setdefault(rule.kind, []).append(rule.code)
    return kinds


def _parts(before: Rulebook, after: Rulebook, on: date, facts: Snapshot, task: Task, changed: set[str]) -> Parts:
    """What is added up under the text after: stored where nothing changed, worked out where something did."""
    kinds = {rule.kind for rule in after.ready if rule.code in changed} | {one.kind for one in after.standing}
    wanted = {kind: fields for kind, fields in snapshots.asked_for(after).items() if kind in kinds}
    found = partitions.parts(after, on, snapshots.partition(facts, on, wanted=wanted))
    mixed = {
        prefix: {code: points for code, points in by_code.items() if code in changed}
        | _carried(before, after, changed, task, prefix)
        for prefix, by_code in runs.prefixed(found)
    }
    return Parts(mixed["points:"], found.listed, {code: mixed[f"merits:{code}:"] for code in found.merits})


def _carried(before: Rulebook, after: Rulebook, changed: set[str], task: Task, prefix: str) -> dict[str, pl.Series]:
    """The stored points of the rules that did not change: the first of each category carries those of all, for only sums are used."""
    carriers: dict[str, str] = {}
    for part in runs.worth_points(after):
        if part.code not in changed:
            carriers.setdefault(part.category or "", part.code)
    gone = {part.code: part.category or "" for part in runs.worth_points(before) if part.code in changed}
    asked = [f"sum:{prefix}{category}" for category in carriers] + [f"{prefix}{code}" for code in gone]
    stored = runs.table(task, asked)
    carried = {}
    for category, code in carriers.items():
        if f"sum:{prefix}{category}" in stored.columns:
            points = stored[f"sum:{prefix}{category}"]
            for other, where in gone.items():
                if where == category and f"{prefix}{other}" in stored.columns:
                    points = points - stored[f"{prefix}{other}"]
            carried[code] = points
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
    return parts.by_code[code] if code in parts.by_code else pl.zeros(people, dtype=pl.Int64(), eager=True)
