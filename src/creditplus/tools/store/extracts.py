"""Whole histories of many people at once, for the tables from which a county is scored: who there is, and who was touched since.

Why an overlap with what was read before: a transaction that began earlier may be kept later, so its instant can lie before the
last one that was seen. Reading some minutes twice costs little, and a history that is read twice is the same.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
from sqlalchemy import select

from creditplus.lives.histories import History
from creditplus.lives.optouts import Switch
from creditplus.people import Enrolment
from creditplus.records import Change, Record
from creditplus.tools.store import tables
from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.keeping import read, table_of

OVERLAP = timedelta(minutes=10)
"""Longer than any transaction may last."""
MOST = 2_000
"""How many values one question may name."""
T = TypeVar("T")
N = TypeVar("N", bound=msgspec.Struct)


async def people_of(db: Transaction, county: str) -> list[str]:
    """The code names of everybody who ever took part in a county, in order."""
    steps = table_of(tables.Enrolment)
    asked = select(steps.c.person).where(steps.c.county == county).distinct()
    return sorted(await db.scalars(asked))


async def touched(db: Transaction, county: str, since: datetime) -> list[str]:
    """Those of them about whom anything was told since an instant, in order."""
    steps, records, changes = table_of(tables.Enrolment), table_of(tables.Record), table_of(tables.Change)
    switches = table_of(tables.Switch)
    told = since - OVERLAP
    asked = [
        select(steps.c.person).where(steps.c.at >= told),
        select(switches.c.person).where(switches.c.at >= told),
        select(records.c.person).where(records.c.reported_at >= told),
        select(records.c.person).join(changes, changes.c.record == records.c.id).where(changes.c.at >= told),
    ]
    found: set[str] = set()
    for question in asked:
        found |= {row.person for row in await db.execute(question)}
    here: set[str] = set()
    for some in batches(sorted(found)):
        those = select(steps.c.person).where(steps.c.county == county, steps.c.person.in_(some))
        here |= {row.person for row in await db.execute(those)}
    return sorted(here)


async def histories(db: Transaction, people: list[str]) -> list[History]:
    """Everything that is kept about some people, in the order asked for."""
    records = await by(db, Record, "person", people)
    ids = [record.id for found in records.values() for record in found]
    changes = await by(db, Change, "record", ids)
    steps = await by(db, Enrolment, "person", people)
    switches = await by(db, Switch, "person", people)
    return [
        History(
            person,
            tuple(records.get(person, ())),
            tuple(change for record in records.get(person, ()) for change in changes.get(record.id, ())),
            tuple(steps.get(person, ())),
            tuple(switches.get(person, ())),
        )
        for person in people
    ]


async def by(db: Transaction, noun: type[N], column: str, values: list[str], of: str = "") -> dict[str, list[N]]:
    """What is kept under some values of a column, by it or by another one."""
    found: dict[str, list[N]] = {}
    for one in await _many(db, noun, column, values):
        found.setdefault(getattr(one, of or column), []).append(one)
    return found


def batches(values: list[T], most: int = MOST) -> Iterable[list[T]]:
    """A list in pieces of at most so many."""
    return (values[start : start + most] for start in range(0, len(values), most))


async def _many(db: Transaction, noun: type[N], column: str, values: list[str]) -> list[N]:
    found: list[N] = []
    for some in batches(values):
        found += await read(db, noun, **{column: some})  # type: ignore[arg-type]  # a column and its values
    return found
