"""A Spark master and two workers on loopback; one executor is killed in the middle of the work, and the result is the same."""

import os
import shutil
import signal
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from creditplus.tools import bulk
from creditplus.tools.bulk import spark, towns
from tests import shelf, sparks

TODAY = date(2027, 1, 10)
ON = date(2026, 12, 31)
COUNTIES = ["230102", "230281", "231102", "231181", "230103", "230104", "230108", "230109"]
RESIDENTS = 60_000
MEMORY = {"spark.executor.memory": "700m", "spark.task.maxFailures": "8"}


@pytest.fixture
def tasks(tmp_path: Path) -> list[bulk.Task]:
    """Eight counties to score."""
    for place, county in enumerate(COUNTIES):
        towns.write(towns.made(shelf.catalogue(), county, RESIDENTS, 6 * RESIDENTS, place, TODAY), tmp_path, TODAY)
    book = shelf.rulebook(shelf.BEIAN)
    return [bulk.Task(folder=str(tmp_path), county=one, snapshot=1, rulebook=book, on=ON) for one in COUNTIES]


def test_a_killed_executor_costs_time_and_nothing_else(
    tasks: list[bulk.Task], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = [run.seal for run in map(bulk.score_county, tasks)]
    for runs in tmp_path.glob("*/runs"):
        shutil.rmtree(runs)
    home = sparks.java_home(tmp_path)
    monkeypatch.setenv("JAVA_HOME", str(home))
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(shelf.ROOT / "src"), os.environ.get("PYTHONPATH", "")]))
    killed: list[int] = []
    with sparks.cluster(home, tmp_path) as running:

        def kill() -> None:
            while not list(tmp_path.glob("*/runs/2*/manifest.json")):
                time.sleep(0.05)
            killed.extend(running.executors()[:1])
            os.kill(killed[0], signal.SIGKILL)

        watching = threading.Thread(target=kill, daemon=True)
        watching.start()
        found = [run.seal for run in spark.score_counties(tasks, running.master, **MEMORY)]
        watching.join(5)
    assert len(killed) == 1
    assert found == here
