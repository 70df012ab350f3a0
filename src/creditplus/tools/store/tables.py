"""The tables: what happened, appended and never changed. Only `people` can be erased, because only `people` knows who anyone is."""

from datetime import datetime
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from creditplus import audit, consents, decisions, documents, imports, people, proofs, publications, records
from creditplus.federation import attestations, trust
from creditplus.lives import accounts, households, joinings, optouts
from creditplus.log import seals
from creditplus.offers import commitments
from creditplus.rights import delays, delegations, links, notices, objections, repairs, retentions
from creditplus.rights import evidence as papers
from creditplus.tools.store import disputes, rows
from creditplus.tools.store.columns import Instant, Number, Tree
from creditplus.tools.store.custody import Cosignature, Delay, Purge, Seal, Tile, Witnessed
from creditplus.tools.store.facts import Arrival, Change, Client, ClientEnd, Enrolment, Person, Record
from creditplus.tools.store.files import Import, ImportStep, RefusedRow
from creditplus.tools.store.guests import Attestation, Voucher
from creditplus.tools.store.promises import Commitment, Link, Payment, Unlink
from creditplus.tools.store.publishing import Publication, PublishedScore
from creditplus.tools.store.rights import (
    Acceptance,
    Delegation,
    DelegationEnd,
    GuardianWord,
    HouseholdStep,
    HouseholdWord,
    Redemption,
    Switch,
    WardJoined,
)
from creditplus.tools.store.rows import Row
from creditplus.tools.store.rulings import (
    Approval,
    Certificate,
    Code,
    CodeUse,
    Consent,
    Decision,
    Document,
    Simulation,
    Withdrawal,
)

__all__ = [
    "KEPT",
    "Acceptance",
    "Approval",
    "Arrival",
    "Attestation",
    "Certificate",
    "Change",
    "Client",
    "ClientEnd",
    "Code",
    "CodeUse",
    "Commitment",
    "Consent",
    "Cosignature",
    "Decision",
    "Delay",
    "Delegation",
    "DelegationEnd",
    "Document",
    "Enrolment",
    "Event",
    "GuardianWord",
    "HouseholdStep",
    "HouseholdWord",
    "Idempotency",
    "Import",
    "ImportStep",
    "Link",
    "Payment",
    "Person",
    "Publication",
    "PublishedScore",
    "Purge",
    "Record",
    "Redemption",
    "RefusedRow",
    "Row",
    "Seal",
    "Simulation",
    "Switch",
    "Tile",
    "Unlink",
    "Voucher",
    "WardJoined",
    "Withdrawal",
    "Witnessed",
]


class Event(Row, table=True):
    """Who did what, to whom, when, with what outcome. `number` counts up; a number may be missing, none is ever used twice."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("id"),
        rows.choices(audit.Event, "role"),
        Index("ix_events_subject", "subject", "number"),
        {"sqlite_autoincrement": True},
    )
    when: ClassVar[str] = "number"
    whose: ClassVar[tuple[str, ...]] = ("subject",)
    number: int | None = Field(default=None, primary_key=True, sa_type=Number)
    id: str
    at: datetime = Field(sa_type=Instant)
    by: str
    role: str
    verb: str
    subject: str | None = None
    county: str | None = None
    outcome: str
    problem: str | None = None
    detail: dict[str, Any] = Field(sa_type=Tree)


class Idempotency(Row, table=True):
    """The first answer to a key of a client: the same request gets the same answer again."""

    __tablename__ = "idempotency"
    __table_args__ = (rows.check("status", "status BETWEEN 100 AND 599"),)
    whose: ClassVar[tuple[str, ...]] = ("client",)
    client: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    fingerprint: str
    status: int
    body: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant)


KEPT: dict[type[msgspec.Struct], type[Row]] = {
    people.Client: Client,
    people.ClientEnd: ClientEnd,
    people.Enrolment: Enrolment,
    records.Record: Record,
    records.Change: Change,
    documents.Document: Document,
    documents.Approval: Approval,
    documents.Simulation: Simulation,
    proofs.Certificate: Certificate,
    consents.Consent: Consent,
    consents.Withdrawal: Withdrawal,
    consents.Code: Code,
    consents.CodeUse: CodeUse,
    decisions.Decided: Decision,
    commitments.Commitment: Commitment,
    commitments.Payment: Payment,
    links.Link: Link,
    links.Unlink: Unlink,
    optouts.Switch: Switch,
    delegations.Delegation: Delegation,
    delegations.Acceptance: Acceptance,
    delegations.DelegationEnd: DelegationEnd,
    joinings.GuardianWord: GuardianWord,
    joinings.WardJoined: WardJoined,
    households.HouseholdWord: HouseholdWord,
    households.HouseholdStep: HouseholdStep,
    accounts.Redemption: Redemption,
    objections.Objection: disputes.Objection,
    objections.Reply: disputes.Reply,
    objections.Settled: disputes.Settled,
    objections.Statement: disputes.Statement,
    papers.PaperLabel: disputes.Evidence,
    repairs.Repair: disputes.Repair,
    repairs.RepairDecided: disputes.RepairDecided,
    notices.PlaceNotice: disputes.PlaceNotice,
    publications.Publication: Publication,
    publications.PublishedScore: PublishedScore,
    imports.Import: Import,
    imports.Step: ImportStep,
    imports.RefusedRow: RefusedRow,
    attestations.Attested: Attestation,
    trust.Voucher: Voucher,
    audit.Event: Event,
    delays.Delay: Delay,
    seals.Seal: Seal,
    seals.Tile: Tile,
    seals.Cosignature: Cosignature,
    seals.Witnessed: Witnessed,
    retentions.Purge: Purge,
}
"""Which table keeps which noun. Every field of the noun is a column of the same name; a table may have more columns."""
