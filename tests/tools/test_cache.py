"""What workers tell each other through a Redis: heard if it can be, never needed, and nothing but what it should be."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from creditplus.tools import cache, store
from tests import servers

NEWS = store.news_of("person", "p1")
SECONDS = 20.0


class Worker:
    """One worker's line, and what came of it."""

    def __init__(self, url: str) -> None:
        self.heard: list[str] = []
        self.missed = 0
        self.line = cache.Line(url, self.heard.append, self.miss)

    def miss(self) -> None:
        """Some may have been missed."""
        self.missed += 1


async def until(so: Callable[[], bool]) -> bool:
    """Whether something comes to be so before long."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SECONDS):
            while not so():
                await asyncio.sleep(0.02)
    return so()


@contextlib.asynccontextmanager
async def two(url: str) -> AsyncIterator[tuple[Worker, Worker]]:
    """Two workers that listen."""
    one, other = Worker(url), Worker(url)
    async with one.line.opened(), other.line.opened():
        assert await until(lambda: one.line.listening and other.line.listening)
        yield one, other


@pytest.fixture
def own_redis(servers_room: Path) -> Iterator[servers.Redis]:
    """A Redis that only this test ends."""
    server = servers.start_redis(servers_room)
    yield server
    server.stop()


async def test_what_one_worker_tells_every_worker_hears(redis_url: str) -> None:
    async with two(redis_url) as (one, other):
        one.line.tell([NEWS])
        assert await until(lambda: other.heard == [NEWS])


async def test_nonsense_is_not_heard(redis: servers.Redis, redis_url: str) -> None:
    async with two(redis_url) as (one, other):
        for nonsense in ("all", "0" * 33, "G" * 32, "\\x00"):
            redis.say(cache.CHANNEL, nonsense)
        one.line.tell([NEWS])
        assert await until(lambda: other.heard == [NEWS])


async def test_whoever_was_cut_off_forgets_everything_once_it_hears_again(own_redis: servers.Redis) -> None:
    async with two(own_redis.url) as (one, other):
        before = other.missed
        await asyncio.to_thread(own_redis.kill)
        one.line.tell([NEWS])  # nobody can hear this
        await asyncio.to_thread(own_redis.start)
        assert await until(lambda: other.missed > before and other.line.listening)
        assert other.heard == []


async def test_a_redis_that_is_not_there_stops_nobody(own_redis: servers.Redis) -> None:
    own_redis.stop()
    alone = Worker(own_redis.url)
    async with alone.line.opened():
        for _ in range(cache.WAITING_MAX + 1):
            alone.line.tell([NEWS])
        await asyncio.sleep(0.1)
    assert (alone.heard, alone.missed, alone.line.listening) == ([], 0, False)
