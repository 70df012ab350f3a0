"""A generated town moves into an empty county, to try out how a county of its size works; never beside real people."""

from collections.abc import Iterable

from creditplus.errors import Conflict, NotFound
from creditplus.lives.histories import History
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.tools import clock, store


async def settle_town(db: store.Transaction, by: Actor, county: str, histories: Iterable[History]) -> int:
    """Keep everything that was made up about everybody; how many there are.

    Raises NotFound for a county that is none, Conflict if anybody ever took part in it.
    """
    if not divisions.is_county(county):
        raise NotFound("unknown-county")
    if await store.people_of(db, county):
        raise Conflict("county-not-empty")
    people = list(histories)
    await store.append_all(db, [step for history in people for step in history.enrolments])
    await store.append_all(db, [record for history in people for record in history.records])
    await store.append_all(db, [change for history in people for change in history.changes], by=by.id)
    detail = {"people": len(people)}
    await store.log(db, clock.now(), by, "settle_town", "settled", county=county, detail=detail)
    return len(people)
