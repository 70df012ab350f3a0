"""Counting rows without reading them: how many there are of each kind, in one question to the database."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, select

from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.keeping import table_of
from creditplus.tools.store.tables import KEPT


async def count(
    db: Transaction,
    noun: type[msgspec.Struct],
    by: tuple[str, ...],
    different: str | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
) -> dict[tuple[Any, ...], int]:
    """How many rows of a noun there are for each combination of some columns, written since an instant and before another.

    With `different`, how many different values of that column, such as persons.
    """
    kept = table_of(KEPT[noun])
    columns = [kept.c[name] for name in by]
    number = func.count() if different is None else func.count(kept.c[different].distinct())
    asked = select(*columns, number).group_by(*columns)
    asked = asked if since is None else asked.where(kept.c.at >= since)
    asked = asked if before is None else asked.where(kept.c.at < before)
    return {tuple(row[:-1]): row[-1] for row in await db.execute(asked)}
