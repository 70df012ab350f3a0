"""A resident agrees that one scenario may ask about them, for one kind of operator, at home or in one other city."""

import secrets
from datetime import datetime

from creditplus import consents, scenarios, workdays
from creditplus.consents import Consent, Withdrawal
from creditplus.errors import Conflict, Invalid, Words
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.tools import clock, store


async def give_consent(
    db: store.Transaction,
    by: Actor,
    scenario: str,
    operator_kind: str,
    city: str | None = None,
    notice_digest: str | None = None,
) -> Consent:
    """Agree from now until the time is over; the same again, while it holds as long, is the same consent.

    Raises NotFound (not joined, no such scenario), Invalid (operator, city) or Conflict (other words than `notice_digest`). With
    a `city` it is a separate consent to answer that city's question (G06); its words are `consents.notice_for_city`.
    """
    now = clock.now()
    await store.one_at_a_time(db, f"rights {by.id}")
    county = (await store.history(db, by.id)).county_on(workdays.day_of(now))
    if city is None:
        wanted = await _at_home(db, by, county, scenario, operator_kind, now)
    else:
        wanted = await _in_city(db, by, county, scenario, operator_kind, city, now)
    if notice_digest not in (None, wanted.notice_digest):
        raise Conflict("notice-changed")
    earlier = await store.read(db, Consent, person=by.id, scenario=scenario)
    given = [one for one in earlier if consents.same(one, wanted)]
    withdrawals = await store.read(db, Withdrawal, consent=[one.id for one in given])
    for one in consents.live(given, withdrawals, now):
        if (one.until, one.notice_digest) == (wanted.until, wanted.notice_digest):
            return one
    await store.append(db, wanted)
    detail = {"consent": wanted.id} | ({"city": city} if city else {})
    await store.log(db, now, by, "give_consent", "given", subject=by.id, county=county, detail=detail)
    return wanted


async def _at_home(
    db: store.Transaction, by: Actor, county: str, scenario: str, operator_kind: str, at: datetime
) -> Consent:
    """What is agreed to at home: the scenario's own words."""
    today = workdays.day_of(at)
    text = await store.scenario(db, county, scenario, today)
    if operator_kind not in text.operators or text.consent is None:
        raise Invalid("unknown-operator-kind")
    return Consent(
        id=secrets.token_hex(16),
        person=by.id,
        scenario=scenario,
        operator_kind=operator_kind,
        notice_digest=consents.notice_digest(text.consent.says),
        scenario_digest=text.digest,
        given_at=at,
        until=workdays.starts(workdays.after(today, text.consent.lasts)),
    )


async def _in_city(
    db: store.Transaction, by: Actor, county: str, scenario: str, operator_kind: str, city: str, at: datetime
) -> Consent:
    """What is agreed to for another city: our words, which name who receives what for which purpose, and how."""
    today = workdays.day_of(at)
    named = divisions.other_city(city, county)
    if named is None:
        raise Invalid("unknown-city")
    text = next(iter(await store.scenarios_of(db, city, today, scenario)), None)
    title = text.title if text is not None else Words(scenario, scenario)
    return Consent(
        id=secrets.token_hex(16),
        person=by.id,
        scenario=scenario,
        operator_kind=operator_kind,
        city=city,
        notice_digest=consents.notice_digest(
            consents.notice_for_city(title, scenarios.operator(operator_kind), named.title)
        ),
        scenario_digest=text.digest if text is not None else None,
        given_at=at,
        until=workdays.starts(workdays.after(today, consents.CITY_LASTS)),
    )
