"""Numbers are exact: whole hundredths in, whole hundredths out, and what is shared out adds up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditplus import arithmetic
from creditplus.arithmetic import integers


class Thing:
    """Something with a matter and a period, as the formula sees records."""

    def __init__(self, matter: str, month: int) -> None:
        self.matter = matter
        self.month = month

    def period(self, by: str) -> int:
        return 0 if by == "life" else self.month


things = st.lists(st.builds(Thing, st.sampled_from("abc"), st.integers(1, 3)), max_size=12)


@pytest.mark.parametrize(
    ("number", "scale", "whole"),
    [
        (Decimal("1.5"), 100, 150),
        (Decimal("0.005"), 100, None),
        (Decimal("0.0001"), 10_000, 1),
        (12, 100, 1200),
        (Decimal("1e16"), 1, None),
        (Decimal("NaN"), 1, None),
        (Decimal("-Infinity"), 1, None),
        (10**13, 1, None),
        (Decimal("1E-999999999"), 100, None),
        (Decimal("0.1" + 28 * "0" + "1"), 100, None),
        (Decimal("1.50000000000000000000"), 100, 150),
        (Decimal("-0.5"), 100, -50),
        (Decimal("0.00"), 100, 0),
        (1.5, 100, None),
        (True, 100, None),
        ("1", 100, None),
    ],
)
def test_a_number_becomes_whole_parts_or_is_refused(number, scale, whole):
    assert arithmetic.scaled(number, scale) == whole


@given(st.integers(-(10**12), 10**12))
def test_points_are_shown_as_people_write_them(points):
    assert arithmetic.scaled(Decimal(arithmetic.shown(points)), 100) == points


@pytest.mark.parametrize(("points", "told"), [(0, "0"), (1250, "12.5"), (-2000, "-20"), (5, "0.05"), (-1, "-0.01")])
def test_no_zero_is_shown_without_need(points, told):
    assert arithmetic.shown(points) == told


@given(things, st.data())
def test_what_the_items_of_a_period_receive_adds_up_to_the_outcome_of_their_sum(items, data):
    column = [data.draw(st.integers(0, 100)) for _ in items]
    shares = integers.spread(items, column, "month", lambda total: min(total, 90))
    for month in (1, 2, 3):
        inside = [place for place, item in enumerate(items) if item.month == month]
        assert sum(shares[place] for place in inside) == min(sum(column[place] for place in inside), 90)


@given(things, st.data())
def test_of_each_matter_only_the_heaviest_keeps_its_value(items, data):
    column = [data.draw(st.integers(0, 5)) for _ in items]
    kept = integers.heaviest(items, column, "matter")
    for matter in {item.matter for item in items}:
        inside = [place for place, item in enumerate(items) if item.matter == matter]
        assert sum(kept[place] for place in inside) == max(column[place] for place in inside)
    assert all(value in (0, column[place]) for place, value in enumerate(kept))


def test_of_equals_the_earliest_is_kept():
    assert integers.heaviest([Thing("a", 1), Thing("a", 2)], [3, 3], "matter") == [3, 0]
