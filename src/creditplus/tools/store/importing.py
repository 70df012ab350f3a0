"""Many rows at once: who thousands of citizen ids are, and thousands of records in one go.

Why COPY on PostgreSQL goes straight into the table: which records are there already is asked before, in the same transaction.
Of two who bring the same record in the same moment, the second is told Contradiction and looks again.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Column, Select, select
from sqlalchemy.dialects import sqlite

from creditplus.imports import RefusedRow
from creditplus.records import Record
from creditplus.tools.store import drivers, tables
from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.keeping import append_all, read, table_of

Seals = Callable[[Iterable[tuple[str, str]]], list[bytes]]
"""Encrypts citizen ids, each for a code name."""

AT_ONCE = 500
"""How many records are read in one question."""
PERSON = ("id", "lookup", "identity", "created_at")


async def persons(db: Transaction, lookups: Mapping[str, Sequence[str]], seals: Seals, at: datetime) -> dict[str, str]:
    """The code name of each citizen id, whose keyed hashes are given, the newest key's first; who is new gets one.

    Whoever is known by an older key stays so until `keys rekey`. New ones are written in the order of their hashes: two who
    write the same people at the same time then wait for each other, and never both.
    """
    hashes = {one: number for number, every in lookups.items() for one in every}
    people = table_of(tables.Person).c
    known = {hashes[lookup]: id for lookup, id in await _among(db, people.lookup, people.id, hashes)}
    new = sorted((every[0], number) for number, every in lookups.items() if number not in known)
    if new:
        names = [secrets.token_hex(16) for _ in new]
        identities = seals((number, name) for (_, number), name in zip(new, names, strict=True))
        rows = [
            {"id": name, "lookup": lookup, "identity": identity, "created_at": at}
            for (lookup, _), name, identity in zip(new, names, identities, strict=True)
        ]
        await _insert_new(db, rows)
        found = await _among(db, people.lookup, people.id, [lookup for lookup, _ in new])
        known |= {hashes[lookup]: id for lookup, id in found}  # somebody else may have been faster
    return known


async def kept_records(db: Transaction, ids: Collection[str]) -> dict[str, Record]:
    """Those of some records that are there, by id."""
    records = table_of(tables.Record).c
    there = [id for id, _ in await _among(db, records.id, records.id, ids)]
    found: dict[str, Record] = {}
    for start in range(0, len(there), AT_ONCE):
        found |= {record.id: record for record in await read(db, Record, id=there[start : start + AT_ONCE])}
    return found


async def copy_all(db: Transaction, nouns: Sequence[msgspec.Struct]) -> None:
    """Append many nouns of one kind that are not there yet: by COPY on PostgreSQL. Raises Contradiction if one is there."""
    if nouns and _embedded(db):
        await append_all(db, nouns)
    elif nouns:
        await (await drivers.below(db)).copy(table_of(tables.KEPT[type(nouns[0])]), nouns)


async def _insert_new(db: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Write the people whom nobody else has written in the meantime."""
    people = table_of(tables.Person)
    if _embedded(db):
        await db.execute(sqlite.insert(people).on_conflict_do_nothing(), rows)
    else:
        await (await drivers.below(db)).insert_new(people, PERSON, rows)


def _embedded(db: Transaction) -> bool:
    return db.dialect.name == "sqlite"


async def _among(
    db: Transaction, column: Column[Any], beside: Column[Any], values: Iterable[str]
) -> Sequence[Sequence[Any]]:
    """A column and the one beside it, where the column is among so many values."""
    embedded = _embedded(db)
    asked = _question(column, beside, embedded)
    given = {"given": drivers.many(list(values), embedded=embedded)}
    if embedded:
        found: Sequence[Sequence[Any]] = (await db.execute(asked, given)).all()
        return found
    return await (await drivers.below(db)).rows(asked, given)


@cache
def _question(column: Column[Any], beside: Column[Any], embedded: bool) -> Select[Any]:
    """The one statement that looks for values in a column, however many they are."""
    return select(column.label("found"), beside.label("beside")).where(
        drivers.among(column, "given", embedded=embedded)
    )


async def refused_rows(db: Transaction, import_id: str, after: int, most: int) -> list[RefusedRow]:
    """The rows of an import that were not kept, in the order of the file, after a row."""
    kept = table_of(tables.RefusedRow)
    asked = select(kept).where(kept.c.import_id == import_id, kept.c.row > after).order_by(kept.c.row).limit(most)
    return [msgspec.convert(dict(row), RefusedRow) for row in (await db.execute(asked)).mappings()]
