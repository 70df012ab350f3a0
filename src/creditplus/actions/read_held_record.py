"""Whoever decides an objection or a request for repair reads the one record that it is about, and the log says so."""

import msgspec

from creditplus import people
from creditplus.errors import Forbidden, Invalid, NotFound
from creditplus.people import Actor
from creditplus.province.catalogues import Kind
from creditplus.records import Record
from creditplus.rights.objections import Objection
from creditplus.rights.repairs import Repair
from creditplus.tools import clock, store


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it stands today, its kind as the catalogue names it, and whether it counts for nothing any more."""

    record: Record
    kind: Kind
    gone: bool


async def read_held_record(db: store.Transaction, by: Actor, case: str) -> Held:
    """The record of an objection or a request for repair, named by its id. Raises NotFound, Forbidden, Invalid (kind)."""
    found = await store.one(db, Objection, id=case) or await store.one(db, Repair, id=case)
    if found is None:
        raise NotFound("unknown-record")
    if not people.acts_in(by, found.county):
        raise Forbidden("other-county")
    record, changes = await store.record_held(db, found.record)
    corrected = [change.to for change in sorted(changes, key=lambda change: change.at) if change.to is not None]
    stands = corrected[-1] if corrected else record
    kind = (await store.catalogue(db, clock.today())).find(record.kind)
    if kind is None:
        raise Invalid("unknown-kind")
    await store.log(
        db,
        clock.now(),
        by,
        "read_held_record",
        "shown",
        subject=found.person,
        county=found.county,
        detail={"case": case, "record": record.id},
    )
    return Held(record=stands, kind=kind, gone=store.is_gone(changes))
