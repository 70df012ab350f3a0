"""A resident sees what they handed over, to how many it came, and what others handed over to them."""

from datetime import datetime

import msgspec

from creditplus.people import Actor
from creditplus.rights import delegations
from creditplus.rights.delegations import Acceptance, Delegation, DelegationEnd, Power
from creditplus.tools import clock, store


class Delegated(msgspec.Struct, frozen=True, kw_only=True):
    """One delegation: whether it is one's own (or one helps), whether somebody accepted it, and whether it holds."""

    delegation: str
    own: bool
    may: tuple[Power, ...]
    given_at: datetime
    until: datetime
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    holds: bool


async def read_delegations(db: store.Transaction, by: Actor) -> list[Delegated]:
    """What the resident handed over, then what was handed over to them."""
    now = clock.now()
    taken = await store.read(db, Acceptance, delegate=by.id)
    found = await store.read(db, Delegation, person=by.id)
    found += await store.read(db, Delegation, id=[one.delegation for one in taken])
    ids = [one.id for one in found]
    accepted = {one.delegation: one.at for one in await store.read(db, Acceptance, delegation=ids)}
    ends = await store.read(db, DelegationEnd, delegation=ids)
    ended = {one.delegation: one.at for one in ends}
    await store.log(db, now, by, "read_delegations", "shown", subject=by.id)
    return [
        Delegated(
            delegation=one.id,
            own=one.person == by.id,
            may=one.may,
            given_at=one.given_at,
            until=one.until,
            accepted_at=accepted.get(one.id),
            ended_at=ended.get(one.id),
            holds=one.id in accepted and delegations.holds(one, ends, now),
        )
        for one in found
    ]
