"""Anyone tries a county's rules with a life of their own making. Nobody is looked up, nothing is kept."""

from creditplus import grounds, publications
from creditplus.errors import NotFound
from creditplus.offers import needs
from creditplus.outlooks import supposed
from creditplus.outlooks.supposed import Deed, Helped, Supposed
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.tools import clock, engine, store


async def suppose_life(db: store.Transaction, by: Actor, county: str, deeds: tuple[Deed, ...]) -> Supposed:
    """The score and what it opens today. Raises NotFound (county, texts), Invalid (a deed that cannot be)."""
    if not divisions.is_county(county):
        raise NotFound("unknown-county")
    today = clock.today()
    catalogue = await store.catalogue(db, today)
    rulebook = await store.rulebook(db, county, today)
    history = supposed.life(deeds[: supposed.DEEDS_MAX], catalogue, county, today)
    match = engine.matcher(rulebook)
    score = publications.live(rulebook, history, today, match)
    helped = []
    for text in await store.scenarios_of(db, county, today):
        if text.consent is not None:
            stands = grounds.standing(text, rulebook, catalogue, history, today, match)
            helped.append(Helped(text, tuple(one for one in text.benefits if needs.met(one.when, stands))))
    return Supposed(score=score, helped=tuple(helped))
