"""The commands for whole counties, on a database of their own: a made-up town moves in, its facts go into files, all are scored."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import shelf

Run = Callable[..., str]
COUNTIES = [shelf.BEIAN, shelf.AIHUI]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command; it has to end well. What it printed."""
    monkeypatch.setenv("CREDITPLUS_DATABASE_URL", f"sqlite:///{tmp_path / 'try.db'}")
    monkeypatch.setenv("CREDITPLUS_KEYS_DIRECTORY", str(tmp_path / "keys"))
    monkeypatch.setenv("CREDITPLUS_SNAPSHOTS_DIRECTORY", str(tmp_path / "files"))

    def ran(*words: str) -> str:
        command = [sys.executable, "-m", "creditplus", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=shelf.ROOT)
        assert done.returncode == 0, done.stderr
        return done.stdout

    ran("migrate")
    texts = [file for file in shelf.RULEBOOKS if any(county in file for county in COUNTIES)]
    for file in (*shelf.LIMITS, *shelf.CATALOGUES, *texts):
        ran("approve", ran("propose", file).split()[0])
    return ran


def test_a_town_in_the_database_and_the_same_town_in_files_have_the_same_seals(run: Run, tmp_path: Path) -> None:
    town = ["--residents", "600", "--seed", "9", "--county", COUNTIES[0], "--county", COUNTIES[1]]
    run("town", *town, "--into", "database")
    told = run("extract", *COUNTIES)
    assert [line.split()[:3] for line in told.splitlines()] == [[county, "000001", "300"] for county in COUNTIES]
    from_database = run("rescore", *COUNTIES, "--on", "2026-11-20")
    run("town", *town, "--to", str(tmp_path / "other"))
    from_files = run("rescore", *COUNTIES, "--on", "2026-11-20", "--to", str(tmp_path / "other"))
    assert from_database == from_files
    assert [line.split()[0] for line in from_files.splitlines()] == COUNTIES


def test_publishing_twice_says_the_same_and_writes_once(run: Run) -> None:
    run("town", "--residents", "300", "--county", COUNTIES[0], "--into", "database")
    first = run("publish", COUNTIES[0], "--as-of", "2026-11-20")
    assert run("publish", COUNTIES[0], "--as-of", "2026-11-20") == first
