"""Everything that is held about one person, from every table: those that name a person, and those that hang on such a row.

Why walked and not listed: whoever adds a table cannot forget it here.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Table, or_, select

from creditplus.tools.store import rows, tables
from creditplus.tools.store.connections import Transaction

Held = dict[str, list[dict[str, Any]]]
NOT_TOLD = {"people": frozenset({"lookup", "identity"})}
"""Columns that are keys and not facts: what they stand for (the citizen id) is told in clear instead."""


def models() -> dict[str, type[rows.Row]]:
    """Every table's class by the table's name."""
    return {str(one.__tablename__): one for one in rows.Row.__subclasses__()}


def persons() -> set[str]:
    """Which tables hold rows about people: those that name one, and those whose rows hang on such a row."""
    found = {name for name, model in models().items() if set(model.whose) & set(model.model_fields)}
    while True:
        more = {table.name for table in rows.Row.metadata.tables.values() if _above(table) & found} - found
        if not more:
            return found
        found |= more


def hanging(name: str) -> dict[str, str]:
    """The tables whose rows hang on rows of a table, and by which column."""
    keys = [(table.name, key) for table in rows.Row.metadata.tables.values() for key in table.foreign_keys]
    return {child: key.parent.name for child, key in keys if key.column.table.name == name}


async def everything(db: Transaction, person: str, reveal: Callable[[str, str, bytes], str]) -> Held:
    """Every row that is held about a person, by table, as plain values; `reveal` reads the bytes of a table's row in clear."""
    held: Held = {}
    for name in sorted(persons()):
        kept = rows.Row.metadata.tables[name]
        found = await db.execute(select(kept).where(about(name, person)).order_by(kept.c[models()[name].when]))
        held[name] = [_told(name, dict(row), reveal) for row in found.mappings()]
    return held


def about(name: str, person: str) -> ColumnElement[bool]:
    """Which rows of a table are about a person: those that name them, and those that hang on a row about them."""
    kept, known = rows.Row.metadata.tables[name], persons()
    ways: list[ColumnElement[bool]] = [kept.c[column] == person for column in models()[name].whose if column in kept.c]
    ways += [
        key.parent.in_(select(key.column).where(about(key.column.table.name, person)))
        for key in kept.foreign_keys
        if key.column.table.name in known
    ]
    return or_(*ways)


def _above(table: Table) -> set[str]:
    """The tables that a table refers to."""
    return {key.column.table.name for key in table.foreign_keys}


def _told(name: str, row: dict[str, Any], reveal: Callable[[str, str, bytes], str]) -> dict[str, Any]:
    """One row as plain values."""
    built: dict[str, Any] = msgspec.to_builtins(
        {
            column: reveal(name, str(row.get("id", "")), value) if isinstance(value, bytes) else value
            for column, value in row.items()
            if column not in NOT_TOLD.get(name, ())
        }
    )
    return built


assert tables.KEPT, "every table is known before they are walked"
