"""A resident takes a consent back; it is over in the moment this is recorded, and no decision after it can still rest on it."""

import secrets

from creditplus import consents
from creditplus.consents import Consent, Withdrawal
from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.tools import clock, store


async def withdraw_consent(db: store.Transaction, by: Actor, consent: str) -> Withdrawal:
    """Withdraw one of one's own consents, with every other that allows the same; again, the same answer. Raises NotFound.

    Why the lock: decisions about the person hold it together until they are committed, so each is committed before or looks after.
    """
    await store.one_at_a_time(db, f"rights {by.id}")
    now = clock.now()
    own = await store.one(db, Consent, id=consent, person=by.id)
    if own is None:
        raise NotFound("unknown-consent")
    given = [
        one for one in await store.read(db, Consent, person=by.id, scenario=own.scenario) if consents.same(one, own)
    ]
    earlier = await store.read(db, Withdrawal, consent=[one.id for one in given])
    done = {one.consent: one for one in earlier}
    if consent in done:
        return done[consent]
    ending = {own.id: own} | {one.id: one for one in consents.unended(given, earlier, now)}
    ended = [Withdrawal(id=secrets.token_hex(16), consent=id, at=now) for id in ending]
    for withdrawal in ended:
        await store.append(db, withdrawal)
    await store.log(db, now, by, "withdraw_consent", "withdrawn", subject=by.id, detail={"consent": consent})
    return ended[0]
