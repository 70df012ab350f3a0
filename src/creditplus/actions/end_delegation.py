"""A delegation is ended, by the person or by whoever helps; from this moment nothing is done by it."""

import secrets

from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.rights.delegations import Acceptance, Delegation, DelegationEnd
from creditplus.tools import clock, store


async def end_delegation(db: store.Transaction, by: Actor, delegation: str) -> DelegationEnd:
    """End it at once; again, the same answer. Raises NotFound (none, or somebody else's)."""
    found = await store.one(db, Delegation, id=delegation)
    accepted = await store.one(db, Acceptance, delegation=delegation)
    if found is None or by.id not in (found.person, accepted.delegate if accepted else None):
        raise NotFound("unknown-delegation")
    await store.one_at_a_time(db, f"rights {found.person}")
    ended = await store.read(db, DelegationEnd, delegation=delegation)
    if ended:
        return ended[0]
    end = DelegationEnd(id=secrets.token_hex(16), delegation=delegation, at=clock.now())
    await store.append(db, end)
    detail = {"delegation": delegation}
    await store.log(db, end.at, by, "end_delegation", "ended", subject=found.person, detail=detail)
    return end
