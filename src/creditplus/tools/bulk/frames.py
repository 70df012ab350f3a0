"""Records as tables: a frame for each kind, a row for each record, in the order in which things happened to each person.

Why a frame for each kind: a rule is about one kind, so it reads its own few columns and nothing else; sorting by kind
decides more about the speed of a re-score than anything an engine does.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

import polars as pl

from creditplus import ledger
from creditplus.histories import History
from creditplus.records import Record
from creditplus.tools.bulk.columns import TYPES

PLAIN = ("person", *ledger.Days._fields, "matter", "state")
SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys(PLAIN, pl.String()),
    **dict.fromkeys(ledger.Days._fields, pl.Date()),
    "decided": pl.Int64(),
}


class Partition(NamedTuple):
    """Some people of a county with everything that stands about them on a day: enough to score them without anyone else.

    `people` has `person` and `joined` (the day of joining, if they take part). `kinds` has a frame for each kind, as `flatten`
    makes it; a person's rows stand in the order of the acts, by day and then by record id.
    """

    people: pl.DataFrame
    kinds: dict[str, pl.DataFrame]


def partition(histories: Iterable[History], on: date, known_at: datetime | None = None) -> Partition:
    """The partition of some people on a day: their changes applied, what does not stand or is switched off left out (`History.stand`)."""
    people: list[tuple[str, date | None]] = []
    stand: list[Record] = []
    for history in histories:
        people.append((history.person, history.joined_on(on)))
        stand += history.stand(on, known_at)
    schema = {"person": pl.String(), "joined": pl.Date()}
    return Partition(pl.DataFrame(people, schema=schema, orient="row"), flatten(stand))


def flatten(records: Iterable[Record]) -> dict[str, pl.DataFrame]:
    """Standing records as a frame for each kind: `person`, the days, `matter`, `state`, `decided`, and `fields.<code>`."""
    kinds: dict[str, list[Record]] = {}
    for record in records:
        kinds.setdefault(record.kind, []).append(record)
    return {kind: _frame(found) for kind, found in kinds.items()}


def _frame(found: list[Record]) -> pl.DataFrame:
    found.sort(key=lambda record: (record.person, record.on, record.id))
    table: dict[str, list[Any]] = {name: [getattr(record, name) for record in found] for name in PLAIN}
    table["decided"] = [record.discretion.points if record.discretion else None for record in found]
    frame = pl.DataFrame(table, schema=SCHEMA)
    fields = dict.fromkeys(field for record in found for field in record.fields)
    return frame.with_columns(_field(field, [record.fields.get(field) for record in found]) for field in fields)


def _field(field: str, values: list[Any]) -> pl.Series:
    known = next(value for value in values if value is not None)
    return pl.Series(f"fields.{field}", values, dtype=TYPES[type(known)])
