"""A resident reads their own score on a day, with every line that made it, and the published score that scenarios use."""

from datetime import date

import msgspec

from creditplus import publications
from creditplus.errors import Invalid, Words
from creditplus.lives import optouts
from creditplus.outlooks import forecasts
from creditplus.people import Actor
from creditplus.rights import marks
from creditplus.rights.marks import Asked, Mark
from creditplus.scores import Score
from creditplus.tools import clock, engine, holidays, identity, store


class OwnScore(msgspec.Struct, frozen=True, kw_only=True):
    """The score as it stands on the day asked for, the one last published by the county's rhythm, and what changes by itself next.

    `marks` stand beside records: disputed, repair asked for, the person's own words; each says what its end would change.
    `next_on` is the next day on which the live score changes if nothing more is reported, by `next_points` hundredths;
    `switched_off` names each kind of good records that the person does not want counted.
    """

    county: str
    score: Score
    published_on: date
    published_points: int
    published_grade: str
    next_on: date | None = None
    next_points: int = 0
    next_says: Words | None = None
    switched_off: tuple[Words, ...] = ()
    marks: tuple[Mark, ...] = ()


async def read_score(db: store.Transaction, by: Actor, on: date | None = None, of: str | None = None) -> OwnScore:
    """The score as of `on` (today without it), from what was known by then. Raises NotFound if the person has not joined.

    `of` names another person; the doors let only an auditor at the machine itself ask so, and the person sees it.
    """
    person = of or by.id
    day = on or clock.today()
    if day > clock.today():
        raise Invalid("future-day")
    history = await store.history(db, person)
    county = history.county_on(day)
    rulebook = await store.with_shares(db, await store.rulebook(db, county, day), day)
    catalogue = await store.catalogue(db, day)
    match = engine.matcher(rulebook)
    score = publications.live(rulebook, history, day, match)
    published = publications.published(rulebook, history, day, match)
    coming = forecasts.next_change(rulebook, history, day, match)
    asked = await store.asked_of(db, person)
    sight = marks.Sight(history, catalogue, rulebook, day, match, holidays.days_off)
    beside = marks.beside(asked, sight, await _own_words(db, person, asked))
    await store.log(db, clock.now(), by, "read_score", "shown", subject=person, county=county, detail={"on": str(day)})
    return OwnScore(
        county=county,
        score=score,
        published_on=published.on,
        published_points=published.points,
        published_grade=published.grade,
        next_on=coming.on if coming else None,
        next_points=coming.points if coming else 0,
        next_says=coming.words if coming else None,
        switched_off=tuple(optouts.told(kind, catalogue) for kind in sorted(history.off(day))),
        marks=beside,
    )


async def _own_words(db: store.Transaction, person: str, asked: Asked) -> dict[str, str]:
    """What the person says beside records, by the id of the statement."""
    kept = await store.concealed(db, store.disputes.Statement, [one.id for one in asked.statements])
    sealed = await store.sealed_identity(db, person) if kept else b""
    return {id: identity.reveal(words, sealed, person, f"statements/{id}") for id, words in kept.items()}
