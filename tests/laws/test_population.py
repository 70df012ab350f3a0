"""A population is the sum of its persons: a generated town is scored at once exactly as everybody is one by one."""

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from creditplus import ledger, publications, scores, workdays
from creditplus.lives.histories import History
from creditplus.records import Record
from creditplus.rulebooks import Rulebook
from creditplus.tools import bulk
from creditplus.tools.bulk import results, snapshots, towns
from tests import shelf, sparks

RESIDENTS = 22_000
TODAY = date(2028, 3, 10)
DAYS = [date(2026, 10, 1), date(2027, 12, 31), date(2028, 2, 29)]
COUNTY = "231181"


class Made:
    """The generated town: as a snapshot, and as histories."""

    def __init__(self, folder: Path) -> None:
        town = towns.made(shelf.catalogue(), COUNTY, RESIDENTS, 6 * RESIDENTS, 7, TODAY)
        towns.write(town, folder, TODAY)
        self.folder = folder
        self.histories = list(towns.histories(town, shelf.catalogue()))

    def task(self, book: Rulebook, on: date, *, before: bool = False) -> bulk.Task:
        """The county to be scored with a text on a day."""
        return bulk.Task(folder=str(self.folder), county=COUNTY, snapshot=1, rulebook=book, on=on, before=before)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The town, made once."""
    return Made(tmp_path_factory.mktemp("population"))


def one_by_one(book: Rulebook, people: list[History], on: date, *, before: bool) -> Iterator[dict[str, object]]:
    """What the first reader says of everybody who takes part, under the names of the third."""
    match = ledger.plainly(book)
    places = {grade.code: place for place, grade in enumerate(book.grades)}
    known = workdays.starts(on) if before else None
    for history in people:
        joined = history.joined_on(on)
        if joined is not None:
            stand: list[Record] = ledger.standing(history.records, history.changes, on, known)
            score = scores.derive(book, stand, on, match, joined)
            given: dict[str, int] = {}
            for line in score.lines:
                if line.entry is not None:
                    given[f"points:{line.entry.rule}"] = given.get(f"points:{line.entry.rule}", 0) + line.points
            told = {name: points for name, points in given.items() if points}
            yield {"person": history.person, "points": score.points, "place": places[score.grade], **told}


def all_at_once(made: Made, task: bulk.Task) -> Iterator[dict[str, object]]:
    """What the third reader says of everybody who takes part, without rules that gave nothing."""
    snapshot = snapshots.newest(made.folder, COUNTY, 1)
    assert snapshot is not None
    table = results.table(task).join(snapshots.people(snapshot), on="who").sort("person")
    rules = {f"points:{rule.code}" for rule in task.rulebook.rules}
    for row in table.filter(table["joined"].is_not_null()).iter_rows(named=True):
        told = {name: row[name] for name in row if name in rules and row[name]}
        yield {"person": row["person"], "points": row["points"], "place": row["place"], **told}


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("county", [shelf.NEHE, shelf.BEIAN, shelf.AIHUI])
def test_everybody_under_every_shipped_rulebook_is_scored_alike_to_the_last_hundredth(
    made: Made, county: str, on: date
) -> None:
    book = shelf.rulebook(county)
    before = book.score.published != "at once"
    task = made.task(book, on, before=before)
    run = bulk.score_county(task)
    assert run.people >= 20_000
    people = 0
    for one, other in zip(one_by_one(book, made.histories, on, before=before), all_at_once(made, task), strict=True):
        assert one == other, book.county
        people += 1
    assert people == run.people


def test_spark_says_the_same_of_everybody_under_every_shipped_rulebook(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counties = [shelf.NEHE, shelf.BEIAN, shelf.AIHUI]
    assert len(shelf.RULEBOOKS) == len(counties)
    monkeypatch.setenv("JAVA_HOME", str(sparks.java_home(tmp_path)))
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(shelf.ROOT / "src"), os.environ.get("PYTHONPATH", "")]))
    books = [shelf.rulebook(county) for county in counties]
    tasks = [made.task(book, on, before=book.score.published != "at once") for book in books for on in DAYS]
    here = [(run.seal, run.people) for run in map(bulk.score_county, tasks)]
    shutil.rmtree(made.folder / COUNTY / "runs")
    found = list(bulk.score(tasks, "spark", "local[2]"))
    assert [(run.seal, run.people) for run in found] == here
    assert min(run.people for run in found) >= 20_000


def test_the_published_score_of_a_day_is_what_the_run_says(made: Made) -> None:
    book, on = shelf.rulebook(shelf.NEHE), date(2027, 12, 1)
    task = made.task(book, on, before=True)
    bulk.score_county(task)
    found = {row["person"]: (row["points"], row["grade"]) for row in bulk.named(task).iter_rows(named=True)}
    match = ledger.plainly(book)
    for history in made.histories[:2_000]:
        if history.joined_on(on) is not None:
            score = publications.published(book, history, on, match)
            assert found[history.person] == (score.points, score.grade)


def test_a_run_done_twice_by_others_has_the_same_seal(made: Made, tmp_path: Path) -> None:
    task = made.task(shelf.rulebook(shelf.BEIAN), DAYS[2])
    first = bulk.score_county(task)
    other = Made(tmp_path)
    second = bulk.score_county(other.task(task.rulebook, DAYS[2]))
    assert (first.seal, first.people) == (second.seal, second.people)
