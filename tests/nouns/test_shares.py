"""Grades by share: their lower ends, for everybody's points at once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from creditplus import publications, scores
from tests.documents import rulebook_page

(EXAMPLE,) = [example for example in rulebook_page.examples() if example.block("shares")]
BOOK = rulebook_page.rulebook(EXAMPLE.fragment)
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
