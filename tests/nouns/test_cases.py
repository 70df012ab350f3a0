"""A worked case that does not hold says what came out instead, where it is written, and from which lines it was made."""

import pytest

from creditplus.outlooks import cases
from tests import shelf

NEHE = shelf.rulebook(shelf.NEHE)


def told(text: str) -> list[str]:
    """What is wrong with some cases of Nehe."""
    draft = cases.read(text, "c.toml")
    problems = draft.problems or cases.run(draft, NEHE, shelf.catalogue())
    return [problem.told() for problem in problems]


def case(score: str, records: str, more: str = "") -> str:
    return f'[[cases]]\nsays = "an example"\non = 2026-10-01\nscore = {score}\nrecords = [{records}]\n{more}'


def test_a_case_that_holds_says_nothing():
    assert told(case("510", '{ kind = "volunteer_service", on = 2026-07-02, hours = 10 }')) == []


def test_a_wrong_score_is_told_with_the_lines_that_made_the_right_one():
    assert told(case("511", '{ kind = "volunteer_service", on = 2026-07-02, hours = 10.5 }')) == [
        "c.toml:4: cases[0].score: the rulebook gives `510`: base 500; hours of volunteer service 10 (case: an example)"
    ]


def test_a_wrong_grade_is_told():
    assert told(case("500", "", 'grade = "AA"\n')) == [
        "c.toml:6: cases[0].grade: the rulebook gives grade `A` (case: an example)"
    ]


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        (
            '{ kind = "volunteer", on = 2026-07-02 }',
            "cases[0].records[0].kind: the catalogue has no `volunteer`; write `star_volunteer` (case: an example)",
        ),
        (
            '{ kind = "volunteer_service", on = 2026-07-02, hour = 10 }',
            "cases[0].records[0].hour: this kind has no such field (case: an example)",
        ),
        (
            '{ kind = "volunteer_service", on = "2026-07-02", hours = 10 }',
            "cases[0].records[0].on: write a date such as 2026-07-01 here",
        ),
        ("{ on = 2026-07-02, hours = 10 }", "cases[0].records[0]: `kind` is missing"),
    ],
)
def test_a_record_that_the_catalogue_does_not_know_is_told(records, sentence):
    assert f"c.toml:5: {sentence}" in told(case("510", records))


def test_a_change_of_a_record_that_is_not_there_is_told():
    later = 'changes = [{ what = "repair", record = 3, on = 2026-08-01 }]\n'
    assert told(case("500", "", later)) == [
        "c.toml:6: cases[0].changes[0].record: there are only 0 records, the first is 0 (case: an example)"
    ]


def test_what_is_reported_after_the_day_does_not_count_yet():
    record = '{ kind = "volunteer_service", on = 2026-07-02, hours = 10, reported_on = 2026-10-02 }'
    assert told(case("500", record)) == []


def test_what_is_touched_is_known_by_its_rule():
    draft = cases.read(case("510", '{ kind = "volunteer_service", on = 2026-07-02, hours = 10 }'), "c.toml")
    assert cases.touched(draft, NEHE, shelf.catalogue()) == {"welfare.volunteer"}


def test_a_file_without_cases_is_told():
    assert told("cases = []\n") == ["c.toml:1: cases: write at least 1 entry"]
