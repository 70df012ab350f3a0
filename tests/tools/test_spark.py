"""Spark runs the same function: the seal of every county's result is the same as on one machine."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from creditplus.tools import bulk
from creditplus.tools.bulk import processes, spark, towns
from tests import shelf, sparks

TODAY = date(2028, 3, 10)
DAYS = [date(2026, 10, 1), date(2027, 12, 31), date(2028, 2, 29)]
COUNTIES = [shelf.NEHE, shelf.BEIAN, shelf.AIHUI]
RESIDENTS = 7_000


@pytest.fixture
def java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Java that runs Spark here."""
    home = sparks.java_home(tmp_path)
    monkeypatch.setenv("JAVA_HOME", str(home))
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(shelf.ROOT / "src"), os.environ.get("PYTHONPATH", "")]))
    return home


def tasks(folder: Path) -> list[bulk.Task]:
    """Three counties, each under its own rulebook, on three days: every resident of every county, and every shipped text."""
    for place, county in enumerate(COUNTIES):
        made = towns.made(shelf.catalogue(), county, RESIDENTS, 6 * RESIDENTS, place, TODAY)
        towns.write(made, folder, TODAY)
    return [
        bulk.Task(folder=str(folder), county=county, snapshot=1, rulebook=shelf.rulebook(county), on=on)
        for county in COUNTIES
        for on in DAYS
    ]


@pytest.mark.usefixtures("java")
def test_spark_and_two_processes_and_one_say_the_same_of_every_county(tmp_path: Path) -> None:
    asked = tasks(tmp_path / "files")
    here = [(run.county, run.on, run.seal) for run in map(bulk.score_county, asked)]
    forget(tmp_path / "files")
    two = [(run.county, run.on, run.seal) for run in processes.score_counties(asked)]
    forget(tmp_path / "files")
    found = [(run.county, run.on, run.seal) for run in spark.score_counties(asked, "local[2]")]
    assert here == two
    assert here == found
    assert len({seal for _, _, seal in here}) == len(asked)


def forget(folder: Path) -> None:
    """Remove the results, so that they are worked out again."""
    for runs in folder.glob("*/runs"):
        shutil.rmtree(runs)
