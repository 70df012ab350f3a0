"""How many rows are kept about somebody: rows are only ever added, so while the number is the same, the rows are the same.

Why counting and not a version that every writer has to raise: whoever writes (another process, a bulk load, a later release)
could forget to raise it. A row that is there cannot forget to be counted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Literal, TypeAlias

import msgspec
from sqlalchemy import Column, FromClause, Select, Table, func, literal, select, union_all

from creditplus.tools.store import tables
from creditplus.tools.store.drivers import Driver, Rows, among, many

Kind: TypeAlias = Literal["person", "household", "had", "link", "texts", "use", "key", "asked"]
About: TypeAlias = tuple[Kind, str]
"""What rows are about: a person; who shares a household's account; the benefits that a person had; a link's digest; the approvals
of all texts; the use of a code; the answer that is kept for a client and its key (`client key`); the answer to a city's question
(`city question`)."""
TEXTS: About = ("texts", "")
PAIRS: dict[Kind, str] = {"key": "client", "asked": "city"}
"""What is named by two things, and what the first of them is."""


class Sharing(msgspec.Struct, frozen=True):
    """Which household's account a person shares, if one, and everybody who does, in order, the person among them."""

    household: str | None = None
    members: tuple[str, ...] = ()


NOBODY = Sharing()
BESIDE = frozenset(
    {
        "attestations",
        "codes",
        "decisions",
        "delays",
        "delegations",
        "household_words",
        "objections",
        "people",
        "published_scores",
        "redemptions",
        "repairs",
        "statements",
    }
)
"""Tables that name a person and hold nothing that a decision rests on: what was asked, who the person is, and what was said."""


def about(person: str, *, had: bool = False, sharing: Sharing = NOBODY) -> tuple[About, ...]:
    """Everything that bears on a decision about a person: what is kept of them and of those with whom they share an account, who
    these are, the ruling texts, perhaps the benefits they had."""
    people: list[About] = [("person", one) for one in sharing.members or (person,)]
    those: list[About] = [("household", sharing.household)] if sharing.household is not None else []
    return (*people, *those, TEXTS, *((("had", person),) if had else ()))


async def count(driver: Driver, wanted: Iterable[About]) -> dict[About, int]:
    """How many rows are kept now about each of these: one question, however many are wanted."""
    asked = list(wanted)
    if not asked:
        return {}
    words, given = _asked(asked, embedded=driver.embedded)
    return _numbers(asked, await driver.rows(words, given))


async def append_if(driver: Driver, wanted: set[tuple[About, int]], rows: Rows) -> tuple[bool, dict[About, int]]:
    """How many rows are kept now about some things; if just as many as wanted of each, some rows are appended. PostgreSQL only.

    First, whether they were: the database's own word, on which everybody's answer waits.
    """
    asked = {about for about, _ in wanted} or {TEXTS}
    words, given = _asked(asked, embedded=False)
    same = [{"kind": kind, "name": name, "number": number} for (kind, name), number in wanted]
    found = await driver.insert_if(words, given, same, rows)
    return found[0][3], _numbers(asked, (row[:3] for row in found))


def _asked(wanted: Iterable[About], *, embedded: bool) -> tuple[Any, dict[str, Any]]:
    """The question that counts these, and what it is given."""
    asked: dict[Kind, list[str]] = {}
    for kind, name in wanted:
        asked.setdefault(kind, []).append(name)
    given: dict[str, list[str]] = {**asked}  # type: ignore[dict-item]  # a kind is a text
    for kind, first in PAIRS.items():
        if kind in asked:
            firsts, seconds = zip(*(name.split(" ", 1) for name in asked[kind]), strict=True)
            given |= {kind: list(seconds), first: list(set(firsts))}
    told = {name: many(names, embedded=embedded) for name, names in given.items() if name != "texts"}
    return question(tuple(sorted(asked)), embedded), told


def _numbers(wanted: Iterable[About], found: Iterable[Sequence[Any]]) -> dict[About, int]:
    """What was found, by what was wanted: of what was not found there is nothing."""
    numbers: Counter[About] = Counter()
    for kind, name, rows in found:
        numbers[kind, name] += rows
    return {about: numbers[about] for about in wanted}


@cache
def question(kinds: tuple[Kind, ...], embedded: bool) -> Any:
    """The one statement that counts for some kinds, however many names it is given."""
    return union_all(*(one for kind in kinds for one in _questions(kind, embedded)))


def _questions(kind: Kind, embedded: bool) -> Iterator[Any]:
    def counted(name: Column[Any], whence: FromClause | None = None) -> Select[Any]:
        asked = select(literal(kind), name, func.count()).where(among(name, kind, embedded=embedded)).group_by(name)
        return asked if whence is None else asked.select_from(whence)

    match kind:
        case "person":
            yield from (counted(name, whence) for name, whence in about_people())
        case "had":
            had = _table(tables.Decision).c
            yield counted(had.person).where(had.outcome == "benefit")
        case "household":
            yield counted(_table(tables.HouseholdStep).c.household)
        case "link":
            bound, ended = _table(tables.Link), _table(tables.Unlink)
            yield from (counted(bound.c.digest), counted(bound.c.digest, ended.join(bound)))
        case "use":
            yield counted(_table(tables.CodeUse).c.digest)
        case "key":
            kept = _table(tables.Idempotency).c
            yield _pair(kind, kept.client, kept.key, embedded=embedded)
        case "asked":
            given = _table(tables.Attestation).c
            yield _pair(kind, given.city, given.question, embedded=embedded)
        case "texts":
            yield select(literal(kind), literal(""), func.count()).select_from(_table(tables.Approval))


def _pair(kind: Kind, first: Column[Any], second: Column[Any], *, embedded: bool) -> Select[Any]:
    """Rows that are found by two columns together, each of which has one of many values."""
    both = among(second, kind, embedded=embedded) & among(first, PAIRS[kind], embedded=embedded)
    return select(literal(kind), first + " " + second, literal(1)).where(both)


def about_people() -> Iterator[tuple[Column[Any], FromClause | None]]:
    """Every table whose rows are about a person: the column that names the person, and the tables that lead to it.

    Found by itself, so that a table that is added later counts too.
    """
    owners = [table for table in tables.Row.metadata.sorted_tables if "person" in table.c and table.name not in BESIDE]
    for owner in owners:
        yield owner.c.person, None
        yield from _below(owner.c.person, owner, owner)


def _below(person: Column[Any], table: Table, path: FromClause) -> Iterator[tuple[Column[Any], FromClause]]:
    """The tables that do not name the person themselves and point to one that does, directly or by others."""
    for other in tables.Row.metadata.sorted_tables:
        points = any(key.column.table is table for key in other.foreign_keys)
        if points and "person" not in other.c and other.name not in BESIDE:
            longer = path.join(other)
            yield person, longer
            yield from _below(person, other, longer)


def _table(model: type[tables.Row]) -> Table:
    return model.__table__  # type: ignore[attr-defined,no-any-return]  # SQLModel makes it when the class is made
