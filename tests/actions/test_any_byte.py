"""One byte of the log is changed, wherever it is kept: the verifier notices."""

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from creditplus.actions.examine_log import examine_log
from creditplus.tools import store
from creditplus.tools.store import tables
from tests.actions import logs
from tests.town import Town

KEYS = {"events": "number", "seals": "number", "tiles": "place"}
PLACES = {("events", "number"), ("seals", "number"), ("tiles", "level"), ("tiles", "place")}
"""What says where a row stands: rows are moved, added and taken away in `test_seals.py`."""
COLUMNS = [
    (name, column.name)
    for name in KEYS
    for column in tables.Row.metadata.tables[name].columns
    if (name, column.name) not in PLACES
]


class Undone(Exception):
    """Ends a transaction so that nothing of it stays."""


def flipped(value: Any, chance: random.Random) -> Any:
    """The same value with one bit of one byte changed; a number or instant by the least; what was empty is filled."""
    match value:
        case bytes():
            place = chance.randrange(len(value))
            return value[:place] + bytes([value[place] ^ 1 << chance.randrange(8)]) + value[place + 1 :]
        case str() if value:
            place = chance.randrange(len(value))
            return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]
        case datetime():
            return value + timedelta(microseconds=1)
        case int():
            return value + 1
    return "231181"


async def noticed(the_town: Town, table: str, column: str, chance: random.Random) -> bool:
    """Whether the verifier sees that one byte of a column was changed in a row that a seal covers; it is then as it was before."""
    wrong: tuple[Any, ...] = ()
    try:
        async with the_town.store.transaction() as db:
            await logs.unlock(db)
            await flip(db, table, column, chance)
            wrong = (await examine_log(db, logs.TERMINAL)).wrong
            raise Undone
    except Undone:
        return wrong != ()


async def flip(db: store.Transaction, table: str, column: str, chance: random.Random) -> None:
    """Change one byte in one column of one row."""
    key = KEYS[table]
    where = " WHERE number <= (SELECT max(through) FROM seals)" if table == "events" else ""
    rows = (await db.execute(text(f'SELECT {key}, "{column}" FROM {table}{where} ORDER BY {key}'))).all()
    number, value = chance.choice(rows)
    other = flipped(value, chance) if column != "role" else "province"  # the table itself refuses what is no role
    await db.execute(text(f'UPDATE {table} SET "{column}" = :value WHERE {key} = {number}'), {"value": other})


async def unnoticed(the_town: Town, times: int) -> list[tuple[str, str, int]]:
    """Change one byte of each column so many times; what the verifier passed over."""
    await logs.happen(the_town, 300)
    await logs.seal(the_town)
    assert (await logs.check(the_town)).wrong == ()
    passed = [
        (table, column, time)
        for table, column in COLUMNS
        for time in range(times)
        if not await noticed(the_town, table, column, random.Random(f"{table} {column} {time}"))
    ]
    assert (await logs.check(the_town)).wrong == ()
    return passed


async def test_a_changed_byte_in_any_column_is_noticed(the_town: Town) -> None:
    assert await unnoticed(the_town, 2) == []
