"""What the workers of a deployment tell each other through a Redis, if there is one: about whom something was written just now.

Why so little goes through it: a worker that remembers something old finds out when it commits, for there the rows are counted
again. So a message only saves the work that would be done twice, and whatever Redis does (it is lost, emptied, slow, or somebody
else writes in it) changes no outcome: the worst message makes a worker read something again that it knew. Nothing about anybody
lies in Redis; a message is a hash that only who already knows the code name can recognise.
"""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

CHANNEL = "creditplus-news"
NEWS = re.compile(r"[0-9a-f]{32}")
PATIENCE_S = 0.5
"""How long a Redis has to take a message, or to let us in."""
BEAT_S, SILENT_S = 1.0, 3.0
"""How often the line is tried, and after how long without a sound it is held to be broken."""
AGAIN_S = 1.0
WAITING_MAX = 1000
"""How many messages may wait to be told; more are not told at all."""


class Line:
    """One worker's line to the others: `heard` is called with every message, `missed` whenever some may have been missed."""

    def __init__(self, url: str, heard: Callable[[str], None], missed: Callable[[], None]) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S, decode_responses=True
        )
        self._heard, self._missed = heard, missed
        self._waiting: asyncio.Queue[str] = asyncio.Queue(WAITING_MAX)
        self.listening = False

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Listen and tell until the block ends."""
        tasks = [asyncio.create_task(self._always(act)) for act in (self._listen, self._speak)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(RedisError, OSError):
                await self._redis.aclose()

    def tell(self, news: Iterable[str]) -> None:
        """Tell the others soon; nobody waits for it."""
        for one in news:
            with contextlib.suppress(asyncio.QueueFull):
                self._waiting.put_nowait(one)

    async def _always(self, act: Callable[[], Any]) -> None:
        while True:
            try:
                await act()
            except (RedisError, OSError, TimeoutError, UnicodeError):
                pass  # lost, slow, or not a Redis at all: everything goes on without it
            self.listening = self.listening and act != self._listen
            await asyncio.sleep(AGAIN_S)

    async def _speak(self) -> None:
        while True:
            await self._redis.publish(CHANNEL, await self._waiting.get())

    async def _listen(self) -> None:
        """Hear what is told. A line that was silent for too long is broken, though nothing says so."""
        async with self._redis.pubsub() as line:
            await line.subscribe(CHANNEL)
            last = tried = time.monotonic()
            while (now := time.monotonic()) - last < SILENT_S:
                if now - tried >= BEAT_S:
                    await line.ping()
                    tried = now
                told = await line.get_message(timeout=BEAT_S / 2)
                if told is None:
                    continue
                last = time.monotonic()
                if told["type"] == "subscribe":  # the first time, and whenever the library quietly connected anew
                    self._missed()
                    self.listening = True
                elif told["type"] == "message" and NEWS.fullmatch(str(told["data"])):
                    self._heard(told["data"])
