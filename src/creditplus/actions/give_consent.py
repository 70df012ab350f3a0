"""A resident agrees that one scenario may ask about them, for one kind of operator, in the scenario's own words."""

import secrets

from creditplus import consents, workdays
from creditplus.consents import Consent
from creditplus.errors import Invalid
from creditplus.people import Actor
from creditplus.tools import clock, store


async def give_consent(db: store.Transaction, by: Actor, scenario: str, operator_kind: str) -> Consent:
    """Agree from now until the text's time is over. Raises NotFound (not joined, no such scenario) or Invalid (operator)."""
    now, today = clock.now(), clock.today()
    county = (await store.history(db, by.id)).county_on(today)
    text = await store.scenario(db, county, scenario, today)
    if operator_kind not in text.operators or text.consent is None:
        raise Invalid("unknown-operator-kind")
    notice = text.consent.says
    consent = Consent(
        id=secrets.token_hex(16),
        person=by.id,
        scenario=scenario,
        operator_kind=operator_kind,
        notice_digest=consents.digest(f"{notice.zh}\n{notice.en}"),
        given_at=now,
        until=workdays.starts(workdays.after(today, text.consent.lasts)),
    )
    await store.append(db, consent)
    await store.log(
        db, clock.now(), by, "give_consent", "given", subject=by.id, county=county, detail={"consent": consent.id}
    )
    return consent
