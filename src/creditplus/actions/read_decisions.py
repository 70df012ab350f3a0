"""A resident reads what was decided about them, by whom, why, and on which consent it rested."""

import msgspec

from creditplus.consents import Consent, Withdrawal
from creditplus.decisions import Decided
from creditplus.people import Actor, Client
from creditplus.rights import looks
from creditplus.rights.looks import OwnDecision
from creditplus.tools import clock, store

PAGE = 50


class OwnDecisions(msgspec.Struct, frozen=True):
    """So many decisions, the newest first, and the cursor of the page after."""

    decisions: tuple[OwnDecision, ...]
    next: str | None = None


async def read_decisions(db: store.Transaction, by: Actor, cursor: str | None = None) -> OwnDecisions:
    """One's own decisions. Raises Invalid (cursor)."""
    decided, after = await store.page(db, Decided, size=PAGE, cursor=cursor, person=by.id)
    who = {one.id: one for one in await store.read(db, Client, id=sorted({told.operator for told in decided}))}
    given = await store.read(db, Consent, person=by.id)
    withdrawn = await store.read(db, Withdrawal, consent=[consent.id for consent in given])
    told = [looks.decision(one, who.get(one.operator), looks.authorisation(one, given, withdrawn)) for one in decided]
    await store.log(db, clock.now(), by, "read_decisions", "shown", subject=by.id)
    return OwnDecisions(tuple(told), after)
