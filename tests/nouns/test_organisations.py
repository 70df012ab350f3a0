"""An organisation's number is accepted in the one form of GB 32100, letters where it allows them, and nothing else."""

import pytest

from creditplus import organisations

PUBLISHED = "91110000600037341L"
"""An example that the standard's readers often print."""


BODIES = "9123118100000001A 1223118100000002B N123118100000003C Y123118100000004D A123118100000005E 81231181MJY92341X"


@pytest.mark.parametrize("body", BODIES.split())
def test_letters_are_accepted_where_the_standard_has_them_also_in_the_first_place(body: str) -> None:
    number = body + organisations.check(body)
    assert organisations.uscc(number) == number


@pytest.mark.parametrize(
    "written", [PUBLISHED, "91110000600037341l", " 9111 0000 6000 3734 1L ", "９１１１００００６０００３７３４１Ｌ"]
)
def test_it_is_brought_to_its_one_form(written: str) -> None:
    assert organisations.uscc(written) == PUBLISHED


@pytest.mark.parametrize("letter", [one for one in organisations.LETTERS if one != "L"])
def test_every_other_check_character_is_refused(letter: str) -> None:
    assert organisations.uscc(PUBLISHED[:17] + letter) is None


@pytest.mark.parametrize("place", range(17))
def test_every_changed_character_is_noticed(place: int) -> None:
    for letter in organisations.LETTERS:
        changed = PUBLISHED[:place] + letter + PUBLISHED[place + 1 :]
        assert (organisations.uscc(changed) == changed) == (letter == PUBLISHED[place])


@pytest.mark.parametrize(
    "written", ["", PUBLISHED[:17], PUBLISHED + "0", "I" + PUBLISHED[1:], "9111000060003734OL", "91A10000600037341L"]
)
def test_what_has_another_form_is_refused(written: str) -> None:
    assert organisations.uscc(written) is None
