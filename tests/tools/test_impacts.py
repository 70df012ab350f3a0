"""The impact of a changed text is the difference of two whole runs, whatever was changed."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest

from creditplus import ledger
from creditplus.lives.histories import History
from creditplus.outlooks import prospects, tallies
from creditplus.outlooks.prospects import Ruling
from creditplus.outlooks.tallies import Tally
from creditplus.rulebooks import Rulebook
from creditplus.tools import bulk
from creditplus.tools.bulk import runs, snapshots, towns
from creditplus.tools.bulk.impacts import Sides
from tests import shelf

TODAY = date(2027, 1, 10)
ON = date(2026, 12, 31)
RESIDENTS = 500
SCENARIOS = tuple(text for file in shelf.SCENARIOS if (text := shelf.read_scenario(file).value) is not None)


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


def two_runs(folder: Path, before: Rulebook, after: Rulebook) -> pl.DataFrame:
    """What two whole runs say of everybody."""
    tables = []
    for book in (before, after):
        task = bulk.Task(folder=str(folder), county=before.county, snapshot=1, rulebook=book, on=ON)
        snapshot = snapshots.newest(folder, before.county)
        assert snapshot is not None
        tables.append(runs.scored(task, snapshot)[0])
    one, other = tables
    return one.select("points", "place", points_after=other["points"], place_after=other["place"])


def check(folder: Path, before: Rulebook, after: Rulebook) -> Sides:
    """Everybody under two texts, seen to be what two whole runs say."""
    found = bulk.compared(before, after, ON, folder / before.county / "000001")
    assert found.table.equals(two_runs(folder, before, after))
    return found


@cache
def inhabitants(county: str) -> list[History]:
    """Everybody who takes part in the same county, as histories."""
    town = towns.made(shelf.catalogue(), county, RESIDENTS, 6 * RESIDENTS, 5, TODAY)
    return [one for one in towns.histories(town, shelf.catalogue()) if one.joined_on(ON)]


def counted(folder: Path, before: Ruling, after: Ruling) -> Tally:
    """The counts in columns, seen to be those of everybody looked at one after another, with every benefit there is."""
    catalogue, county = shelf.catalogue(), before.book.county
    people = inhabitants(county)
    sides = []
    for ruling in (before, after):
        match = ledger.plainly(ruling.book)
        sides.append((ruling, [prospects.prospect(ruling, catalogue, one, ON, match) for one in people]))
    both = list(prospects.compared(sides[0], sides[1]))
    found = bulk.tally(before, after, catalogue, ON, folder / county / "000001")
    assert found == tallies.counted(both, [*before.needs, *after.needs])
    return found


@pytest.mark.parametrize("county", [shelf.NEHE, shelf.BEIAN, shelf.AIHUI])
def test_taking_out_a_rule_is_the_difference_of_two_whole_runs(folder: Path, county: str) -> None:
    book = shelf.rulebook(county)
    for place in range(0, len(book.rules), 6):
        check(folder, book, without(book, place))


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


@pytest.mark.parametrize(("county", "place"), [(shelf.NEHE, 0), (shelf.BEIAN, 0), (shelf.AIHUI, 7)])
def test_in_columns_everybody_is_counted_as_one_by_one_with_every_benefit(
    folder: Path, county: str, place: int
) -> None:
    book = shelf.rulebook(county)
    found = counted(folder, Ruling(book, SCENARIOS), Ruling(without(book, place), SCENARIOS))
    # Who falls is told why, as long as any rule gives them less.
    assert sum(found.losses.values()) == found.moves["down"]
    assert found.moves["down"] > 0


def test_a_county_with_grades_by_share_and_another_base_is_counted_alike(folder: Path) -> None:
    book = shelf.rulebook(shelf.NEHE)
    best = msgspec.structs.replace(book.grades[0], at_least=None, top_percent=10)
    scale = msgspec.structs.replace(book.score, base=book.score.base - 1_500)
    after = without(book, 3, grades=(best, *book.grades[1:]), score=scale)
    found = counted(folder, Ruling(book, SCENARIOS), Ruling(after, SCENARIOS))
    assert len(found.grades) > 1
    assert any(opens or closes for opens, closes in found.benefits.values())


def test_another_scenario_opens_for_those_who_meet_its_needs(folder: Path) -> None:
    book = shelf.rulebook(shelf.BEIAN)
    found = counted(folder, Ruling(book, SCENARIOS[:-1]), Ruling(book, SCENARIOS[1:]))
    assert found.moves == {"up": 0, "down": 0}
    assert {opens > 0 for opens, _ in found.benefits.values()} == {True, False}


def test_the_same_text_changes_nothing(folder: Path) -> None:
    book = shelf.rulebook(shelf.NEHE)
    found = check(folder, book, book)
    assert found.deltas == {}
    assert found.table["points"].equals(found.table["points_after"])
