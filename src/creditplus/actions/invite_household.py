"""A resident invites one other person into a household's account, by a word that only they are given."""

import secrets
from datetime import datetime

import msgspec

from creditplus import consents
from creditplus.errors import Flaw, Forbidden
from creditplus.lives import households
from creditplus.lives.households import HouseholdWord
from creditplus.people import Actor
from creditplus.tools import clock, store


class HouseholdInvitation(msgspec.Struct, frozen=True):
    """The word to hand over (this service keeps only its digest), and until when it works."""

    word: str
    until: datetime


async def invite_household(db: store.Transaction, by: Actor) -> HouseholdInvitation:
    """Invite once. Raises NotFound (not joined) or Forbidden (the county has no such accounts, or this one is full)."""
    now = clock.now()
    await store.one_at_a_time(db, f"rights {by.id}")
    county = (await store.history(db, by.id)).county_on(clock.today())
    rulebook = await store.rulebook(db, county, clock.today())
    steps = await store.memberships(db, by.id)
    household = households.household_of(steps, by.id)
    there = len(households.members(steps, household)) if household else 1
    reasons = households.reasons(rulebook.joining, there + 1)
    if reasons:
        raise Forbidden("no-household", flaws=tuple(Flaw("", reason) for reason in reasons))
    word = "".join(secrets.choice(consents.ALPHABET) for _ in range(consents.CODE_LENGTH))
    kept = HouseholdWord(
        id=secrets.token_hex(16),
        person=by.id,
        household=household or secrets.token_hex(16),
        county=county,
        digest=consents.digest(word),
        given_at=now,
        until=now + households.WORD_LASTS,
    )
    await store.append(db, kept)
    await store.log(db, now, by, "invite_household", "invited", subject=by.id, county=county, detail={"word": kept.id})
    return HouseholdInvitation(word, kept.until)
