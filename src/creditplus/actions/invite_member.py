"""A resident invites a member of the family to share one household's account, by a word that only that person is given (R18)."""

import secrets
from datetime import datetime

import msgspec

from creditplus import consents
from creditplus.errors import Conflict, Flaw, Forbidden
from creditplus.lives import households
from creditplus.lives.households import HouseholdStep, HouseholdWord
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.tools import clock, store


class HouseholdInvitation(msgspec.Struct, frozen=True):
    """The word to hand over (this service keeps only its digest), for which household, and until when it works."""

    word: str
    household: str
    until: datetime


async def invite_member(db: store.Transaction, by: Actor, notice_digest: str) -> HouseholdInvitation:
    """Invite one person; whoever is in no household begins one, agreeing to the words of `notice_digest`.

    Raises NotFound (not joined, no text), Forbidden (no households here, or too many), Conflict (other words).
    """
    await store.one_at_a_time(db, f"rights {by.id}")
    now, today = clock.now(), clock.today()
    county = (await store.history(db, by.id)).county_on(today)
    rulebook = await store.rulebook(db, county, today)
    if notice_digest != households.agreed_digest(divisions.divisions()[county].title):
        raise Conflict("notice-changed")
    steps = await store.steps_around(db, by.id)
    account = households.shared_by(step for step in steps if step.person == by.id)
    members = households.sharing(step for step in steps if step.household == account)
    reasons = households.reasons(rulebook.joining, max(len(members), 1) + 1)
    if reasons:
        raise Forbidden("may-not-share", flaws=tuple(Flaw("", reason) for reason in reasons))
    if account is None:
        account = secrets.token_hex(16)
        begun = {"household": account, "person": by.id, "notice_digest": notice_digest}
        at = households.next_at((step for step in steps if step.person == by.id), now)
        await store.append(db, HouseholdStep(id=secrets.token_hex(16), what="joined", at=at, **begun))
    word = "".join(secrets.choice(consents.ALPHABET) for _ in range(consents.CODE_LENGTH))
    kept = HouseholdWord(
        id=secrets.token_hex(16),
        household=account,
        person=by.id,
        county=county,
        digest=consents.digest(word),
        given_at=now,
        until=now + households.WORD_LASTS,
    )
    await store.append(db, kept)
    detail = {"household": account, "word": kept.id}
    await store.log(db, now, by, "invite_member", "invited", subject=by.id, county=county, detail=detail)
    return HouseholdInvitation(word, account, kept.until)
