"""A resident joins a county's points, of their own will, if the county's text lets them in. Nothing they say for it is kept."""

import secrets
from typing import Annotated

import msgspec
from msgspec import Meta

from creditplus import divisions, joinings
from creditplus.errors import Conflict, Flaw, Forbidden, NotFound
from creditplus.joinings import Applicant
from creditplus.people import Actor, Enrolment
from creditplus.tools import clock, identity, store

Months = Annotated[int, Meta(ge=0, le=1200)]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says about themselves when they join, as far as the county's text asks for it."""

    own_income: bool = False
    residence_months: Months = 0
    insurance_months: Months = 0
    full_capacity: bool = True


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
    applicant = Applicant(citizen_id=number, **msgspec.structs.asdict(said))
    reasons = joinings.reasons(rulebook.joining, applicant, today)
    if reasons:
        raise Forbidden("may-not-join", flaws=tuple(Flaw("", reason) for reason in reasons))
    at = history.next_at(now)
    joined = Enrolment(id=secrets.token_hex(16), person=by.id, county=county, what="joined", on=today, at=at)
    await store.append(db, joined)
    await store.log(db, now, by, "enrol_person", "joined", subject=by.id, county=county)
    return joined
