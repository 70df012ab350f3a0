"""A resident joins a county's points, of their own will, if the county's text lets them in."""

import secrets

from creditplus import divisions, people
from creditplus.errors import Conflict, Forbidden, NotFound
from creditplus.people import Actor, Enrolment
from creditplus.tools import clock, identity, store


async def enrol_person(db: store.Transaction, by: Actor, county: str) -> Enrolment:
    """Join from today on. Raises NotFound, Forbidden (too young), or Conflict (already in another county)."""
    if not divisions.is_county(county):
        raise NotFound("unknown-county")
    today = clock.today()
    rulebook = await store.rulebook(db, county, today)
    history = await store.history(db, by.id)
    if history.joined_on(today) is not None:
        if history.county_on(today) == county:
            return history.enrolments[-1]
        raise Conflict("joined-elsewhere")
    number = identity.unseal(await store.sealed_identity(db, by.id), by.id)
    if people.age(number, today) < rulebook.joining.age:
        raise Forbidden("too-young")
    joined = Enrolment(id=secrets.token_hex(16), person=by.id, county=county, what="joined", on=today, at=clock.now())
    await store.append(db, joined)
    await store.log(db, clock.now(), by, "enrol_person", "joined", subject=by.id, county=county)
    return joined
