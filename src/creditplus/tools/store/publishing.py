"""The tables of published scores: that a county published, and each person's score where it is another one than before.

Why only what changed is written: from one month to the next most people's scores are the same, and a row that says nothing new
would be written for half a million people. A county's rows come in one transaction, so nobody ever sees half of them.
"""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from creditplus.tools.store import rows
from creditplus.tools.store.columns import Instant, Tree


class Publication(rows.Row, table=True):
    """That a county published the scores of a day under a text."""

    __tablename__ = "publications"
    __table_args__ = (
        rows.division(),
        rows.sha256("rulebook"),
        rows.sha256("seal"),
        rows.points_to("rulebook", "documents.digest"),
        UniqueConstraint("county", "on", "rulebook"),
    )
    id: str = Field(primary_key=True)
    county: str
    on: date
    rulebook: str
    at: datetime = Field(sa_type=Instant)
    by: str
    people: int
    changed: int
    cutoffs: dict[str, int] = Field(sa_type=Tree)
    seal: str


class PublishedScore(rows.Row, table=True):
    """A person's published score, where it is another one than in the publication before under the same text."""

    __tablename__ = "published_scores"
    __table_args__ = (
        rows.points_to("publication", "publications.id"),
        rows.check("grade", "(points IS NULL) = (grade IS NULL)"),
        Index("ix_published_scores_person", "person"),
    )
    when: ClassVar[str] = "publication"
    publication: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    points: int | None = Field(default=None, sa_type=BigInteger)
    grade: str | None = None
