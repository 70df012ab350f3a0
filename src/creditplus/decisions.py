"""A decision (决定): what one person receives in one scenario: a benefit, or the standard service. Never less, never a reason.

The cause is kept for the person and the auditor; the operator's answer is made from `outcome`, `terms`, `until` and the charge.
Why `offered` speaks through `over`: it is read with whole numbers here and with z3 terms by the proof (T1, T2).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from creditplus import workdays
from creditplus.arithmetic import Over, integers
from creditplus.offers import charges, needs, terms
from creditplus.offers.charges import Bill, Charged
from creditplus.offers.commitments import Deferral
from creditplus.offers.needs import Standing
from creditplus.scenarios import Benefit, Scenario

Outcome = Literal["benefit", "standard"]
Cause = Literal[
    "benefit",
    "below",
    "not-joined",
    "left",
    "no-consent",
    "withdrawn",
    "suspended",
    "unknown-link",
    "no-rulebook",
    "emergency",
    "guardrail",
    "not-recognised",
]


PUNITIVE = frozenset(
    [
        "penalty",
        "blacklist",
        "licence-refusal",
        "hiring",
        "lending",
        "school-place",
        "household-registration",
        "ranking",
    ]
)
"""Purposes that a score may never serve (G01; plan 四（四）). Naming one is refused, logged and alarmed."""


FULL = 10**12
"""More than anybody ever had of anything: what nobody can count is held to be used up."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a decision may rest on: who asks for what is known (`None`: nobody, for a `cause`), how often each benefit was
    used in its period, whether benefits rest, what is still owed, and the bill."""

    person: Standing | None = None
    cause: Cause = "not-joined"
    used: dict[str, int] = {}
    suspended: bool = False
    outstanding_fen: int = 0
    bill: Bill | None = None


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What one person receives: every term at its best, until when, and (never for the operator) why.

    `benefits` are those that made it better, in the order in which they were looked at.
    """

    outcome: Outcome
    terms: dict[str, int]
    until: datetime
    cause: Cause
    benefits: tuple[str, ...] = ()
    charge: Charged | None = None


class Guest(msgspec.Struct, frozen=True):
    """Where a guest of another city is at home (the county, or only the city if its own service was asked), by which text of the
    receiving city (a digest) the grade counts, the grade attested, the SHA-256 of the answer that says so, or why there is none."""

    home: str
    text: str | None = None
    grade: str | None = None
    attestation: str | None = None
    failed: str | None = None


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it is kept, with what is needed to derive it again: the texts' digests, the instant, the bill, and a digest
    of all facts it rested on. `person` and `cause` never leave to an operator."""

    id: str
    at: datetime
    operator: str
    operator_kind: str | None = None
    county: str | None = None
    person: str | None
    scenario: str
    scenario_digest: str
    rulebook_digest: str | None
    outcome: Outcome
    terms: dict[str, int]
    until: datetime
    cause: Cause
    benefits: tuple[str, ...]
    bill: Bill | None = None
    charge: Charged | None = None
    facts_digest: str | None = None
    guest: Guest | None = None


def decide(scenario: Scenario, facts: Facts, at: datetime) -> Decision:
    """The decision for a person, or for nobody known: then the standard service."""
    opened = looked_at(scenario, facts)
    received, improving = dict(scenario.standard.terms), []
    for benefit in opened:
        before = received
        received = improved(integers, received, benefit, True)
        improving += [benefit.code] if received != before else []
    cause = facts.cause
    if facts.person is not None:
        cause = "benefit" if improving else "suspended" if facts.suspended else "below"
    return Decision(
        outcome="benefit" if improving else "standard",
        terms=received,
        until=at + timedelta(minutes=scenario.holds_minutes),
        cause=cause,
        benefits=tuple(improving),
        charge=_charged(scenario, received, facts),
    )


def _charged(scenario: Scenario, received: Mapping[str, int], facts: Facts) -> Charged | None:
    if facts.bill is None or scenario.charge is None:
        return None
    return charges.charged(integers, scenario.charge, received, facts.bill, facts.outstanding_fen)


def looked_at(scenario: Scenario, facts: Facts) -> list[Benefit]:
    """The benefits open to a person: those without a quota first, so that a quota is only used where nothing else is as good."""
    if facts.person is None:
        return []
    return [
        benefit
        for benefit in in_order(scenario)
        if needs.met(benefit.when, facts.person)
        and (benefit.entitlement or not facts.suspended)
        and facts.used.get(benefit.code, 0) < (benefit.quota.times if benefit.quota is not None else FULL)
    ]


def deferrals(scenario: Scenario, facts: Facts) -> list[Deferral]:
    """What the text says of paying later, for each benefit that is open to a person and lets them."""
    return [benefit.commitment for benefit in looked_at(scenario, facts) if benefit.commitment is not None]


def in_order(scenario: Scenario) -> list[Benefit]:
    """A scenario's benefits as they are looked at."""
    return sorted(scenario.benefits, key=lambda benefit: benefit.quota is not None)


def improved(over: Over, received: Mapping[str, Any], benefit: Benefit, opens: Any) -> dict[str, Any]:
    """What is received once a benefit was looked at: each of its terms at the better value, if it opens."""
    return {
        name: over.choose(opens, terms.better(over, name, value, benefit.terms[name]), value)
        if name in benefit.terms
        else value
        for name, value in received.items()
    }


def offered(over: Over, scenario: Scenario, opens: Sequence[Any]) -> dict[str, Any]:
    """What is received if each benefit, in the order of the text, opens or not: the standard, improved term by term."""
    received: dict[str, Any] = dict(scenario.standard.terms)
    for benefit, open in zip(scenario.benefits, opens, strict=True):
        received = improved(over, received, benefit, open)
    return received


def sound(scenario: Scenario, facts: Facts, at: datetime) -> tuple[Facts, Decision, str | None]:
    """The decision, what it rests on, and the theorem that it broke: then the person gets the standard service instead.

    A text that breaks one should never have got this far.
    """
    decision = decide(scenario, facts, at)
    alarm = broken(scenario, facts, decision)
    if alarm is not None:
        facts = Facts(cause="guardrail", bill=facts.bill)
        decision = decide(scenario, facts, at)
    return facts, decision, alarm


def broken(scenario: Scenario, facts: Facts, decision: Decision) -> str | None:
    """The theorem that a decision breaks on the numbers at hand, or None: T1 never worse, T7 nothing known means the standard."""
    standard = scenario.standard.terms
    if decision.terms.keys() != standard.keys() or not terms.at_least_as_good(decision.terms, standard):
        return "T1"
    if decision.charge is not None and facts.bill is not None and scenario.charge is not None:
        whole = charges.due(integers, scenario.charge, standard, facts.bill.amount_fen, facts.bill.minutes)
        paid = decision.charge
        if not 0 <= paid.to_pay_fen <= paid.due_fen <= whole or paid.to_pay_fen + paid.deferred_fen != paid.due_fen:
            return "T1"
    if facts.person is None and (decision.outcome != "standard" or decision.terms != standard):
        return "T7"
    return None


def used(decided: Iterable[Decided], scenario: Scenario, at: datetime) -> dict[str, int]:
    """How often a person had each benefit with a quota in the month or year that an instant lies in (R21)."""
    today, counts = workdays.day_of(at), {benefit.code: 0 for benefit in scenario.benefits if benefit.quota}
    periods = {benefit.code: benefit.quota.per for benefit in scenario.benefits if benefit.quota}
    for one in decided:
        if one.scenario == scenario.scenario and one.at <= at:
            day = workdays.day_of(one.at)
            for code in set(one.benefits) & counts.keys():
                same = workdays.number_of(day, periods[code]) == workdays.number_of(today, periods[code])
                counts[code] += same
    return counts


def year_of(at: datetime) -> datetime:
    """When the year of an instant began: no quota reaches further back."""
    return workdays.starts(workdays.day_of(at).replace(month=1, day=1))
