"""One event is read: by the person it is about, by whoever did it, or by an auditor, who sees about whom only with a case number."""

from creditplus.audit import Logged, Numbered, entry
from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.rights import delays
from creditplus.rights.delays import Delay
from creditplus.tools import clock, store


async def read_event(db: store.Transaction, by: Actor, event: str, case: str | None = None) -> Logged:
    """One entry of the log. Raises NotFound: there is none, it is not this asker's, or it is not shown yet."""
    found = await store.one(db, Numbered, store.tables.Event, id=event)
    audits = by.role == "auditor"
    if found is None or not (audits or by.id in (found.by, found.subject)):
        raise NotFound("unknown-event")
    if by.role == "resident" and found.subject is not None:
        hidden = delays.hidden(await store.read(db, Delay, person=by.id), clock.today())
        if not delays.shown(found, hidden):
            raise NotFound("unknown-event")
    opened = by.role == "resident" or (audits and case is not None)
    detail = {"event": event} | ({"case": case} if case else {})
    subject = found.subject if opened else None
    await store.log(db, clock.now(), by, "read_event", "shown", subject=subject, county=found.county, detail=detail)
    return entry(found, opened=opened, details=opened or audits)
