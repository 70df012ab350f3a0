"""The example of two cities is run as it stands: a province and two cities as processes of their own, and every step must hold."""

import subprocess
import sys

from tests.house import sources


def test_two_cities_and_an_evil_third_tell_the_whole_story_and_their_logs_agree() -> None:
    command = [sys.executable, str(sources.ROOT / "examples" / "two-cities")]
    told = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "every step held" in told.stdout
    assert "✘" not in told.stdout
