"""A resident who has left is forgotten: who they are is erased, and what was kept about them leads to nobody.

Why an open payment comes first: whoever still has something to pay later is asked to pay it, or the operator who trusted them
could not be told apart from one who never did. Nothing else stands in the way, and nobody is asked why.
"""

import secrets
from datetime import datetime

import msgspec

from creditplus.errors import Conflict, NotFound
from creditplus.offers.commitments import Commitment, Payment
from creditplus.people import Actor
from creditplus.rights import delegations
from creditplus.rights.delegations import Acceptance, Delegation, DelegationEnd
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
    for _ in range(2):  # somebody may just have written the row anew, with a newer key
        if await store.erase(db, by.id):
            break
    else:
        raise NotFound("unknown-person")
    await _undelegated(db, by.id, now)
    await store.log(db, now, by, "erase_person", "erased", subject=by.id)
    return Erased(by.id, now)


async def _undelegated(db: store.Transaction, person: str, at: datetime) -> None:
    """End what the person handed over, also after leaving, and what was handed over to them: nobody helps, or is, nobody."""
    given = await store.read(db, Delegation, person=person)
    taken = await store.read(db, Acceptance, delegate=person)
    given += await store.read(db, Delegation, id=[one.delegation for one in taken])
    ends = await store.read(db, DelegationEnd, delegation=[one.id for one in given])
    for one in given:
        if delegations.holds(one, ends, at):
            await store.append(db, DelegationEnd(id=secrets.token_hex(16), delegation=one.id, at=at))
