"""Whoever is not scored anew would be scored the same: a result that leans on an earlier one says of everybody what a whole one says."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from creditplus import publications
from creditplus.lives.histories import History
from creditplus.rulebooks import Rulebook
from creditplus.tools import bulk
from creditplus.tools.bulk import gathering, results, runs, snapshots, towns
from tests import shelf
from tests.laws import strategies
from tests.laws import towns as random_towns
from tests.laws.strategies import Ruling
from tests.tools.test_snapshots import AT, COUNTY, days_of, switching

LATER = (0, 1, 2, 27, 31, 59, 92, 184, 366, 800)


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(strategies.rulebooks(), st.integers(0, 2**32), st.sampled_from(random_towns.ASKED))
def test_a_result_that_leans_on_an_earlier_one_says_what_a_whole_one_says(ruling: Ruling, seed: int, on: date) -> None:
    pick = Random(seed)
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as temporary:
        patch.setattr(runs, "PART_MOST", 0)
        folder, people = Path(temporary), list(random_towns.Town(ruling, on, seed).people(14))
        gathered(folder, [switching(history, pick) for history in people])
        begin = on - timedelta(days=pick.choice([0, 30, 400]))
        edges = {day for history in people for day in days_of(history) if day > begin}
        days = sorted({begin, *pick.sample(sorted(edges), min(5, len(edges)))})
        days += [days[-1] + timedelta(days=pick.choice(LATER)), days[-1] + timedelta(days=900)]
        before = pick.random() < 0.5
        for place, day in enumerate(days):
            if place in (2, 3):  # something is told about some, and somebody is new
                anew = random_towns.Town(ruling, on, seed + place).people(15 + place)
                gathered(folder, [switching(history, pick) for history in list(anew)[11:]])
            same(folder, ruling.book, day, before=before, leans=place > 0)


def gathered(folder: Path, people: list[History]) -> None:
    """A folder of facts about some people, beside the last one."""
    draft = gathering.Gathering(folder, COUNTY, bulk.newest(folder, COUNTY))
    draft.add(people)
    draft.finish(AT)


def same(folder: Path, book: Rulebook, on: date, *, before: bool, leans: bool, county: str = COUNTY) -> bulk.Run:
    """A result, seen to be what a whole run says of everybody, in every column."""
    snapshot = snapshots.newest(folder, county)
    assert snapshot is not None
    task = bulk.Task(
        folder=str(folder), county=county, snapshot=snapshot.last.number, rulebook=book, on=on, before=before
    )
    run = bulk.score_county(task)
    whole, _ = runs.scored(task, snapshot)
    assert (run.leans_on is not None) == (leans and not publications.has_shares(book))
    found = results.table(task)
    empty = [pl.lit(0).cast(whole[name].dtype).alias(name) for name in whole.columns if name not in found.columns]
    more = [name for name in found.columns if name not in whole.columns]
    assert all(found[name].cast(pl.Int64).sum() == 0 for name in more), (
        "a rule that gives nobody anything gives nothing"
    )
    assert found.with_columns(empty).select(whole.columns).drop("turns").equals(whole.drop("turns"))
    assert run.seal == results.seal(snapshots.people(snapshot), whole, book)
    assert run.people == len(bulk.named(task))
    return run


@pytest.mark.parametrize("county", [shelf.NEHE, shelf.BEIAN, shelf.AIHUI])
def test_only_those_are_scored_anew_whose_score_can_have_changed(tmp_path: Path, county: str) -> None:
    book, today = shelf.rulebook(county), date(2028, 2, 20)
    towns.write(towns.made(shelf.catalogue(), county, 3_000, 18_000, 5, today), tmp_path, today)
    day, before = date(2028, 2, 10), book.score.published != "at once"
    assert same(tmp_path, book, day, before=before, leans=False, county=county).anew == 3_000
    for place in range(1, 4):
        run = same(tmp_path, book, day + timedelta(days=place), before=before, leans=True, county=county)
        assert 0 < run.anew < 100


def test_a_result_whose_ground_is_gone_is_worked_out_again(tmp_path: Path) -> None:
    book, today, county = shelf.rulebook(shelf.BEIAN), date(2028, 2, 20), shelf.BEIAN
    towns.write(towns.made(shelf.catalogue(), county, 500, 3_000, 5, today), tmp_path, today)
    day = date(2028, 2, 10)
    first = same(tmp_path, book, day, before=False, leans=False, county=county)
    second = same(tmp_path, book, day + timedelta(days=1), before=False, leans=True, county=county)
    ground = tmp_path / county / "runs" / str(second.leans_on)
    ground.rename(tmp_path / "elsewhere")
    again = same(tmp_path, book, day + timedelta(days=1), before=False, leans=False, county=county)
    assert (second.seal, second.anew < 500, again.seal, again.anew) == (again.seal, True, second.seal, 500)
    assert same(tmp_path, book, day, before=False, leans=False, county=county).seal == first.seal
