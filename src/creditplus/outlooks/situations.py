"""Worked cases (算例) of a scenario: somebody's score, honours and good deeds, and what they receive, as the author worked it out.

They stand in `<effective>.cases.toml` beside the scenario. Each names only what it is about: a case without a `score` is
somebody of whom nothing is known, and terms that are not named are not compared.
"""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from creditplus import decisions, ledger, workdays
from creditplus.arithmetic import Points
from creditplus.decisions import Decision, Facts
from creditplus.errors import Problem
from creditplus.language import texts
from creditplus.language.lines import Path
from creditplus.language.texts import Text
from creditplus.offers import commitments, needs, terms
from creditplus.offers.charges import Bill, Fen, Minutes
from creditplus.outlooks import cases
from creditplus.province.catalogues import Catalogue
from creditplus.records import Record
from creditplus.scales import GradeCode
from creditplus.scenarios import Scenario
from creditplus.workdays import DaysOff

NOON = timedelta(hours=12)
"""A decision of a case falls at noon in Shanghai."""


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One worked case. `grades` names every grade reached, `records` give honours and totals, `used` says how often a benefit was
    had this month or year; a bill is `amount_fen` and `minutes`; `pay_by` is the last day on which what is deferred can be paid."""

    says: Annotated[str, Meta(min_length=3, max_length=1000)]
    on: date
    score: Points | None = None
    grades: tuple[GradeCode, ...] = ()
    recognised: tuple[GradeCode, ...] = ()
    records: tuple[dict[str, Any], ...] = ()
    used: dict[str, int] = {}
    suspended: bool = False
    owed_fen: Fen = 0
    amount_fen: Fen | None = None
    minutes: Minutes | None = None
    outcome: Literal["benefit", "standard"]
    terms: dict[str, int] = {}
    due_fen: Fen | None = None
    deferred_fen: Fen | None = None
    to_pay_fen: Fen | None = None
    pay_by: date | None = None


class Cases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The worked cases of a scenario."""

    cases: Annotated[tuple[Case, ...], Meta(min_length=1)]


def read(text: str, file: str) -> Text[Cases]:
    """Read a file of worked cases: what they say, or every problem of their form at once."""
    return texts.read(text, file, Cases)


def run(draft: Text[Cases], scenario: Scenario, catalogue: Catalogue, days_off: DaysOff) -> list[Problem]:
    """Every case that does not hold, with its line and what came out instead."""
    return [problem for trial in trials(draft, scenario, catalogue, days_off) for problem in trial.problems()]


def trials(draft: Text[Cases], scenario: Scenario, catalogue: Catalogue, days_off: DaysOff) -> list["Trial"]:
    """Every case of a file before a scenario."""
    told = draft.value.cases if draft.value is not None else ()
    return [Trial(draft, place, case, scenario, catalogue, days_off) for place, case in enumerate(told)]


class Trial(cases.Trial):
    """One case before one scenario; its records are read as a rulebook's cases are."""

    def __init__(
        self, draft: Text[Cases], place: int, case: Case, scenario: Scenario, catalogue: Catalogue, days_off: DaysOff
    ) -> None:
        self.draft = draft  # type: ignore[assignment]  # only its lines are used
        self.path: Path = ("cases", place)
        self.case = case  # type: ignore[assignment]  # the other kind of case
        self.told = case
        self.scenario = scenario
        self.county = scenario.division
        self.catalogue = catalogue
        self.days_off = days_off
        self.found: list[Problem] = []

    def problems(self) -> list[Problem]:
        """What is wrong with the case, or how its decision differs."""
        facts = self.facts()
        if self.found or facts is None:
            return self.found
        decision = decisions.decide(self.scenario, facts, self.at)
        self.compare(decision)
        if self.told.pay_by is not None:
            self.compare_day(facts, decision)
        return self.found

    @property
    def at(self) -> datetime:
        """The instant of the decision."""
        return workdays.starts(self.told.on) + NOON

    def facts(self) -> Facts | None:
        """What the decision rests on, or None where the case itself is wrong."""
        told = self.told
        bill = None
        if told.amount_fen is not None or told.minutes is not None:
            bill = Bill(amount_fen=told.amount_fen or 0, minutes=told.minutes or 0)
        if told.score is None:
            return Facts(bill=bill)
        kept = [self.record(fact, ("records", place), f"r{place:04}") for place, fact in enumerate(told.records)]
        stand = ledger.standing([record for record in kept if isinstance(record, Record)], [], told.on)
        asked = [benefit.when for benefit in self.scenario.benefits]
        reached, attested = frozenset(told.grades), frozenset(told.recognised)
        person = needs.standing(told.score, reached, asked, self.catalogue, stand, told.on, attested)
        return Facts(person=person, used=told.used, suspended=told.suspended, outstanding_fen=told.owed_fen, bill=bill)

    def compare(self, decision: Decision) -> None:
        """Note every difference between what was worked out by hand and what is decided."""
        if decision.outcome != self.told.outcome:
            self.wrong(("outcome",), f"结果是 {decision.outcome}", f"the scenario gives `{decision.outcome}`")
        for name, value in self.told.terms.items():
            if name not in decision.terms:
                zh, en = texts.nearest(name, decision.terms)
                self.wrong(("terms", name), f"没有这一项{zh}", f"no such term{en}")
            elif decision.terms[name] != value:
                shown = terms.shown(name, decision.terms[name])
                self.wrong(
                    ("terms", name), f"算出{shown.zh}", f"the scenario gives `{decision.terms[name]}`: {shown.en}"
                )
        for name in ("due_fen", "deferred_fen", "to_pay_fen"):
            wanted, made = getattr(self.told, name), getattr(decision.charge, name, None)
            if wanted is not None and wanted != made:
                self.wrong((name,), f"算出 {made} 分（人民币）", f"the scenario gives `{made}`")

    def compare_day(self, facts: Facts, decision: Decision) -> None:
        """Note if what is deferred falls due on another day."""
        deferrals = decisions.deferrals(self.scenario, facts)
        end = workdays.last_day(commitments.instants(deferrals, self.at, self.days_off).due_at) if deferrals else None
        if end != self.told.pay_by:
            self.wrong(("pay_by",), f"算出 {end}", f"the scenario gives `{end}`")
