"""The tables of what is told: who someone is, who joined, what was reported, and what happened to a report later.

Why nothing refers to `people`: a person who is erased leaves code names behind that lead nowhere, and the history stays whole.
"""

from datetime import date, datetime
from typing import Any, ClassVar, get_args

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from creditplus import people, records
from creditplus.tools.store import rows
from creditplus.tools.store.columns import Instant, Tree


class Person(rows.Row, table=True):
    """Who a code name is: a keyed hash to look up, and the encrypted identity. The only table with erasable rows."""

    __tablename__ = "people"
    when: ClassVar[str] = "created_at"
    whose: ClassVar[tuple[str, ...]] = ("id",)
    id: str = Field(primary_key=True)
    lookup: str = Field(unique=True)
    identity: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=Instant)


class Enrolment(rows.Row, table=True):
    """One step of joining or leaving."""

    __tablename__ = "enrolments"
    __table_args__ = (
        rows.division(),
        rows.choices(people.Enrolment, "what"),
        Index("ix_enrolments_person", "person"),
        Index("ix_enrolments_at", "at"),
        Index("ix_enrolments_county_person", "county", "person"),
    )
    id: str = Field(primary_key=True)
    person: str
    county: str
    what: str
    on: date
    at: datetime = Field(sa_type=Instant)


class Record(rows.Row, table=True):
    """A reported fact. Its id is `<provider>:<the provider's own id>`, so the same report can only be kept once."""

    __tablename__ = "records"
    __table_args__ = (
        rows.division(),
        rows.choices(records.Record, "state"),
        rows.check("id", "substr(id, 1, length(provider) + 1) = provider || ':'"),
        rows.check("days", '(ends_on IS NULL OR ends_on >= "on") AND (found_on IS NULL OR found_on >= "on")'),
        Index("ix_records_person_county", "person", "county"),
        Index("ix_records_county_person", "county", "person"),
        Index("ix_records_reported_at", "reported_at"),
    )
    when: ClassVar[str] = "reported_at"
    id: str = Field(primary_key=True)
    provider: str
    county: str
    person: str
    kind: str
    on: date
    fields: dict[str, Any] = Field(sa_type=Tree)
    ends_on: date | None = None
    found_on: date | None = None
    released_on: date | None = None
    matter: str | None = None
    document: dict[str, Any] | None = Field(default=None, sa_type=Tree)
    discretion: dict[str, Any] | None = Field(default=None, sa_type=Tree)
    state: str
    reported_at: datetime = Field(sa_type=Instant)


class Change(rows.Row, table=True):
    """What happened to a record later. A correction carries the corrected record in `to`; nothing else does."""

    __tablename__ = "changes"
    __table_args__ = (
        rows.points_to("record", "records.id"),
        rows.choices(records.Change, "what"),
        rows.check("to", "(what = 'correction') = (\"to\" IS NOT NULL)"),
        Index("ix_changes_record", "record"),
        Index("ix_changes_at", "at"),
    )
    id: str = Field(primary_key=True)
    record: str
    what: str
    on: date
    at: datetime = Field(sa_type=Instant)
    by: str
    because: str = ""
    to: dict[str, Any] | None = Field(default=None, sa_type=Tree)


class Client(rows.Row, table=True):
    """An organisation's machine: what it is called, what it may ask for, and how it proves who it is."""

    __tablename__ = "clients"
    __table_args__ = (
        rows.among("role", get_args(people.Role)),
        rows.check("proof", "secret_digest IS NOT NULL OR public_key IS NOT NULL"),
    )
    when: ClassVar[str] = "created_at"
    id: str = Field(primary_key=True)
    role: str
    name_zh: str
    name_en: str
    county: str | None = None
    operator_kind: str | None = None
    scopes: list[str] = Field(sa_type=Tree)
    secret_digest: str | None = None
    public_key: str | None = None
    created_at: datetime = Field(sa_type=Instant)
    uscc: str | None = None
    holder: str | None = None


class ClientEnd(rows.Row, table=True):
    """The end of a client's access. The primary key is what makes it end once."""

    __tablename__ = "client_ends"
    __table_args__ = (rows.points_to("client", "clients.id"),)
    client: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    by: str
    because: str


class Arrival(rows.Row, table=True):
    """One return from a portal that signed somebody in. The primary key is what makes each ticket count once; nobody is named."""

    __tablename__ = "arrivals"
    __table_args__ = (rows.sha256(),)
    digest: str = Field(primary_key=True)
    portal: str
    at: datetime = Field(sa_type=Instant)
