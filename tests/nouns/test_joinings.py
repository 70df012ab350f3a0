"""Who may join, and in which words somebody is told why not."""

from datetime import date

import pytest

from creditplus.demo import town
from creditplus.lives import joinings
from creditplus.lives.joinings import Applicant
from creditplus.rulebooks import Joining

ON = date(2026, 6, 1)
STRICT = Joining(age=18, age_with_own_income=16, residence_months=12, insurance_months=6)


def why(joining: Joining, born: date, **said) -> list[str]:
    applicant = Applicant(citizen_id=town.citizen_id(born, 1), **said)
    return [reason.en for reason in joinings.reasons(joining, applicant, ON)]


@pytest.mark.parametrize(
    ("born", "own_income", "may"),
    [
        (date(2008, 6, 1), False, True),
        (date(2008, 6, 2), False, False),
        (date(2010, 6, 1), True, True),
        (date(2010, 6, 2), True, False),
    ],
)
def test_the_day_of_the_birthday_decides(born, own_income, may):
    assert (why(Joining(age=18, age_with_own_income=16), born, own_income=own_income) == []) is may


def test_an_own_income_opens_nothing_where_the_county_does_not_say_so():
    assert why(Joining(), date(2009, 1, 1), own_income=True) == ["one may join from the age of 18"]


def test_every_reason_is_told_at_once():
    assert why(STRICT, date(2012, 1, 1), residence_months=11) == [
        "one may join from the age of 18, or of 16 when living on one's own income",
        "12 months of residence are needed, there are 11",
        "6 months of social insurance are needed, there are 0",
    ]


def test_whoever_has_all_that_is_asked_may_join():
    assert why(STRICT, date(1990, 1, 1), residence_months=12, insurance_months=6) == []


def test_every_reason_has_chinese_words_and_none_repeats_the_citizen_id():
    wrong = joinings.reasons(STRICT, Applicant(citizen_id="12345"), ON)
    told = joinings.reasons(STRICT, Applicant(citizen_id=town.citizen_id(date(2012, 1, 1), 1)), ON)
    for reason in (*wrong, *told):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in reason.zh)
        assert "12345" not in reason.zh + reason.en
