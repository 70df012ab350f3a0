"""The machine's clock jumps under a running server (libfaketime): five minutes or a day, forward and back, in the middle of its work."""

import subprocess
import sys
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.rounds import serving
from tests.web.town import COUNTY, SCENARIO, Town, citizen_id, good

OFFSETS = ("+0", "+300", "-300", "+86400", "-86400", "+0")
PLACES = ("/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib/faketime")


def library() -> str:
    """Where libfaketime is. Fails if it is not installed."""
    found = [file for place in PLACES if (file := Path(place) / "libfaketimeMT.so.1").exists()]
    if not found:
        pytest.fail("install Debian's package libfaketime: the clock of a running server is moved with it")
    return str(found[0])


class Jumping:
    """A server whose clock stands where a file says."""

    def __init__(self, town: Town, address: str, file: Path) -> None:
        self.town = town
        self.http = httpx.Client(base_url=address, trust_env=False, timeout=30)
        self.file = file

    def to(self, offset: str) -> None:
        """Move the clock so many seconds away from the right time; returns when the server says that time."""
        self.file.write_text(f"{offset}\n")
        until = time.monotonic() + 60
        while abs(self.says() - time.time() - int(offset)) > 30:
            assert time.monotonic() < until, f"the server's clock did not move by {offset} seconds"
            time.sleep(0.2)

    def says(self) -> float:
        """What time it is for the server, in seconds since 1970."""
        return parsedate_to_datetime(self.http.get("/livez").headers["date"]).timestamp()

    def library(self) -> dict[str, str]:
        """The library's header, from this server, at its time."""
        client = self.town.clients["operator"]
        form = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": client.secret}
        return {"Authorization": f"Bearer {good(self.http.post('/oauth/token', data=form))['access_token']}"}

    def code(self) -> str:
        """A code of somebody new, who joined and agreed."""
        token = good(self.http.post("/v1/sign-in", json={"citizen_id": citizen_id()}))["access_token"]
        me = {"Authorization": f"Bearer {token}"}
        good(self.http.post("/v1/me/enrolment", json={"county": COUNTY, "residence_months": 120}, headers=me))
        wish = {"scenario": SCENARIO, "operator_kind": "library"}
        good(self.http.post("/v1/me/consents", json=wish, headers=me))
        return str(good(self.http.post("/v1/me/codes", json={"scenario": SCENARIO}, headers=me))["code"])

    def ask(self, code: str, key: str) -> httpx.Response:
        """The library asks about a code."""
        headers = self.library() | {"Idempotency-Key": key}
        return self.http.post(f"/v1/scenarios/{SCENARIO}/decisions", json={"code": code}, headers=headers)


@pytest.fixture
def jumping(town: Town, tmp_path: Path) -> Iterator[Jumping]:
    """A server of the town, its clock in our hands."""
    file = tmp_path / "offset"
    file.write_text("+0\n")
    # The file is looked at each second: at each call would slow every lock of the server, too.
    faked = {"LD_PRELOAD": library(), "FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_CACHE_DURATION": "1"}
    with serving(town, **faked, FAKETIME_DONT_FAKE_MONOTONIC="1", DONT_FAKE_MONOTONIC="1") as (address, _):
        found = Jumping(town, address, file)
        with found.http:
            yield found


def test_whatever_the_clock_does_the_same_key_gives_the_same_answer_and_the_log_holds(
    town: Town, jumping: Jumping
) -> None:
    answers: dict[str, tuple[str, Any]] = {}
    for place, offset in enumerate(OFFSETS):
        jumping.to(offset)
        for number in range(5):
            key, code = f"jump-{place}-{number}", jumping.code()
            answers[key] = code, good(jumping.ask(code, key))
        again = {key: good(jumping.ask(code, key)) for key, (code, _) in answers.items()}
        assert again == {key: answer for key, (_, answer) in answers.items()}
    assert {answer["outcome"] for _, answer in answers.values()} == {"standard"}
    assert len({answer["decision"] for _, answer in answers.values()}) == len(answers) == 5 * len(OFFSETS)
    for command in (["seal"], ["verify", "--log"]):
        done = subprocess.run(
            [sys.executable, "-m", "creditplus", *command], env=surroundings(town), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr


def surroundings(town: Town) -> dict[str, str]:
    """The settings of the town, as the command line reads them."""
    named = {"DATABASE_URL": town.settings.database_url, "KEYS_DIRECTORY": str(town.settings.keys_directory)}
    return {f"CREDITPLUS_{name}": value for name, value in named.items()}
