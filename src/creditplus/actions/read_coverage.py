"""Anyone reads how far the province has come, county by county, in numbers that speak of nobody."""

from datetime import date, datetime, timedelta

from creditplus import workdays
from creditplus.decisions import Decided
from creditplus.errors import NotFound
from creditplus.outlooks import coverages
from creditplus.outlooks.coverages import CountyCoverage, Coverage, Waited
from creditplus.people import Actor, Enrolment
from creditplus.province import divisions
from creditplus.rights import repairs
from creditplus.rights.objections import Objection, Settled, due
from creditplus.rights.repairs import Repair, RepairDecided
from creditplus.tools import clock, holidays, identity, store

YEAR = timedelta(days=365)


async def read_coverage(db: store.Transaction, by: Actor) -> Coverage:
    """Every county with a rulebook in force, as of the beginning of today."""
    today = clock.today()
    now = workdays.starts(today)
    steps = await store.count(db, Enrolment, ("county", "what"), before=now)
    told = await store.count(db, Decided, ("county", "outcome"), "person", since=now - YEAR, before=now)
    waited = await _waited(db, now)
    found = []
    for code in divisions.divisions():
        if divisions.is_county(code):
            try:
                book = await store.rulebook(db, code, today)
            except NotFound:
                continue
            seed = identity.alias("coverage", code)
            answered, late = coverages.answers(waited, code, f"{seed} answers")
            found.append(
                CountyCoverage(
                    county=code,
                    rulebook=book.digest,
                    since=book.effective,
                    scenarios=len(await store.scenarios_of(db, code, today)),
                    residents=coverages.tens(steps.get((code, "joined"), 0) - steps.get((code, "left"), 0), seed),
                    benefits=coverages.tens(told.get((code, "benefit"), 0), f"{seed} benefits"),
                    answered=answered,
                    late_percent=late,
                )
            )
    return Coverage(on=today, counties=tuple(found))


async def _waited(db: store.Transaction, now: datetime) -> list[Waited]:
    """Every objection and request for repair of the last year that was answered, and whether in time."""
    raised = {one.id: one for one in await store.read(db, Objection, since=now - YEAR)}
    asked = {one.id: one for one in await store.read(db, Repair, since=now - YEAR)}
    settled = await store.read(db, Settled, since=now - YEAR)
    decided = await store.read(db, RepairDecided, since=now - YEAR)
    found = []
    for one in settled:
        case = raised.get(one.objection)
        if case is not None and one.at < now:
            found.append(Waited(case.county, case.person, _late(one.at, due(case, holidays.days_off).on)))
    for word in decided:
        wish = asked.get(word.repair)
        if wish is not None and word.at < now:
            found.append(Waited(wish.county, wish.person, _late(word.at, repairs.due(wish, holidays.days_off).on)))
    return found


def _late(at: datetime, due_on: date) -> bool:
    return workdays.day_of(at) > due_on
