"""A resident reads what they agreed to, and what of it still holds."""

from datetime import datetime

import msgspec

from creditplus.consents import Consent, Withdrawal
from creditplus.people import Actor
from creditplus.rights import receipts
from creditplus.rights.receipts import State
from creditplus.tools import clock, store


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """One consent, where it stands now, and when it was taken back, if it was."""

    consent: Consent
    state: State
    withdrawn_at: datetime | None = None


async def read_consents(db: store.Transaction, by: Actor) -> list[Agreed]:
    """All consents of the resident, the newest last."""
    given = await store.read(db, Consent, person=by.id)
    withdrawals = await store.read(db, Withdrawal, consent=[one.id for one in given])
    ends = {one.consent: one.at for one in withdrawals}
    now = clock.now()
    await store.log(db, now, by, "read_consents", "shown", subject=by.id)
    return [
        Agreed(consent=one, state=receipts.state(one, withdrawals, now), withdrawn_at=ends.get(one.id)) for one in given
    ]
