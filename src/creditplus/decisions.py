"""A decision (决定): what one person receives in one scenario: a benefit, or the standard service. Never less, never a reason.

The cause is kept for the person and the auditor; the operator's answer is made from `outcome`, `terms` and `until` alone.
"""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from creditplus import scenarios, terms
from creditplus.errors import GuardrailBroken
from creditplus.scenarios import Scenario, Standing

Outcome = Literal["benefit", "standard"]
Cause = Literal["benefit", "below", "not-joined", "no-consent", "no-rulebook", "emergency"]


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


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What one person receives: every term at its best, until when, and (never for the operator) why."""

    outcome: Outcome
    terms: dict[str, int]
    until: datetime
    cause: Cause
    benefits: tuple[str, ...] = ()


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it is kept, with what is needed to derive it again. `person` and `cause` never leave to an operator."""

    id: str
    at: datetime
    operator: str
    person: str
    scenario: str
    scenario_digest: str
    rulebook_digest: str | None
    outcome: Outcome
    terms: dict[str, int]
    until: datetime
    cause: Cause
    benefits: tuple[str, ...]


def decide(scenario: Scenario, person: Standing | None, at: datetime, cause: Cause = "not-joined") -> Decision:
    """The decision for a person, or for nobody known (`None`, with the `cause`): then the standard service."""
    offered = dict(scenario.standard.terms)
    open_to = [benefit for benefit in scenario.benefits if person is not None and scenarios.met(benefit.when, person)]
    for benefit in open_to:
        for name, value in benefit.terms.items():
            offered[name] = terms.best(name, offered[name], value)
    better = offered != scenario.standard.terms
    if person is not None:
        cause = "benefit" if better else "below"
    return Decision(
        outcome="benefit" if better else "standard",
        terms=offered,
        until=at + timedelta(minutes=scenario.holds_minutes),
        cause=cause,
        benefits=tuple(benefit.code for benefit in open_to) if better else (),
    )


def assert_never_worse(scenario: Scenario, decision: Decision) -> None:
    """The theorem T1 on the numbers at hand. Raises GuardrailBroken; the text should never have got this far."""
    if not terms.at_least_as_good(decision.terms, scenario.standard.terms):
        raise GuardrailBroken("worse-than-standard")
