"""A county's facts in files (快照): a table for each kind, people as numbers, with a manifest beside them; never changed once written.

A folder `<county>/000001` holds everybody. `000002` holds only those about whom something was told since, each of them whole,
and leans on `000001`; when much has gathered, a new folder holds everybody again. A row says on which days it stands (`spans`),
so one snapshot answers for any day.
"""

from collections.abc import Mapping, Set
from datetime import date, datetime
from pathlib import Path

import msgspec
import polars as pl

from creditplus.language import conditions
from creditplus.rulebooks import Rulebook
from creditplus.tools.bulk import folders
from creditplus.tools.bulk.columns import DAY
from creditplus.tools.bulk.frames import Partition

ROW_GROUP = 122_880
ALWAYS = ("who", "on", "ends_on", "found_on", "released_on", "declared", "decided", "matter")


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder of facts is: its county and number, the one it leans on, how many people and records it holds.

    Everything that was told before `watermark` is in it. `numbers` is how many people have a number by now; `files` are the
    SHA-256 of each file.
    """

    county: str
    number: int
    leans_on: int | None
    watermark: datetime
    numbers: int
    people: int
    records: int
    files: dict[str, str]


class Snapshot(msgspec.Struct, frozen=True):
    """A county's facts up to one folder: the folders it consists of, the whole one first."""

    folder: Path
    manifests: tuple[Manifest, ...]

    @property
    def last(self) -> Manifest:
        """The newest of its folders."""
        return self.manifests[-1]

    @property
    def parts(self) -> list[Path]:
        """Where its folders are."""
        return [place(self.folder, one.county, one.number) for one in self.manifests]


def place(folder: Path, county: str, number: int) -> Path:
    """Where a county's folder with a number is."""
    return folder / county / f"{number:06d}"


def newest(folder: Path, county: str, number: int | None = None) -> Snapshot | None:
    """A county's newest snapshot (or the one with a number), if there is any."""
    found = [int(one.parent.name) for one in (folder / county).glob(f"[0-9]*/{folders.MANIFEST}")]
    if not found:
        return None
    manifests: list[Manifest] = []
    wanted: int | None = number or max(found)
    while wanted is not None:
        text = (place(folder, county, wanted) / folders.MANIFEST).read_bytes()
        manifests.insert(0, msgspec.json.decode(text, type=Manifest))
        wanted = manifests[0].leans_on
    return Snapshot(folder, tuple(manifests))


def unharmed(snapshot: Snapshot) -> bool:
    """Whether every file is, to the byte, what its manifest says."""
    return all(
        folders.checksums(part) == manifest.files
        for part, manifest in zip(snapshot.parts, snapshot.manifests, strict=True)
    )


def people(snapshot: Snapshot) -> pl.DataFrame:
    """Everybody's number and code name, in the order of the numbers: a number is never given twice."""
    found = [pl.read_parquet(part / "people.parquet") for part in snapshot.parts]
    return found[0] if len(found) == 1 else pl.concat(found).unique("who").sort("who")


def told_since(snapshot: Snapshot, number: int) -> pl.Series:
    """The numbers of everybody about whom a folder after the one with a number has everything anew."""
    newer = [part for part, one in zip(snapshot.parts, snapshot.manifests, strict=True) if one.number > number]
    nobody = pl.Series("who", [], dtype=pl.UInt32())
    return pl.concat([nobody, *(pl.read_parquet(part / "people.parquet", columns=["who"])["who"] for part in newer)])


def partition(
    snapshot: Snapshot,
    on: date,
    *,
    before: bool = False,
    wanted: Mapping[str, Set[str]] | None = None,
    only: pl.Series | None = None,
) -> Partition:
    """What stands on a day about everybody, as `score_partition` reads it; `person` is the number, not the name.

    `before` leaves out what was told on the day itself, as a published score does (R15). `wanted` names the kinds and the fields
    of each that will be asked for (`asked_for`): nothing else is read. `only` are the numbers of those who are wanted, ascending.
    `people` also has `turns`: the next day on which anything of it begins or ends, as far as is known.
    """
    day = on.toordinal()
    steps = _rows(snapshot, "steps", _newer(snapshot), None, only=only)
    numbers = pl.int_range(snapshot.last.numbers, dtype=pl.UInt32(), eager=True) if only is None else only
    there = steps.filter((steps["from"] <= day) & ((steps["until"] > day) | steps["until"].is_null()))
    nobody = pl.Series([None], dtype=DAY).new_from_index(0, len(numbers))
    turning: list[pl.DataFrame] = [steps.select("who", day=name) for name in ("from", "until")]
    found = kinds(snapshot, on, wanted, before=before, only=only, turning=turning)
    turns = pl.concat(turning).filter(pl.col("day") > day).group_by("who").min()
    table = pl.DataFrame({"person": numbers, "joined": nobody.clone().scatter(there["who"], there["joined"])})
    return Partition(table.with_columns(turns=nobody.scatter(turns["who"], turns["day"])), found)


def kinds(
    snapshot: Snapshot,
    on: date,
    wanted: Mapping[str, Set[str]] | None = None,
    *,
    before: bool = False,
    only: pl.Series | None = None,
    turning: list[pl.DataFrame] | None = None,
) -> dict[str, pl.DataFrame]:
    """What stands on a day of each kind (of those that are `wanted`, with the fields that are), without the people.

    To `turning` is added whose rows begin or end later (`who`), and on which `day`.
    """
    newer, day, stands = _newer(snapshot), on.toordinal(), "before" if before else "live"
    found = {}
    for kind in (name.removeprefix("kinds/") for name in tables(snapshot) if name != "steps"):
        if wanted is None or kind in wanted:
            fields = None if wanted is None else {f"fields.{field}" for field in wanted[kind]}
            rows = _rows(snapshot, f"kinds/{kind}", newer, fields, stands, only)
            first, end = rows[f"{stands}_from"], rows[f"{stands}_until"]
            if turning is not None:
                turning += [rows.select("who", day=first).filter(first > day), rows.select("who", day=end).drop_nulls()]
            rows = rows.filter((first <= day) & ((end > day) | end.is_null())).drop(first.name, end.name)
            if len(rows):
                found[kind] = rows
    return found


def asked_for(rulebook: Rulebook) -> dict[str, set[str]]:
    """The kinds that a rulebook speaks of, each with the fields that are asked for."""
    wanted: dict[str, set[str]] = {condition.kind: set() for condition in rulebook.standing}
    for rule in rulebook.ready:
        fields = wanted.setdefault(rule.kind, set())
        asked = (rule.condition, *(measure.condition for measure in rule.measures))
        fields |= {leaf.field for condition in asked for leaf in conditions.leaves(condition)}
        fields |= {measure.field for measure in rule.measures if measure.field is not None}
        fields |= set(rule.points_by or ())
    return wanted


def tables(snapshot: Snapshot) -> list[str]:
    """The names of all of its tables but that of the people."""
    kinds = {f"kinds/{path.stem}" for part in snapshot.parts for path in (part / "kinds").glob("*.parquet")}
    return ["steps", *sorted(kinds)]


def rows(snapshot: Snapshot, name: str, without: pl.Series) -> pl.DataFrame:
    """A whole table without the rows of some people, in the order of the people."""
    found = _rows(snapshot, name, _newer(snapshot), None)
    return found.filter(~found["who"].is_in(without.implode()))


def _newer(snapshot: Snapshot) -> list[pl.Series]:
    """For each folder of a snapshot: the people about whom a newer one has everything anew."""
    touched = [pl.read_parquet(part / "people.parquet", columns=["who"])["who"] for part in snapshot.parts[1:]]
    return [
        pl.concat(touched[place:]) if touched[place:] else pl.Series([], dtype=pl.UInt32())
        for place in range(len(touched) + 1)
    ]


def _rows(
    snapshot: Snapshot,
    name: str,
    newer: list[pl.Series],
    fields: Set[str] | None,
    stands: str | None = None,
    only: pl.Series | None = None,
) -> pl.DataFrame:
    """The rows of a table from all folders, each person's from the newest that has them, in the order of the people.

    Of those who are `only` wanted, the number is the place among them.
    """
    found = []
    for part, gone in zip(snapshot.parts, newer, strict=True):
        path = part / f"{name}.parquet"
        if path.exists():
            columns = _columns(path, fields, stands)
            if only is None:
                rows = pl.read_parquet(path, columns=columns)
            else:
                some = pl.scan_parquet(path).filter(pl.col("who").is_in(only.implode()))
                rows = (some if columns is None else some.select(columns)).collect()
            found.append(rows.filter(~rows["who"].is_in(gone.implode())) if len(gone) else rows)
    table = found[0] if len(found) == 1 else pl.concat(found, how="diagonal").sort("who", maintain_order=True)
    return table if only is None else table.with_columns(who=only.search_sorted(table["who"]))


def _columns(path: Path, fields: Set[str] | None, stands: str | None) -> list[str] | None:
    if stands is None:
        return None
    known = pl.read_parquet_schema(path)
    wanted = [name for name in known if name.startswith("fields.") and (fields is None or name in fields)]
    return [*ALWAYS, f"{stands}_from", f"{stands}_until", *wanted]
