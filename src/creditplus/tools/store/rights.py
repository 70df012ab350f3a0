"""The tables of what people decide for themselves: which good records count, who may help with what, and what points are spent on."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from creditplus.lives import households, optouts
from creditplus.tools.store import rows
from creditplus.tools.store.columns import Instant, Tree


class Switch(rows.Row, table=True):
    """One time a person switched a kind of good records off or on again."""

    __tablename__ = "switches"
    __table_args__ = (rows.choices(optouts.Switch, "what"), Index("ix_switches_person", "person"))
    id: str = Field(primary_key=True)
    person: str
    kind: str
    what: str
    at: datetime = Field(sa_type=Instant)


class Delegation(rows.Row, table=True):
    """What a person handed over to whoever has the word; only its digest is kept."""

    __tablename__ = "delegations"
    __table_args__ = (
        rows.sha256(),
        rows.check("until", "until > given_at"),
        UniqueConstraint("digest"),
        Index("ix_delegations_person", "person"),
    )
    when: ClassVar[str] = "given_at"
    id: str = Field(primary_key=True)
    person: str
    digest: str
    may: list[str] = Field(sa_type=Tree)
    given_at: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)


class Acceptance(rows.Row, table=True):
    """Who took it over. The primary key is what makes it one person."""

    __tablename__ = "acceptances"
    __table_args__ = (rows.points_to("delegation", "delegations.id"), Index("ix_acceptances_delegate", "delegate"))
    whose: ClassVar[tuple[str, ...]] = ("delegate",)
    delegation: str = Field(primary_key=True)
    delegate: str
    at: datetime = Field(sa_type=Instant)


class DelegationEnd(rows.Row, table=True):
    """The end of a delegation."""

    __tablename__ = "delegation_ends"
    __table_args__ = (
        rows.points_to("delegation", "delegations.id"),
        Index("ix_delegation_ends_delegation", "delegation"),
    )
    id: str = Field(primary_key=True)
    delegation: str
    at: datetime = Field(sa_type=Instant)


class GuardianWord(rows.Row, table=True):
    """A guardian's agreement to whoever has the word; only its digest is kept."""

    __tablename__ = "guardian_words"
    __table_args__ = (
        rows.sha256(),
        rows.division(),
        rows.check("until", "until > given_at"),
        UniqueConstraint("digest"),
        Index("ix_guardian_words_guardian", "guardian"),
    )
    when: ClassVar[str] = "given_at"
    whose: ClassVar[tuple[str, ...]] = ("guardian",)
    id: str = Field(primary_key=True)
    guardian: str
    county: str
    digest: str
    given_at: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)


class WardJoined(rows.Row, table=True):
    """The one use of a guardian's word."""

    __tablename__ = "wards_joined"
    __table_args__ = (rows.points_to("word", "guardian_words.id"), Index("ix_wards_joined_ward", "ward"))
    whose: ClassVar[tuple[str, ...]] = ("ward",)
    word: str = Field(primary_key=True)
    ward: str
    at: datetime = Field(sa_type=Instant)


class HouseholdWord(rows.Row, table=True):
    """A member's invitation to whoever has the word; only its digest is kept."""

    __tablename__ = "household_words"
    __table_args__ = (
        rows.sha256(),
        rows.division(),
        rows.check("until", "until > given_at"),
        UniqueConstraint("digest"),
        Index("ix_household_words_person", "person"),
    )
    when: ClassVar[str] = "given_at"
    id: str = Field(primary_key=True)
    household: str
    person: str
    county: str
    digest: str
    given_at: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)


class HouseholdStep(rows.Row, table=True):
    """One person's step into a household's account or out of it; a word brings in one person, once."""

    __tablename__ = "household_steps"
    __table_args__ = (
        rows.points_to("word", "household_words.id"),
        rows.choices(households.HouseholdStep, "what"),
        rows.check("notice_digest", "(what = 'joined') = (notice_digest IS NOT NULL)"),
        UniqueConstraint("word"),
        Index("ix_household_steps_person", "person"),
        Index("ix_household_steps_household", "household"),
    )
    id: str = Field(primary_key=True)
    household: str
    person: str
    what: str
    word: str | None = None
    notice_digest: str | None = None
    at: datetime = Field(sa_type=Instant)


class Redemption(rows.Row, table=True):
    """Spendable points that were given for something, in hundredths."""

    __tablename__ = "redemptions"
    __table_args__ = (
        rows.division(),
        rows.check("points", "points > 0"),
        Index("ix_redemptions_person_county", "person", "county"),
    )
    id: str = Field(primary_key=True)
    person: str
    county: str
    reward: str
    on: date
    points: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=Instant)
