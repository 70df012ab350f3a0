"""What a decision rests on (依据): from everything that is kept about a person at an instant to the facts that it may use.

Why every step is done for everybody: whoever receives the standard service, for whichever of its causes, costs the same reads and
the same reckoning, so neither the answer nor the time it takes tells one cause from another.
Why it is a pure function: the same histories and texts give the same facts years later, so any decision can be derived again.
"""

import hashlib
from datetime import date, datetime, timedelta

import msgspec

from creditplus import consents, decisions, publications, recognition, workdays
from creditplus.consents import Consent, Withdrawal
from creditplus.decisions import Cause, Decided, Facts
from creditplus.ledger import Match
from creditplus.lives import households
from creditplus.lives.histories import History
from creditplus.lives.households import ALONE, House, HouseholdStep
from creditplus.offers import commitments, needs
from creditplus.offers.charges import Bill
from creditplus.offers.commitments import Commitment, Payment
from creditplus.offers.needs import Standing
from creditplus.province import divisions
from creditplus.province.catalogues import Catalogue
from creditplus.recognition import Recognition
from creditplus.rulebooks import Rulebook
from creditplus.scenarios import Scenario
from creditplus.scores import Score
from creditplus.workdays import DaysOff

INSTANT = timedelta(microseconds=1)
UNSCORED = -(10**12)
"""The points of a guest: points do not travel, so no need for a score is met by any."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is kept about one person and bears on one scenario. Of nobody, nothing is kept."""

    history: History
    consents: tuple[Consent, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    decided: tuple[Decided, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    payments: tuple[Payment, ...] = ()
    steps: tuple[HouseholdStep, ...] = ()
    others: tuple[History, ...] = ()

    @property
    def house(self) -> House:
        """With whom the person shares an account (R18)."""
        return households.house(self.steps, (self.history, *self.others), self.history.person)

    def by(self, at: datetime) -> "Kept":
        """What was kept by an instant: what a decision at that instant could know."""
        return Kept(
            history=_known_by(self.history, at),
            consents=tuple(one for one in self.consents if one.given_at <= at),
            withdrawals=tuple(one for one in self.withdrawals if one.at <= at),
            decided=tuple(one for one in self.decided if one.at < at),
            commitments=tuple(one for one in self.commitments if one.at < at),
            payments=tuple(one for one in self.payments if one.at <= at),
            steps=tuple(step for step in self.steps if step.at <= at),
            others=tuple(_known_by(one, at) for one in self.others),
        )


def _known_by(history: History, at: datetime) -> History:
    """What was known of somebody by an instant, their steps of joining and leaving among it."""
    steps = tuple(step for step in history.enrolments if step.at <= at)
    return msgspec.structs.replace(history.known(at + INSTANT), enrolments=steps)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: in which county, by which kind of operator, when, with which bill; `known` is no for an unknown link.

    Of a guest, `home` is the county whose resident it is: then everything hangs on the consent for the city that asks.
    """

    county: str
    operator_kind: str
    at: datetime
    bill: Bill | None = None
    known: bool = True
    home: str | None = None

    @property
    def city(self) -> str | None:
        """For which city the consent must be; none is needed at home."""
        return divisions.city_of(self.county) if self.home is not None else None


def facts(question: Question, scenario: Scenario, rulebook: Rulebook | None, kept: Kept, person: Standing) -> Facts:
    """What a decision may rest on: somebody's standing on that day, or the cause why nothing may be used."""
    today = workdays.day_of(question.at)
    cause = _cause(question, rulebook, kept, today)
    used = decisions.used(kept.decided, scenario, question.at)
    owed = [one for one in kept.commitments if one.county == question.county]
    suspended = commitments.suspended(owed, kept.payments, question.at)
    outstanding = commitments.outstanding_fen(owed, kept.payments, scenario.scenario, question.at)
    if cause is None and question.home is not None and not person.recognised:
        cause = "not-recognised"
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
    house: House = ALONE,
) -> Standing:
    """What somebody reaches on a day: the needs of a scenario that are met, by all that is kept of them, and by their house's points."""
    stand = history.stand(today)
    points, grades = 0, frozenset[str]()
    if rulebook is not None:
        score = served(rulebook, history, house, today, match)
        points, grades = score.points, publications.grades_reached(rulebook, score)
    return needs.standing(points, grades, (benefit.when for benefit in scenario.benefits), catalogue, stand, today)


def served(rulebook: Rulebook, history: History, house: House, today: date, match: Match) -> Score:
    """The published score that serves somebody: their own, or the account's that they share, whichever is better (R18)."""
    own = publications.published(rulebook, history, today, match)
    account = shared(rulebook, house, today, match)
    return own if account is None else households.better(rulebook, own, account)


def shared(rulebook: Rulebook, house: House, today: date, match: Match) -> Score | None:
    """The published score of a household's account, where the county's text lets so many have one."""
    if households.reasons(rulebook.joining, len(house.members)):
        return None
    account = households.merged("household", rulebook.county, house.members, today, house.since)
    return publications.published(rulebook, account, today, match)


def attested(
    text: Recognition | None,
    scenario: Scenario,
    home: str,
    rulebook: Rulebook | None,
    history: History,
    today: date,
    match: Match,
) -> str | None:
    """What a person's home says of their grade to the city of a text: the lowest one that opens as much there, or nothing."""
    grade = publications.published(rulebook, history, today, match).grade if rulebook is not None else None
    return recognition.attested(text, divisions.city_of(home) or "", scenario, grade, today)


def guest(text: Recognition | None, home: str, scenario: Scenario, grade: str | None, today: date) -> Standing:
    """What a guest reaches by an attested grade, and by nothing else."""
    ours = recognition.recognised(text, divisions.city_of(home) or "", scenario.scenario, grade, today)
    return Standing(UNSCORED, recognised=ours)


def facts_of_guest(scenario: Scenario, person: Standing, bill: Bill | None) -> Facts:
    """What a decision may rest on of a guest whose name nobody here knows: the grade that was attested, if it stands for any.

    What must be counted or could be owed needs a name, so such a guest has no benefit with a quota and puts nothing off.
    """
    if not person.recognised:
        return Facts(cause="not-recognised", bill=bill)
    counted = [benefit.code for benefit in scenario.benefits if benefit.quota or benefit.commitment]
    return Facts(person=person, cause="below", used=dict.fromkeys(counted, decisions.FULL), bill=bill)


def begun(told: Decided, scenario: Scenario, facts: Facts, id: str, days_off: DaysOff) -> Commitment | None:
    """What begins to run if a decision puts something off; every instant is fixed now (R23)."""
    if told.charge is None or told.charge.deferred_fen <= 0 or told.person is None:
        return None
    ends = commitments.instants(decisions.deferrals(scenario, facts), told.at, days_off)
    return Commitment(
        id=id,
        decision=told.id,
        person=told.person,
        county=told.county or "",
        scenario=told.scenario,
        scenario_digest=told.scenario_digest,
        operator=told.operator,
        amount_fen=told.charge.deferred_fen,
        at=told.at,
        **msgspec.structs.asdict(ends),
    )


def _cause(question: Question, rulebook: Rulebook | None, kept: Kept, today: date) -> Cause | None:
    """Why nothing may be used of a person, or None if their standing may."""
    whose = (question.operator_kind, question.city)
    given = [one for one in kept.consents if (one.operator_kind, one.city) == whose]
    withdrawn = {one.consent for one in kept.withdrawals}
    allowed = consents.holds(given, kept.withdrawals, question.operator_kind, question.at, question.city)
    home = question.home or question.county
    joined = kept.history.joined_on(today) is not None and kept.history.county_on(today) == home
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
