"""Nobody asks too often, too much at once, or too slowly; who does is told so early, and everybody else is served."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from creditplus.tools import rates
from creditplus.tools.rates import Rates
from creditplus.web import wire
from tests import servers
from tests.web.town import SCENARIO, Town, problem, running


class Hasty(wire.Wire):
    """Waits for a head only a moment."""

    head_s = 0.4


@pytest.fixture(scope="module")
def narrow(town: Town, room: Path) -> Iterator[str]:
    """The address of a second server of the same town, with little room and no patience."""
    chosen = msgspec.structs.replace(
        town.settings, limit_client_per_minute=30, limit_site_per_minute=20, limit_code_per_minute=5, body_s_max=0.4
    )
    with running(chosen, wire=Hasty) as address:
        yield address


def statuses(answers: list[httpx.Response]) -> list[int]:
    """Each status once, in the order of the first time."""
    return list(dict.fromkeys(answer.status_code for answer in answers))


def ask(address: str, headers: dict[str, str], code: str) -> httpx.Response:
    """One question about a code."""
    url = f"{address}/v1/scenarios/{SCENARIO}/decisions"
    return httpx.post(url, json={"code": code}, headers=headers, trust_env=False)


def test_a_client_that_asks_too_often_is_told_when_to_come_back_and_leaves_one_event(town: Town, narrow: str) -> None:
    headers = town.of("auditor")
    answers = [httpx.get(f"{narrow}/v1/seals", headers=headers, trust_env=False) for _ in range(36)]
    refused = answers[30:]
    wait = int(refused[0].headers["retry-after"])
    kept = [event for event in town.events(verb="read_seals") if event.problem == "too-many"]
    assert [answer.status_code for answer in answers[:30]] == [200] * 30
    assert ([problem(answer) for answer in refused], statuses(refused)) == (["too-many"] * 6, [429])
    assert (0 < wait <= 60, len(kept)) == (True, 1)


def test_one_site_cannot_try_tokens_for_ever_and_those_who_are_signed_in_there_are_still_served(
    town: Town, narrow: str
) -> None:
    wrong = {"Authorization": "Bearer nothing"}
    tried = [httpx.get(f"{narrow}/v1/me/score", headers=wrong, trust_env=False) for _ in range(25)]
    served = httpx.get(f"{narrow}/v1/seals", headers=town.of("province"), trust_env=False)
    assert (statuses(tried), served.status_code) == ([401, 429], 200)


def test_one_code_is_asked_about_only_so_often_and_other_codes_are_not_touched(town: Town, narrow: str) -> None:
    headers = town.of("operator")
    answers = [ask(narrow, headers, "ABCDEFGH23456789") for _ in range(7)]
    other = ask(narrow, headers, "ABCDEFGH2345678A")
    assert ([answer.status_code for answer in answers], other.status_code) == ([404] * 5 + [429] * 2, 404)


def test_who_comes_when_all_hands_are_full_is_told_at_once_and_livez_still_answers(town: Town) -> None:
    """One unfinished request fills a server that works on one at a time."""
    with running(msgspec.structs.replace(town.settings, requests_max=1)) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as half:
            half.sendall(b"POST /v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n")
            half.sendall(b"content-length: 50\r\n\r\n{")
            time.sleep(0.2)
            begun = time.monotonic()
            busy = httpx.get(f"{address}/readyz", headers={"Accept-Language": "en"}, trust_env=False)
            took = time.monotonic() - begun
            alive = httpx.get(f"{address}/livez", trust_env=False)
        time.sleep(0.1)
        after = httpx.get(f"{address}/readyz", trust_env=False)
    told = busy.status_code, problem(busy), busy.headers["retry-after"], took < 1.0
    assert (told, alive.status_code, after.status_code) == ((503, "busy", "1", True), 200, 200)


def said(address: str, parts: list[bytes], pause_s: float) -> tuple[bytes, float]:
    """What a server answers to bytes that come with pauses, and how long it kept the connection."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 5) as connection:
        begun = time.monotonic()
        with contextlib.suppress(OSError):  # it may be closed before we have said all
            for part in parts:
                connection.sendall(part)
                time.sleep(pause_s)
        found = b""
        with contextlib.suppress(OSError):
            while some := connection.recv(65536):
                found += some
        return found, time.monotonic() - begun


def test_a_head_that_comes_letter_by_letter_is_not_waited_for(narrow: str) -> None:
    answer, took = said(narrow, [b"GET /livez HTTP/1.1\r\n", *[b"x"] * 30], 0.05)
    assert (answer, took < 3) == (b"", True)


def test_a_silent_connection_is_not_kept(narrow: str) -> None:
    answer, took = said(narrow, [], 0)
    assert (answer, took < 3) == (b"", True)


def test_a_body_that_comes_letter_by_letter_is_refused_in_time(narrow: str) -> None:
    head = b"POST /oauth/token HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 192.0.2.7\r\ncontent-length: 900\r\n"
    head += b"content-type: application/x-www-form-urlencoded\r\n\r\n"
    answer, took = said(narrow, [head, *[b"a"] * 30], 0.05)
    assert (answer.split(b"\r\n")[0], b"/problems/too-slow" in answer, took < 3) == (
        b"HTTP/1.1 408 Request Timeout",
        True,
        True,
    )


@pytest.mark.parametrize(
    "head",
    [
        b"GET /livez HTTP/1.1\r\nx: " + b"a" * 40_000 + b"\r\n\r\n",
        b"GET /livez HTTP/1.1\r\n" + b"x: aaaaaaaaaaaaaaaa\r\n" * 3000 + b"\r\n",
        b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nx: " + b"a" * 400_000,
    ],
)
def test_a_head_that_is_too_long_is_refused(narrow: str, head: bytes) -> None:
    answer, took = said(narrow, [head], 0)
    assert (answer.split(b" ")[1:2] in ([b"400"], []), took < 3) == (True, True)


def test_many_slow_connections_do_not_keep_others_waiting(narrow: str) -> None:
    slow = [threading.Thread(target=said, args=(narrow, [b"GET / HTTP/1.1\r\n", b"x"], 0.3)) for _ in range(100)]
    for one in slow:
        one.start()
    begun = time.monotonic()
    alive = httpx.get(f"{narrow}/livez", trust_env=False)
    took = time.monotonic() - begun
    for one in slow:
        one.join()
    assert (alive.status_code, took < 2) == (200, True)


@contextlib.asynccontextmanager
async def counting(most: int, redis_url: str | None = None) -> AsyncIterator[Rates]:
    """One process that counts what clients ask."""
    counted = Rates({"client": most}, redis_url)
    yield counted
    await counted.close()


async def through(times: int, *counted: Rates) -> int:
    """How many of so many questions, spread over several processes, are let through."""
    told = [await counted[place % len(counted)].spend("client", "one") for place in range(times)]
    return sum(one.wait_s == 0 for one in told)


async def test_two_workers_share_a_limit_through_redis(redis_url: str) -> None:
    async with counting(100, redis_url) as one, counting(100, redis_url) as other:
        assert await through(300, one, other) == 110  # the first tenth is free in each


async def test_many_at_once_are_counted_exactly(redis_url: str) -> None:
    async with counting(50, redis_url) as counted:
        told = await asyncio.gather(*(counted.spend("client", "one") for _ in range(300)))
    assert sum(one.wait_s == 0 for one in told) == 50


async def test_a_redis_that_is_gone_changes_nothing_for_one_process(servers_room: Path) -> None:
    gone = servers.start_redis(servers_room)
    gone.stop()
    begun = time.monotonic()
    async with counting(100, gone.url) as counted:
        assert (await through(300, counted), time.monotonic() - begun < 2) == (100, True)


async def test_a_redis_that_does_not_answer_is_waited_for_once() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        begun = time.monotonic()
        async with counting(100, f"redis://127.0.0.1:{deaf.getsockname()[1]}/0") as counted:
            assert (await through(300, counted), time.monotonic() - begun < 1) == (100, True)


async def test_a_redis_that_somebody_filled_shuts_nobody_out(redis: servers.Redis, redis_url: str) -> None:
    """Whatever stands there, the free tenth stays; and what is no number counts as no answer."""
    found = []
    for filled in ("9999999", "nonsense"):
        async with counting(100, redis_url) as before, counting(100, redis_url) as after:
            await through(20, before)
            for name in redis.names():
                redis.set(name, filled)
            found.append(await through(300, after))
    assert found == [10, 100]


async def test_without_a_limit_nobody_is_counted() -> None:
    async with counting(0) as counted:
        assert (await through(50, counted), rates.ALLOWED) == (50, (0, False))
