"""A guardian agrees that an adult in their care joins a county's points, by a word that only that adult is given."""

import secrets
from datetime import datetime

import msgspec

from creditplus import consents, people
from creditplus.errors import Flaw, Forbidden, NotFound, Words
from creditplus.lives import joinings
from creditplus.lives.joinings import GuardianWord
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.tools import clock, identity, store


class Agreement(msgspec.Struct, frozen=True):
    """The word to hand over (this service keeps only its digest), for which county, and until when it works."""

    word: str
    county: str
    until: datetime


async def invite_ward(db: store.Transaction, by: Actor, county: str) -> Agreement:
    """Agree once. Raises NotFound (no such county, nobody known) or Forbidden (no guardian under 18).

    Who is whose guardian stands in no register that is asked here: the county's office sees the paper.
    """
    if not divisions.is_county(county):
        raise NotFound("unknown-county")
    now = clock.now()
    number = identity.unseal(await store.sealed_identity(db, by.id), by.id)
    if people.age(number, clock.today()) < joinings.GUARDIAN_AGE:
        flaw = Flaw("", Words("监护人要年满 18 周岁", "a guardian is 18 or older"))
        raise Forbidden("may-not-join", flaws=(flaw,))
    word = "".join(secrets.choice(consents.ALPHABET) for _ in range(consents.CODE_LENGTH))
    kept = GuardianWord(
        id=secrets.token_hex(16),
        guardian=by.id,
        county=county,
        digest=consents.digest(word),
        given_at=now,
        until=now + joinings.WORD_LASTS,
    )
    await store.append(db, kept)
    await store.log(db, now, by, "invite_ward", "agreed", subject=by.id, county=county, detail={"word": kept.id})
    return Agreement(word, county, kept.until)
