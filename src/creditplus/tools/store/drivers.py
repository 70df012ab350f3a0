"""Speaking to a database's own driver, inside an open transaction: for the few statements that are asked thousands of times a second.

Why past SQLAlchemy: for a statement that never changes it spends several times what the database spends. The statements are still
made by it, from the same tables, and the columns' own types still write the values, so both ways keep the very same rows.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Dialect, Table
from sqlalchemy.sql import ClauseElement

from creditplus.tools.store.connections import LOST, Contradiction, Transaction, Unavailable

PASSING = ("08", "25", "40", "53", "55", "57")
"""Classes of SQLSTATE that pass: connection lost, read-only, rolled back, out of resources, locked, shut down (PostgreSQL, appendix A)."""


class Driver:
    """The driver's connection below an open transaction."""

    def __init__(self, dialect: Dialect, raw: Any) -> None:
        self.dialect = dialect
        self.raw = raw
        self.embedded = dialect.name == "sqlite"

    async def rows(self, statement: ClauseElement, given: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """What a statement finds. It must be one object for ever: it is put into words only once."""
        words, names, fixed = _worded(statement, self.dialect)
        values = [given[name] if name in given else fixed[name] for name in names]
        async with _told_plainly():
            found = await (
                self.raw.execute_fetchall(words, values) if self.embedded else self.raw.fetch(words, *values)
            )
        return list(found)

    async def copy(self, table: Table, rows: Sequence[Any]) -> None:
        """Append many rows that have an attribute for each column: by COPY on PostgreSQL."""
        columns = tuple(column.name for column in table.columns)
        words, writers = _insertion(table, columns, self.dialect)
        read = attrgetter(*columns)
        changed = [(place, write) for place, (_, write) in enumerate(writers) if write]
        values = [list(read(row)) for row in rows]
        for row in values:
            for place, write in changed:
                row[place] = write(row[place])
        async with _told_plainly():
            if self.embedded:
                await self.raw.executemany(words, values)
            else:
                await self.raw.copy_records_to_table(table.name, columns=columns, records=values)

    async def insert_new(self, table: Table, columns: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> None:
        """Append those of many rows, each with these columns, whose keys are not there yet: on PostgreSQL all in one statement."""
        words, writers = _insertion(table, columns, self.dialect)
        values = [[write(row[name]) if write else row[name] for row in rows] for name, write in writers]
        async with _told_plainly():
            if self.embedded:
                await self.raw.executemany(f"{words} ON CONFLICT DO NOTHING", list(zip(*values, strict=True)))
            else:
                types = [table.c[name].type.compile(self.dialect) for name in columns]
                lists = ", ".join(f"${place}::{type}[]" for place, type in enumerate(types, 1))
                into = words.partition(" VALUES ")[0]
                await self.raw.execute(f"{into} SELECT * FROM unnest({lists}) ON CONFLICT DO NOTHING", *values)

    async def insert(self, table: Table, columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
        """Append many rows, each with these columns."""
        words, writers = _insertion(table, columns, self.dialect)
        values = [[write(row[name]) if write else row[name] for name, write in writers] for row in rows]
        async with _told_plainly():
            await self.raw.executemany(words, values)


async def below(db: Transaction) -> Driver:
    """The driver's connection of an open transaction. On PostgreSQL a statement must have been asked before, which begins it."""
    return Driver(db.dialect, (await db.get_raw_connection()).driver_connection)


@cache
def _worded(statement: ClauseElement, dialect: Dialect) -> tuple[str, list[str], Mapping[str, Any]]:
    made = statement.compile(dialect=dialect)
    return str(made), list(made.positiontup or ()), made.params  # type: ignore[attr-defined]  # both drivers count places


@cache
def _insertion(table: Table, columns: tuple[str, ...], dialect: Dialect) -> tuple[str, list[tuple[str, Any]]]:
    places = ", ".join("?" if dialect.name == "sqlite" else f"${place}" for place in range(1, len(columns) + 1))
    quoted = ", ".join(dialect.identifier_preparer.quote(name) for name in columns)
    words = f"INSERT INTO {dialect.identifier_preparer.quote(table.name)} ({quoted}) VALUES ({places})"
    return words, [(name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in columns]


@asynccontextmanager
async def _told_plainly() -> AsyncIterator[None]:
    """Whatever a driver says becomes one of our two words for it, or stays what it is: our own mistake."""
    try:
        yield
    except sqlite3.IntegrityError as refused:
        raise Contradiction(str(refused)) from refused
    except (sqlite3.OperationalError, OSError) as lost:
        raise Unavailable(LOST) from lost
    except Exception as error:
        state = str(getattr(error, "sqlstate", None) or "")
        if state.startswith("23"):
            raise Contradiction(str(error)) from error
        if state.startswith(PASSING) or type(error).__name__ == "InterfaceError":
            raise Unavailable(LOST) from error
        raise
