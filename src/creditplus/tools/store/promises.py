"""The tables of what runs on after a decision: what was deferred and paid, and what was bound once under a standing consent."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from creditplus.rights import links
from creditplus.tools.store import rows
from creditplus.tools.store.columns import Instant


class Commitment(rows.Row, table=True):
    """What one person may pay later; its instants were fixed when it began."""

    __tablename__ = "commitments"
    __table_args__ = (
        rows.points_to("decision", "decisions.id", later=True),
        rows.sha256("scenario_digest"),
        rows.division(),
        rows.check("amount_fen", "amount_fen > 0"),
        rows.check("due_at", "due_at >= at"),
        Index("ix_commitments_person", "person"),
    )
    id: str = Field(primary_key=True)
    decision: str
    person: str
    county: str
    scenario: str
    scenario_digest: str
    operator: str
    amount_fen: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=Instant)
    remind_at: datetime | None = Field(default=None, sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    suspend_at: datetime | None = Field(default=None, sa_type=Instant)
    provisional: bool


class Payment(rows.Row, table=True):
    """One payment towards a commitment."""

    __tablename__ = "payments"
    __table_args__ = (
        rows.points_to("commitment", "commitments.id"),
        rows.check("amount_fen", "amount_fen > 0"),
        Index("ix_payments_commitment", "commitment"),
    )
    id: str = Field(primary_key=True)
    commitment: str
    amount_fen: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=Instant)


class Link(rows.Row, table=True):
    """A plate or card bound once; only the digest of the operator's token is kept."""

    __tablename__ = "links"
    __table_args__ = (
        rows.sha256(),
        rows.division(),
        rows.choices(links.Link, "kind"),
        Index("ix_links_digest", "digest"),
        Index("ix_links_person", "person"),
    )
    id: str = Field(primary_key=True)
    digest: str
    person: str
    county: str
    scenario: str
    operator: str
    operator_kind: str
    kind: str
    at: datetime = Field(sa_type=Instant)


class Unlink(rows.Row, table=True):
    """The end of a link."""

    __tablename__ = "unlinks"
    __table_args__ = (rows.points_to("link", "links.id"), Index("ix_unlinks_link", "link"))
    id: str = Field(primary_key=True)
    link: str
    at: datetime = Field(sa_type=Instant)
