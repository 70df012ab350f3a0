"""What a decision rests on (依据): from everything that is kept about a person at an instant to the facts that it may use.

Why every step is done for everybody: whoever receives the standard service, for whichever of its causes, costs the same reads and
the same reckoning, so neither the answer nor the time it takes tells one cause from another.
Why it is a pure function: the same histories and texts give the same facts years later, so any decision can be derived again.
"""

import hashlib
from datetime import date, datetime, timedelta

import msgspec

from creditplus import commitments, consents, decisions, needs, publications, workdays
from creditplus.catalogues import Catalogue
from creditplus.charges import Bill
from creditplus.commitments import Commitment, Payment
from creditplus.consents import Consent, Withdrawal
from creditplus.decisions import Cause, Decided, Facts
from creditplus.histories import History
from creditplus.ledger import Match
from creditplus.needs import Standing
from creditplus.rulebooks import Rulebook
from creditplus.scenarios import Scenario

INSTANT = timedelta(microseconds=1)


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is kept about one person and bears on one scenario. Of nobody, nothing is kept."""

    history: History
    consents: tuple[Consent, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    decided: tuple[Decided, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    payments: tuple[Payment, ...] = ()

    def by(self, at: datetime) -> "Kept":
        """What was kept by an instant: what a decision at that instant could know."""
        known = self.history.known(at + INSTANT)
        steps = tuple(step for step in known.enrolments if step.at <= at)
        return Kept(
            history=msgspec.structs.replace(known, enrolments=steps),
            consents=tuple(one for one in self.consents if one.given_at <= at),
            withdrawals=tuple(one for one in self.withdrawals if one.at <= at),
            decided=tuple(one for one in self.decided if one.at < at),
            commitments=tuple(one for one in self.commitments if one.at < at),
            payments=tuple(one for one in self.payments if one.at <= at),
        )


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: in which county, by which kind of operator, when, with which bill; `known` is no for an unknown link."""

    county: str
    operator_kind: str
    at: datetime
    bill: Bill | None = None
    known: bool = True


def facts(question: Question, scenario: Scenario, rulebook: Rulebook | None, kept: Kept, person: Standing) -> Facts:
    """What a decision may rest on: somebody's standing on that day, or the cause why nothing may be used."""
    today = workdays.day_of(question.at)
    cause = _cause(question, rulebook, kept, today)
    used = decisions.used(kept.decided, scenario, question.at)
    owed = [one for one in kept.commitments if one.county == question.county]
    suspended = commitments.suspended(owed, kept.payments, question.at)
    outstanding = commitments.outstanding_fen(owed, kept.payments, scenario.scenario, question.at)
    if cause is not None:
        return Facts(cause=cause, bill=question.bill)
    return Facts(
        person=person, used=used, suspended=suspended, outstanding_fen=outstanding, bill=question.bill, cause="below"
    )


def standing(
    scenario: Scenario,
    rulebook: Rulebook | None,
    catalogue: Catalogue,
    history: History,
    today: date,
    match: Match,
) -> Standing:
    """What somebody reaches on a day: the needs of a scenario that are met, by all that is kept of them."""
    stand = history.stand(today)
    points, grades = 0, frozenset[str]()
    if rulebook is not None:
        score = publications.published(rulebook, history, today, match)
        points, grades = score.points, publications.grades_reached(rulebook, score)
    return needs.standing(points, grades, (benefit.when for benefit in scenario.benefits), catalogue, stand, today)


def _cause(question: Question, rulebook: Rulebook | None, kept: Kept, today: date) -> Cause | None:
    """Why nothing may be used of a person, or None if their standing may."""
    given = [one for one in kept.consents if (one.operator_kind, one.city) == (question.operator_kind, None)]
    withdrawn = {one.consent for one in kept.withdrawals}
    allowed = consents.holds(given, kept.withdrawals, question.operator_kind, question.at)
    joined = kept.history.joined_on(today) is not None and kept.history.county_on(today) == question.county
    if not question.known:
        return "unknown-link"
    if not joined:
        return "left" if kept.history.enrolments else "not-joined"
    if not allowed:
        return "withdrawn" if any(one.id in withdrawn for one in given) else "no-consent"
    return "no-rulebook" if rulebook is None else None


def digest(facts: Facts) -> str:
    """SHA-256 of all facts that a decision rested on: derived again, they must be the same."""
    return hashlib.sha256(msgspec.json.encode(facts, order="sorted")).hexdigest()
