"""An operator reports that somebody paid what was deferred; once all is paid, whatever rested is restored at once."""

import secrets

import msgspec

from creditplus.errors import Conflict, NotFound
from creditplus.offers import commitments
from creditplus.offers.commitments import Commitment, Payment
from creditplus.people import Actor
from creditplus.tools import clock, store


class Settlement(msgspec.Struct, frozen=True):
    """What the operator learns: the payment's id, and what is still to pay for this one commitment."""

    payment: str
    commitment: str
    left_fen: int


async def settle_commitment(db: store.Transaction, by: Actor, commitment: str, amount_fen: int) -> Settlement:
    """Record a payment. Raises NotFound (not this operator's), Conflict (more than is left)."""
    now = clock.now()
    await store.one_at_a_time(db, f"commitment {commitment}")
    found = await store.one(db, Commitment, id=commitment)
    if found is None or found.operator != by.id:
        raise NotFound("unknown-commitment")
    paid = await store.read(db, Payment, commitment=commitment)
    left = commitments.left_fen(found, paid, now)
    if amount_fen > left:
        raise Conflict("paid-too-much")
    payment = Payment(id=secrets.token_hex(16), commitment=commitment, amount_fen=amount_fen, at=now)
    await store.append(db, payment)
    outcome = commitments.state(found, [*paid, payment], now)
    detail = {"commitment": commitment, "payment": payment.id, "scenario": found.scenario}
    await store.log(db, now, by, "settle_commitment", outcome, subject=found.person, county=found.county, detail=detail)
    return Settlement(payment.id, commitment, left - amount_fen)
