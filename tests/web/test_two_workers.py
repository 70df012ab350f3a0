"""Two workers, each a process of its own: what was taken back at one is taken back at the other, whatever happens to the Redis."""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import servers
from tests.web.town import COUNTY, SCENARIO, Town, good, problem

START_S = 240


@pytest.fixture(scope="module")
def own_redis(servers_room: Path) -> Iterator[servers.Redis]:
    """A Redis that only these tests end."""
    server = servers.start_redis(servers_room)
    yield server
    server.stop()


def answers(address: str) -> bool:
    """Whether a worker can be spoken to."""
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{address}/livez", trust_env=False).is_success
    return False


@contextlib.contextmanager
def worker(town: Town, redis: servers.Redis) -> Iterator[str]:
    """A worker of the town in a process of its own; its address."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    named = {"DATABASE_URL": town.settings.database_url, "KEYS_DIRECTORY": str(town.settings.keys_directory)}
    named |= {"REDIS_URL": redis.url, "LIMIT_CLIENT_PER_MINUTE": "0", "LIMIT_SITE_PER_MINUTE": "0"}
    command = [sys.executable, "-m", "creditplus", "serve", "--port", str(port)]
    variables = os.environ | {f"CREDITPLUS_{name}": value for name, value in named.items()}
    running = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address, until = f"http://127.0.0.1:{port}", time.monotonic() + START_S
        while not answers(address):
            assert (running.poll(), time.monotonic() < until) == (None, True), "the worker did not start"
            time.sleep(0.1)
        yield address
    finally:
        running.terminate()
        running.wait(30)


@pytest.fixture(scope="module")
def both(postgres_town: Town, own_redis: servers.Redis) -> Iterator[tuple[str, str]]:
    """The addresses of two workers that share a database and a Redis."""
    with worker(postgres_town, own_redis) as one, worker(postgres_town, own_redis) as other:
        yield one, other


def whole(redis: servers.Redis) -> None:
    """No trouble at all."""


def emptied(redis: servers.Redis) -> None:
    """Somebody forgets everything in it."""
    redis.empty()


def poisoned(redis: servers.Redis) -> None:
    """Somebody says what is not so, and writes over everything in it."""
    for said in ("0" * 32, "nonsense"):
        redis.say("creditplus-news", said)
    for name in redis.names():
        redis.set(name, "nonsense")


def halted(redis: servers.Redis) -> None:
    """It takes what is said and answers nobody."""
    redis.halt(3000)


def gone(redis: servers.Redis) -> None:
    """It is killed, and does not come back."""
    redis.kill()


def ask(town: Town, address: str, code: str) -> httpx.Response:
    """The library asks one worker about a code."""
    url = f"{address}/v1/scenarios/{SCENARIO}/decisions"
    return httpx.post(url, json={"code": code}, headers=town.of("operator"), trust_env=False, timeout=30)


def honoured(town: Town) -> tuple[str, list[str]]:
    """A resident with what opens the library's benefit, and codes of theirs."""
    number = town.joined()
    record: dict[str, Any] = {"kind": "volunteer_honour", "on": "2026-10-01", "fields": {"level": "市"}}
    told = {"id": f"h-{secrets.token_hex(6)}", "person": number, **record}
    good(town.http.post(f"/v1/counties/{COUNTY}/records", json=told, headers=town.of("provider")))
    return number, [town.code(number) for _ in range(4)]


@pytest.mark.parametrize("trouble", [whole, emptied, poisoned, halted, gone])
def test_what_was_taken_back_at_one_worker_is_taken_back_at_the_other(
    postgres_town: Town,
    own_redis: servers.Redis,
    both: tuple[str, str],
    trouble: Callable[[servers.Redis], None],
) -> None:
    one, other = both
    number, codes = honoured(postgres_town)
    before = [good(ask(postgres_town, address, codes.pop()))["outcome"] for address in both]
    trouble(own_redis)
    owner = postgres_town.resident(number)
    for consent in httpx.get(f"{one}/v1/me/consents", headers=owner, trust_env=False, timeout=30).json():
        good(
            httpx.post(
                f"{one}/v1/consents/{consent['consent']['id']}/withdrawal", headers=owner, trust_env=False, timeout=30
            )
        )
    after = [good(ask(postgres_town, address, codes.pop()))["outcome"] for address in (other, one)]
    assert (before, after) == (["benefit", "benefit"], ["standard", "standard"])


def test_a_code_used_at_one_worker_is_used_at_the_other(postgres_town: Town, both: tuple[str, str]) -> None:
    one, other = both
    code = honoured(postgres_town)[1].pop()
    good(ask(postgres_town, one, code))
    again = ask(postgres_town, other, code)
    assert (again.status_code, problem(again)) == (409, "code-used")
