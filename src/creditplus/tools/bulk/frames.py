"""Records as tables: a frame for each kind, a row for each record, in the order in which things happened to each person.

Why a frame for each kind: a rule is about one kind, so it reads its own few columns and nothing else; sorting by kind
decides more about the speed of a re-score than anything an engine does.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import polars as pl

from creditplus import ledger
from creditplus.lives.histories import History
from creditplus.records import Record
from creditplus.tools.bulk.columns import DAY, TYPES

SCHEMA: dict[str, pl.DataType] = {
    "who": pl.UInt32(),
    **dict.fromkeys(ledger.Days._fields, DAY),
    "matter": pl.String(),
    "declared": pl.Boolean(),
    "decided": pl.Int64(),
}
PEOPLE: dict[str, pl.DataType] = {"person": pl.String(), "joined": DAY}


class Partition(NamedTuple):
    """Some people of a county with everything that stands about them on a day: enough to score them without anyone else.

    `people` has `person` and `joined` (the day of joining, if they take part); a person's number is the number of the row.
    `kinds` has a frame for each kind, as `flatten` makes it: its rows stand by person (`who`), by day and then by record id.
    """

    people: pl.DataFrame
    kinds: Mapping[str, pl.DataFrame]


def partition(histories: Iterable[History], on: date, known_at: datetime | None = None) -> Partition:
    """The partition of some people on a day: their changes applied, what does not stand or is switched off left out (`History.stand`)."""
    people: list[tuple[str, int | None]] = []
    stand: list[tuple[int, Record]] = []
    for who, history in enumerate(histories):
        people.append((history.person, ordinal(history.joined_on(on))))
        stand += ((who, record) for record in history.stand(on, known_at))
    return Partition(pl.DataFrame(people, schema=PEOPLE, orient="row"), flatten(stand))


def flatten(records: Iterable[tuple[int, Record]]) -> dict[str, pl.DataFrame]:
    """Records, each with the number of its person, as a frame for each kind: `who`, days, `matter`, `decided`, `fields.<code>`."""
    kinds: dict[str, list[tuple[int, Record]]] = {}
    for who, record in records:
        kinds.setdefault(record.kind, []).append((who, record))
    return {kind: _frame(found) for kind, found in kinds.items()}


def _frame(found: list[tuple[int, Record]]) -> pl.DataFrame:
    found.sort(key=lambda row: (row[0], row[1].on, row[1].id))
    records = [record for _, record in found]
    return table([who for who, _ in found], records).with_columns(*fields_of([record.fields for record in records]))


def table(who: list[int], records: list[Record]) -> pl.DataFrame:
    """The columns that every record has."""
    columns: dict[str, list[Any]] = {"who": who}
    columns |= {name: [ordinal(getattr(record, name)) for record in records] for name in ledger.Days._fields}
    columns["matter"] = [record.matter for record in records]
    columns["declared"] = [record.state == "declared" for record in records]
    columns["decided"] = [record.discretion.points if record.discretion else None for record in records]
    return pl.DataFrame(columns, schema=SCHEMA)


def ordinal(day: date | None) -> int | None:
    """A day as it stands in a column."""
    return None if day is None else day.toordinal()


def fields_of(found: Sequence[Mapping[str, Any]]) -> list[pl.Series]:
    """A column for each field that any of some records has, from the fields of each."""
    fields = dict.fromkeys(field for values in found for field in values)
    return [_field(field, [values.get(field) for values in found]) for field in fields]


def _field(field: str, values: list[Any]) -> pl.Series:
    known = next(value for value in values if value is not None)
    return pl.Series(f"fields.{field}", values, dtype=TYPES[type(known)])
