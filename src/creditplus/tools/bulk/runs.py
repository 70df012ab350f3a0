"""A county scored from its snapshot on a day: everybody, or only those whose score can have changed since an earlier result.

Why one county is one unit of work: nobody's score needs anybody else, so a county is what one process takes, on this machine or
on another.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from creditplus import publications
from creditplus.rulebooks import Rulebook
from creditplus.tools.bulk import partitions, results, snapshots, turns
from creditplus.tools.bulk.partitions import Given, Parts
from creditplus.tools.bulk.results import Run, Task
from creditplus.tools.bulk.snapshots import Snapshot

LEANING_MOST = 8
"""How many results may lean on one: each makes reading a little slower, and now and then everything is worked out anew."""
PART_MOST = 5
"""Everybody is scored anew when more than one person in so many would have to be."""


def score_county(task: Task) -> Run:
    """Score one county and write the result, whole or not at all; a task that was done is not done again."""
    found = results.done(task)
    if found is not None:
        return found
    snapshot = snapshots.newest(Path(task.folder), task.county, task.snapshot)
    assert snapshot is not None, "a task names a snapshot that is there"
    leaning = _leaning(task, snapshot)
    if leaning is not None:
        base, some = leaning
        table, _ = scored(task, snapshot, some)
        return results.write(task, snapshot, table, {}, base)
    return results.write(task, snapshot, *scored(task, snapshot))


def _leaning(task: Task, snapshot: Snapshot) -> tuple[Task, pl.Series] | None:
    """An earlier result to lean on, with those whose score can be another one by now, if they are few.

    Something was told about them since, or a day has come on which their score may turn by itself. Where grades go by share,
    everybody's grade hangs on everybody's points, so all are worked out anew.
    """
    found = None if publications.has_shares(task.rulebook) else results.earlier(task, snapshot)
    if found is None or len(found[1]) > LEANING_MOST:
        return None
    base, _ = found
    turning = results.table(base, ["who", "turns"]).filter(pl.col("turns") <= task.on.toordinal())["who"]
    some = pl.concat([turning, snapshots.told_since(snapshot, base.snapshot)]).unique().sort()
    return (base, some) if len(some) * PART_MOST <= snapshot.last.numbers else None


def scored(task: Task, snapshot: Snapshot, only: pl.Series | None = None) -> tuple[pl.DataFrame, dict[str, int]]:
    """Everybody's number, day of joining, points and grade, what each rule gave, who is on which list, and when any of it may next
    turn by itself; and the grades' shares. Perhaps `only` of some."""
    wanted = snapshots.asked_for(task.rulebook)
    partition = snapshots.partition(snapshot, task.on, before=task.before, wanted=wanted, only=only)
    parts = partitions.parts(task.rulebook, task.on, partition)
    joined = partition.people["joined"]
    totals = partitions.totals(task.rulebook, parts, len(joined))
    ends = shares(task.rulebook, totals["points"].filter(joined.is_not_null()))
    if ends:
        totals = partitions.totals(task.rulebook, parts, len(joined), ends)
    table = pl.DataFrame({"who": partition.people["person"], "joined": joined, **totals})
    turning = turns.turns(task.rulebook, task.on, partition)
    return table.with_columns(turns=turning, **kept(task.rulebook, parts, len(joined))), ends


def kept(rulebook: Rulebook, parts: Parts, people: int) -> dict[str, pl.Series]:
    """What is added up, as columns of a table: of each rule, and of all rules of a category together."""
    columns = {f"listed:{code}": listed for code, listed in parts.listed.items()}
    for prefix, by_code in prefixed(parts):
        columns |= {f"{prefix}{code}": partitions.altogether([given], people) for code, given in by_code.items()}
        sums = partitions.by_category(rulebook, by_code, people)
        columns |= {f"sum:{prefix}{rulebook.inside[code] or ''}": points for code, points in sums.items()}
    return columns


def worth_points(rulebook: Rulebook) -> list[Any]:
    """The rules and bonuses of a text, and what its categories cut off: whatever has a code, a category and points."""
    return [*rulebook.ready, *rulebook.clean, *rulebook.cuts]


def prefixed(parts: Parts) -> Iterator[tuple[str, dict[str, Given]]]:
    """The points of the rules, and for each list those since the listing, with the beginning of the names of their columns."""
    yield "points:", parts.by_code
    for condition, merits in parts.merits.items():
        yield f"merits:{condition}:", merits


def shares(rulebook: Rulebook, points: pl.Series) -> dict[str, int]:
    """The lower ends of the grades by share, from the points of everybody who takes part (R04): `publications.cutoffs`."""
    if all(grade.top_percent is None for grade in rulebook.grades):
        return {}
    return publications.cutoffs(rulebook, points.to_list())
