"""Many rows at once: who thousands of citizen ids are, and thousands of records in one go.

Why COPY on PostgreSQL goes straight into the table: which records are there already is asked before, in the same transaction.
Of two who bring the same record in the same moment, the second is told Contradiction and looks again.
"""

import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg
import msgspec
from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite

from creditplus.imports import RefusedRow
from creditplus.records import Record
from creditplus.tools.store import tables
from creditplus.tools.store.connections import LOST, Contradiction, Transaction, Unavailable
from creditplus.tools.store.keeping import append_all, read, table_of

AT_ONCE = 500
"""How many values stand in one question."""


async def persons(
    db: Transaction, lookups: Mapping[str, Sequence[str]], seal: Callable[[str, str], bytes], at: datetime
) -> dict[str, str]:
    """The code name of each citizen id, whose keyed hashes are given, the newest key's first; who is new gets one.

    `seal` encrypts a citizen id for a code name. Whoever is known by an older key stays so until `keys rekey`.
    """
    hashes = {one: number for number, every in lookups.items() for one in every}
    known = await _known(db, hashes)
    new = [number for number in lookups if number not in known]
    if new:
        named = [(number, secrets.token_hex(16)) for number in new]
        rows = [
            {"id": name, "lookup": lookups[number][0], "identity": seal(number, name), "created_at": at}
            for number, name in named
        ]
        dialect = sqlite if db.dialect.name == "sqlite" else postgresql
        await db.execute(dialect.insert(table_of(tables.Person)).on_conflict_do_nothing(), rows)
        known |= await _known(db, {lookups[number][0]: number for number in new})  # somebody else may have been faster
    return known


async def _known(db: Transaction, hashes: Mapping[str, str]) -> dict[str, str]:
    people, asked = table_of(tables.Person), list(hashes)
    found: dict[str, str] = {}
    for start in range(0, len(asked), AT_ONCE):
        some = select(people.c.id, people.c.lookup).where(people.c.lookup.in_(asked[start : start + AT_ONCE]))
        found |= {hashes[row.lookup]: row.id for row in await db.execute(some)}
    return found


async def kept_records(db: Transaction, ids: Sequence[str]) -> dict[str, Record]:
    """Those of some records that are there, by id."""
    found: dict[str, Record] = {}
    for start in range(0, len(ids), AT_ONCE):
        found |= {record.id: record for record in await read(db, Record, id=list(ids[start : start + AT_ONCE]))}
    return found


async def copy_all(db: Transaction, nouns: Sequence[msgspec.Struct]) -> None:
    """Append many nouns of one kind that are not there yet: by COPY on PostgreSQL. Raises Contradiction if one is there."""
    if db.dialect.name == "sqlite" or not nouns:
        await append_all(db, nouns)
        return
    kept = table_of(tables.KEPT[type(nouns[0])])
    names = [column.name for column in kept.columns]
    connection: Any = (await db.get_raw_connection()).driver_connection
    async with _told_plainly():
        await connection.copy_records_to_table(kept.name, columns=names, records=_written(db, kept, nouns))


def _written(db: Transaction, kept: Table, nouns: Sequence[msgspec.Struct]) -> list[tuple[Any, ...]]:
    """The rows as the driver takes them."""
    same: Callable[[Any], Any] = lambda value: value  # noqa: E731  # a column without a form of its own
    how = [
        (column.name, column.type.dialect_impl(db.dialect).bind_processor(db.dialect) or same)
        for column in kept.columns
    ]
    return [tuple(write(getattr(noun, name)) for name, write in how) for noun in nouns]


@asynccontextmanager
async def _told_plainly() -> AsyncIterator[None]:
    """Whatever the driver itself says becomes one of our two words for it."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as refused:
        raise Contradiction(type(refused).__name__) from refused
    except (
        OSError,
        asyncpg.PostgresConnectionError,
        asyncpg.InterfaceError,
        asyncpg.InsufficientResourcesError,
    ) as lost:
        raise Unavailable(LOST) from lost


async def refused_rows(db: Transaction, import_id: str, after: int, most: int) -> list[RefusedRow]:
    """The rows of an import that were not kept, in the order of the file, after a row."""
    kept = table_of(tables.RefusedRow)
    asked = select(kept).where(kept.c.import_id == import_id, kept.c.row > after).order_by(kept.c.row).limit(most)
    return [msgspec.convert(dict(row), RefusedRow) for row in (await db.execute(asked)).mappings()]
