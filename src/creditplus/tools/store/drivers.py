"""Speaking to a database's own driver, inside an open transaction: for the few statements that are asked thousands of times a second.

Why past SQLAlchemy: for a statement that never changes it spends several times what the database spends. The statements are still
made by it, from the same tables, and the columns' own types still write the values, so both ways keep the very same rows.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import ColumnElement, Dialect, LargeBinary, String, Table, any_, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.types import TypeEngine

from creditplus.tools.store.columns import Tree, canonical
from creditplus.tools.store.connections import LOST, Contradiction, Unavailable, passes

BEGUN = text("SELECT 1")
"""Asked before a driver is spoken to, so that the transaction has begun."""

Rows: TypeAlias = dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]]
"""Rows to append, by their table and the columns that each of them has."""
Tables: TypeAlias = tuple[tuple[Table, tuple[str, ...]], ...]


class Driver:
    """A connection of the driver's own: asyncpg's, or sqlite3's, whose calls do not wait for anybody else but the disk."""

    def __init__(self, dialect: Dialect, raw: Any) -> None:
        self.dialect = dialect
        self.raw = raw
        self.embedded = dialect.name == "sqlite"

    async def rows(self, statement: ClauseElement, given: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """What a statement finds. It must be one object for ever: it is put into words only once."""
        words, names, fixed, readers = _worded(statement, self.dialect)
        whole = {**fixed, **given}
        values = [write(whole[name]) if write else whole[name] for name, write in names]
        with _told_plainly():
            found = (
                self.raw.execute(words, values).fetchall() if self.embedded else await self.raw.fetch(words, *values)
            )
        if not readers:
            return found  # type: ignore[no-any-return]  # both drivers give rows
        rows = [list(row) for row in found]
        for row in rows:
            for place, read in readers:
                row[place] = read(row[place])
        return rows

    async def copy(self, table: Table, rows: Sequence[Any]) -> None:
        """Append many rows that have an attribute for each column, by COPY. PostgreSQL only."""
        columns = tuple(column.name for column in table.columns)
        read = attrgetter(*columns)
        writers = [
            (place, write) for place, (_, write) in enumerate(_insertion(table, columns, self.dialect)[1]) if write
        ]
        values = [list(read(row)) for row in rows]
        for row in values:
            for place, write in writers:
                row[place] = write(row[place])
        with _told_plainly():
            await self.raw.copy_records_to_table(table.name, columns=columns, records=values)

    async def insert_new(self, table: Table, columns: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> None:
        """Append those of many rows, each with these columns, whose keys are not there yet, in one statement. PostgreSQL only."""
        words, writers = _insertion(table, columns, self.dialect)
        values = [[write(row[name]) if write else row[name] for row in rows] for name, write in writers]
        types = [table.c[name].type.compile(self.dialect) for name in columns]
        lists = ", ".join(f"${place}::{type}[]" for place, type in enumerate(types, 1))
        into = words.partition(" VALUES ")[0]
        with _told_plainly():
            await self.raw.execute(f"{into} SELECT * FROM unnest({lists}) ON CONFLICT DO NOTHING", *values)

    async def insert_if(
        self, question: ClauseElement, given: Mapping[str, Any], same: Sequence[Any], rows: Rows
    ) -> Sequence[Sequence[Any]]:
        """What a question counts, as (kind, name, number, kept); and if just that is `same`, all rows are appended, in one statement.

        `kept` says whether they were, in every row, of which there is at least one. What is not counted is 0. PostgreSQL only.
        """
        words, names, fixed, _ = _worded(question, self.dialect)
        ordered = sorted(rows.items(), key=lambda one: one[0][0].name)
        insertion, by_table = _insertions(tuple(place for place, _ in ordered), self.dialect, len(names) + 2)
        whole = {**fixed, **given}
        values = [write(whole[name]) if write else whole[name] for name, write in names]
        values.append(msgspec.json.encode(same).decode())
        values += [_listed(several, written) for written, (_, several) in zip(by_table, ordered, strict=True)]
        with _told_plainly():
            return await self.raw.fetch(_conditional(words, insertion, len(names) + 1), *values)  # type: ignore[no-any-return]  # the driver gives rows

    async def insert(self, rows: Rows) -> None:
        """Append many rows to some tables. SQLite only."""
        assert self.embedded, "there, nobody would wait for it"
        for (table, columns), several in rows.items():
            words, writers = _insertion(table, columns, self.dialect)
            values = [[write(row[name]) if write else row[name] for name, write in writers] for row in several]
            with _told_plainly():
                self.raw.executemany(words, values)

    async def run(self, words: str) -> None:
        """A statement without values, of which nothing is wanted."""
        with _told_plainly():
            if self.embedded:
                self.raw.execute(words)
            else:
                await self.raw.execute(words)


async def many_rows(db: AsyncConnection, statement: ClauseElement, given: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """What a statement finds in an open transaction, row by row as the driver gives it: for very many rows."""
    if db.dialect.name != "sqlite":
        await db.execute(BEGUN)
        return await (await below(db)).rows(statement, given)
    words, names, fixed, _ = _worded(statement, db.dialect)
    raw: Any = (await db.get_raw_connection()).driver_connection
    whole = {**fixed, **given}
    with _told_plainly():
        found: Sequence[Sequence[Any]] = await raw.execute_fetchall(words, [whole[name] for name, _ in names])
    return found


async def below(db: AsyncConnection) -> Driver:
    """The driver's connection of an open transaction in which something was asked before, which begins it. PostgreSQL only."""
    return Driver(db.dialect, (await db.get_raw_connection()).driver_connection)


def among(column: ColumnElement[Any], given: str, *, embedded: bool) -> ColumnElement[bool]:
    """Whether a text column has one of many values, in a statement that is the same however many there are: see `many`."""
    if embedded:
        return column.in_(text(f"SELECT value FROM json_each(:{given})").columns(value=String))
    return column == any_(bindparam(given, type_=ARRAY(String)))


def many(values: Sequence[str], *, embedded: bool) -> str | list[str]:
    """Many values as `among` wants them given."""
    return msgspec.json.encode(values).decode() if embedded else list(values)


Writers: TypeAlias = list[tuple[str, Callable[[Any], Any]]]
Written: TypeAlias = tuple[
    str, list[tuple[str, Callable[[Any], Any] | None]], Mapping[str, Any], list[tuple[int, Callable[[Any], Any]]]
]
"""A statement in words; its values by name and how each is written; those that are fixed; and how some columns are read."""


@lru_cache(2048)
def _worded(statement: ClauseElement, dialect: Dialect) -> Written:
    made = statement.compile(dialect=dialect)
    assert isinstance(made, SQLCompiler), "only what is asked or written has values"
    names: list[Any] = [
        (name, made.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in made.positiontup or ()
    ]
    columns = statement.selected_columns if isinstance(statement, SelectBase) else ()
    readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    return str(made), names, made.params, [(place, read) for place, read in enumerate(readers) if read is not None]


@cache
def _insertion(table: Table, columns: tuple[str, ...], dialect: Dialect) -> tuple[str, list[tuple[str, Any]]]:
    places = ", ".join("?" if dialect.name == "sqlite" else f"${place}" for place in range(1, len(columns) + 1))
    quoted = ", ".join(dialect.identifier_preparer.quote(name) for name in columns)
    words = f"INSERT INTO {dialect.identifier_preparer.quote(table.name)} ({quoted}) VALUES ({places})"
    return words, [(name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in columns]


@lru_cache(256)
def _insertions(tables: Tables, dialect: Dialect, first: int) -> tuple[tuple[str, ...], list[Writers]]:
    """What appends to some tables the rows that it is given, a list in JSON for each, and how values are written.

    Why JSON: one text for all rows costs us a tenth of what each value costs that is handed over by itself.
    """
    parts, writers = [], []
    for place, (table, columns) in enumerate(tables, first):
        words, _ = _insertion(table, columns, dialect)
        quoted = [dialect.identifier_preparer.quote(name) for name in columns]
        typed = [f"{name} {table.c[one].type.compile(dialect)}" for name, one in zip(quoted, columns, strict=True)]
        listed = f"json_to_recordset(${place}::json) AS listed({', '.join(typed)})"
        parts.append(f"{words.partition(' VALUES ')[0]} SELECT {', '.join(quoted)} FROM {listed}")
        written = [(name, _in_json(table.c[name].type, dialect)) for name in columns]
        writers.append([(name, write) for name, write in written if write is not None])
    return tuple(parts), writers


@lru_cache(256)
def _conditional(question: str, insertions: tuple[str, ...], place: int) -> str:
    """One statement that counts, and appends only if just as much is counted as is given: its references are looked at at the end."""
    parts = [f", part{number} AS ({one} WHERE (SELECT same FROM checked))" for number, one in enumerate(insertions)]
    return f"""WITH counted(kind, name, number) AS MATERIALIZED ({question}),
        summed AS MATERIALIZED (SELECT kind::text, name::text, sum(number)::bigint AS number FROM counted GROUP BY 1, 2),
        wanted AS (SELECT * FROM json_to_recordset(${place}::json) AS wanted(kind text, name text, number bigint)),
        checked AS MATERIALIZED (SELECT NOT EXISTS (SELECT FROM wanted LEFT JOIN summed USING (kind, name)
            WHERE wanted.number <> coalesce(summed.number, 0)) AS same)
        {"".join(parts)} SELECT kind, name, coalesce(number, 0), same FROM checked LEFT JOIN summed ON true"""


def _listed(rows: list[dict[str, Any]], writers: Writers) -> str:
    """Rows as a list in JSON."""
    named = [row.copy() for row in rows]
    for row in named:
        for name, write in writers:
            if (value := row[name]) is not None:
                row[name] = write(value)
    return msgspec.json.encode(named).decode()


def _in_json(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """How a value of a column is written in a list in JSON, if not as it is."""
    if isinstance(kind, LargeBinary):
        return lambda value: "\\x" + value.hex()
    if isinstance(kind, Tree):
        return _tree
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _tree(value: Any) -> msgspec.Raw | str:
    """A tree as it is kept. An object or a list stands in JSON just as it is kept; what is kept of a text has its quotation marks."""
    written = canonical(value)
    return msgspec.Raw(written) if written[:1] in (b"{", b"[") else written.decode()


@contextmanager
def _told_plainly() -> Iterator[None]:
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
        if passes(error) or type(error).__name__ == "InterfaceError":
            raise Unavailable(LOST) from error
        raise
