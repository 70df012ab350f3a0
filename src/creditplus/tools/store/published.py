"""Published scores, asked and written: a person's score in a publication is the last row that was written for them until then."""

from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from creditplus import publications
from creditplus.publications import Publication, PublishedScore
from creditplus.rulebooks import Rulebook
from creditplus.tools.store import tables
from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.keeping import append, append_all, one, read, table_of

Row = tuple[str, int | None, str | None]
"""A person, their points and their grade; without points, they no longer take part."""


async def publication(db: Transaction, county: str, on: date, rulebook: str) -> Publication | None:
    """The publication of a county's scores of a day under a text, if there was one."""
    return await one(db, Publication, county=county, on=on, rulebook=rulebook)


async def last_publication(db: Transaction, county: str, rulebook: str) -> Publication | None:
    """The publication of the latest day that a county has under a text."""
    found = await read(db, Publication, county=county, rulebook=rulebook)
    return max(found, key=lambda publication: publication.on, default=None)


async def with_shares(db: Transaction, rulebook: Rulebook, on: date, known: datetime | None = None) -> Rulebook:
    """A text as it is read on a day: its grades by share end where the last publication put them, perhaps as known at an instant."""
    if not publications.has_shares(rulebook):
        return rulebook
    day = publications.published_on(rulebook, on)
    found = await read(db, Publication, county=rulebook.county, rulebook=rulebook.digest)
    known_by_then = [one for one in found if one.on <= day and (known is None or one.at <= known)]
    last = max(known_by_then, key=lambda one: one.on, default=None)
    return rulebook if last is None else publications.with_shares(rulebook, last.cutoffs)


async def publish(db: Transaction, publication: Publication, changed: Iterable[Row]) -> None:
    """Keep a publication with the rows of those whose score is another one than in the one before."""
    await append(db, publication)
    await append_all(db, [PublishedScore(publication.id, *row) for row in changed])


async def published_score(db: Transaction, publication: Publication, person: str) -> PublishedScore | None:
    """A person's score in a publication, if they took part."""
    row = (await db.execute(_rows(publication, person))).mappings().first()
    return None if row is None or row["points"] is None else PublishedScore(**row)


async def published_scores(db: Transaction, publication: Publication) -> AsyncIterator[Row]:
    """Everybody's score in a publication, in the order of the code names."""
    last: str | None = None
    for row in await db.execute(_rows(publication)):
        if row.person != last and row.points is not None:
            yield row.person, row.points, row.grade
        last = row.person


def _rows(publication: Publication, person: str | None = None) -> Select[Any]:
    """The rows of everybody or of one person until a publication, each person's newest first."""
    days, scores = table_of(tables.Publication), table_of(tables.PublishedScore)
    asked = (
        select(scores)
        .join(days, days.c.id == scores.c.publication)
        .where(days.c.county == publication.county, days.c.rulebook == publication.rulebook)
        .where(days.c.on <= publication.on)
    )
    if person is not None:
        asked = asked.where(scores.c.person == person)
    return asked.order_by(scores.c.person, days.c.on.desc())
