"""Who can be who: every number that a person may really have is read in one form, and no other is taken for one."""

from datetime import date

import pytest

from creditplus import people

HISTORIC = {
    "230113": "双城区",
    "230112": "阿城区",
    "231183": "嫩江市",
    "230122": "双城县",
    "239005": "阿城市",
    "231121": "嫩江县",
}
PERMITS = {"810000": "香港", "820000": "澳门", "830000": "台湾", "923840": "外国人永久居留（2023 年版）"}


def numbered(division: str, born: date, order: int = 1) -> str:
    """A number with its check character."""
    body = f"{division}{born:%Y%m%d}{order:03d}"
    return body + people.check(body)


@pytest.mark.parametrize("division", HISTORIC, ids=HISTORIC.values())
def test_the_division_of_ones_birth_is_accepted_whether_it_exists_today_or_not(division: str) -> None:
    born = [date(year, 2, 28) for year in range(1950, 2006)]
    assert [day for day in born if people.citizen_id(numbered(division, day)) is None] == []


@pytest.mark.parametrize("prefix", PERMITS, ids=PERMITS.values())
def test_the_number_of_a_residence_permit_is_accepted_and_tells_the_age(prefix: str) -> None:
    number = numbered(prefix, date(1985, 1, 1))
    assert (people.citizen_id(number), people.born_on(number)) == (number, date(1985, 1, 1))


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "１１０１０５１９４９１２３１００２ｘ",
        " 110105 19491231 002X\n",
    ],
)
def test_full_width_digits_and_a_small_x_are_brought_to_one_form(written: str) -> None:
    assert people.citizen_id(written) == "11010519491231002X"


@pytest.mark.parametrize(
    "written",
    {
        "a wrong check character": "110105194912310021",
        "an X that is none": "11010519491231X02X",
        "the 30th of February": numbered("230113", date(1980, 2, 28)).replace("19800228", "19800230"),
        "the month 13": "230113198013010" + "013",
        "fifteen digits": "230113800228001",
        "seventeen": "11010519491231002",
        "nineteen": "11010519491231002X0",
        "nothing": "",
        "other digits": "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X",
        "a plate": "黑A12345",
    }.items(),
    ids=lambda it: it[0],
)
def test_what_is_no_number_is_refused(written: tuple[str, str]) -> None:
    assert people.citizen_id(written[1]) is None


@pytest.mark.parametrize("day", ["30850101", "18491231", "22010101", "19800230", "19000229", "20010931", "00000000"])
def test_an_impossible_day_is_refused_also_with_its_right_check_character(day: str) -> None:
    body = f"230113{day}001"
    assert people.citizen_id(body + people.check(body)) is None


def test_somebody_acts_in_their_own_division_and_what_lies_in_it() -> None:
    county, city, province = (people.Actor("a", "author", code) for code in ("231181", "231100", None))
    asked = ("231181", "231100", "231102", "230281", "230000")
    assert [people.acts_in(county, division) for division in asked] == [True, False, False, False, False]
    assert [people.acts_in(city, division) for division in asked] == [True, True, True, False, False]
    assert [people.acts_in(province, division) for division in asked] == [True] * 5
