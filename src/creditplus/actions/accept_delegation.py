"""Somebody who was given a word takes over what it is for."""

from datetime import datetime

import msgspec

from creditplus import consents
from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.rights import delegations
from creditplus.rights.delegations import Acceptance, Delegation, DelegationEnd, Power
from creditplus.tools import clock, store


class Helping(msgspec.Struct, frozen=True):
    """A delegation as the one who helps sees it: no identity of the person, who is known to them anyway."""

    delegation: str
    may: tuple[Power, ...]
    until: datetime


async def accept_delegation(db: store.Transaction, by: Actor, word: str) -> Helping:
    """Accept once, within a week. Raises NotFound: a wrong, old, ended or used word, and one's own, are all the same."""
    now, digest = clock.now(), consents.digest(consents.tidy(word))
    await store.one_at_a_time(db, f"rights {by.id}")  # else one could be helped by nobody
    await store.sealed_identity(db, by.id)
    await store.one_at_a_time(db, f"word {digest}")
    found = await store.one(db, Delegation, digest=digest)
    if found is None or found.person == by.id or not delegations.waits(found, now):
        raise NotFound("unknown-word")
    earlier = await store.one(db, Acceptance, delegation=found.id)
    ends = await store.read(db, DelegationEnd, delegation=found.id)
    if not delegations.holds(found, ends, now) or (earlier is not None and earlier.delegate != by.id):
        raise NotFound("unknown-word")
    if earlier is None:
        await store.append(db, Acceptance(delegation=found.id, delegate=by.id, at=now))
        detail = {"delegation": found.id}
        await store.log(db, now, by, "accept_delegation", "accepted", subject=found.person, detail=detail)
    return Helping(found.id, found.may, found.until)
