"""A resident reads with how many they share a household's account, what it is worth, and the words to which each member agrees (R18)."""

from datetime import date
from typing import Literal

import msgspec

from creditplus import grounds, publications
from creditplus.errors import Words
from creditplus.lives import households
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.scores import Score
from creditplus.tools import clock, engine, store


class Worth(msgspec.Struct, frozen=True):
    """Published points in hundredths, and their grade."""

    points: int
    grade: str


class Household(msgspec.Struct, frozen=True, kw_only=True):
    """Which households the county's text allows, whether one shares an account, with how many in all, since when, and what serves.

    What scenarios use of a member is the better of `own` and `shared`. `says` are the words to agree to, `digest` their digest.
    """

    county: str
    allowed: Literal["none", "couple", "family"]
    household: str | None
    members: int
    since: date | None
    own: Worth
    shared: Worth | None
    serves: Literal["own", "shared"]
    says: Words
    digest: str


async def read_household(db: store.Transaction, by: Actor) -> Household:
    """One's household today. Raises NotFound (not joined, no text). Nothing is said of who the others are, or of their lines."""
    today = clock.today()
    steps = await store.steps_around(db, by.id)
    kept = await store.kept(db, by.id, "", "", None, shares=True)
    county = kept.history.county_on(today)
    rulebook = await store.with_shares(db, await store.rulebook(db, county, today), today)
    match = engine.matcher(rulebook)
    own = publications.published(rulebook, kept.history, today, match)
    shared = grounds.shared(rulebook, kept.house, today, match)
    account = households.shared_by(step for step in steps if step.person == by.id)
    members = households.sharing(step for step in steps if step.household == account)
    name = divisions.divisions()[county].title
    await store.log(db, clock.now(), by, "read_household", "shown", subject=by.id, county=county)
    return Household(
        county=county,
        allowed=rulebook.joining.households,
        household=account,
        members=len(members),
        since=kept.house.since,
        own=_worth(own),
        shared=_worth(shared) if shared is not None else None,
        serves="own" if shared is None or households.better(rulebook, own, shared) is own else "shared",
        says=households.notice(name),
        digest=households.agreed_digest(name),
    )


def _worth(score: Score) -> Worth:
    return Worth(score.points, score.grade)
