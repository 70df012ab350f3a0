"""A resident takes a consent back; it is over in the moment this is recorded."""

import secrets

from creditplus.consents import Consent, Withdrawal
from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.tools import clock, store


async def withdraw_consent(db: store.Transaction, by: Actor, consent: str) -> Withdrawal:
    """Withdraw one of one's own consents; withdrawing it again answers the same. Raises NotFound."""
    if not await store.read(db, Consent, id=consent, person=by.id):
        raise NotFound("unknown-consent")
    earlier = await store.one(db, Withdrawal, consent=consent)
    if earlier is not None:
        return earlier
    withdrawal = Withdrawal(id=secrets.token_hex(16), consent=consent, at=clock.now())
    await store.append(db, withdrawal)
    await store.log(db, clock.now(), by, "withdraw_consent", "withdrawn", subject=by.id, detail={"consent": consent})
    return withdrawal
