"""Whole histories of many people at once, for the tables from which a county is scored: who there is, and who was touched since.

Why an overlap with what was read before: a transaction that began earlier may be kept later, so its instant can lie before the
last one that was seen. Reading some minutes twice costs little, and a history that is read twice is the same.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Date, Select, String, cast, select, type_coerce
from sqlalchemy.types import NullType

from creditplus.lives.histories import History, Lives, Plain
from creditplus.lives.optouts import Switch
from creditplus.people import Enrolment
from creditplus.records import Change, Record
from creditplus.tools.store import tables
from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.drivers import among, many, many_rows
from creditplus.tools.store.keeping import read, table_of

OVERLAP = timedelta(minutes=10)
"""Longer than any transaction may last."""
MOST = 2_000
"""How many values one question may name."""
AT_ONCE = 10_000
"""Of how many people the facts are held in memory at once."""
ID, PERSON = Plain._fields.index("id"), Plain._fields.index("person")
T = TypeVar("T")
N = TypeVar("N", bound=msgspec.Struct)


async def people_of(db: Transaction, county: str) -> list[str]:
    """The code names of everybody who ever took part in a county, in order."""
    steps = table_of(tables.Enrolment)
    asked = select(steps.c.person).where(steps.c.county == county).distinct().order_by(steps.c.person)
    return [row.person for row in await db.execute(asked)]


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
    records = await _by(db, Record, "person", people)
    ids = [record.id for found in records.values() for record in found]
    changes = await _by(db, Change, "record", ids)
    steps = await _by(db, Enrolment, "person", people)
    switches = await _by(db, Switch, "person", people)
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


async def many_lives(db: Transaction, county: str, people: list[str]) -> AsyncIterator[Lives]:
    """Everything that is kept about many people of a county, some of them at a time: what is usual as columns.

    Why past the nouns: a record that is made a noun and taken apart again costs ten times what it costs to read it.
    """
    for some in batches(people, AT_ONCE):
        given = {"people": many(some, embedded=db.dialect.name == "sqlite")}
        changed = {record for (record,) in await many_rows(db, _changed(db.dialect.name), given)}
        switching = await many_rows(db, _switching(db.dialect.name), given)
        switches = await _by(db, Switch, "person", [person for (person,) in switching])
        joined = await _joined(db, county, given)
        rows = await many_rows(db, _records(db.dialect.name), given)
        plain = [row for row in rows if row[ID] not in changed and row[PERSON] not in switches]
        aside = [row[ID] for row in rows if row[ID] in changed or row[PERSON] in switches]
        records = await _by(db, Record, "id", aside, of="person")
        changes = await _by(db, Change, "record", aside)
        steps = await _by(db, Enrolment, "person", [person for person in some if person not in joined])
        others = [
            History(
                person,
                tuple(records.get(person, ())),
                tuple(change for record in records.get(person, ()) for change in changes.get(record.id, ())),
                tuple(steps.get(person, ())),
                tuple(switches.get(person, ())),
            )
            for person in sorted({*records, *steps})
        ]
        yield Lives(some, joined, Plain(*zip(*plain, strict=True)) if plain else Plain(), others)


async def _joined(db: Transaction, county: str, given: Mapping[str, Any]) -> dict[str, str]:
    """Who of some people has taken one single step, which was to join here, with the day."""
    found: dict[str, list[Sequence[str]]] = {}
    for person, *step in await many_rows(db, _steps(db.dialect.name), given):
        found.setdefault(person, []).append(step)
    usual = (person for person, steps in found.items() if len(steps) == 1 and steps[0][:2] == ["joined", county])
    return {person: found[person][0][2] for person in usual}


@cache
def _steps(dialect: str) -> Select[Any]:
    """The steps of some people, as they are kept."""
    kept = table_of(tables.Enrolment)
    asked = select(kept.c.person, kept.c.what, kept.c.county, cast(kept.c.on, String).label("on"))
    return asked.where(among(kept.c.person, "people", embedded=dialect == "sqlite"))


@cache
def _records(dialect: str) -> Select[Any]:
    """The records of some people as columns, each as it is kept: no type has a say, only days are told as texts."""
    kept = table_of(tables.Record)
    told = [
        cast(kept.c[name], String) if isinstance(kept.c[name].type, Date) else type_coerce(kept.c[name], NullType())
        for name in Plain._fields
    ]
    columns = [column.label(name) for name, column in zip(Plain._fields, told, strict=True)]
    return select(*columns).where(among(kept.c.person, "people", embedded=dialect == "sqlite"))


@cache
def _changed(dialect: str) -> Select[Any]:
    """The records of some people to which something happened."""
    kept, changes = table_of(tables.Record), table_of(tables.Change)
    asked = select(changes.c.record).join(kept, kept.c.id == changes.c.record)
    return asked.where(among(kept.c.person, "people", embedded=dialect == "sqlite")).distinct()


@cache
def _switching(dialect: str) -> Select[Any]:
    """Who of some people ever switched a kind off."""
    kept = table_of(tables.Switch)
    return select(kept.c.person).where(among(kept.c.person, "people", embedded=dialect == "sqlite")).distinct()


async def _by(db: Transaction, noun: type[N], column: str, values: list[str], of: str = "") -> dict[str, list[N]]:
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
