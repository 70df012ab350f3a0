"""An administrator reads the open objections of the own division, the most urgent first. Nobody is named and nothing they said is told."""

from creditplus.people import Actor
from creditplus.rights import queues
from creditplus.rights.objections import Objection, Settled, due, open_ones, settled_by
from creditplus.rights.queues import Page, Waiting
from creditplus.tools import clock, holidays, store


async def read_objections(db: store.Transaction, by: Actor, after: str | None = None, limit: int = 50) -> Page:
    """One page, by deadline; `after` is the `next` of the page before. Raises Invalid (no such place)."""
    counties = queues.counties_of(by)
    raised = await store.read(db, Objection, county=counties)
    known = await store.identified(db, sorted({one.person for one in raised}))
    settled = await store.read(db, Settled, objection=[one.id for one in raised])
    waiting = [
        Waiting(
            id=one.id,
            record=one.record,
            county=one.county,
            at=one.at,
            due_on=due(one, holidays.days_off).on,
            provisional=due(one, holidays.days_off).provisional,
            late=due(one, holidays.days_off).on < clock.today(),
            decided_by=settled_by(one, clock.today(), holidays.days_off),
        )
        for one in open_ones(raised, settled)
        if one.person in known  # who was forgotten waits for no answer
    ]
    page = queues.page(waiting, after, limit)
    await store.log(db, clock.now(), by, "read_objections", "shown", county=by.county)
    return page
