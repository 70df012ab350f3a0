"""The legal document of a record was revoked: the record goes, and with it everything that it caused (G19)."""

from datetime import date

import msgspec

from creditplus import deadlines, people
from creditplus.errors import Conflict, Flaw, Forbidden, Invalid, NotFound, Words
from creditplus.people import Actor
from creditplus.tools import clock, holidays, identity, store


class Revoked(msgspec.Struct, frozen=True):
    """A record that went, effective `on`; by when the county's text wanted it gone, and whether this was too late."""

    record: str
    on: date
    due_on: date
    late: bool


async def revoke_record(db: store.Transaction, by: Actor, record: str, revoked_on: date, because: str) -> Revoked:
    """Follow the revocation of a document on a day. Raises NotFound (not one's own), Invalid (a future day), Conflict (gone)."""
    people.must_name_nobody(because)
    now, today = clock.now(), clock.today()
    found, changes = await store.record_held(db, record)
    if by.role == "provider" and by.id != found.provider:
        raise NotFound("unknown-record")
    if not people.acts_in(by, found.county):
        raise Forbidden("other-county")
    known = await store.holder_and(db, by.id, found.person)
    if known is not None and identity.is_holder(*known, found.person):
        raise Forbidden("own-report")
    if revoked_on > today or revoked_on < found.on:
        words = Words("要在行为日期和今天之间", "must lie between the day of the act and today")
        raise Invalid("bad-fields", flaws=(Flaw("/revoked_on", words),))
    if store.is_gone(changes):
        raise Conflict("record-gone")
    own = await store.deadlines(db, found.county, today)
    due = deadlines.due(revoked_on, own.revocation_days, holidays.days_off)
    await store.change_record(db, by, now, found, "revocation", because)
    await store.tell(db, now, found, "revoked")
    outcome = "late" if due.on < today else "revoked"
    detail = {"record": record}
    await store.log(db, now, by, "revoke_record", outcome, subject=found.person, county=found.county, detail=detail)
    return Revoked(record, today, due.on, due.on < today)
