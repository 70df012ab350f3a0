"""Everything that is held about one person, from every table: those that name a person, and those that hang on such a row.

Why walked and not listed: whoever adds a table cannot forget it here.
"""

import base64
from typing import Any

import msgspec
from sqlalchemy import Table, select

from creditplus.tools.store import rows, tables
from creditplus.tools.store.connections import Transaction

Held = dict[str, list[dict[str, Any]]]
NOT_TOLD = {"people": frozenset({"lookup", "identity"})}
"""Columns that are keys and not facts: what they stand for (the citizen id) is told in clear instead."""


def models() -> dict[str, type[rows.Row]]:
    """Every table's class by the table's name."""
    return {str(one.__tablename__): one for one in rows.Row.__subclasses__()}


def persons() -> dict[str, str | tuple[str, str]]:
    """Which tables hold rows about people: the column that names the person, or the column and table that they hang on."""
    found: dict[str, str | tuple[str, str]] = {}
    known = models()
    for name, model in known.items():
        if model.whose in model.model_fields:
            found[name] = model.whose
    while True:
        more = {
            name: hangs
            for name in known.keys() - found.keys()
            if (hangs := _hangs_on(rows.Row.metadata.tables[name], found)) is not None
        }
        if not more:
            return found
        found |= more


def hanging(name: str) -> dict[str, str]:
    """The tables whose rows hang on rows of a table, and by which column."""
    keys = [(table.name, key) for table in rows.Row.metadata.tables.values() for key in table.foreign_keys]
    return {child: key.parent.name for child, key in keys if key.column.table.name == name}


async def everything(db: Transaction, person: str) -> Held:
    """Every row that is held about a person, by table, as plain values; bytes as base64."""
    held: Held = {}
    for name, by in persons().items():
        kept, order = rows.Row.metadata.tables[name], models()[name].when
        whose = _whose(name, by)
        found = await db.execute(select(kept).where(whose == person).order_by(kept.c[order]))
        held[name] = [_told(name, dict(row)) for row in found.mappings()]
    return dict(sorted(held.items()))


def _whose(name: str, by: str | tuple[str, str]) -> Any:
    """The column, perhaps of a row further up, that names the person."""
    kept = rows.Row.metadata.tables[name]
    if isinstance(by, str):
        return kept.c[by]
    column, above = by
    key = next(iter(kept.c[column].foreign_keys)).column
    further = _whose(above, persons()[above])
    upper = rows.Row.metadata.tables[above]
    return select(further).where(key == kept.c[column]).correlate(kept).select_from(upper).scalar_subquery()


def _hangs_on(table: Table, found: dict[str, str | tuple[str, str]]) -> tuple[str, str] | None:
    keys = sorted((key.parent.name, key.column.table.name) for key in table.foreign_keys)
    return next((key for key in keys if key[1] in found), None)


def _told(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """One row as plain values."""
    built: dict[str, Any] = msgspec.to_builtins(
        {
            column: base64.b64encode(value).decode() if isinstance(value, bytes) else value
            for column, value in row.items()
            if column not in NOT_TOLD.get(name, ())
        }
    )
    return built


assert tables.KEPT, "every table is known before they are walked"
