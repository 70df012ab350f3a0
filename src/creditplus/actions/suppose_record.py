"""A resident asks what one more good deed would do to the score. Nothing is reported and nothing of it is kept."""

from datetime import date
from typing import Any

from creditplus.errors import Flaw, Invalid, Words
from creditplus.outlooks import forecasts
from creditplus.outlooks.forecasts import Outlook
from creditplus.people import Actor
from creditplus.tools import clock, engine, store


async def suppose_record(
    db: store.Transaction, by: Actor, kind: str, fields: dict[str, Any], on: date | None = None, of: str | None = None
) -> Outlook:
    """The score with one more record of a kind, done today or `on` an earlier day. Raises Invalid, NotFound (not joined)."""
    person, today = of or by.id, clock.today()
    history = await store.history(db, person)
    county = history.county_on(today)
    rulebook = await store.rulebook(db, county, today)
    found = (await store.catalogue(db, today)).find(kind)
    if found is None or found.polarity == "demerit":
        raise Invalid("unknown-kind", flaws=(Flaw("/kind", Words("目录中没有这一类加分信息", "no such merit kind")),))
    supposed = forecasts.suppose(found, fields, on or today, person=person, county=county)
    outlook = forecasts.what_if(rulebook, history, supposed, today, engine.matcher(rulebook))
    await store.log(db, clock.now(), by, "suppose_record", "shown", subject=person, county=county)
    return outlook
