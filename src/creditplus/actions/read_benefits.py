"""A resident reads which benefits of their county are open to them today, scenario by scenario, and where they have agreed."""

from datetime import datetime

import msgspec

from creditplus import consents, grounds
from creditplus.consents import Consent, Withdrawal
from creditplus.offers import needs
from creditplus.people import Actor
from creditplus.scenarios import Benefit, Scenario
from creditplus.tools import clock, engine, store


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario as one person sees it: the benefits whose needs they meet today, and the kinds of operator they agreed to.

    What is still owed elsewhere, or was had already this month or year, is not looked at here: a desk decides when it is asked.
    """

    scenario: Scenario
    benefits: tuple[Benefit, ...]
    agreed: dict[str, datetime] = {}


async def read_benefits(db: store.Transaction, by: Actor) -> list[Opened]:
    """Every scenario of one's own county in which consent is asked for. Raises NotFound (not joined, no texts)."""
    now, today = clock.now(), clock.today()
    history = await store.history(db, by.id)
    county = history.county_on(today)
    rulebook = await store.rulebook(db, county, today)
    catalogue = await store.catalogue(db, today)
    given = await store.read(db, Consent, person=by.id, city=None)
    held = consents.live(given, await store.read(db, Withdrawal, consent=[one.id for one in given]), now)
    match = engine.matcher(rulebook)
    house = (await store.kept(db, by.id, "", county, None, shares=rulebook.joining.households != "none")).house
    found = []
    for text in await store.scenarios_of(db, county, today):
        if text.consent is None:
            continue
        person = grounds.standing(text, rulebook, catalogue, history, today, match, house)
        met = tuple(benefit for benefit in text.benefits if needs.met(benefit.when, person))
        agreed = {one.operator_kind: one.until for one in held if one.scenario == text.scenario}
        found.append(Opened(scenario=text, benefits=met, agreed=agreed))
    await store.log(db, now, by, "read_benefits", "shown", subject=by.id, county=county)
    return found
