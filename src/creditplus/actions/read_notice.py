"""A resident reads the very words of a consent before agreeing: who receives what, for which purpose, and how."""

from datetime import datetime

import msgspec

from creditplus import consents, scenarios, workdays
from creditplus.errors import Invalid, Words
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.tools import clock, store


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """The words, their SHA-256 (to agree to exactly these), and until when a consent given now would hold."""

    scenario: str
    operator_kind: str
    city: str | None = None
    says: Words
    digest: str
    until: datetime


async def read_notice(
    db: store.Transaction, by: Actor, scenario: str, operator_kind: str, city: str | None = None
) -> Notice:
    """The words as of today. Raises NotFound (not joined, no such scenario) or Invalid (operator, city).

    The event does not say which words: nobody shall see later what somebody thought about agreeing to.
    """
    today = clock.today()
    county = (await store.history(db, by.id)).county_on(today)
    if city is None:
        text = await store.scenario(db, county, scenario, today)
        if operator_kind not in text.operators or text.consent is None:
            raise Invalid("unknown-operator-kind")
        says, lasts = text.consent.says, text.consent.lasts
    else:
        named = divisions.other_city(city, county)
        if named is None:
            raise Invalid("unknown-city")
        found = await store.scenarios_of(db, city, today, scenario)
        title = found[0].title if found else Words(scenario, scenario)
        says = consents.notice_for_city(title, scenarios.operator(operator_kind), named.title)
        lasts = consents.CITY_LASTS
    await store.log(db, clock.now(), by, "read_notice", "shown", subject=by.id, county=county)
    return Notice(
        scenario=scenario,
        operator_kind=operator_kind,
        city=city,
        says=says,
        digest=consents.notice_digest(says),
        until=workdays.starts(workdays.after(today, lasts)),
    )
