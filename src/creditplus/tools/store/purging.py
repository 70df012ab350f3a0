"""Deleting what the law no longer lets us keep, and nothing else: every deletion is announced, and the triggers look at each row again.

Why children go first: a change, a use of a code or a withdrawal hangs on its row, and goes with it.
"""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select

from creditplus.rights import retentions
from creditplus.rights.retentions import Purge
from creditplus.tools.store import rows, tables, wholes
from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.keeping import append, table_of

BY_INSTANT = {"codes": "expires_at", "consents": "until", "idempotency": "at"}
"""The column that says when a row was over."""


async def over(db: Transaction, table: str, at: datetime) -> list[Any]:
    """The keys of the rows of a table that have been over for long enough, by their one column of time."""
    kept = rows.Row.metadata.tables[table]
    found = await db.execute(select(*kept.primary_key).where(kept.c[BY_INSTANT[table]] < retentions.before(table, at)))
    return [tuple(row) for row in found]


async def kinds_kept(db: Transaction) -> list[str]:
    """Of which kinds there are records, also of kinds that no catalogue has any more."""
    return list((await db.execute(select(table_of(tables.Record).c.kind).distinct())).scalars())


async def strangers(db: Transaction, before: datetime) -> list[str]:
    """Code names of those who never joined and were last met before an instant: by a record of theirs, or as somebody's helper."""
    people, steps = table_of(tables.Person).c, table_of(tables.Enrolment).c
    records, helps = table_of(tables.Record).c, table_of(tables.Acceptance).c
    newer = (
        exists().where(steps.person == people.id),
        exists().where(records.person == people.id, records.reported_at >= before),
        exists().where(helps.delegate == people.id, helps.at >= before),
    )
    found = await db.execute(
        select(people.id).where(people.created_at < before, *(~one for one in newer)).order_by(people.id)
    )
    return list(found.scalars())


async def purge(db: Transaction, table: str, keys: list[tuple[Any, ...]], at: datetime) -> None:
    """Delete rows and what hangs on them. Raises Contradiction if one of them is not over by law."""
    announced = Purge(id=secrets.token_hex(16), what=table, before=retentions.before(table, at), rows=len(keys), at=at)
    await append(db, announced)
    for key in keys:
        await _delete(db, table, next(iter(rows.Row.metadata.tables[table].primary_key)).name, key[0], key)


async def _delete(db: Transaction, table: str, column: str, value: Any, key: tuple[Any, ...] = ()) -> None:
    """The rows of a table with a value in a column (or with one key), after everything that hangs on them."""
    kept = rows.Row.metadata.tables[table]
    keyed = zip(kept.primary_key, key, strict=False)
    same = [kept.c[column] == value, *(part == known for part, known in keyed)]
    for child, refers in wholes.hanging(table).items():
        above = next(iter(rows.Row.metadata.tables[child].c[refers].foreign_keys)).column
        for found in (await db.execute(select(above).where(*same))).scalars().all():
            await _delete(db, child, refers, found)
    await db.execute(delete(kept).where(*same))
