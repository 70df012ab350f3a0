"""A commitment (先享后付): what somebody may pay later, until when, and what follows if they do not. Never worse than the standard.

open → paid | reminded → overdue → suspended → restored. A pure function of the commitment, its payments and the instant: no
step has to be stored, so none can be forgotten, and a limit that falls later touches nothing that already runs (R23).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from creditplus import workdays
from creditplus.province.catalogues import Code
from creditplus.rulebooks import Rulebook
from creditplus.workdays import DaysOff, Lapse

State = Literal["open", "reminded", "overdue", "suspended", "paid", "restored"]


class Deferral(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a text says of paying later: within how long; after how long a reminder; how long after the due day the person's
    benefits rest until paid; and after how many overdue in a row a record follows, of which kind (only where the county's
    rulebook has a rule for that kind, with notice to the resident, and by its own legal document like any demerit)."""

    pay_within: Lapse
    remind_after: Lapse | None = None
    suspend_after: Lapse | None = None
    overdue_record_after: Annotated[int, Meta(ge=2, le=12)] | None = None
    overdue_record: Code | None = None


class Commitment(msgspec.Struct, frozen=True, kw_only=True):
    """What one person owes to one operator since a decision. Every instant was fixed when it began."""

    id: str
    decision: str
    person: str
    county: str
    scenario: str
    scenario_digest: str
    operator: str
    amount_fen: int
    at: datetime
    remind_at: datetime | None = None
    due_at: datetime
    suspend_at: datetime | None = None
    provisional: bool = False


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """One payment towards a commitment, as its operator reports it."""

    id: str
    commitment: str
    amount_fen: int
    at: datetime


class Instants(msgspec.Struct, frozen=True):
    """When a deferral reminds, falls due and suspends; provisional if a year's notice of days off is not known yet."""

    remind_at: datetime | None
    due_at: datetime
    suspend_at: datetime | None
    provisional: bool


def instants(deferrals: Iterable[Deferral], at: datetime, days_off: DaysOff) -> Instants:
    """The instants for somebody to whom several deferrals are open: always the latest, so one more never makes anything worse."""
    due, reminders, suspensions, provisional = at, [], [], False
    never = False
    for deferral in deferrals:
        own, own_provisional = workdays.lapsed(at, deferral.pay_within, days_off)
        due, provisional = max(due, own), provisional or own_provisional
        if deferral.remind_after is not None:
            reminders.append(workdays.lapsed(at, deferral.remind_after, days_off)[0])
        if deferral.suspend_after is None:
            never = True
        else:
            suspensions.append(workdays.lapsed_since_end(own, deferral.suspend_after, days_off)[0])
    suspend = None if never or not suspensions else max(*suspensions, due)
    return Instants(max(reminders, default=None), due, suspend, provisional)


def paid_at(commitment: Commitment, payments: Iterable[Payment], at: datetime) -> datetime | None:
    """The instant at which a commitment was paid in full, if it was by an instant."""
    left = commitment.amount_fen
    for payment in sorted(payments, key=lambda payment: (payment.at, payment.id)):
        if payment.commitment == commitment.id and payment.at <= at:
            left -= payment.amount_fen
            if left <= 0:
                return payment.at
    return None


def left_fen(commitment: Commitment, payments: Iterable[Payment], at: datetime) -> int:
    """What is still owed at an instant."""
    paid = sum(one.amount_fen for one in payments if one.commitment == commitment.id and one.at <= at)
    return max(commitment.amount_fen - paid, 0)


def state(commitment: Commitment, payments: Iterable[Payment], at: datetime) -> State:
    """Where a commitment is at an instant. The due instant itself is already late; paying after a suspension restores."""
    paid = paid_at(commitment, payments, at)
    if paid is not None:
        suspended = commitment.suspend_at is not None and paid >= commitment.suspend_at
        return "restored" if suspended else "paid"
    if commitment.suspend_at is not None and at >= commitment.suspend_at:
        return "suspended"
    if at >= commitment.due_at:
        return "overdue"
    return "reminded" if commitment.remind_at is not None and at >= commitment.remind_at else "open"


def suspended(commitments: Iterable[Commitment], payments: Iterable[Payment], at: datetime) -> bool:
    """Whether a person's benefits rest at an instant: one unpaid commitment is enough, one payment restores (R23)."""
    told = list(payments)
    return any(state(commitment, told, at) == "suspended" for commitment in commitments)


def outstanding_fen(commitments: Iterable[Commitment], payments: Iterable[Payment], scenario: str, at: datetime) -> int:
    """What a person still owes in one scenario: what is left of a limit is the limit less this."""
    told = list(payments)
    return sum(left_fen(one, told, at) for one in commitments if one.scenario == scenario)


def overdue_in_a_row(
    commitments: Iterable[Commitment], payments: Iterable[Payment], scenario: str, at: datetime
) -> int:
    """How many of a person's latest commitments in a scenario fell overdue without one paid in time between them."""
    told, row = list(payments), 0
    for one in sorted(commitments, key=lambda one: (one.due_at, one.id)):
        if one.scenario != scenario or one.at > at:
            continue
        paid = paid_at(one, told, at)
        if paid is not None and paid < one.due_at:
            row = 0
        elif at >= one.due_at:
            row += 1
    return row


def record_due(deferral: Deferral, rulebook: Rulebook, row: int) -> str | None:
    """The kind of record that so many overdue in a row call for, or None: only where the text and the rulebook both say so."""
    kind, after = deferral.overdue_record, deferral.overdue_record_after
    if kind is None or after is None or row < after:
        return None
    return kind if any(rule.kind == kind for rule in rulebook.rules) else None


def day_due(commitment: Commitment) -> date:
    """The last day on which a commitment can be paid in time."""
    return workdays.last_day(commitment.due_at)
