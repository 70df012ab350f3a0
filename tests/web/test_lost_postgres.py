"""PostgreSQL is torn away in the middle of the work: desks are told to come back, and soon everything is there, once."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests import servers
from tests.web import town as towns
from tests.web.rounds import Round, ready, steady

READY_S = 5.0


@pytest.fixture
def lost(servers_room: Path) -> Iterator[servers.Postgres]:
    """A PostgreSQL of its own: one that holds the databases of hundreds of tests takes half a minute to recover."""
    server = servers.start_postgres(servers_room)
    yield server
    server.stop()


@pytest.fixture
def lost_town(room: Path, lost: servers.Postgres) -> Iterator[towns.Town]:
    """The town on it."""
    with towns.furnished(room, lost.fresh_database()) as found:
        yield found


def answered(address: str, over: threading.Event) -> set[int]:
    """How readiness and liveness are told until something is over."""
    seen: set[int] = set()
    while not over.wait(0.02):
        seen.add(httpx.get(f"{address}/readyz", trust_env=False, timeout=30).status_code)
        assert httpx.get(f"{address}/livez", trust_env=False).status_code == 200
    return seen


def test_a_postgres_that_stops_at_once_costs_nobody_anything_but_a_moment(
    lost_town: towns.Town, lost: servers.Postgres
) -> None:
    work, address = Round(lost_town, decisions=40, reports=20), steady(lost_town)
    over = threading.Event()
    with ThreadPoolExecutor(2) as beside:
        looking = beside.submit(answered, address, over)
        working = beside.submit(work.all_told, address)
        try:
            while len(work.statuses) < 10 and not working.done():
                time.sleep(0.005)
            lost.stop_at_once()
            time.sleep(0.5)
            lost.start()
            begun = time.monotonic()
            ready(address)
            took = time.monotonic() - begun
            told = working.result(180)
        finally:
            over.set()  # else whoever looks goes on looking when something here went wrong
        seen = looking.result(30)
    assert (took < READY_S, seen, set(work.statuses)) == (True, {200, 503}, {200, 503})
    assert work.all_told(address) == told
    assert {one["outcome"] for one in told if "decision" in one} == {"standard"}
    assert work.kept() == work.must_be(told)
