"""Whoever found a demerit, or its county, decides a repair; what is repaired is neither shown nor used from this day on."""

import secrets
from typing import Literal

from creditplus import people
from creditplus.errors import Conflict, Forbidden, NotFound
from creditplus.people import Actor
from creditplus.rights.repairs import Repair, RepairDecided
from creditplus.tools import clock, identity, store


async def decide_repair(
    db: store.Transaction, by: Actor, repair: str, outcome: Literal["granted", "refused"], because: str
) -> RepairDecided:
    """Decide a request for repair, with reasons. Raises NotFound, Forbidden, Conflict (decided, or the record is gone)."""
    people.must_name_nobody(because)
    now = clock.now()
    found = await store.one(db, Repair, id=repair)
    if found is None or (by.role == "provider" and by.id != found.provider):
        raise NotFound("unknown-repair")
    if not people.acts_in(by, found.county):
        raise Forbidden("other-county")
    known = await store.holder_and(db, by.id, found.person)
    if known is not None and identity.is_holder(*known, found.person):
        raise Forbidden("own-report")
    record, changes = await store.record_held(db, found.record)
    if await store.one(db, RepairDecided, repair=repair) is not None:
        raise Conflict("repair-decided")
    if store.is_gone(changes):
        raise Conflict("record-gone")
    decided = RepairDecided(id=secrets.token_hex(16), repair=repair, outcome=outcome, because=because, by=by.id, at=now)
    await store.append(db, decided)
    if outcome == "granted":
        await store.change_record(db, by, now, record, "repair", because)
        await store.tell(db, now, record, "repaired")
    detail = {"record": record.id, "repair": repair}
    await store.log(db, now, by, "decide_repair", outcome, subject=found.person, county=found.county, detail=detail)
    return decided
