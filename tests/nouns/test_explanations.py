"""Every line of every score can be told in both languages, and what is told adds up."""

from datetime import date

import pytest

from creditplus import arithmetic, ledger, publications
from creditplus.outlooks import cases, explanations
from tests import shelf
from tests.documents import rulebook_page
from tests.nouns import small

SCORES = [
    (score, shelf.catalogue())
    for file in shelf.RULEBOOKS
    for trial in cases.trials(shelf.read_cases(file), shelf.rulebook(file.split("/")[1]), shelf.catalogue())
    if (score := trial.score()) is not None
] + [
    (score, small.CATALOGUE)
    for example in rulebook_page.examples()
    for trial in rulebook_page.trials(example)
    if (score := trial.score()) is not None
]


def test_the_lines_told_add_up_to_the_last_one():
    for score, catalogue in SCORES:
        *lines, total = explanations.told(score, catalogue)
        assert sum(line.points for line in lines) == total.points == score.points


def test_every_line_is_told_in_both_languages_with_its_number_and_law():
    for score, catalogue in SCORES:
        for line, told in zip(score.lines, explanations.told(score, catalogue), strict=False):
            assert any("\u4e00" <= letter <= "\u9fff" for letter in told.words.zh)
            assert arithmetic.shown(line.points) in told.words.zh
            assert arithmetic.shown(line.points) in told.words.en
            assert line.law is None or (line.law in told.words.zh and line.law in told.words.en)


def test_every_step_that_can_take_something_away_has_its_words():
    taken = {step for score, _ in SCORES for line in score.lines if line.entry for step in line.entry.taken}
    what = {line.what for score, _ in SCORES for line in score.lines}
    assert taken <= set(explanations.TAKEN)
    assert taken >= set(explanations.TAKEN) - {"limit_record"}
    assert what == {"entry", *explanations.WHAT} - {"scale"} | (what & {"scale"})


@pytest.mark.parametrize("points", [1250, -2000, 5, 0])
def test_a_step_is_told_with_its_sign(points):
    told = explanations.taken("limit_year", points)
    assert told.en == f"the limit per year: {'+' if points > 0 else ''}{arithmetic.shown(points)}"


def test_a_record_that_counts_for_good_and_one_that_ends_say_so():
    text = small.book(small.GIFT, small.SERVICE)
    history = small.history(small.gift(date(2026, 3, 1)), small.service(date(2026, 3, 2), 4))
    score = publications.live(text, history, date(2026, 4, 1), ledger.plainly(text))
    ends = [line.last_on for line in explanations.told(score, small.CATALOGUE) if line.record]
    assert ends == [None, date(2027, 3, 1)]
