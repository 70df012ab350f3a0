"""The shipped scenarios: all seven families, each with worked cases that hold, and proved on the scale of every county it rules."""

from collections.abc import Iterable

import pytest

from creditplus import decisions
from creditplus.offers import needs
from creditplus.outlooks import situations
from creditplus.outlooks.situations import Trial
from creditplus.province import divisions
from creditplus.scenarios import Scenario
from creditplus.tools import holidays, proof
from tests import shelf
from tests.shelf import SCENARIOS
from tests.tools.test_proof import by_cvc5

COUNTIES = (shelf.NEHE, shelf.BEIAN, shelf.AIHUI)
FAMILIES = ("审批", "减税", "旅游", "出行", "医疗", "停车", "免押")
THEOREMS = ["T1", "T2", "T6", "T7", "T9"]


def scenario(file: str) -> Scenario:
    """A shipped scenario."""
    value = shelf.read_scenario(file).value
    assert value is not None, [problem.told() for problem in shelf.read_scenario(file).problems]
    return value


def counties(file: str) -> list[str]:
    """The counties of the shelf where a scenario rules."""
    return [county for county in COUNTIES if scenario(file).division in divisions.upwards(county)]


def trials(file: str) -> list[Trial]:
    """The worked cases beside a scenario."""
    beside = file.replace(".toml", ".cases.toml")
    read = situations.read(shelf.text(beside), beside)
    assert [problem.told() for problem in read.problems] == []
    return situations.trials(read, scenario(file), shelf.catalogue(), holidays.days_off)


def every_trial() -> Iterable[object]:
    """Every worked case of every scenario, named by what it says."""
    for file in SCENARIOS:
        for trial in trials(file):
            yield pytest.param(trial, id=f"{file.split('/')[2]}: {trial.told.says}")


def test_all_seven_families_of_the_plan_have_a_scenario() -> None:
    laws = " ".join(law for file in SCENARIOS for law in scenario(file).law)
    assert [family for family in FAMILIES if f"“信用+{family}”" not in laws] == []
    assert len({scenario(file).scenario for file in SCENARIOS}) >= 10


def test_they_rule_at_the_level_of_a_county_a_city_and_the_province() -> None:
    assert {scenario(file).division[2:4] == "00" for file in SCENARIOS} == {True, False}
    assert {"230000", "230200", "231100"} <= {scenario(file).division for file in SCENARIOS}


@pytest.mark.parametrize("trial", list(every_trial()))
def test_a_worked_case_of_a_scenario_holds(trial: Trial) -> None:
    assert [problem.told() for problem in trial.problems()] == []


@pytest.mark.parametrize("file", SCENARIOS)
def test_somebody_benefits_somebody_does_not_and_an_honour_is_shown(file: str) -> None:
    told = [trial.told for trial in trials(file)]
    emergency = scenario(file).service.emergency
    assert {case.outcome for case in told} == ({"standard"} if emergency else {"standard", "benefit"})
    honours = {kind.code for kind in shelf.catalogue().kinds if kind.polarity == "honour"}
    assert any(record["kind"] in honours for case in told for record in case.records)
    assert any(case.score is None and case.outcome == "standard" for case in told)


@pytest.mark.parametrize("file", SCENARIOS)
def test_every_benefit_of_a_scenario_is_shown_by_a_worked_case(file: str) -> None:
    shown = {code for trial in trials(file) for code in decided(trial)}
    assert {benefit.code for benefit in scenario(file).benefits} - shown == set()


def decided(trial: Trial) -> list[str]:
    """The benefits that open in a worked case."""
    facts = trial.facts()
    assert facts is not None
    return [benefit.code for benefit in decisions.looked_at(trial.scenario, facts)]


@pytest.mark.parametrize(("file", "county"), [(file, county) for file in SCENARIOS for county in counties(file)])
def test_every_promise_is_proved_where_a_scenario_rules(file: str, county: str) -> None:
    draft = shelf.read_scenario(file)
    certificate = proof.scenario(scenario(file), shelf.rulebook(county), shelf.catalogue(), 30, draft.lines)
    assert [problem.told() for problem in certificate.problems(file)] == []
    assert sorted(theorem.code for theorem in certificate.theorems) == sorted(THEOREMS)
    for theorem in certificate.theorems:
        assert by_cvc5(theorem.smt) == list(theorem.expected), f"another solver disagrees about {theorem.code}"


@pytest.mark.parametrize(("file", "county"), [(file, county) for file in SCENARIOS for county in counties(file)])
def test_a_scenario_asks_for_grades_that_each_county_has_and_scores_on_its_scale(file: str, county: str) -> None:
    book = shelf.rulebook(county)
    asked = [need for benefit in scenario(file).benefits for need in needs.parts(benefit.when)]
    grades = {need.grade_at_least for need in asked if need.grade_at_least is not None}
    assert grades <= {grade.code for grade in book.grades}
    bounds = [need.score_at_least for need in asked if need.score_at_least is not None]
    assert all(book.score.base < bound <= (book.score.max or 10**9) for bound in bounds)


@pytest.mark.parametrize("file", SCENARIOS)
def test_a_text_above_the_counties_asks_for_no_number_of_points(file: str) -> None:
    asked = [need for benefit in scenario(file).benefits for need in needs.parts(benefit.when)]
    points = [need.score_at_least for need in asked if need.score_at_least is not None]
    assert divisions.is_county(scenario(file).division) or points == []
