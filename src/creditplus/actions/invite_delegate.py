"""A resident hands a few things over to whoever they give a word to: a family member, until a day."""

import secrets
from datetime import date, datetime

import msgspec

from creditplus import consents
from creditplus.errors import Flaw, Invalid, Words
from creditplus.people import Actor
from creditplus.rights import delegations
from creditplus.rights.delegations import Delegation, Power
from creditplus.tools import clock, store


class Invitation(msgspec.Struct, frozen=True):
    """The word to hand over (this service keeps only its digest), what it is for, and until when."""

    delegation: str
    word: str
    may: tuple[Power, ...]
    until: datetime


async def invite_delegate(db: store.Transaction, by: Actor, may: tuple[Power, ...], last: date) -> Invitation:
    """Hand over what `may` names until the end of the `last` day, a year at most. Raises Invalid, NotFound (who was forgotten)."""
    now = clock.now()
    until = delegations.until(last, clock.today())
    if until is None:
        flaw = Flaw("/last", Words("从今天起，最长一年", "from today on, and a year at most"))
        raise Invalid("bad-fields", flaws=(flaw,))
    await store.one_at_a_time(db, f"rights {by.id}")  # else a delegation could outlive its person
    await store.sealed_identity(db, by.id)
    word = "".join(secrets.choice(consents.ALPHABET) for _ in range(consents.CODE_LENGTH))
    kept = Delegation(
        id=secrets.token_hex(16),
        person=by.id,
        digest=consents.digest(word),
        may=tuple(sorted(set(may))),
        given_at=now,
        until=until,
    )
    await store.append(db, kept)
    detail = {"delegation": kept.id, "may": kept.may}
    await store.log(db, now, by, "invite_delegate", "invited", subject=by.id, detail=detail)
    return Invitation(kept.id, word, kept.may, until)
