"""A place reads what it was told: a provider and an operator what is addressed to them, an administrator what is for the division."""

from creditplus.people import Actor
from creditplus.rights import objections
from creditplus.rights.notices import PlaceNotice
from creditplus.tools import clock, store

SHOWN_MOST = 200


async def read_notices(db: store.Transaction, by: Actor) -> list[PlaceNotice]:
    """The latest notices of one's own place, the newest first."""
    own = by.id if by.role in ("provider", "operator") else objections.place_of(by)
    told = await store.read(db, PlaceNotice, place=own, last=SHOWN_MOST)
    await store.log(db, clock.now(), by, "read_notices", "shown", county=by.county)
    return told
