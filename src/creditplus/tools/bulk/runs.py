"""A county scored from its snapshot on a day, written beside it: every score, what each rule gave, and a seal of the result.

Why one county is one unit of work: nobody's score needs anybody else, so a county is what one process takes, on this machine or
on another. The seal is the SHA-256 of the scores in the order of the code names: whoever did the work, it must be the same.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from creditplus import publications
from creditplus.rulebooks import Rulebook
from creditplus.tools.bulk import folders, partitions, snapshots
from creditplus.tools.bulk.partitions import Parts
from creditplus.tools.bulk.snapshots import Snapshot


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What one run found out: how many people take part, and the seal over all of their scores.

    `before` tells a published score (what was told before the day) from a live one. `cutoffs` are the grades' shares (R04).
    """

    county: str
    on: date
    rulebook: str
    snapshot: int
    before: bool
    people: int
    cutoffs: dict[str, int]
    seal: str
    files: dict[str, str]


Row = tuple[str, int | None, str | None]
"""A person, their points and their grade; without points, they no longer take part."""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One county to score: everything a process on another machine needs, given the shared folder."""

    folder: str
    county: str
    snapshot: int
    rulebook: Rulebook
    on: date
    before: bool = False

    @property
    def place(self) -> Path:
        """Where the result is written."""
        mode = "before" if self.before else "live"
        return (
            Path(self.folder)
            / self.county
            / "runs"
            / f"{self.on}-{mode}-{self.snapshot:06d}-{self.rulebook.digest[:32]}"
        )


def done(task: Task) -> Run | None:
    """The result of a task that was done already, if it was."""
    manifest = task.place / folders.MANIFEST
    return msgspec.json.decode(manifest.read_bytes(), type=Run) if manifest.exists() else None


def score_county(task: Task) -> Run:
    """Score one county and write the result, whole or not at all; a task that was done is not done again."""
    found = done(task)
    if found is not None:
        return found
    snapshot = snapshots.newest(Path(task.folder), task.county, task.snapshot)
    assert snapshot is not None, "a task names a snapshot that is there"
    return write(task, snapshot, *scored(task, snapshot))


def scored(task: Task, snapshot: Snapshot) -> tuple[pl.DataFrame, dict[str, int]]:
    """Everybody's number, day of joining, points and grade, what each rule gave and who is on which list; and the grades' shares."""
    wanted = snapshots.asked_for(task.rulebook)
    partition = snapshots.partition(snapshot, task.on, before=task.before, wanted=wanted)
    parts = partitions.parts(task.rulebook, task.on, partition)
    joined = partition.people["joined"]
    totals = partitions.totals(task.rulebook, parts, len(joined))
    ends = shares(task.rulebook, totals["points"].filter(joined.is_not_null()))
    if ends:
        totals = partitions.totals(task.rulebook, parts, len(joined), ends)
    table = pl.DataFrame({"who": partition.people["person"], "joined": joined, **totals})
    return table.with_columns(**kept(task.rulebook, parts)), ends


def kept(rulebook: Rulebook, parts: Parts) -> dict[str, pl.Series]:
    """What is added up, as columns of a table: of each rule, and of all rules of a category together."""
    columns = {f"listed:{code}": listed for code, listed in parts.listed.items()}
    for prefix, by_code in prefixed(parts):
        columns |= {f"{prefix}{code}": points for code, points in by_code.items()}
        for part in worth_points(rulebook):
            if part.code in by_code:
                whole = f"sum:{prefix}{part.category or ''}"
                columns[whole] = columns[whole] + by_code[part.code] if whole in columns else by_code[part.code]
    return columns


def worth_points(rulebook: Rulebook) -> list[Any]:
    """The rules and bonuses of a text, and what its categories cut off: whatever has a code, a category and points."""
    return [*rulebook.ready, *rulebook.clean, *rulebook.cuts]


def prefixed(parts: Parts) -> Iterator[tuple[str, dict[str, pl.Series]]]:
    """The points of the rules, and for each list those since the listing, with the beginning of the names of their columns."""
    yield "points:", parts.by_code
    for condition, merits in parts.merits.items():
        yield f"merits:{condition}:", merits


def shares(rulebook: Rulebook, points: pl.Series) -> dict[str, int]:
    """The lower ends of the grades by share, from the points of everybody who takes part (R04): `publications.cutoffs`."""
    if all(grade.top_percent is None for grade in rulebook.grades):
        return {}
    return publications.cutoffs(rulebook, points.to_list())


def seal(names: pl.DataFrame, table: pl.DataFrame, rulebook: Rulebook) -> str:
    """SHA-256 of `name,points,grade` of everybody who takes part, a line each, in the order of the code names."""
    grades = pl.Series([grade.code for grade in rulebook.grades])
    there = table.filter(table["joined"].is_not_null()).select("who", "points", "place")
    lines = there.join(names, on="who").sort("person")
    lines = lines.select("person", "points", grade=grades.gather(lines["place"]))
    return hashlib.sha256(lines.write_csv().encode()).hexdigest()


def write(task: Task, snapshot: Snapshot, table: pl.DataFrame, cutoffs: dict[str, int]) -> Run:
    """Write the result beside the snapshot."""
    with folders.written(task.place) as draft:
        table.write_parquet(draft / "scores.parquet", compression="zstd", row_group_size=snapshots.ROW_GROUP)
        run = Run(
            county=task.county,
            on=task.on,
            rulebook=task.rulebook.digest,
            snapshot=task.snapshot,
            before=task.before,
            people=int(table["joined"].is_not_null().sum()),
            cutoffs=cutoffs,
            seal=seal(snapshots.people(snapshot), table, task.rulebook),
            files=folders.checksums(draft),
        )
        (draft / folders.MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(run)))
    return run


def table(task: Task, columns: list[str] | None = None) -> pl.DataFrame:
    """The result of a task that was done, perhaps only some of its columns: those of them that it has."""
    file = task.place / "scores.parquet"
    if columns is not None:
        known = pl.read_parquet_schema(file)
        columns = [name for name in dict.fromkeys(columns) if name in known]
    return pl.read_parquet(file, columns=columns)


def named(task: Task) -> pl.DataFrame:
    """Everybody who takes part: `person` (the code name), `points`, `grade` and the day of joining, in the order of the names."""
    snapshot = snapshots.newest(Path(task.folder), task.county, task.snapshot)
    assert snapshot is not None
    grades = pl.Series([grade.code for grade in task.rulebook.grades])
    found = table(task, ["who", "joined", "points", "place"]).filter(pl.col("joined").is_not_null())
    found = found.join(snapshots.people(snapshot), on="who").sort("person")
    return found.select("person", "points", "joined", grade=grades.gather(found["place"]))


def sealed(task: Task, on: date, seal: str) -> Task | None:
    """The task for another day of the same county and text whose result has a seal, if its files are still there."""
    for manifest in task.place.parent.glob(f"{on}-*/{folders.MANIFEST}"):
        run = msgspec.json.decode(manifest.read_bytes(), type=Run)
        if run.seal == seal and run.rulebook == task.rulebook.digest:
            return msgspec.structs.replace(task, on=on, snapshot=run.snapshot, before=run.before)
    return None


def changed(task: Task, before: Task | Iterable[Row]) -> list[Row]:
    """The rows of everybody whose points or grade are others than before; who no longer takes part has none."""
    now = named(task).select("person", "points", "grade")
    if isinstance(before, Task):
        then = named(before).select("person", "points", "grade")
    else:
        schema = {"person": pl.String(), "points": pl.Int64(), "grade": pl.String()}
        then = pl.DataFrame(list(before), schema=schema, orient="row")
    other = now.join(then, on=["person", "points", "grade"], how="anti")
    gone = then.join(now, on="person", how="anti").select("person")
    return pl.concat([other, gone], how="diagonal").sort("person").rows()
