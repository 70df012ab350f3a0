"""A resident reads who looked at them: every question, also refused ones and those by staff, the newest first."""

import msgspec

from creditplus.audit import Event
from creditplus.consents import Consent, Withdrawal
from creditplus.decisions import Decided
from creditplus.people import Actor, Client
from creditplus.rights import delays, looks
from creditplus.rights.delays import Delay
from creditplus.rights.looks import Look
from creditplus.tools import clock, store

PAGE = 50


class Access(msgspec.Struct, frozen=True):
    """So many looks, the newest first, and the cursor of the page after."""

    looks: tuple[Look, ...]
    next: str | None = None


async def read_access(db: store.Transaction, by: Actor, cursor: str | None = None, own: bool = False) -> Access:
    """The looks at oneself; with `own` also one's own acts. What an authority had kept back appears when its day has come.

    Raises Invalid (cursor). Reading this is itself an event.
    """
    kept_back = await store.read(db, Delay, person=by.id)
    hidden = delays.hidden(kept_back, clock.today())
    without = {"id": sorted(hidden)} | ({} if own else {"by": [by.id]})
    events, after = await store.page(db, Event, size=PAGE, cursor=cursor, without=without, subject=by.id)
    events = [event for event in events if delays.shown(event, hidden)]
    who = {one.id: one for one in await store.read(db, Client, id=sorted({event.by for event in events}))}
    asked = [event.detail["decision"] for event in events if "decision" in event.detail]
    rested = await _rested(db, by, asked)
    until = {delay.event: delay.until for delay in kept_back}
    told = [
        looks.look(event, who.get(event.by), rested.get(event.detail.get("decision")), until.get(event.id))
        for event in events
    ]
    await store.log(db, clock.now(), by, "read_access", "shown", subject=by.id)
    return Access(tuple(told), after)


async def _rested(db: store.Transaction, by: Actor, ids: list[str]) -> dict[str | None, str | None]:
    """The consent that each decision rested on."""
    given = await store.read(db, Consent, person=by.id)
    withdrawn = await store.read(db, Withdrawal, consent=[consent.id for consent in given])
    decided = await store.read(db, Decided, id=ids, person=by.id)
    return {told.id: looks.authorisation(told, given, withdrawn) for told in decided}
