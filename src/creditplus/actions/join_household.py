"""A resident who was given a word agrees to share a household's account, from this moment on (R18)."""

import secrets

from creditplus import consents
from creditplus.errors import Conflict, Flaw, Forbidden, NotFound
from creditplus.lives import households
from creditplus.lives.households import HouseholdStep, HouseholdWord
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.tools import clock, store


async def join_household(db: store.Transaction, by: Actor, word: str, notice_digest: str) -> HouseholdStep:
    """Join once, within a week; the same again gives the same step.

    Raises NotFound (a wrong, old or used word, one's own, one of another county; not joined), Conflict (in another household,
    other words), Forbidden (too many).
    """
    await store.one_at_a_time(db, f"rights {by.id}")
    now, today = clock.now(), clock.today()
    found = await store.one(db, HouseholdWord, digest=consents.digest(consents.tidy(word)))
    if found is None or found.person == by.id or not households.waits(found, now):
        raise NotFound("unknown-word")
    await store.one_at_a_time(db, f"household {found.household}")
    members = households.sharing(await store.read(db, HouseholdStep, household=found.household))
    used = await store.one(db, HouseholdStep, word=found.id)
    if used is not None and members.get(by.id) == used:
        return used
    county = (await store.history(db, by.id)).county_on(today)
    if used is not None or found.person not in members or county != found.county:
        raise NotFound("unknown-word")
    own = await store.read(db, HouseholdStep, person=by.id)
    if households.shared_by(own) is not None:
        raise Conflict("shared-elsewhere")
    if notice_digest != households.agreed_digest(divisions.divisions()[county].title):
        raise Conflict("notice-changed")
    reasons = households.reasons((await store.rulebook(db, county, today)).joining, len(members) + 1)
    if reasons:
        raise Forbidden("may-not-share", flaws=tuple(Flaw("", reason) for reason in reasons))
    said = {"household": found.household, "person": by.id, "word": found.id, "notice_digest": notice_digest}
    step = HouseholdStep(id=secrets.token_hex(16), what="joined", at=households.next_at(own, now), **said)
    await store.append(db, step)
    detail = {"household": found.household}
    await store.log(db, now, by, "join_household", "joined", subject=by.id, county=county, detail=detail)
    return step
