"""A resident leaves: from this moment nothing about them is used, and whoever asks is answered as if they had never come."""

import secrets

import msgspec

from creditplus import consents
from creditplus.consents import Consent, Withdrawal
from creditplus.errors import NotFound
from creditplus.lives import households
from creditplus.lives.households import HouseholdStep
from creditplus.offers.commitments import Commitment, Payment
from creditplus.people import Actor, Enrolment
from creditplus.rights import delegations
from creditplus.rights.delegations import Delegation, DelegationEnd
from creditplus.rights.links import Link, Unlink
from creditplus.tools import clock, store
from creditplus.workdays import day_of


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """The step of leaving, what ended with it (how many of each), and whether who it was can be erased now."""

    step: Enrolment
    consents: int = 0
    links: int = 0
    delegations: int = 0
    household: bool = False
    can_erase: bool


async def leave_county(db: store.Transaction, by: Actor) -> Left:
    """Leave at once; leaving again gives the same step. Raises NotFound (never joined).

    Consents, links, delegations and sharing an account end here. A code ends with them: without consent it can only bring the
    standard service.
    """
    await store.one_at_a_time(db, f"rights {by.id}")
    now = clock.now()
    history = await store.history(db, by.id)
    last = history.last_step(day_of(now))
    if last is None:
        raise NotFound("not-joined")
    owes = await _owes(db, by.id)
    if last.what == "left":
        return Left(step=last, can_erase=not owes)
    at = history.next_at(now)
    step = Enrolment(id=secrets.token_hex(16), person=by.id, county=last.county, what="left", on=day_of(now), at=at)
    await store.append(db, step)
    ended = Left(
        step=step,
        consents=await _withdrawn(db, by.id),
        links=await _unlinked(db, by.id),
        delegations=await _undelegated(db, by.id),
        household=await _unshared(db, by.id),
        can_erase=not owes,
    )
    detail = {"consents": ended.consents, "links": ended.links, "delegations": ended.delegations}
    await store.log(db, now, by, "leave_county", "left", subject=by.id, county=last.county, detail=detail)
    return ended


async def _withdrawn(db: store.Transaction, person: str) -> int:
    """Take back every consent that still holds; how many."""
    given = await store.read(db, Consent, person=person)
    earlier = await store.read(db, Withdrawal, consent=[one.id for one in given])
    live = consents.unended(given, earlier, clock.now())
    for one in live:
        await store.append(db, Withdrawal(id=secrets.token_hex(16), consent=one.id, at=clock.now()))
    return len(live)


async def _unlinked(db: store.Transaction, person: str) -> int:
    """End every link that still holds; how many."""
    links = await store.read(db, Link, person=person)
    ended = {one.link for one in await store.read(db, Unlink, link=[link.id for link in links])}
    live = [link for link in links if link.id not in ended]
    for link in live:
        await store.append(db, Unlink(id=secrets.token_hex(16), link=link.id, at=clock.now()))
    return len(live)


async def _undelegated(db: store.Transaction, person: str) -> int:
    """End every delegation that still holds; how many."""
    given = await store.read(db, Delegation, person=person)
    ends = await store.read(db, DelegationEnd, delegation=[one.id for one in given])
    live = [one for one in given if delegations.holds(one, ends, clock.now())]
    for one in live:
        await store.append(db, DelegationEnd(id=secrets.token_hex(16), delegation=one.id, at=clock.now()))
    return len(live)


async def _unshared(db: store.Transaction, person: str) -> bool:
    """Share no household's account any longer; whether one was shared."""
    own = await store.read(db, HouseholdStep, person=person)
    shared = households.shared_by(own) is not None
    if shared:
        await store.append(db, households.left(own, secrets.token_hex(16), clock.now()))
    return shared


async def _owes(db: store.Transaction, person: str) -> bool:
    """Whether something that may be paid later is still to be paid."""
    owed = await store.read(db, Commitment, person=person)
    paid = await store.read(db, Payment, commitment=[one.id for one in owed])
    return sum(one.amount_fen for one in owed) > sum(one.amount_fen for one in paid)
