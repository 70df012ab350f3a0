"""Grades by share: their lower ends, for everybody's points at once."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from creditplus import ledger, publications, scores
from tests.documents import rulebook_page
from tests.nouns import small

(EXAMPLE,) = [example for example in rulebook_page.examples() if example.block("shares")]
BOOK = rulebook_page.rulebook(EXAMPLE.fragment)
ON = date(2026, 6, 1)
LISTED = """
[[standing]]
code = "list"
title = { zh = "名单", en = "while listed" }
kind = "serious_list"
grade = "B"
law = "国办发〔2020〕49号"
"""
POINTS = st.lists(st.integers(0, 1000).map(lambda points: points * 100), max_size=120)


@given(POINTS)
@settings(max_examples=300)
def test_a_share_never_holds_more_than_its_percent_and_better_points_never_a_worse_grade(points):
    cutoffs = publications.cutoffs(BOOK, points)
    grades = [scores.grade_of(BOOK, one, (), cutoffs).code for one in sorted(points, reverse=True)]
    for grade in BOOK.grades:
        if grade.top_percent is not None:
            assert grades.count(grade.code) * 100 <= len(points) * grade.top_percent
    order = [grade.code for grade in BOOK.grades]
    assert grades == sorted(grades, key=order.index)


@given(POINTS)
@settings(max_examples=100)
def test_equal_points_have_equal_grades_and_the_order_does_not_matter(points):
    assert publications.cutoffs(BOOK, points) == publications.cutoffs(BOOK, points[::-1])


def test_a_county_without_residents_has_no_shares():
    assert publications.cutoffs(BOOK, []) == {}


def test_a_published_score_has_its_grade_among_the_shares_and_a_list_still_forces_a_lower_one():
    history = small.history({"kind": "charity_donation", "on": date(2026, 2, 1)})
    match = ledger.plainly(BOOK)
    ends = {"AAA": 502_00, "AA": 501_00}
    seen = [publications.live(BOOK, history, ON, match, cutoffs).grade for cutoffs in (None, ends, {"AA": 502_00})]
    assert seen == ["A", "AAA", "AA"]
    listed = small.book(EXAMPLE.fragment, small.GIFT, LISTED)
    on_list = small.history({"kind": "serious_list", "on": date(2026, 2, 1)}, small.gift(date(2026, 2, 1)))
    assert publications.live(listed, on_list, ON, ledger.plainly(listed), ends).grade == "B"
