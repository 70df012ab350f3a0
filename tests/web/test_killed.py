"""The server is killed in the middle of its work: what it acknowledged is there, once, and nothing is there twice."""

import contextlib
import os
import random
import sqlite3
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from creditplus.demo import town as made
from creditplus.demo.doors import Doors
from creditplus.demo.house import House
from creditplus.tools import settings

HOME, LIBRARY = "231181", "library-deposit"
REPORTS = 500
ASKED = 120


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration's house sets variables of its own; they go back afterwards."""
    for name in [name for name in os.environ if name.startswith("CREDITPLUS_")]:
        monkeypatch.delenv(name)
    for name in ("DATABASE_URL", "KEYS_DIRECTORY", "DEV_SIGN_IN"):
        monkeypatch.setenv(f"CREDITPLUS_{name}", "")
        monkeypatch.delenv(f"CREDITPLUS_{name}")
    settings.read.cache_clear()


def reports() -> list[dict[str, Any]]:
    """Five hundred reports of one resident, each right by itself."""
    number = made.citizen_id(date(1980, 1, 1), 7)
    on = date(2026, 10, 1)
    return [
        {"id": f"k-{place}", "person": number, "kind": "volunteer_service", "on": str(on), "fields": {"hours": 1}}
        for place in range(REPORTS)
    ]


@pytest.mark.usefixtures("variables")
def test_after_kill_nine_in_the_middle_of_500_reports_every_acknowledged_record_is_there_once() -> None:
    with House() as house:
        doors = house.doors()
        doors.as_client(doors.providers[HOME])
        acknowledged, enough = [], threading.Event()

        def send(body: dict[str, Any]) -> None:
            try:
                receipt = doors.report(HOME, body)
            except (httpx.TransportError, RuntimeError):
                return  # the server is gone
            acknowledged.append(receipt["id"])
            if len(acknowledged) >= REPORTS // 3:
                enough.set()

        with ThreadPoolExecutor(8) as together:
            work = [together.submit(send, body) for body in reports()]
            assert enough.wait(60)
            assert house.server is not None
            house.server.kill()
            house.server.wait(10)
        assert all(one.done() for one in work)
        assert REPORTS // 3 <= len(acknowledged) < REPORTS
        house.start()
        again = {receipt["id"]: receipt["outcome"] for receipt in resent(doors)}
        assert {again[id] for id in acknowledged} == {"same as before"}
        assert len(again) == REPORTS
        assert Counter(receipt["outcome"] for receipt in resent(doors)) == {"same as before": REPORTS}


@pytest.mark.usefixtures("variables")
def test_after_kill_nine_amid_decisions_every_acknowledged_one_is_kept_once_and_the_same_key_gives_it_again() -> None:
    """Fifteen desks at once, so that many decisions share each commit that is torn in two."""
    with House() as house:
        doors = house.doors()
        number = made.citizen_id(date(1980, 1, 1), 7)
        doors.join(number, HOME)
        doors.consent(number, LIBRARY, "library")
        codes = [str(doors.code(number, LIBRARY)["code"]) for _ in range(ASKED)]
        acknowledged, enough = {}, threading.Event()

        def desk(code: str) -> None:
            with contextlib.suppress(httpx.TransportError):  # the server is gone
                acknowledged[code] = decided(doors, code)
            if len(acknowledged) >= ASKED // 3:
                enough.set()

        with ThreadPoolExecutor(15) as together:
            work = [together.submit(desk, code) for code in codes]
            assert enough.wait(60)
            assert house.server is not None
            house.server.kill()
            house.server.wait(10)
        assert [one.exception() for one in work] == [None] * ASKED
        assert ASKED // 3 <= len(acknowledged) < ASKED
        house.start()
        again = {code: decided(doors, code) for code in codes}
        assert {code: again[code] for code in acknowledged} == acknowledged
        events = "SELECT json_extract(detail, '$.decision') FROM events WHERE verb = 'decide_scenario'"
        assert kept(house, "SELECT id FROM decisions") == kept(house, events) == sorted(again.values())
        assert len(kept(house, "SELECT digest FROM code_uses")) == ASKED


def decided(doors: Doors, code: str) -> str:
    """The id of the decision about a code; the library asks with a key of the code's own."""
    headers = doors.as_client(doors.operators[HOME]) | {"Idempotency-Key": f"desk-{code}"}
    answer = doors.http.post(f"/v1/scenarios/{LIBRARY}/decisions", json={"code": code}, headers=headers)
    return str(answer.json()["decision"])


def kept(house: House, statement: str) -> list[str]:
    """One column of what the database holds, in order."""
    with contextlib.closing(sqlite3.connect(Path(house.folder.name) / "town.db")) as database:
        return sorted(row[0] for row in database.execute(statement))


def resent(doors: Doors) -> list[dict[str, Any]]:
    """All reports sent again, in another order."""
    bodies = reports()
    random.Random(5).shuffle(bodies)
    return [doors.report(HOME, body) for body in bodies]
