"""A resident shares a household's account no longer, from this moment on; what is theirs leaves with them (R18)."""

import secrets

from creditplus.errors import NotFound
from creditplus.lives import households
from creditplus.lives.households import HouseholdStep
from creditplus.people import Actor
from creditplus.tools import clock, store


async def leave_household(db: store.Transaction, by: Actor) -> HouseholdStep:
    """Leave at once; leaving again gives the same step. Raises NotFound (never in one)."""
    await store.one_at_a_time(db, f"rights {by.id}")
    now = clock.now()
    own = await store.read(db, HouseholdStep, person=by.id)
    if not own:
        raise NotFound("unknown-household")
    account = households.shared_by(own)
    if account is None:
        return own[-1]
    step = households.left(own, secrets.token_hex(16), now)
    await store.append(db, step)
    await store.log(db, now, by, "leave_household", "left", subject=by.id, detail={"household": account})
    return step
