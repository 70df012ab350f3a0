"""Somebody who did not report a disputed record settles the objection, with reasons; every place that holds the record is told."""

import secrets

from creditplus import people
from creditplus.errors import Conflict, Forbidden, Invalid, NotFound
from creditplus.lives import corrections
from creditplus.lives.corrections import Rightly
from creditplus.people import Actor
from creditplus.records import Record
from creditplus.rights import objections
from creditplus.rights.objections import Objection, Outcome, Settled
from creditplus.tools import clock, holidays, identity, store


async def settle_objection(
    db: store.Transaction, by: Actor, objection: str, outcome: Outcome, because: str, rightly: Rightly | None = None
) -> Settled:
    """Settle an objection for the level that is in charge today. Raises NotFound, Forbidden, Conflict (settled), Invalid."""
    people.must_name_nobody(because)
    now, today = clock.now(), clock.today()
    found = await store.one(db, Objection, id=objection)
    if found is None:
        raise NotFound("unknown-objection")
    if not people.acts_in(by, found.county):
        raise Forbidden("other-county")
    record, changes = await store.record_held(db, found.record)
    if await store.one(db, Settled, objection=objection) is not None:
        raise Conflict("objection-settled")
    if await store.same_holder(db, by.id, found.provider) or await _is_about(db, by, found.person):
        raise Forbidden("own-report")
    division = objections.settled_by(found, today, holidays.days_off)
    if objections.place_of(by) != division:
        raise Forbidden("settled-elsewhere")
    if (outcome == "corrected") != (rightly is not None):
        raise Invalid("correction-missing")
    if rightly is not None:
        await store.change_record(db, by, now, record, "correction", because, await _corrected(db, record, rightly))
    if outcome == "withdrawn" and not store.is_gone(changes):
        await store.change_record(db, by, now, record, "withdrawal", because)
    await store.change_record(db, by, now, record, "settlement", because)
    settled = Settled(
        id=secrets.token_hex(16),
        objection=objection,
        outcome=outcome,
        because=because,
        by=by.id,
        division=division,
        at=now,
    )
    await store.append(db, settled)
    await store.tell(db, now, record, outcome, objection)
    detail = {"objection": objection, "record": record.id, "division": division}
    await store.log(db, now, by, "settle_objection", outcome, subject=found.person, county=found.county, detail=detail)
    return settled


async def _corrected(db: store.Transaction, record: Record, rightly: Rightly) -> Record:
    kind = (await store.catalogue(db, clock.today())).find(record.kind)
    if kind is None:
        raise Invalid("unknown-kind")
    return corrections.corrected(record, rightly, kind, clock.today())


async def _is_about(db: store.Transaction, by: Actor, person: str) -> bool:
    """Whether whoever settles is the person themselves, as far as it is known who holds the role."""
    known = await store.holder_and(db, by.id, person)
    return known is not None and identity.is_holder(*known, person)
