"""Whoever helps a resident gets a token that opens only what was handed over, and says in every event who acted for whom."""

from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.rights import delegations
from creditplus.rights.delegations import Acceptance, Delegation, DelegationEnd
from creditplus.tools import clock, store, tokens
from creditplus.tools.tokens import Granted


async def use_delegation(db: store.Transaction, by: Actor, delegation: str) -> Granted:
    """A token for ten minutes, in the shape of RFC 8693 §4.1. Raises NotFound (none that was accepted and holds)."""
    now = clock.now()
    found = await store.one(db, Delegation, id=delegation)
    accepted = await store.one(db, Acceptance, delegation=delegation, delegate=by.id)
    ends = await store.read(db, DelegationEnd, delegation=delegation)
    if found is None or accepted is None or not delegations.holds(found, ends, now):
        raise NotFound("unknown-delegation")
    detail = {"delegation": delegation}
    await store.log(db, now, by, "use_delegation", "granted", subject=found.person, detail=detail)
    acting = Actor(found.person, "resident", scopes=frozenset(found.may), delegate=by.id, delegation=found.id)
    return tokens.grant(acting)
