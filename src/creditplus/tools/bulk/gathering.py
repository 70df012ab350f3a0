"""Gathers a county's facts, some people at a time, and writes them as a snapshot: everybody, or those who were touched since the last.

Why whole people and no single records: what happened to one record may change what another is worth, so whoever is touched is
read again with everything there is about them, and a row of the older folder that belongs to them no longer counts.
"""

import asyncio
from collections.abc import AsyncIterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from creditplus.lives.histories import History, Lives
from creditplus.tools.bulk import folders, frames, plainly, snapshots
from creditplus.tools.bulk.columns import DAY
from creditplus.tools.bulk.snapshots import Manifest, Snapshot
from creditplus.tools.bulk.spans import Span, of_history, taking_part

STEPS = {"who": pl.String(), "joined": DAY, "from": DAY, "until": DAY}
PEOPLE = {"who": pl.UInt32(), "person": pl.String()}
DAYS = ("live_from", "live_until", "before_from", "before_until")
LEANING_MOST = 8
"""How many folders may lean on one: more would cost every reader more than a new whole one costs once."""
PART_MOST = 10
"""A new folder holds everybody when more than one person in so many was touched."""


def leaning(last: Snapshot | None, touched: int) -> bool:
    """Whether so many touched people are better written beside the last snapshot than with everybody anew."""
    return last is not None and touched * PART_MOST <= last.last.numbers


async def gather(
    folder: Path, county: str, last: Snapshot | None, some: AsyncIterable[Lives], watermark: datetime
) -> Manifest:
    """Write a folder of facts from lives as they come; without a `last` to lean on they are everybody's."""
    gathering = Gathering(folder, county, last)
    async for lives in some:
        await asyncio.to_thread(gathering.add_lives, lives)
    return await asyncio.to_thread(gathering.finish, watermark)


class Gathering:
    """A folder of facts on its way; without a `last` to lean on it holds everybody."""

    def __init__(self, folder: Path, county: str, last: Snapshot | None) -> None:
        self.folder = folder
        self.county = county
        self.last = last
        self.people: list[str] = []
        self._steps: list[tuple[str, int | None, int | None, int | None]] = []
        self._kinds: dict[str, list[pl.DataFrame]] = {}

    def add_lives(self, lives: Lives) -> None:
        """Some more people, as they leave the database."""
        self.people += lives.people
        for person, day in lives.joined:
            joined = date.fromisoformat(day).toordinal()
            self._steps.append((person, joined, joined, None))
        for plain in lives.records:
            self._kinds.setdefault(plain.kind, []).append(plainly.table(plain))
        self._told(lives.others)

    def add(self, histories: Sequence[History]) -> None:
        """Some more people, each with everything that is kept about them."""
        self.people += [history.person for history in histories]
        self._told(histories)

    def _told(self, histories: Sequence[History]) -> None:
        rows: dict[str, list[tuple[str, Span]]] = {}
        for history in histories:
            for step in taking_part(history, self.county):
                joined, first, end = map(frames.ordinal, step)
                self._steps.append((history.person, joined, first, end))
            for span in of_history(history):
                rows.setdefault(span.record.kind, []).append((history.person, span))
        for kind, found in rows.items():
            self._kinds.setdefault(kind, []).append(_frame(found))

    def finish(self, watermark: datetime) -> Manifest:
        """Write the folder; everything that was told before the watermark is in it."""
        people = self._numbered()
        steps = pl.DataFrame(self._steps, schema=STEPS, orient="row")
        tables = {f"kinds/{kind}": pl.concat(found, how="diagonal") for kind, found in self._kinds.items()}
        tables = {name: _by_number(table, people) for name, table in {**tables, "steps": steps}.items()}
        if self.last is None or len(self.last.manifests) < LEANING_MOST:
            return write(self.folder, self.county, people, tables, watermark, self.last)
        return self._folded(people, tables, watermark, self.last)

    def _folded(
        self, people: pl.DataFrame, tables: dict[str, pl.DataFrame], watermark: datetime, last: Snapshot
    ) -> Manifest:
        """Everybody in one folder again, from the files alone: who was not added stays as they are."""
        everybody = pl.concat([snapshots.people(last), people]).unique("who").sort("who")
        whole = {}
        for name in {*tables, *snapshots.tables(last)}:
            found = [snapshots.rows(last, name, people["who"])]
            found += [tables[name]] if name in tables else []
            whole[name] = pl.concat(found, how="diagonal").sort("who", maintain_order=True)
        return write(self.folder, self.county, everybody, whole, watermark)

    def _numbered(self) -> pl.DataFrame:
        """Everybody who was added with their number: the one they have already, or the next that is free."""
        named = pl.DataFrame({"person": sorted(self.people)}, schema={"person": pl.String()})
        if self.last is None:
            return named.with_row_index("who").cast(PEOPLE)  # type: ignore[arg-type]  # a schema
        known = snapshots.people(self.last)
        found = named.join(known, on="person", how="left", maintain_order="left")
        new = found.filter(pl.col("who").is_null()).select("person").with_row_index("who", self.last.last.numbers)
        old = found.filter(pl.col("who").is_not_null()).select("who", "person")
        return pl.concat([old, new.cast(PEOPLE)]).sort("who")  # type: ignore[arg-type]  # a schema


def write(
    folder: Path,
    county: str,
    people: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    watermark: datetime,
    last: Snapshot | None = None,
) -> Manifest:
    """Write one folder of facts, whole or not at all: `people` (who, person), `steps` and `kinds/<kind>`, all by person."""
    newest = snapshots.newest(folder, county)
    number = 1 if newest is None else newest.last.number + 1
    folders.sweep(folder / county)
    folders.sweep(folder / county / "runs", older_than_s=3600)
    with folders.written(snapshots.place(folder, county, number)) as draft:
        (draft / "kinds").mkdir()
        for name, frame in {"people": people, **tables}.items():
            frame.write_parquet(draft / f"{name}.parquet", compression="zstd", row_group_size=snapshots.ROW_GROUP)
        highest: Any = people["who"].max() if len(people) else -1
        manifest = Manifest(
            county=county,
            number=number,
            leans_on=None if last is None else last.last.number,
            watermark=watermark,
            numbers=max(0 if last is None else last.last.numbers, highest + 1),
            people=len(people),
            records=sum(len(frame) for name, frame in tables.items() if name.startswith("kinds/")),
            files=folders.checksums(draft),
        )
        (draft / folders.MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


def _frame(found: list[tuple[str, Span]]) -> pl.DataFrame:
    """The rows of some spans of one kind, still with names instead of numbers and with the record's id."""
    records = [span.record for _, span in found]
    days = {
        name: pl.Series([frames.ordinal((*span.live, *span.before)[place]) for _, span in found], dtype=DAY)
        for place, name in enumerate(DAYS)
    }
    table = frames.table([0] * len(records), records).with_columns(
        *frames.fields_of([record.fields for record in records]), **days
    )
    named = pl.Series([person for person, _ in found], dtype=pl.String())
    return table.with_columns(who=named, id=pl.Series([record.id for record in records], dtype=pl.String()))


def _by_number(rows: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Rows with numbers instead of names, in the order of the people, the acts and the records."""
    numbered = rows.rename({"who": "person"}).join(people, on="person", how="left").drop("person")
    order = [name for name in ("who", "on", "id", "from") if name in numbered.columns]
    others = [name for name in numbered.columns if name not in ("who", "id")]
    return numbered.sort(order).select("who", *others)
