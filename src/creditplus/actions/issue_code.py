"""A resident gets a short code for one scenario, to show or read out at a desk: single use, one to ten minutes."""

import secrets
from datetime import datetime, timedelta

import msgspec

from creditplus import consents
from creditplus.consents import Code, Consent, Withdrawal
from creditplus.people import Actor
from creditplus.tools import clock, store


class IssuedCode(msgspec.Struct, frozen=True):
    """The code itself (this service keeps only its digest), and when it stops working."""

    code: str
    scenario: str
    expires_at: datetime


async def issue_code(db: store.Transaction, by: Actor, scenario: str, lifetime_s: int = 300) -> IssuedCode:
    """A new code for a scenario of the resident's county, or one agreed to for another city.

    Raises NotFound (not joined, no such scenario).
    """
    now = clock.now()
    county = (await store.history(db, by.id)).county_on(clock.today())
    if not await _agreed_elsewhere(db, by, scenario):
        await store.scenario(db, county, scenario, clock.today())
    code = consents.code_of(county, secrets.token_bytes(consents.CODE_LENGTH - 1))
    expires_at = now + timedelta(seconds=lifetime_s)
    kept = Code(
        digest=consents.digest(code),
        person=by.id,
        scenario=scenario,
        county=county,
        issued_at=now,
        expires_at=expires_at,
    )
    await store.append(db, kept)
    await store.log(
        db, clock.now(), by, "issue_code", "issued", subject=by.id, county=county, detail={"scenario": scenario}
    )
    return IssuedCode(code, scenario, expires_at)


async def _agreed_elsewhere(db: store.Transaction, by: Actor, scenario: str) -> bool:
    """Whether the resident agreed that another city may ask in this scenario, and still does."""
    given = [one for one in await store.read(db, Consent, person=by.id, scenario=scenario) if one.city is not None]
    withdrawn = await store.read(db, Withdrawal, consent=[one.id for one in given])
    return bool(consents.live(given, withdrawn, clock.now()))
