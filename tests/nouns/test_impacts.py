"""Impacts in tens: every table adds up, small cells are nothing, and taking one impact from another tells nothing of one person."""

import random

from hypothesis import given
from hypothesis import strategies as st

from creditplus.outlooks import impacts, tallies
from creditplus.outlooks.impacts import Impact, Tens
from creditplus.outlooks.tallies import Compared, Outcome
from tests import shelf

BOOK = shelf.rulebook(shelf.BEIAN)
GRADES = [grade.code for grade in BOOK.grades]
LINES = [("library-deposit", "half"), ("library-deposit", "waived")]
CAUSES = ["volunteering", "penalty", ""]


def outcome(chance: random.Random) -> Outcome:
    """What somebody has."""
    opened = frozenset(line for line in LINES if chance.random() < 0.5)
    return Outcome(chance.randrange(600, 1200) * 100, chance.choice(GRADES), opened)


def town(size: int, number: int) -> list[Compared]:
    """So many residents, most of whom nothing happens to."""
    chance, found = random.Random(number), []
    for _ in range(size):
        before = outcome(chance)
        after = before if chance.random() < 0.6 else outcome(chance)
        found.append(Compared(before, after, chance.choice(CAUSES)))
    return found


def towns(least: int, most: int) -> st.SearchStrategy[list[Compared]]:
    """Towns of so many residents."""
    return st.builds(town, st.integers(least, most), st.integers(0, 10**6))


seeds = st.text("0123456789abcdef", min_size=8, max_size=8)


def numbers(impact: Impact) -> list[int]:
    """Every count of an impact."""
    found = [impact.residents, impact.up, impact.same, impact.down]
    found += [count for bar in impact.bars for count in (bar.before, bar.after)]
    found += [one.residents for one in impact.grades] + [one.residents for one in impact.losses]
    return found + [count for one in impact.benefits for count in (one.opens, one.closes, one.same)]


def told(some: list[Compared], seed: str) -> Impact:
    """What is said of some residents."""
    return impacts.told(tallies.counted(some, LINES), BOOK, seed)


@given(towns(0, 120), towns(0, 120))
def test_two_counties_counted_together_are_all_their_residents_counted_at_once(
    one: list[Compared], other: list[Compared]
) -> None:
    apart = [tallies.counted(some, LINES) for some in (one, other)]
    assert tallies.together(apart) == tallies.counted([*one, *other], LINES)


@given(towns(0, 300), seeds)
def test_everything_is_in_tens_and_adds_up(some: list[Compared], seed: str) -> None:
    found = told(some, seed)
    assert [count % 10 for count in numbers(found)] == [0] * len(numbers(found))
    assert min(numbers(found)) >= 0
    totals = [
        found.up + found.same + found.down,
        sum(bar.before for bar in found.bars),
        sum(bar.after for bar in found.bars),
        *(one.opens + one.closes + one.same for one in found.benefits),
    ]
    assert totals == [found.residents] * len(totals)
    assert sum(one.residents for one in found.grades) <= found.residents
    assert sum(one.residents for one in found.losses) <= found.residents


@given(towns(20, 200), seeds)
def test_where_nobody_moves_both_sides_look_the_same(some: list[Compared], seed: str) -> None:
    found = told([Compared(one.before, one.before) for one in some], seed)
    assert [bar.after for bar in found.bars] == [bar.before for bar in found.bars]


@given(towns(0, 9), seeds)
def test_fewer_than_ten_are_nobody(some: list[Compared], seed: str) -> None:
    assert set(numbers(told(some, seed))) == {0}


@given(st.lists(st.integers(0, 60), min_size=2, max_size=12), seeds)
def test_a_cell_that_is_shown_holds_ten_at_least(counts: list[int], seed: str) -> None:
    """Whoever stands apart is shown only where ten or more do; what is shown is never more than a ten away from it."""
    shown = Tens(seed, sum(counts)).apart("table", counts)
    for count, said in zip(counts[:-1], shown[:-1], strict=True):
        assert said == 0 or count >= 10
    assert sum(shown) == Tens(seed, sum(counts)).total


@given(towns(20, 80), seeds)
def test_the_same_question_has_the_same_answer_in_any_order(some: list[Compared], seed: str) -> None:
    assert told(some, seed) == told(some[::-1], seed)


@given(st.integers(20, 200), st.integers(20, 200))
def test_one_resident_more_changes_one_table_of_ten_whatever_the_count(one: int, rest: int) -> None:
    """Of ten seeds that begin their tens in ten places, one resident more shows under exactly one, and then as ten: a reader who
    takes one answer from another sees nothing or ten, and without the seed cannot tell at which count it was."""

    class Beginning(Tens):
        def __init__(self, begins: int, total: int) -> None:
            self.first = begins
            super().__init__("", total)

        def begins(self, table: str) -> int:
            return self.first

    changed = []
    for begins in range(10):
        before = Beginning(begins, one + rest).shown("t", [one, rest])[0]
        after = Beginning(begins, one + 1 + rest).shown("t", [one + 1, rest])[0]
        changed.append(after - before)
    assert sorted(changed) == [0] * 9 + [10]


@given(towns(30, 200), towns(1, 1), seeds)
def test_subtracting_two_impacts_never_leaves_fewer_than_ten(
    some: list[Compared], one: list[Compared], seed: str
) -> None:
    fewer, more = (numbers(told(these, seed))[:4] for these in (some, [*some, *one]))
    assert {abs(after - before) % 10 for before, after in zip(fewer, more, strict=True)} == {0}


def test_the_tens_begin_evenly_and_apart_for_each_table_and_county() -> None:
    begins = [Tens(f"county-{number}", 0).begins("moves") for number in range(2000)]
    assert all(140 <= begins.count(place) <= 260 for place in range(10))
    assert len({Tens("county", 0).begins(f"table {number}") for number in range(60)}) == 10
