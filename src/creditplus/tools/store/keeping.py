"""Keeping nouns in tables and reading them again: one mapping for all, by equal names.

Why statements on tables instead of tracked objects: nothing here ever changes, so there is nothing to track.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, TypeAlias, TypeVar

import msgspec
from sqlalchemy import Column, ColumnElement, Select, Table, bindparam, delete, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from creditplus.tools.store import tables
from creditplus.tools.store.ahead import Ahead
from creditplus.tools.store.connections import Transaction, number_of
from creditplus.tools.store.drivers import Driver, among, many
from creditplus.tools.store.tables import KEPT, Row

AT_ONCE = 5_000
"""How many rows go to the database in one statement."""
SINCE = "since_when"
Noun = TypeVar("Noun", bound=msgspec.Struct)
Shape: TypeAlias = tuple[tuple[str, str], ...]
"""By which columns rows are looked for, and how: a value, none, one of a list, or since when."""


async def append(db: Transaction, what: msgspec.Struct | type[Row], /, **more: Any) -> None:
    """Append one row: a noun to its table, `more` for the columns it does not have; or a table and all its columns.

    A key that is already there makes the whole transaction fail with Contradiction.
    """
    table, values = _row(what, more)
    if isinstance(db, Ahead):
        db.rows.append((table, values))
    else:
        await db.execute(insert(table), values)


async def append_all(db: Transaction, nouns: Sequence[msgspec.Struct], /, **more: Any) -> None:
    """Append many nouns of one kind, `more` for the columns they do not have."""
    for start in range(0, len(nouns), AT_ONCE):
        rows = [_row(noun, more) for noun in nouns[start : start + AT_ONCE]]
        await db.execute(insert(rows[0][0]), [values for _, values in rows])


async def append_once(db: Transaction, what: msgspec.Struct | type[Row], /, **more: Any) -> bool:
    """Append one row unless its key is already there; whether it was appended. Of two at the same time exactly one is."""
    table, values = _row(what, more)
    dialect = sqlite if db.dialect.name == "sqlite" else postgresql
    done = await db.execute(dialect.insert(table).values(values).on_conflict_do_nothing().returning(*table.primary_key))
    return done.first() is not None


async def read(
    db: Transaction,
    noun: type[Noun],
    table: type[Row] | None = None,
    /,
    *,
    last: int | None = None,
    since: datetime | None = None,
    **equal: Any,
) -> list[Noun]:
    """All rows whose columns equal the given values (or are among them, if a list is given) as nouns, in the order written.

    `table` is only needed for structs that have no table of their own. `last` gives only so many, the newest first;
    `since` only those written at or after an instant.
    """
    if isinstance(db, Ahead):
        db.none(table or KEPT[noun], equal)
        return []
    shape = tuple(
        (name, "none" if value is None else "list" if isinstance(value, list) else "") for name, value in equal.items()
    )
    given: dict[str, Any] = {name: value for name, value in equal.items() if value is not None}
    if since is not None:
        shape, given = (*shape, (SINCE, "since")), {**given, SINCE: since}
    if isinstance(db, Driver):
        return await _read_directly(db, noun, table or KEPT[noun], shape, last, given)
    statement = _question(noun, table or KEPT[noun], shape, last)
    return [msgspec.convert(dict(row), noun) for row in (await db.execute(statement, given)).mappings()]


async def _read_directly(
    driver: Driver, noun: type[Noun], model: type[Row], shape: Shape, last: int | None, given: dict[str, Any]
) -> list[Noun]:
    """The same, on a connection of the driver's own."""
    lists = {name for name, how in shape if how == "list"}
    places = tuple((name, ("json" if driver.embedded else "array") if name in lists else how) for name, how in shape)
    told = {name: many(value, embedded=driver.embedded) if name in lists else value for name, value in given.items()}
    rows = await driver.rows(_question(noun, model, places, last), told)
    return [msgspec.convert(dict(zip(noun.__struct_fields__, row, strict=True)), noun) for row in rows]


async def one(db: Transaction, noun: type[Noun], table: type[Row] | None = None, /, **equal: Any) -> Noun | None:
    """The only row whose columns equal the given values, or None."""
    found = await read(db, noun, table, **equal)
    assert len(found) < 2, f"more than one row of {noun.__name__}"
    return found[0] if found else None


async def erase(db: Transaction, person: str) -> bool:
    """Forget who a code name is; whether anybody was known by it. What the code name did stays, and leads to nobody."""
    people = table_of(tables.Person)
    done = await db.execute(delete(people).where(people.c.id == person).returning(people.c.id))
    return done.first() is not None


async def one_at_a_time(db: Transaction, what: str) -> None:
    """Until this transaction ends, others that name the same thing wait here. On SQLite all writers wait for each other anyway."""
    if isinstance(db, Ahead):
        db.lock(what)
    elif db.dialect.name == "postgresql":
        await db.execute(text("SELECT pg_advisory_xact_lock(:what)"), {"what": number_of(what)})


async def together(db: Transaction, what: str) -> None:
    """Until this transaction ends, whoever names the same thing with `one_at_a_time` waits; others who come together do not.

    What is read after this was either committed before, or will be committed after this transaction.
    """
    if isinstance(db, Ahead):
        db.together.add(what)
    elif db.dialect.name == "postgresql":
        await db.execute(text("SELECT pg_advisory_xact_lock_shared(:what)"), {"what": number_of(what)})


def _row(what: msgspec.Struct | type[Row], more: dict[str, Any]) -> tuple[Table, dict[str, Any]]:
    if not isinstance(what, msgspec.Struct):
        return table_of(what), {**_defaults(what), **more}
    table, missing = _place(type(what))
    return table, {**msgspec.structs.asdict(what), **missing, **more}


@lru_cache(1024)
def _question(noun: type[msgspec.Struct], model: type[Row], shape: Shape, last: int | None) -> Select[Any]:
    """The statement that reads a noun by some columns; making it costs more than asking it, so it is made once."""
    kept = table_of(model)
    wanted = [_is(kept.c[model.when if how == "since" else name], how) for name, how in shape]
    statement = select(*(kept.c[field] for field in noun.__struct_fields__)).where(*wanted)
    order = [kept.c[model.when], *(column for column in kept.primary_key if column.key != model.when)]
    if last is None:
        return statement.order_by(*order)
    return statement.order_by(*(column.desc() for column in order)).limit(last)


def _is(column: Column[Any], how: str) -> ColumnElement[bool]:
    """What a column has to be: nothing, one of a list, or a value."""
    if how == "none":
        return column.is_(None)
    if how == "list":
        return column.in_(bindparam(column.key, expanding=True, type_=column.type))
    if how in ("json", "array"):
        return among(column, column.key, embedded=how == "json")
    if how == "since":
        return column >= bindparam(SINCE, type_=column.type)
    return column == bindparam(column.key, type_=column.type)


@cache
def _place(noun: type[msgspec.Struct]) -> tuple[Table, dict[str, Any]]:
    """The table that keeps a noun, and what its columns hold that the noun does not have."""
    model = KEPT[noun]
    return table_of(model), {
        name: value for name, value in _defaults(model).items() if name not in noun.__struct_fields__
    }


@cache
def _defaults(model: type[Row]) -> dict[str, Any]:
    """What a column holds if nobody says: SQLModel keeps this to itself when objects are not used."""
    known = {name: field.default for name, field in model.model_fields.items() if not field.is_required()}
    return {name: value for name, value in known.items() if value is not None}


def table_of(model: type[Row]) -> Table:
    """The table behind a model."""
    return model.__table__  # type: ignore[attr-defined,no-any-return]  # SQLModel makes it when the class is made
