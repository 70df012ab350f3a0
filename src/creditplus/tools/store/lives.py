"""What is kept about people: who a code name is, everything that happened to one, and the log of who did what."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from creditplus.audit import Event
from creditplus.errors import NotFound
from creditplus.histories import History
from creditplus.people import Actor, Enrolment
from creditplus.records import Change, Record
from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.keeping import append, append_once, find
from creditplus.tools.store.tables import Person


class _Name(msgspec.Struct, frozen=True):
    id: str


class _Sealed(msgspec.Struct, frozen=True):
    identity: bytes


async def person(db: Transaction, lookup: str, seal: Callable[[str], bytes]) -> str:
    """The code name for a keyed hash; a new one, with the identity as `seal` encrypts it for that name, if nobody has it yet."""
    name = secrets.token_hex(16)
    known = await find(db, _Name, Person, lookup=lookup)
    if not known:
        row = {"id": name, "lookup": lookup, "identity": seal(name), "created_at": datetime.now(UTC)}
        if await append_once(db, Person, **row):
            return name
        known = await find(db, _Name, Person, lookup=lookup)  # somebody else was faster
    return known[0].id


async def sealed_identity(db: Transaction, person: str) -> bytes:
    """The encrypted identity behind a code name. Raises NotFound if it was erased."""
    found = await find(db, _Sealed, Person, id=person)
    if not found:
        raise NotFound("unknown-person")
    return found[0].identity


async def history(db: Transaction, person: str) -> History:
    """Everything that is kept about a person, in the order in which it was learned."""
    records = await find(db, Record, person=person)
    changes = await find(db, Change, record=[record.id for record in records])
    enrolments = await find(db, Enrolment, person=person)
    return History(person, tuple(records), tuple(changes), tuple(enrolments))


async def log(
    db: Transaction,
    by: Actor,
    verb: str,
    outcome: str,
    *,
    subject: str | None = None,
    county: str | None = None,
    problem: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append the one event of an act or a refusal, at the present instant."""
    event = Event(
        id=secrets.token_hex(16),
        at=datetime.now(UTC),
        by=by.id,
        role=by.role,
        verb=verb,
        outcome=outcome,
        subject=subject,
        county=county,
        problem=problem,
        detail=detail or {},
    )
    await append(db, event)
