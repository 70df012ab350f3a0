"""The tables of what is agreed and decided: texts and approvals, consents and codes, and each decision that came of them."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from creditplus import decisions, documents
from creditplus.tools.store import rows
from creditplus.tools.store.columns import Instant, Tree


class Document(rows.Row, table=True):
    """A text that rules, or wants to, named by its digest."""

    __tablename__ = "documents"
    __table_args__ = (
        rows.sha256(),
        rows.division("division"),
        rows.choices(documents.Document, "kind"),
        Index("ix_documents_kind_division_name_effective", "kind", "division", "name", "effective"),
    )
    when: ClassVar[str] = "proposed_at"
    digest: str = Field(primary_key=True)
    kind: str
    division: str
    name: str = ""
    effective: date
    text: str
    proposed_at: datetime = Field(sa_type=Instant)
    proposed_by: str


class Approval(rows.Row, table=True):
    """A second person's word on a document."""

    __tablename__ = "approvals"
    __table_args__ = (
        rows.points_to("digest", "documents.digest"),
        rows.choices(documents.Approval, "what"),
        Index("ix_approvals_digest", "digest"),
    )
    id: str = Field(primary_key=True)
    digest: str
    what: str
    at: datetime = Field(sa_type=Instant)
    by: str
    because: str = ""
    simulation: str | None = None


class Simulation(rows.Row, table=True):
    """What a text would make of its residents, as it was seen on a day."""

    __tablename__ = "simulations"
    __table_args__ = (
        rows.sha256(),
        rows.points_to("document", "documents.digest"),
        Index("ix_simulations_document", "document"),
    )
    digest: str = Field(primary_key=True)
    document: str
    against: list[str] = Field(sa_type=Tree)
    on: date
    impact: dict[str, Any] = Field(sa_type=Tree)
    seed: str
    at: datetime = Field(sa_type=Instant)
    by: str


class Consent(rows.Row, table=True):
    """One agreement to one scenario."""

    __tablename__ = "consents"
    __table_args__ = (
        rows.sha256("notice_digest"),
        rows.check("until", "until > given_at"),
        Index("ix_consents_person_scenario", "person", "scenario"),
    )
    when: ClassVar[str] = "given_at"
    id: str = Field(primary_key=True)
    person: str
    scenario: str
    operator_kind: str
    city: str | None = None
    notice_digest: str
    scenario_digest: str | None = None
    given_at: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)


class Certificate(rows.Row, table=True):
    """What was proved of a text before anybody could approve it."""

    __tablename__ = "certificates"
    __table_args__ = (rows.sha256(), rows.points_to("digest", "documents.digest"))
    when: ClassVar[str] = "digest"
    digest: str = Field(primary_key=True)
    solver: str
    theorems: list[Any] = Field(sa_type=Tree)


class Withdrawal(rows.Row, table=True):
    """The end of a consent."""

    __tablename__ = "withdrawals"
    __table_args__ = (rows.points_to("consent", "consents.id"), Index("ix_withdrawals_consent", "consent"))
    id: str = Field(primary_key=True)
    consent: str
    at: datetime = Field(sa_type=Instant)


class Code(rows.Row, table=True):
    """A short code for one scenario: only its digest is kept."""

    __tablename__ = "codes"
    __table_args__ = (rows.sha256(), rows.division(), rows.check("lifetime", "expires_at > issued_at"))
    when: ClassVar[str] = "issued_at"
    digest: str = Field(primary_key=True)
    person: str
    scenario: str
    county: str
    issued_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)


class CodeUse(rows.Row, table=True):
    """The one use of a code, for a decision here or an answer to another city. The primary key is what makes it the only one."""

    __tablename__ = "code_uses"
    __table_args__ = (rows.points_to("digest", "codes.digest", later=True),)
    digest: str = Field(primary_key=True)
    decision: str
    at: datetime = Field(sa_type=Instant)


class Decision(rows.Row, table=True):
    """What one person received. `cause` and `benefits` are for the person and the auditor, never for the operator."""

    __tablename__ = "decisions"
    __table_args__ = (
        rows.sha256("scenario_digest"),
        rows.choices(decisions.Decision, "outcome"),
        rows.choices(decisions.Decision, "cause"),
        rows.check("until", "until >= at"),
        Index("ix_decisions_person_at", "person", "at"),
        # What counts against a quota: without it, whoever is asked about often would be answered more slowly each time.
        Index("ix_decisions_had", "person", "scenario", "outcome", "at"),
    )
    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    operator: str
    operator_kind: str | None = None
    county: str | None = None
    person: str | None = None
    scenario: str
    scenario_digest: str
    rulebook_digest: str | None = None
    outcome: str
    terms: dict[str, int] = Field(sa_type=Tree)
    until: datetime = Field(sa_type=Instant)
    cause: str
    benefits: list[str] = Field(sa_type=Tree)
    bill: dict[str, Any] | None = Field(default=None, sa_type=Tree)
    charge: dict[str, Any] | None = Field(default=None, sa_type=Tree)
    facts_digest: str | None = None
    guest: dict[str, Any] | None = Field(default=None, sa_type=Tree)
