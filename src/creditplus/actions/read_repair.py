"""Somebody concerned reads a request for repair: what the person says was done, by when it is decided, and how it was."""

from datetime import date

import msgspec

from creditplus import people
from creditplus.errors import Forbidden, NotFound
from creditplus.people import Actor
from creditplus.rights import repairs
from creditplus.rights.repairs import Repair, RepairDecided
from creditplus.tools import clock, holidays, identity, store


class RepairCase(msgspec.Struct, frozen=True, kw_only=True):
    """One request for repair with everything about it; `due_on` by what is known of the working days today."""

    repair: Repair
    words: str
    decided: RepairDecided | None
    due_on: date
    provisional: bool


async def read_repair(db: store.Transaction, by: Actor, repair: str) -> RepairCase:
    """One request, for its person, the provider, and the administrators of its county. Raises NotFound, Forbidden."""
    found = await store.one(db, Repair, id=repair)
    concerned = found is not None and by.id in (found.person, found.provider)
    if found is None or (by.role in ("resident", "provider") and not concerned):
        raise NotFound("unknown-repair")
    if not concerned and not people.acts_in(by, found.county):
        raise Forbidden("other-county")
    sealed = await store.sealed_identity(db, found.person)
    kept = await store.concealed(db, store.disputes.Repair, [repair])
    due = repairs.due(found, holidays.days_off)
    case = RepairCase(
        repair=found,
        words=identity.reveal(kept[repair], sealed, found.person, f"repairs/{repair}"),
        decided=await store.one(db, RepairDecided, repair=repair),
        due_on=due.on,
        provisional=due.provisional,
    )
    detail = {"repair": repair}
    await store.log(
        db, clock.now(), by, "read_repair", "shown", subject=found.person, county=found.county, detail=detail
    )
    return case
