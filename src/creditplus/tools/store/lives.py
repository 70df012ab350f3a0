"""What is kept about people: who a code name is, everything that happened to one, and the log of who did what."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select

from creditplus.audit import Event
from creditplus.consents import Consent, Withdrawal
from creditplus.decisions import Decided
from creditplus.errors import NotFound
from creditplus.grounds import Kept
from creditplus.lives.histories import History
from creditplus.lives.households import HouseholdStep
from creditplus.lives.optouts import Switch
from creditplus.offers.commitments import Commitment, Payment
from creditplus.people import Actor, Client, Enrolment
from creditplus.records import Change, Record
from creditplus.rights import delegations
from creditplus.rights.delegations import Acceptance, Delegation, DelegationEnd
from creditplus.rights.links import Link, Unlink
from creditplus.tools.store.connections import Transaction, note
from creditplus.tools.store.keeping import AT_ONCE, append, append_once, erase, read, together
from creditplus.tools.store.tables import Person

Reseal = Callable[[bytes, str], bytes]
"""How a row is sealed anew with the key that is used now: from the sealed identity and the code name."""


class _Name(msgspec.Struct, frozen=True):
    id: str


class _Row(msgspec.Struct, frozen=True):
    id: str
    lookup: str
    identity: bytes
    created_at: datetime


class _Sealed(msgspec.Struct, frozen=True):
    identity: bytes


async def person(
    db: Transaction, lookups: str | list[str], seal: Callable[[str], bytes], at: datetime, reseal: Reseal | None = None
) -> str:
    """The code name for one of some keyed hashes; if nobody has it, a new one, with the identity as `seal` encrypts it for that name.

    A new person is found by the first hash from then on; with `reseal` also a person who was known by an older one.
    """
    hashes = [lookups] if isinstance(lookups, str) else lookups
    found = await read(db, _Row, Person, lookup=hashes)
    if found:
        if reseal is not None and found[0].lookup != hashes[0]:
            await _rekey(db, found[0], hashes[0], reseal)
        return found[0].id
    name = secrets.token_hex(16)
    if await append_once(db, Person, id=name, lookup=hashes[0], identity=seal(name), created_at=at):
        return name
    return str(await known(db, hashes))  # somebody else was faster


async def rekey(db: Transaction, newest: str, lookup: Callable[[bytes, str], str], reseal: Reseal, most: int) -> int:
    """Give so many people at most, who are known by an older key, a hash and a seal by the newest; how many it were.

    `newest` is what every hash by the newest key begins with; `lookup` makes it from a sealed identity and its code name.
    """
    people = Person.__table__  # type: ignore[attr-defined]  # SQLModel makes it when the class is made
    older = select(people).where(~people.c.lookup.startswith(newest)).order_by(people.c.id).limit(most)
    found = [msgspec.convert(dict(row), _Row) for row in (await db.execute(older)).mappings()]
    for row in found:
        await _rekey(db, row, lookup(row.identity, row.id), reseal)
    return len(found)


async def _rekey(db: Transaction, row: _Row, lookup: str, reseal: Reseal) -> None:
    """Write a person's row anew. A row is never changed, so the old one goes; of two at the same time one finds it gone."""
    if await erase(db, row.id):
        sealed = reseal(row.identity, row.id)
        await append(db, Person, id=row.id, lookup=lookup, identity=sealed, created_at=row.created_at)


async def known(db: Transaction, lookups: list[str]) -> str | None:
    """The code name for one of some keyed hashes, if anybody has it."""
    found = await read(db, _Name, Person, lookup=lookups)
    return found[0].id if found else None


async def identified(db: Transaction, people: list[str]) -> set[str]:
    """Of which code names it is still known who they are."""
    found: set[str] = set()
    for start in range(0, len(people), AT_ONCE):
        found |= {one.id for one in await read(db, _Name, Person, id=people[start : start + AT_ONCE])}
    return found


async def sealed_identity(db: Transaction, person: str) -> bytes:
    """The encrypted identity behind a code name. Raises NotFound if it was erased."""
    found = await read(db, _Sealed, Person, id=person)
    if not found:
        raise NotFound("unknown-person")
    return found[0].identity


async def holder_and(db: Transaction, client: str, person: str) -> tuple[str, bytes] | None:
    """The name of whoever holds a client's role, and a person's sealed identity; None if one of them is not known."""
    named = await read(db, Client, id=client)
    sealed = await read(db, _Sealed, Person, id=person)
    holder = named[0].holder if named else None
    return (holder, sealed[0].identity) if holder is not None and sealed else None


async def same_holder(db: Transaction, one: str, other: str) -> bool:
    """Whether two clients are one, or one person holds the role of both, as far as it is known who does."""
    holders = [client.holder for client in await read(db, Client, id=[one, other])]
    return one == other or (len(holders) == 2 and holders[0] is not None and holders[0] == holders[1])


async def history(db: Transaction, person: str) -> History:
    """Everything that is kept about a person, in the order in which it was learned."""
    records = await read(db, Record, person=person)
    changes = await read(db, Change, record=[record.id for record in records])
    enrolments = await read(db, Enrolment, person=person)
    switches = await read(db, Switch, person=person)
    return History(person, tuple(records), tuple(changes), tuple(enrolments), tuple(switches))


async def delegated(db: Transaction, by: Actor, at: datetime) -> bool:
    """Whether what a delegate may do still holds at an instant; nobody can end it between this and the end of the transaction."""
    await together(db, f"rights {by.id}")
    found = await read(db, Delegation, id=by.delegation, person=by.id)
    accepted = await read(db, Acceptance, delegation=by.delegation, delegate=by.delegate)
    ends = await read(db, DelegationEnd, delegation=by.delegation)
    return bool(found and accepted) and delegations.holds(found[0], ends, at)


async def bound(db: Transaction, digest: str) -> tuple[list[Link], list[Unlink]]:
    """Every link whose token has a digest, and the ends of those that ended."""
    found = await read(db, Link, digest=digest)
    return found, await read(db, Unlink, link=[one.id for one in found])


async def steps_around(db: Transaction, person: str) -> tuple[HouseholdStep, ...]:
    """Every step of every household that a person was ever in."""
    own = await read(db, HouseholdStep, person=person)
    return tuple(await read(db, HouseholdStep, household=sorted({step.household for step in own})))


async def kept(
    db: Transaction, person: str, scenario: str, county: str, had_since: datetime | None, *, shares: bool = False
) -> Kept:
    """Everything that is kept about a person and bears on a scenario: the same reads for everybody.

    `had_since`: the instant since when benefits count against a quota, which no standard answer does; None without a quota.
    `shares`: also everything of those with whom the person ever shared an account.
    """
    given = await read(db, Consent, person=person, scenario=scenario)
    owed = await read(db, Commitment, person=person, county=county)
    had: dict[str, Any] = {"person": person, "scenario": scenario, "outcome": "benefit"}
    steps = await steps_around(db, person) if shares else ()
    return Kept(
        history=await history(db, person),
        consents=tuple(given),
        withdrawals=tuple(await read(db, Withdrawal, consent=[consent.id for consent in given])),
        decided=tuple(await read(db, Decided, since=had_since, **had)) if had_since is not None else (),
        commitments=tuple(owed),
        payments=tuple(await read(db, Payment, commitment=[one.id for one in owed])),
        steps=steps,
        others=tuple([await history(db, one) for one in sorted({step.person for step in steps} - {person})]),
    )


async def log(
    db: Transaction,
    at: datetime,
    by: Actor,
    verb: str,
    outcome: str,
    *,
    subject: str | None = None,
    county: str | None = None,
    problem: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append the one event of an act or a refusal."""
    event = Event(
        id=secrets.token_hex(16),
        at=at,
        by=by.hand,
        role=by.role,
        verb=verb,
        outcome=outcome,
        subject=subject,
        county=county,
        problem=problem,
        detail=(detail or {}) | ({"delegation": by.delegation} if by.delegation else {}),
    )
    note(db, "person" if subject else "texts", subject or "")
    await append(db, event)
