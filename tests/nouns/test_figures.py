"""Numbers of a text in a form: shown as they are written, and written back without touching anything else."""

from creditplus.demo import house
from creditplus.drafting import figures

TEXT = house.newest(house.ROOT / "rules" / "231181").read_text("utf-8")


def test_a_rulebook_shows_where_everyone_begins_its_grades_and_what_rules_are_worth() -> None:
    shown = {figure.name: figure.written for figure in figures.found(TEXT)}
    assert (shown["score.base"], shown["grades.0.at_least"], len(shown) > 30) == ("1000", "1050", True)


def test_every_number_is_written_back_and_nothing_else_is_changed() -> None:
    before = figures.found(TEXT)
    after = figures.put(TEXT, {figure.name: "7" for figure in before})
    assert [figure.written for figure in figures.found(after)] == ["7"] * len(before)
    changed = [(old, new) for old, new in zip(TEXT.split("\n"), after.split("\n"), strict=True) if old != new]
    assert [old for old, new in changed if old.split("=")[0] != new.split("=")[0]] == []
    assert figures.put(TEXT, {figure.name: figure.written for figure in before}) == TEXT


def test_what_is_no_number_or_not_there_changes_nothing() -> None:
    assert figures.put(TEXT, {"score.base": "1e9", "score.no": "1", "rules.999.points": "1", "": "2"}) == TEXT


def test_a_text_that_cannot_be_read_shows_none() -> None:
    assert [figures.found(text) for text in ("", "kind = ", 'rules = 3\nscore = "x"', "grades = [1]")] == [
        (),
        (),
        (),
        (),
    ]


def test_a_number_that_shares_its_name_on_a_line_is_left_to_the_text() -> None:
    assert figures.found('grades = [{ code = "A", at_least = 3 }, { code = "B", at_least = 1 }]') == ()
