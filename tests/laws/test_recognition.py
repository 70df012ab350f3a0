"""Recognition between cities only ever adds: proved for every shipped text, and tried over every grade, day and guest."""

from datetime import date, timedelta
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from creditplus import recognition
from creditplus.offers import needs
from creditplus.proofs import Certificate
from creditplus.recognition import Recognition
from creditplus.scenarios import Scenario
from creditplus.tools import proof
from tests import shelf
from tests.tools.test_proof import by_cvc5

HEIHE = "rules/231100-recognises/2026-03-01.toml"
LINE = 'grades    = { AAA = "AA", AA = "AA", A = "A" }'
COUNTY = {"231100": shelf.BEIAN, "230200": shelf.NEHE}
DAY = date(2026, 11, 24)


@cache
def here(city: str) -> tuple[Scenario, ...]:
    """The scenarios of a city."""
    read = (shelf.read_scenario(file).value for file in shelf.SCENARIOS if f"/{city}/" in file)
    return tuple(one for one in read if one is not None)


def text(before: str = "", after: str = "") -> Recognition:
    """The text of Heihe, with something else in one place."""
    found = recognition.read(shelf.text(HEIHE).replace(before, after, 1) if before else shelf.text(HEIHE), HEIHE).value
    assert found is not None
    return found


def certificate(one: Recognition) -> Certificate:
    """What is proved of a text with its city's scenarios."""
    return proof.recognition(one, here(one.city), shelf.rulebook(COUNTY[one.city]), 10.0)


def told(certificate: Certificate) -> list[str]:
    """What does not hold, in English."""
    return [problem.message.en for problem in certificate.problems("text")]


@pytest.mark.parametrize("file", shelf.RECOGNITIONS)
def test_every_shipped_text_is_proved_and_another_solver_agrees(file: str) -> None:
    found = recognition.read(shelf.text(file), file)
    assert [problem.told() for problem in found.problems] == []
    assert found.value is not None
    made = certificate(found.value)
    (theorem,) = made.theorems
    assert (theorem.code, theorem.holds, told(made)) == ("T8", True, [])
    assert by_cvc5(theorem.smt) == list(theorem.expected)


@pytest.mark.parametrize(
    ("after", "example"),
    [
        ('grades = { AAA = "A", AA = "AA" }', "AA there stands for AA here, yet AAA there stands for A here"),
        ('grades = { AA = "AA" }', "AA there stands for AA here, yet AAA there stands for nothing"),
        ('grades = { AAA = "AA", A = "A" }', "A there stands for A here, yet AA there stands for nothing"),
    ],
)
def test_a_mapping_that_turns_round_or_has_a_hole_is_refused_with_who_shows_it(after: str, example: str) -> None:
    made = certificate(text(LINE, after))
    law = "《黑龙江省“十四五”社会信用体系建设规划》六（二）；《个人信息保护法》第二十四条"
    assert told(made) == [f"a better grade there never stands for a worse one here: {example} ({law})"]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('city      = "230200"', 'city      = "231100"', "write the code of another city"),
        ('city      = "230200"', 'city      = "230281"', "write the code of another city"),
        ('city              = "231100"', 'city              = "231181"', "write the code of a city"),
        ("from      = 2026-03-01", "from      = 2026-02-01", "`from` and `until` lie in order, within the time"),
        ("until     = 2028-03-01", "until     = 2029-03-01", "`from` and `until` lie in order, within the time"),
        ('A = "A" }', 'A = "E" }', "`E` is not on our ladder"),
        ('A = "A" }', 'E = "A" }', "`E` is not on that city's ladder"),
        ('"AA", "A", "B", "C"]\ngrades', '"AA", "AA", "B", "C"]\ngrades', "`AA` is used already"),
        ("effective         = 2026-03-01", "effective         = 2026-01-01", "public comment ends before `effective`"),
        ('A = "A" }', 'A = "A" }\npoints = 10', "points"),
    ],
)
def test_a_text_that_makes_no_sense_is_refused_with_its_place(before: str, after: str, says: str) -> None:
    found = recognition.read(shelf.text(HEIHE).replace(before, after, 1), HEIHE)
    assert found.value is None
    assert [problem for problem in found.problems if says in problem.told()], [one.told() for one in found.problems]
    assert all(problem.line > 0 for problem in found.problems)


def test_a_grade_stands_for_ours_and_every_lower_one_only_where_and_while_the_line_says_so() -> None:
    ruling = text()
    line = ("230200", "hotel-stay")
    assert recognition.recognised(ruling, *line, "AAA", DAY) == {"AA", "A", "B", "C", "D"}
    assert recognition.recognised(ruling, *line, "A", DAY) == {"A", "B", "C", "D"}
    nothing = [
        recognition.recognised(ruling, *line, "B", DAY),
        recognition.recognised(ruling, *line, "X", DAY),
        recognition.recognised(ruling, *line, None, DAY),
        recognition.recognised(ruling, "230100", "hotel-stay", "AAA", DAY),
        recognition.recognised(ruling, "230200", "parking", "AAA", DAY),
        recognition.recognised(ruling, *line, "AAA", date(2026, 2, 28)),
        recognition.recognised(ruling, *line, "AAA", date(2028, 3, 2)),
        recognition.recognised(None, *line, "AAA", DAY),
        recognition.recognised(msgspec.structs.replace(ruling, issuers=()), *line, "AAA", DAY),
    ]
    assert nothing == [frozenset()] * len(nothing)


def test_no_more_travels_than_the_scenario_can_use() -> None:
    """The hotel asks for an AA alone: an AAA is told as an AA, and an A, which opens nothing there, as nothing."""
    hotel = next(one for one in here("231100") if one.scenario == "hotel-stay")
    told = {grade: recognition.attested(text(), "230200", hotel, grade, DAY) for grade in ("AAA", "AA", "A", "B", None)}
    assert told == {"AAA": "AA", "AA": "AA", "A": None, "B": None, None: None}


@given(
    theirs=some.sampled_from(("AAA", "AA", "A", "B", "C", "X", None)),
    days=some.integers(-400, 1200),
    mapping=some.dictionaries(
        some.sampled_from(("AAA", "AA", "A", "B", "C")), some.sampled_from(("AAA", "AA", "A", "D"))
    ),
)
def test_lowering_a_grade_changes_nothing_that_opens(theirs: str | None, days: int, mapping: dict[str, str]) -> None:
    """Whatever is lowered opens what the whole grade opens, and is never higher than it, under any mapping and on any day."""
    ruling, on = text(), date(2026, 3, 1) + timedelta(days)
    line = msgspec.structs.replace(ruling.issuers[0], grades=mapping)
    ruling = msgspec.structs.replace(ruling, issuers=(line,))
    for scenario in here("231100"):
        where = ("230200", scenario.scenario)
        least = recognition.attested(ruling, "230200", scenario, theirs, on)
        whole = recognition.recognised(ruling, *where, theirs, on) & recognition.asked(scenario)
        assert recognition.recognised(ruling, *where, least, on) & recognition.asked(scenario) == whole
        assert recognition.rank(line.ladder, least) <= recognition.rank(line.ladder, theirs)
        opened = [benefit.code for benefit in scenario.benefits if needs.met(benefit.when, _guest(whole))]
        assert set(opened) >= {one.code for one in scenario.benefits if needs.met(one.when, _guest(frozenset()))}


def _guest(recognised: frozenset[str]) -> needs.Standing:
    """A guest of whom nothing is known here but the grades that are recognised."""
    return needs.Standing(0, frozenset(), recognised=recognised)
