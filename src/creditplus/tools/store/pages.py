"""Reading a long list page by page, the newest first. A cursor says after which row to go on; it says nothing to anybody else.

Why cursors and not page numbers: while somebody reads, new rows arrive at the front, and nothing must be shown twice or be missed.
"""

import base64
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Column, ColumnElement, and_, or_, select

from creditplus.errors import Flaw, Invalid, Words
from creditplus.tools.store.columns import Instant
from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.tables import KEPT, Row

Noun = TypeVar("Noun", bound=msgspec.Struct)


async def page(
    db: Transaction,
    noun: type[Noun],
    table: type[Row] | None = None,
    /,
    *,
    size: int,
    cursor: str | None = None,
    begins: datetime | None = None,
    ends: datetime | None = None,
    without: dict[str, list[str]] | None = None,
    **equal: Any,
) -> tuple[list[Noun], str | None]:
    """So many rows after a cursor whose columns equal the given values, the newest first; and the cursor of the next page.

    `begins` and `ends` bound the column `at`; `without` leaves out rows with one of these values. Raises Invalid (cursor).
    """
    model = table or KEPT[noun]
    kept = model.__table__  # type: ignore[attr-defined]  # SQLModel makes it when the class is made
    order = [kept.c[model.when], *(column for column in kept.primary_key if column.key != model.when)]
    wanted: list[ColumnElement[bool]] = [kept.c[name] == value for name, value in equal.items()]
    wanted += [kept.c[name].not_in(values) for name, values in (without or {}).items() if values]
    wanted += [kept.c.at >= begins] if begins else []
    wanted += [kept.c.at < ends] if ends else []
    wanted += [_before(order, _opened(order, cursor))] if cursor else []
    fields = [kept.c[field] for field in noun.__struct_fields__]
    keys = [column.label(f"key_{place}") for place, column in enumerate(order)]
    statement = select(*fields, *keys).where(*wanted).order_by(*(column.desc() for column in order)).limit(size + 1)
    found = [dict(row) for row in (await db.execute(statement)).mappings()]
    more = _closed([found[size - 1][key.key] for key in keys]) if len(found) > size else None
    return [msgspec.convert(row, noun) for row in found[:size]], more


def _before(order: list[Column[Any]], keys: list[Any]) -> ColumnElement[bool]:
    """What stands behind a row in this order."""
    steps = []
    for place, column in enumerate(order):
        same = [earlier == key for earlier, key in zip(order, keys[:place], strict=False)]
        steps.append(and_(*same, column < keys[place]))
    return or_(*steps)


def _closed(keys: list[Any]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(keys)).decode().rstrip("=")


def _opened(order: list[Column[Any]], cursor: str) -> list[Any]:
    """The keys in a cursor, each of its column's own type."""
    types = [datetime if isinstance(column.type, Instant) else column.type.python_type for column in order]
    try:
        keys = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=list[Any])
        return [msgspec.convert(key, type) for key, type in zip(keys, types, strict=True)]
    except (ValueError, msgspec.MsgspecError):
        message = Words("不是这里给出的翻页标记", "not a cursor that was given here")
        raise Invalid("bad-fields", flaws=(Flaw("/cursor", message),)) from None
