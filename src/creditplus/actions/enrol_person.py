"""A resident joins a county's points, of their own will, if the county's text lets them in. Nothing they say for it is kept."""

import secrets
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from creditplus import consents
from creditplus.errors import Conflict, Flaw, Forbidden, NotFound
from creditplus.lives import joinings
from creditplus.lives.joinings import Applicant, GuardianWord, WardJoined
from creditplus.people import Actor, Enrolment
from creditplus.province import divisions
from creditplus.tools import clock, identity, store

Months = Annotated[int, Meta(ge=0, le=1200)]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says about themselves when they join, as far as the county's text asks for it."""

    own_income: bool = False
    residence_months: Months = 0
    insurance_months: Months = 0
    full_capacity: bool = True
    guardian_word: str | None = None


async def enrol_person(db: store.Transaction, by: Actor, county: str, said: Said | None = None) -> Enrolment:
    """Join from today on. Raises NotFound, Forbidden with every reason of the county's text, or Conflict (in another county)."""
    if not divisions.is_county(county):
        raise NotFound("unknown-county")
    said = said or Said()
    now, today = clock.now(), clock.today()
    await store.one_at_a_time(db, f"rights {by.id}")
    rulebook = await store.rulebook(db, county, today)
    history = await store.history(db, by.id)
    last = history.last_step(today)
    if last is not None and last.what == "joined":
        if last.county == county:
            return last
        raise Conflict("joined-elsewhere")
    number = identity.unseal(await store.sealed_identity(db, by.id), by.id)
    word = await _word(db, by, county, said, now)
    applicant = Applicant(
        citizen_id=number,
        full_capacity=said.full_capacity,
        guardian_agrees=word is not None,
        own_income=said.own_income,
        residence_months=said.residence_months,
        insurance_months=said.insurance_months,
    )
    reasons = joinings.reasons(rulebook.joining, applicant, today)
    if reasons:
        raise Forbidden("may-not-join", flaws=tuple(Flaw("", reason) for reason in reasons))
    at = history.next_at(now)
    joined = Enrolment(id=secrets.token_hex(16), person=by.id, county=county, what="joined", on=today, at=at)
    await store.append(db, joined)
    if word is not None:
        await store.append(db, WardJoined(word=word.id, ward=by.id, at=now))
    await store.log(db, now, by, "enrol_person", "joined", subject=by.id, county=county)
    return joined


async def _word(db: store.Transaction, by: Actor, county: str, said: Said, at: datetime) -> GuardianWord | None:
    """The guardian's word, where one is needed and it is there, for this county, and unused."""
    if said.full_capacity or said.guardian_word is None:
        return None
    digest = consents.digest(consents.tidy(said.guardian_word))
    await store.one_at_a_time(db, f"word {digest}")
    word = await store.one(db, GuardianWord, digest=digest)
    if word is None or not joinings.agrees(word, by.id, county, at):
        return None
    return word if await store.one(db, WardJoined, word=word.id) is None else None
