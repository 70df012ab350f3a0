"""The tables of what people and places may ask and are told: objections, papers, the person's own words, repairs, notices.

What somebody says or attaches about a person is encrypted with that person's own key: who is forgotten takes it along.
"""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from creditplus.rights import evidence, notices, objections, repairs
from creditplus.tools.store import rows
from creditplus.tools.store.columns import Instant


class Objection(rows.Row, table=True):
    """A person says that a record is wrong; its days were fixed when it was raised."""

    __tablename__ = "objections"
    __table_args__ = (
        rows.points_to("record", "records.id"),
        rows.division(),
        rows.choices(objections.Objection, "grounds"),
        rows.check("days", "days > 0 AND provider_days > 0"),
        Index("ix_objections_record", "record"),
        Index("ix_objections_county", "county"),
        Index("ix_objections_person", "person"),
    )
    id: str = Field(primary_key=True)
    record: str
    person: str
    county: str
    provider: str
    grounds: str
    words: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant)
    days: int
    provider_days: int
    due_on: date
    provider_due_on: date
    provisional: bool


class Reply(rows.Row, table=True):
    """What the provider says to an objection."""

    __tablename__ = "replies"
    __table_args__ = (rows.points_to("objection", "objections.id"), Index("ix_replies_objection", "objection"))
    id: str = Field(primary_key=True)
    objection: str
    by: str
    words: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant)


class Settled(rows.Row, table=True):
    """How an objection ended. There is at most one for each."""

    __tablename__ = "settlements"
    __table_args__ = (
        rows.points_to("objection", "objections.id"),
        rows.choices(objections.Settled, "outcome"),
        rows.division("division"),
        Index("ix_settlements_objection", "objection", unique=True),
    )
    id: str = Field(primary_key=True)
    objection: str
    outcome: str
    because: str
    by: str
    division: str
    at: datetime = Field(sa_type=Instant)


class Evidence(rows.Row, table=True):
    """A paper attached to an objection."""

    __tablename__ = "evidence"
    __table_args__ = (
        rows.points_to("objection", "objections.id"),
        rows.choices(evidence.PaperLabel, "media"),
        rows.sha256(),
        rows.check("size", f"size BETWEEN 1 AND {evidence.SIZE_MAX}"),
        Index("ix_evidence_objection", "objection"),
    )
    id: str = Field(primary_key=True)
    objection: str
    by: str
    media: str
    digest: str
    size: int
    at: datetime = Field(sa_type=Instant)
    content: bytes = Field(sa_type=LargeBinary)


class Statement(rows.Row, table=True):
    """The person's own words beside a record."""

    __tablename__ = "statements"
    __table_args__ = (rows.points_to("record", "records.id"), Index("ix_statements_person", "person"))
    id: str = Field(primary_key=True)
    record: str
    person: str
    words: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant)


class Repair(rows.Row, table=True):
    """A person asks for a repair; its days were fixed when it was asked for."""

    __tablename__ = "repairs"
    __table_args__ = (
        rows.points_to("record", "records.id"),
        rows.division(),
        rows.check("days", "days > 0"),
        Index("ix_repairs_record", "record"),
        Index("ix_repairs_county", "county"),
        Index("ix_repairs_person", "person"),
    )
    id: str = Field(primary_key=True)
    record: str
    person: str
    county: str
    provider: str
    words: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant)
    days: int
    due_on: date
    provisional: bool


class RepairDecided(rows.Row, table=True):
    """How a request for repair was decided. There is at most one for each."""

    __tablename__ = "repair_decisions"
    __table_args__ = (
        rows.points_to("repair", "repairs.id"),
        rows.choices(repairs.RepairDecided, "outcome"),
        Index("ix_repair_decisions_repair", "repair", unique=True),
    )
    id: str = Field(primary_key=True)
    repair: str
    outcome: str
    because: str
    by: str
    at: datetime = Field(sa_type=Instant)


class PlaceNotice(rows.Row, table=True):
    """What one place is told."""

    __tablename__ = "notices"
    __table_args__ = (rows.choices(notices.PlaceNotice, "what"), Index("ix_notices_place_at", "place", "at"))
    id: str = Field(primary_key=True)
    place: str
    what: str
    record: str | None = None
    objection: str | None = None
    decision: str | None = None
    at: datetime = Field(sa_type=Instant)
