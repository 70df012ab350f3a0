"""Somebody who was given a word comes into a household's account; whoever gave it is in it from the same moment on."""

import secrets
from datetime import datetime

import msgspec

from creditplus import consents
from creditplus.errors import Conflict, Flaw, Forbidden, NotFound
from creditplus.lives import households
from creditplus.lives.households import HouseholdWord, Membership
from creditplus.people import Actor
from creditplus.tools import clock, store


class InHousehold(msgspec.Struct, frozen=True):
    """That one is in a household's account, with how many others, since when."""

    household: str
    members: int
    at: datetime


async def join_household(db: store.Transaction, by: Actor, word: str) -> InHousehold:
    """Come in once, within a week.

    Raises NotFound (a wrong, old or used word, one's own, another county's), Conflict (in a household already) or Forbidden (full).
    """
    now, digest = clock.now(), consents.digest(consents.tidy(word))
    found = await store.one(db, HouseholdWord, digest=digest)
    if found is None or found.person == by.id or now >= found.until:
        raise NotFound("unknown-word")
    for person in sorted((by.id, found.person)):  # decisions about either wait, or come first
        await store.one_at_a_time(db, f"rights {person}")
    await store.one_at_a_time(db, f"household {found.household}")
    theirs, today = await store.history(db, found.person), clock.today()
    county = (await store.history(db, by.id)).county_on(today)
    same = county == found.county and theirs.joined_on(today) is not None and theirs.county_on(today) == county
    steps = await store.read(db, Membership, household=found.household)
    host = households.household_of(await store.memberships(db, found.person), found.person)
    if not same or host not in (None, found.household) or any(step.id == found.id for step in steps):
        raise NotFound("unknown-word")
    if households.household_of(await store.memberships(db, by.id), by.id) is not None:
        raise Conflict("in-a-household")
    there = households.members(steps, found.household)
    coming = [found.person, by.id] if host is None else [by.id]
    reasons = households.reasons((await store.rulebook(db, county, today)).joining, len(there) + len(coming))
    if reasons:
        raise Forbidden("no-household", flaws=tuple(Flaw("", reason) for reason in reasons))
    for person in coming:
        id = found.id if person == by.id else secrets.token_hex(16)
        await store.append(db, Membership(id=id, household=found.household, person=person, what="joined", at=now))
    for person in (found.person, by.id):
        detail = {"household": found.household}
        await store.log(db, now, by, "join_household", "joined", subject=person, county=county, detail=detail)
    return InHousehold(found.household, len(there) + len(coming), now)
