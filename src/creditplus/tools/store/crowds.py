"""Everything that is kept about many people at once, in columns, so that a whole county leaves the database quickly.

Why the database writes the columns itself, as JSON lists: a record that is made a row, a noun and a row again costs ten times
what it costs to read it. Only records to which something happened, some two of a hundred, are read as nouns.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Date, Select, String, Text, and_, bindparam, cast, exists, func, literal, or_, select
from sqlalchemy.sql import ClauseElement

from creditplus.lives.histories import History, Lives, Plain
from creditplus.lives.optouts import Switch
from creditplus.people import Enrolment
from creditplus.records import Change, Record
from creditplus.tools.store import tables
from creditplus.tools.store.columns import Tree
from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.drivers import among, many, many_rows
from creditplus.tools.store.extracts import batches, by
from creditplus.tools.store.keeping import table_of

Told = Callable[[int, int], None]
"""Is told how many of how many people were looked at."""
AT_ONCE = 20_000
"""Of how many people the facts are held in memory at once."""
RECORDS, CHANGES = table_of(tables.Record), table_of(tables.Change)
STEPS, SWITCHES = table_of(tables.Enrolment), table_of(tables.Switch)
ASIDE = or_(
    exists().where(CHANGES.c.record == RECORDS.c.id).correlate(RECORDS),
    exists().where(SWITCHES.c.person == RECORDS.c.person).correlate(RECORDS),
)
"""Whether something happened to a record, or its person ever switched a kind off."""


async def many_lives(db: Transaction, county: str, people: list[str], told: Told | None = None) -> AsyncIterator[Lives]:
    """Everything that is kept about many people of a county, some of them at a time: what is usual as columns.

    Whoever is `told` hears of how many of how many people it has been read.
    """
    done = 0
    for some in batches(people, AT_ONCE):
        given = {"people": many(some, embedded=db.dialect.name == "sqlite")}
        joined: Any = await many_rows(db, _joined(db.dialect.name), {**given, "county": county})
        plain = [Plain(*row) for row in await many_rows(db, _plain(db.dialect.name), given)]
        usual = {person for person, _ in joined}
        others = await _others(
            db,
            [person for person in some if person not in usual],
            [id for (id,) in await many_rows(db, _aside(db.dialect.name), given)],
            [person for (person,) in await many_rows(db, _switching(db.dialect.name), given)],
        )
        yield Lives(some, joined, plain, others)
        done += len(some)
        if told is not None:
            told(done, len(people))


async def _others(db: Transaction, moved: list[str], ids: list[str], switching: Sequence[str]) -> list[History]:
    """The histories of who took more than one step, and of whoever has records that are not usual: of each only that."""
    records = await by(db, Record, "id", ids, of="person")
    changes = await by(db, Change, "record", ids)
    steps = await by(db, Enrolment, "person", moved)
    switches = await by(db, Switch, "person", list(switching))
    return [
        History(
            person,
            tuple(records.get(person, ())),
            tuple(change for record in records.get(person, ()) for change in changes.get(record.id, ())),
            tuple(steps.get(person, ())),
            tuple(switches.get(person, ())),
        )
        for person in sorted({*records, *steps})
    ]


@cache
def _plain(dialect: str) -> Select[Any]:
    """The usual records of some people, a row for each kind."""
    columns = [_list(RECORDS.c[name], dialect) for name in Plain._fields[1:]]
    usual = and_(_theirs(RECORDS.c.person, dialect), ~ASIDE)
    return select(RECORDS.c.kind, *columns).where(usual).group_by(RECORDS.c.kind)


@cache
def _aside(dialect: str) -> Select[Any]:
    """Those of their records that are not usual."""
    return select(RECORDS.c.id).where(_theirs(RECORDS.c.person, dialect), ASIDE)


@cache
def _switching(dialect: str) -> Select[Any]:
    """Who of them ever switched a kind off."""
    return select(SWITCHES.c.person).where(_theirs(SWITCHES.c.person, dialect)).distinct()


@cache
def _joined(dialect: str) -> Select[Any]:
    """Who of them took one single step, which was to join a county, with the day."""
    one = and_(func.count() == 1, func.min(STEPS.c.what) == "joined", func.min(STEPS.c.county) == bindparam("county"))
    day = func.min(cast(STEPS.c.on, Text), type_=String)
    return select(STEPS.c.person, day).where(_theirs(STEPS.c.person, dialect)).group_by(STEPS.c.person).having(one)


def _theirs(column: Column[Any], dialect: str) -> Any:
    return among(column, "people", embedded=dialect == "sqlite")


def _list(column: Column[Any], dialect: str) -> ClauseElement:
    """All values of a column as the text of one JSON list; where there is none, `null`."""
    if isinstance(column.type, Tree):
        joined = func.group_concat if dialect == "sqlite" else func.string_agg
        trees = joined(func.coalesce(cast(column, Text), "null"), ",", type_=String)
        return literal("[", String) + trees + literal("]", String)
    told = cast(column, Text) if isinstance(column.type, Date) else cast(column, column.type)
    if dialect == "sqlite":
        return func.json_group_array(told, type_=String)
    return cast(func.json_agg(told), Text)
