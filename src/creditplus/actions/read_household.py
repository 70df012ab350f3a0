"""A resident reads what their household's account comes to, and which of the two scores serves them."""

from datetime import datetime

import msgspec

from creditplus import publications
from creditplus.errors import NotFound
from creditplus.lives import households
from creditplus.people import Actor
from creditplus.tools import clock, engine, store


class HouseholdScore(msgspec.Struct, frozen=True, kw_only=True):
    """The household's published score beside one's own, in hundredths of a point; `served` says whose counts: the better one."""

    household: str
    members: int
    since: datetime
    points: int
    grade: str
    own_points: int
    own_grade: str
    served_points: int
    served_grade: str


async def read_household(db: store.Transaction, by: Actor) -> HouseholdScore:
    """The household's account today. Raises NotFound: in none, not joined, or the county's text has none any more."""
    today = clock.today()
    history = await store.history(db, by.id)
    county = history.county_on(today)
    steps = await store.memberships(db, by.id)
    household = households.household_of(steps, by.id)
    rulebook = await store.with_shares(db, await store.rulebook(db, county, today), today)
    account = households.account(rulebook, history, today) if household is not None else None
    if household is None or account is None:
        raise NotFound("not-in-a-household")
    match = engine.matcher(rulebook)
    own, shared, served = (
        publications.alone(rulebook, history, today, match),
        publications.alone(rulebook, account, today, match),
        publications.published(rulebook, history, today, match),
    )
    await store.log(db, clock.now(), by, "read_household", "shown", subject=by.id, county=county)
    since = [since for there, since, until in households.stays(steps, by.id) if there == household and until is None]
    return HouseholdScore(
        household=household,
        members=len(households.members(steps, household)),
        since=since[-1],
        points=shared.points,
        grade=shared.grade,
        own_points=own.points,
        own_grade=own.grade,
        served_points=served.points,
        served_grade=served.grade,
    )
