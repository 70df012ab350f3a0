"""The impact of a changed text is the difference of two whole runs, whatever was changed."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from creditplus.rulebooks import Rulebook
from creditplus.tools import bulk
from creditplus.tools.bulk import runs, snapshots, towns
from tests import shelf

TODAY = date(2027, 1, 10)
ON = date(2026, 12, 31)
RESIDENTS = 3_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county's facts."""
    folder = tmp_path_factory.mktemp("impacts")
    for county in (shelf.NEHE, shelf.BEIAN, shelf.AIHUI):
        towns.write(towns.made(shelf.catalogue(), county, RESIDENTS, 6 * RESIDENTS, 5, TODAY), folder, TODAY)
    return folder


def without(book: Rulebook, place: int, **changes: Any) -> Rulebook:
    """A rulebook without one of its rules, and with other changes."""
    rules = book.rules[:place] + book.rules[place + 1 :]
    return msgspec.structs.replace(book, rules=rules, digest=f"{place:064d}", **changes)


def two_runs(folder: Path, before: Rulebook, after: Rulebook) -> tuple[Counter[tuple[int, ...]], int]:
    """What two whole runs say of everybody, counted."""
    tables = []
    for book in (before, after):
        task = bulk.Task(folder=str(folder), county=before.county, snapshot=1, rulebook=book, on=ON)
        snapshot = snapshots.newest(folder, before.county)
        assert snapshot is not None
        tables.append(runs.scored(task, snapshot)[0])
    one, other = tables
    rows = zip(one["points"], other["points"], one["place"], other["place"], one["joined"], strict=True)
    counted = Counter(tuple(row[:4]) for row in rows if row[4] is not None)
    return counted, sum(counted.values())


def told(impact: bulk.Impact) -> Counter[tuple[int, ...]]:
    """The outcomes of an impact, counted."""
    return Counter({msgspec.structs.astuple(one)[:4]: one.people for one in impact.outcomes})


def check(folder: Path, before: Rulebook, after: Rulebook) -> bulk.Impact:
    """The impact, seen to be the difference of two whole runs."""
    found = bulk.impact(before, after, ON, folder / before.county / "000001")
    assert (told(found), found.people) == two_runs(folder, before, after)
    return found


@pytest.mark.parametrize("county", [shelf.NEHE, shelf.BEIAN, shelf.AIHUI])
def test_taking_out_a_rule_is_the_difference_of_two_whole_runs(folder: Path, county: str) -> None:
    book = shelf.rulebook(county)
    for place in range(0, len(book.rules), 3):
        after = without(book, place)
        found = check(folder, book, after)
        # Who falls is told why, as long as any rule gives them less.
        fallen = sum(one.people for one in found.outcomes if one.points_after < one.points_before)
        assert sum(found.losses.values()) == fallen


@pytest.mark.parametrize("county", [shelf.NEHE, shelf.BEIAN, shelf.AIHUI])
def test_other_bases_grades_lists_and_orders_are_the_difference_of_two_whole_runs(folder: Path, county: str) -> None:
    book = shelf.rulebook(county)
    scale = msgspec.structs.replace(book.score, base=book.score.base + 1_000)
    changes: list[dict[str, Any]] = [
        {"score": scale},
        {"rules": book.rules[::-1]},
        {"standing": book.standing[1:]},
        {"clean": ()},
        {"grades": book.grades[1:]},
        {"categories": tuple(msgspec.structs.replace(one, max=100) for one in book.categories)},
    ]
    for place, change in enumerate(changes):
        check(folder, book, msgspec.structs.replace(book, digest=f"{place + 100:064d}", **change))


def test_the_same_text_changes_nothing(folder: Path) -> None:
    book = shelf.rulebook(shelf.NEHE)
    found = check(folder, book, book)
    assert (found.causes, found.losses) == ((), {})
    assert all(one.points_before == one.points_after for one in found.outcomes)
