"""The province has one look shown to its person only later, because an authority that investigates asked for it in writing."""

import secrets
from datetime import date

from creditplus.audit import Event
from creditplus.errors import GuardrailBroken, Invalid, NotFound
from creditplus.people import Actor
from creditplus.rights import delays
from creditplus.rights.delays import Delay
from creditplus.tools import clock, store


async def delay_event(
    db: store.Transaction, by: Actor, event: str, until: date, authority: str, document: str
) -> Delay:
    """Keep one look back until a day. Raises NotFound, Invalid (a day that is past), GuardrailBroken (too long, or not a look by staff)."""
    found = await store.one(db, Event, id=event)
    if found is None:
        raise NotFound("unknown-event")
    if until <= clock.today():
        raise Invalid("past-day")
    if not delays.allowed(found, until) or found.subject is None:
        raise GuardrailBroken("delay-not-allowed")
    now = clock.now()
    delay = Delay(
        id=secrets.token_hex(16),
        event=event,
        person=found.subject,
        authority=authority,
        document=document,
        until=until,
        by=by.id,
        at=now,
    )
    await store.append(db, delay)
    detail = {"event": event, "until": str(until)}
    await store.log(db, now, by, "delay_event", "delayed", subject=found.subject, county=found.county, detail=detail)
    return delay
