"""A provider or administrator tells a record rightly; the old one stays as it was, and the right one counts from today."""

from datetime import date

import msgspec

from creditplus import people
from creditplus.errors import Conflict, Forbidden, Invalid, NotFound
from creditplus.lives import corrections
from creditplus.lives.corrections import Rightly
from creditplus.people import Actor
from creditplus.tools import clock, identity, store


class Corrected(msgspec.Struct, frozen=True):
    """The correction of a record, effective `on`."""

    id: str
    record: str
    on: date


async def correct_record(db: store.Transaction, by: Actor, record: str, rightly: Rightly, because: str) -> Corrected:
    """Append a correction. Raises NotFound (not one's own), Conflict (gone), Invalid with every flaw."""
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
    if store.is_gone(changes):
        raise Conflict("record-gone")
    kind = (await store.catalogue(db, today)).find(found.kind)
    if kind is None:
        raise Invalid("unknown-kind")
    right = corrections.corrected(found, rightly, kind, today)
    change = await store.change_record(db, by, now, found, "correction", because, right)
    await store.tell(db, now, found, "corrected")
    detail = {"record": record, "change": change.id}
    await store.log(
        db, now, by, "correct_record", "corrected", subject=found.person, county=found.county, detail=detail
    )
    return Corrected(change.id, record, change.on)
