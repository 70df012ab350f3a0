"""A resident leaves a household's account, and takes their own records along."""

import secrets

from creditplus.errors import NotFound
from creditplus.lives import households
from creditplus.lives.households import Membership
from creditplus.people import Actor
from creditplus.tools import clock, store


async def leave_household(db: store.Transaction, by: Actor) -> Membership:
    """Leave; effective at once. Raises NotFound for who is in none."""
    now = clock.now()
    await store.one_at_a_time(db, f"rights {by.id}")
    steps = await store.memberships(db, by.id)
    household = households.household_of(steps, by.id)
    if household is None:
        raise NotFound("not-in-a-household")
    step = Membership(id=secrets.token_hex(16), household=household, person=by.id, what="left", at=now)
    await store.append(db, step)
    await store.log(db, now, by, "leave_household", "left", subject=by.id, detail={"household": household})
    return step
