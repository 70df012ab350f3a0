"""The tree over all events is grown by those since the last seal, ready to be sealed; nothing is written, and nobody waits."""

from creditplus.people import Actor
from creditplus.tools import store

EVENTS_MAX = 200_000
"""How many events one seal takes in at most; what is left comes with the next."""


async def grow_log(db: store.Transaction, by: Actor, events_max: int = EVENTS_MAX) -> store.Grown | None:
    """The tree that can be sealed now; None if nothing happened since the last seal. What is sealed is logged with the seal."""
    return await store.grown(db, events_max)
