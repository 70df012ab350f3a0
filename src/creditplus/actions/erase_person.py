"""A resident who has left is forgotten: who they are is erased, and what was kept about them leads to nobody.

Why an open payment comes first: whoever still has something to pay later is asked to pay it, or the operator who trusted them
could not be told apart from one who never did. Nothing else stands in the way, and nobody is asked why.
"""

from datetime import datetime

import msgspec

from creditplus.errors import Conflict, NotFound
from creditplus.offers.commitments import Commitment, Payment
from creditplus.people import Actor
from creditplus.tools import clock, store


class Erased(msgspec.Struct, frozen=True):
    """The code name that leads to nobody from now on, and since when."""

    person: str
    at: datetime


async def erase_person(db: store.Transaction, by: Actor) -> Erased:
    """Forget who the resident is, at once and for ever. Raises Conflict (still taking part, still to pay) or NotFound.

    The row with the keyed hash and the sealed identity is deleted (PIPL 47); `docs/privacy.md` says what stays nameless, and why.
    """
    await store.one_at_a_time(db, f"rights {by.id}")
    now = clock.now()
    if (await store.history(db, by.id)).joined_on(clock.today()) is not None:
        raise Conflict("leave-first")
    owed = await store.read(db, Commitment, person=by.id)
    paid = await store.read(db, Payment, commitment=[one.id for one in owed])
    if sum(one.amount_fen for one in owed) > sum(one.amount_fen for one in paid):
        raise Conflict("pay-first")
    if not await store.erase(db, by.id):
        raise NotFound("unknown-person")
    await store.log(db, now, by, "erase_person", "erased", subject=by.id)
    return Erased(by.id, now)
