"""An administrator reads the open requests for repair of the own division, the most urgent first."""

from creditplus.people import Actor
from creditplus.rights import queues
from creditplus.rights.queues import Page, Waiting
from creditplus.rights.repairs import Repair, RepairDecided, due, open_ones
from creditplus.tools import clock, holidays, store


async def read_repairs(db: store.Transaction, by: Actor, after: str | None = None, limit: int = 50) -> Page:
    """One page, by deadline; `after` is the `next` of the page before. Raises Invalid (no such place)."""
    asked = await store.read(db, Repair, county=queues.counties_of(by))
    known = await store.identified(db, sorted({one.person for one in asked}))
    decided = await store.read(db, RepairDecided, repair=[one.id for one in asked])
    waiting = [
        Waiting(
            id=one.id,
            record=one.record,
            county=one.county,
            at=one.at,
            due_on=due(one, holidays.days_off).on,
            provisional=due(one, holidays.days_off).provisional,
            late=due(one, holidays.days_off).on < clock.today(),
            decided_by=one.county,
        )
        for one in open_ones(asked, decided)
        if one.person in known  # who was forgotten waits for no answer
    ]
    page = queues.page(waiting, after, limit)
    await store.log(db, clock.now(), by, "read_repairs", "shown", county=by.county)
    return page
