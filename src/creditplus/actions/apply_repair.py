"""A resident asks that a demerit be shown and used no longer, because it was made good. It is free."""

import secrets

from creditplus import deadlines
from creditplus.errors import Conflict, Flaw, NotFound, Words
from creditplus.people import Actor
from creditplus.records import Record
from creditplus.rights import repairs
from creditplus.rights.repairs import Repair, RepairDecided, open_ones
from creditplus.tools import clock, holidays, identity, store


async def apply_repair(db: store.Transaction, by: Actor, record: str, words: str) -> Repair:
    """Ask for a repair. Raises NotFound, Conflict (gone, none needed, asked already, or too early: with the first day)."""
    now, today = clock.now(), clock.today()
    found, changes = await store.record_held(db, record)
    if found.person != by.id:
        raise NotFound("unknown-record")
    if store.is_gone(changes):
        raise Conflict("record-gone")
    earlier = await store.read(db, Repair, record=record)
    if open_ones(earlier, await store.read(db, RepairDecided, repair=[one.id for one in earlier])):
        raise Conflict("repair-open")
    days = await _days(db, next((change.to for change in reversed(changes) if change.to is not None), found))
    due = deadlines.due(today, days, holidays.days_off)
    repair = Repair(
        id=secrets.token_hex(16),
        record=record,
        person=by.id,
        county=found.county,
        provider=found.provider,
        at=now,
        days=days,
        due_on=due.on,
        provisional=due.provisional,
    )
    sealed = await store.sealed_identity(db, by.id)
    said = identity.conceal(words, sealed, by.id, f"repairs/{repair.id}")
    await store.append(db, repair, words=said)
    detail = {"record": record, "repair": repair.id}
    await store.log(db, now, by, "apply_repair", "asked", subject=by.id, county=found.county, detail=detail)
    return repair


async def _days(db: store.Transaction, record: Record) -> int:
    """In how many working days a repair of this record is decided, if it can be repaired today."""
    today = clock.today()
    kind = (await store.catalogue(db, today)).find(record.kind)
    ruling = await store.limits(db, today)
    if kind is None or kind.polarity != "demerit" or repairs.last_day(record, kind, ruling) <= today:
        raise Conflict("repair-not-needed")
    first = repairs.first_day(record, kind, ruling)
    if today < first:
        raise Conflict(
            "repair-too-early", flaws=(Flaw("/on", Words(f"最早 {first} 可以申请", f"possible from {first}")),)
        )
    return repairs.days_for(kind, ruling, await store.deadlines(db, record.county, today))
