"""The demonstration itself, told once in a small town: every step must hold, and the command line says what the doors say."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from creditplus.demo import town as made
from creditplus.demo.house import House
from creditplus.tools import settings

HOME = "231181"


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The demonstration's house, with its server up."""
    for name in ("DATABASE_URL", "KEYS_DIRECTORY", "DEV_SIGN_IN"):
        monkeypatch.setenv(f"CREDITPLUS_{name}", "")
        monkeypatch.delenv(f"CREDITPLUS_{name}")
    settings.read.cache_clear()
    with House() as found:
        yield found
    settings.read.cache_clear()


def test_the_story_holds_from_the_first_step_to_the_last() -> None:
    command = [sys.executable, "-m", "creditplus", "demo", "--once", "--residents", "20", "--records", "60"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "every step held" in told.stdout
    assert "✘" not in told.stdout


def test_the_command_line_shows_the_lines_that_the_doors_show_and_they_add_up(house: House) -> None:
    doors = house.doors()
    number = made.citizen_id(date(1980, 1, 1), 7)
    doors.join(number, HOME)
    for place, hours in enumerate((3.5, 8, 20)):
        fields = {"hours": hours}
        body = {"id": f"t-{place}", "person": number, "kind": "volunteer_service", "on": f"2026-0{place + 7}-02"}
        doors.report(HOME, {**body, "fields": fields})
    score = doors.score(number)
    command = [sys.executable, "-m", "creditplus", "score", number, "--on", score["on"], "--explain"]
    told = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=True, env=os.environ, cwd=Path.cwd()
    )
    shown = [float(found) for found in re.findall(r"^ *(-?[0-9.]+)  [^ ]", told.stdout, re.M)]
    assert [round(points * 100) for points in shown[:-1]] == [line["points"] for line in score["lines"]]
    assert round(shown[-1] * 100) == score["points"] == sum(line["points"] for line in score["lines"])
