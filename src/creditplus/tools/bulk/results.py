"""What a run found out about a county, in files beside the snapshot: every score, what each rule gave, and a seal of it all.

A result holds everybody, or only those whose scores were worked out anew, and leans on an earlier one for all others. The seal is
the SHA-256 of everybody's score in the order of the code names: whoever did the work, and whatever it leans on, it is the same.
"""

import hashlib
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec
import polars as pl

from creditplus.rulebooks import Rulebook
from creditplus.tools.bulk import folders, snapshots
from creditplus.tools.bulk.snapshots import Snapshot

SCORES = "scores.parquet"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What one run found out: how many people take part, and the seal over all of their scores.

    `before` tells a published score (what was told before the day) from a live one. `cutoffs` are the grades' shares (R04). Where
    it `leans_on` the folder of an earlier result, only so many people's scores were worked out `anew`.
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
    anew: int
    leans_on: str | None = None


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
    def runs(self) -> Path:
        """Where all results of the county are."""
        return Path(self.folder) / self.county / "runs"

    @property
    def place(self) -> Path:
        """Where the result is written."""
        return self.runs / f"{self.on}-{self.mode}-{self.snapshot:06d}-{self.rulebook.digest[:32]}"

    @property
    def mode(self) -> str:
        """Whether it is about published scores or live ones."""
        return "before" if self.before else "live"


def done(task: Task) -> Run | None:
    """The result of a task that was done already, if it was; one that leans on a result that is gone is no result."""
    found = _read(task.place)
    if found is not None and not _whole(task, found):
        shutil.rmtree(task.place)
        return None
    return found


def earlier(task: Task, snapshot: Snapshot) -> tuple[Task, list[Run]] | None:
    """The latest result of the same text that a new one can lean on: of the same facts or fewer, of the same day or before.

    With it the results that it consists of, the newest first.
    """
    found = []
    for manifest in task.runs.glob(f"*-{task.mode}-*-{task.rulebook.digest[:32]}/{folders.MANIFEST}"):
        run = _read(manifest.parent)
        if run is not None and run.on <= task.on and run.snapshot in {one.number for one in snapshot.manifests}:
            found.append(run)
    for run in sorted(found, key=lambda run: (run.on, run.snapshot), reverse=True):
        if _whole(task, run):
            return msgspec.structs.replace(task, on=run.on, snapshot=run.snapshot), _chain(task, run)
    return None


def _read(place: Path) -> Run | None:
    manifest = place / folders.MANIFEST
    return msgspec.json.decode(manifest.read_bytes(), type=Run) if manifest.exists() else None


def _chain(task: Task, run: Run) -> list[Run]:
    """A result and those on which it leans, as far as they are there, the newest first."""
    found = [run]
    while found[-1].leans_on is not None and (next := _read(task.runs / found[-1].leans_on)) is not None:
        found.append(next)
    return found


def _whole(task: Task, run: Run) -> bool:
    return _chain(task, run)[-1].leans_on is None


def write(
    task: Task, snapshot: Snapshot, table: pl.DataFrame, cutoffs: dict[str, int], leans_on: Task | None = None
) -> Run:
    """Write the result beside the snapshot: everybody, or those who were worked out anew."""
    with folders.written(task.place) as draft:
        table.write_parquet(draft / SCORES, compression="zstd", compression_level=1, row_group_size=snapshots.ROW_GROUP)
        scores = table.select("joined", "points", "place")
        if leans_on is not None:
            scores = _renewed(_taken(leans_on, scores.columns), table, scores.columns, snapshot.last.numbers)
        run = Run(
            county=task.county,
            on=task.on,
            rulebook=task.rulebook.digest,
            snapshot=task.snapshot,
            before=task.before,
            people=int(scores["joined"].is_not_null().sum()),
            cutoffs=cutoffs,
            seal=seal(snapshots.people(snapshot), scores, task.rulebook),
            files=folders.checksums(draft),
            anew=len(table),
            leans_on=None if leans_on is None else leans_on.place.name,
        )
        (draft / folders.MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(run)))
    return run


def seal(names: pl.DataFrame, scores: pl.DataFrame, rulebook: Rulebook) -> str:
    """SHA-256 of `name,points,grade` of everybody who takes part, a line each, in the order of the code names."""
    return hashlib.sha256(named_in(names, scores, rulebook).drop("joined").write_csv().encode()).hexdigest()


def named_in(names: pl.DataFrame, scores: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Everybody who takes part, by code name: `person`, `points`, `grade` and the day of joining; a row is a number in both tables."""
    grades = pl.Series([grade.code for grade in rulebook.grades])
    told = scores.select(names["person"], "points", "joined", grade=grades.gather(scores["place"]))
    there = told.select("person", "points", "grade", "joined").filter(pl.col("joined").is_not_null())
    return there if there["person"].is_sorted() else there.sort("person")


def table(task: Task, columns: list[str] | None = None) -> pl.DataFrame:
    """Everybody's row of a task that was done, by number, perhaps only some of its columns: those of them that it has."""
    found = _taken(task, None if columns is None else list(dict.fromkeys(columns)))
    numbers = pl.int_range(len(found), dtype=pl.UInt32(), eager=True)
    return found.with_columns(who=numbers) if "who" in found.columns else found


def _taken(task: Task, columns: list[str] | None) -> pl.DataFrame:
    """Some columns of a result: those of the whole one that it leans on, with everything that was worked out anew since."""
    run = _read(task.place)
    assert run is not None, "what is read was done"
    chain = _chain(task, run)[::-1]
    places = [task.runs / one.leans_on for one in chain[1:] if one.leans_on is not None] + [task.place]
    known = {name: kind for place in places for name, kind in pl.read_parquet_schema(place / SCORES).items()}
    asked = [name for name in (known if columns is None else columns) if name in known]
    found = _some(places[0], asked, known)
    for place, one in zip(places[1:], chain[1:], strict=True):
        snapshot = snapshots.newest(Path(task.folder), task.county, one.snapshot)
        assert snapshot is not None, "a result was made of a snapshot"
        found = _renewed(found, _some(place, ["who", *asked], known), asked, snapshot.last.numbers)
    return found


def _some(place: Path, asked: list[str], known: dict[str, pl.DataType]) -> pl.DataFrame:
    """Some columns of one file; of a rule that gave nobody anything, nothing."""
    there = [name for name in dict.fromkeys(asked) if name in pl.read_parquet_schema(place / SCORES)]
    found = pl.read_parquet(place / SCORES, columns=["who", *(name for name in there if name != "who")])
    missing = {name: pl.lit(0).cast(known[name]) for name in asked if name not in there}
    return found.with_columns(**missing).select(list(dict.fromkeys(asked)))


def _renewed(older: pl.DataFrame, newer: pl.DataFrame, columns: list[str], numbers: int) -> pl.DataFrame:
    """Everybody's columns with those of some put in their places; whoever is new gets a place."""
    more = numbers - len(older)
    new = pl.DataFrame({name: pl.Series([None], dtype=older[name].dtype).new_from_index(0, more) for name in columns})
    whole = pl.concat([older.select(columns), new]) if more else older.select(columns)
    return whole.with_columns(
        **{name: whole[name].clone().scatter(newer["who"], newer[name]) for name in columns if len(newer)}
    )


def named(task: Task) -> pl.DataFrame:
    """Everybody who takes part: `person` (the code name), `points`, `grade` and the day of joining, in the order of the names."""
    return named_in(_names(task), table(task, ["joined", "points", "place"]), task.rulebook)


def _names(task: Task) -> pl.DataFrame:
    snapshot = snapshots.newest(Path(task.folder), task.county, task.snapshot)
    assert snapshot is not None
    return snapshots.people(snapshot)


def sealed(task: Task, on: date, seal: str) -> Task | None:
    """The task for another day of the same county and text whose result has a seal, if its files are still there."""
    for manifest in task.runs.glob(f"{on}-*/{folders.MANIFEST}"):
        run = _read(manifest.parent)
        if run is not None and run.seal == seal and run.rulebook == task.rulebook.digest and _whole(task, run):
            return msgspec.structs.replace(task, on=on, snapshot=run.snapshot, before=run.before)
    return None


def changed(task: Task, before: Task | Iterable[Row]) -> list[Row]:
    """The rows of everybody whose points or grade are others than before; who no longer takes part has none."""
    if isinstance(before, Task):
        return _moved(task, before)
    now = named(task).select("person", "points", "grade")
    schema = {"person": pl.String(), "points": pl.Int64(), "grade": pl.String()}
    then = pl.DataFrame(list(before), schema=schema, orient="row")
    return _differing(now, then)


def _differing(now: pl.DataFrame, then: pl.DataFrame) -> list[Row]:
    other = now.join(then, on=["person", "points", "grade"], how="anti")
    gone = then.join(now, on="person", how="anti").select("person")
    return pl.concat([other, gone], how="diagonal").sort("person").rows()


def _moved(task: Task, before: Task) -> list[Row]:
    """The same of two results: where the numbers mean the same people, only names of those who moved are looked up."""
    columns = ["joined", "points", "place"]
    now, then = table(task, columns), table(before, columns)
    names, old = _names(task), _names(before)
    if not names["person"].head(len(old)).equals(old["person"]):
        sides = (named_in(*side, task.rulebook).drop("joined") for side in ((names, now), (old, then)))
        return _differing(*sides)
    nobody = pl.DataFrame(schema={"who": pl.UInt32()})
    both = [_there(now), _there(_renewed(then, nobody, columns, len(now)))]
    moved = [both[0][name].ne_missing(both[1][name]) for name in ("points", "place")]
    grades = pl.Series([grade.code for grade in task.rulebook.grades])
    rows = both[0].select(names["person"], "points", grade=grades.gather(both[0]["place"]))
    return rows.filter(moved[0] | moved[1]).sort("person").rows()


def _there(scores: pl.DataFrame) -> pl.DataFrame:
    """Points and places of those who take part, nothing of others."""
    return scores.select(pl.when(pl.col("joined").is_not_null()).then(pl.col("points", "place")))
