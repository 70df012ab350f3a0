"""How often somebody may ask (limits): per client, per site, per code; shared between workers by a Redis, if there is one.

Why most questions never reach Redis: the first tenth of what is allowed is free in each process, and after that a process takes
what is left in small lots and spends them by itself. So a limit holds over all workers (but for that tenth of each further one),
at the price of a look into a dictionary. And a Redis that is lost, slow or was tampered with can neither let everything through
nor shut anybody out: the tenth stays, and without an answer each process counts by itself for a while.
"""

import asyncio
import hashlib
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter

WINDOW_S = 60.0
LOTS = 50
"""Into how many lots what is allowed in a minute is divided."""
FREE = 10
"""One part in so many is free in each process."""
PATIENCE_S = 0.1
AWAY_S = 5.0
"""How long a Redis is waited for, and how long it is not asked again after it did not answer."""
KNOWN_MAX = 50_000
"""How many are counted at a time; who came first is forgotten first."""


class Told(NamedTuple):
    """Whether one more may come; if not, in how many seconds, and whether it is the first that is turned away this minute."""

    wait_s: int
    first: bool = False


ALLOWED = Told(0)


class _Purse:
    """What one has spent in this minute and may still spend here."""

    __slots__ = ("begun", "closed", "free", "lot", "taking")

    def __init__(self, begun: float, free: int) -> None:
        self.begun, self.free, self.lot, self.closed = begun, free, 0, False
        self.taking = asyncio.Lock()

    def spend(self) -> bool:
        """Spend one, if there is one left here."""
        if self.free > 0:
            self.free -= 1
        elif self.lot > 0:
            self.lot -= 1
        else:
            return False
        return True


class Rates:
    """The limits of one process: what may be asked how often in a minute, by kind; 0 is no limit."""

    def __init__(self, per_minute: Mapping[str, int], redis_url: str | None = None) -> None:
        self._most = dict(per_minute)
        self._purses: dict[tuple[str, str], _Purse] = {}
        self._alone = FixedWindowRateLimiter(MemoryStorage())
        self._redis = _redis(redis_url) if redis_url else None
        self._shared = FixedWindowRateLimiter(self._redis) if self._redis else None
        self._away_until = 0.0

    async def spend(self, what: str, who: str) -> Told:
        """One more question of a kind by somebody: whether it is allowed."""
        most = self._most.get(what, 0)
        if not most:
            return ALLOWED
        purse = self._purse(what, who, most)
        if purse.spend():
            return ALLOWED
        async with purse.taking:  # who comes together takes one lot after the other
            if purse.spend():
                return ALLOWED
            for lot in () if purse.closed else (max(1, most // LOTS), 1):
                if await self._take(what, who, most, lot):
                    purse.lot += lot - 1
                    return ALLOWED
            first, purse.closed = not purse.closed, True
        return Told(max(1, round(purse.begun + WINDOW_S - time.monotonic())), first)

    async def close(self) -> None:
        """Let go of the Redis."""
        if self._redis is not None:
            client: Any = self._redis.bridge
            await client.storage.aclose()

    def _purse(self, what: str, who: str, most: int) -> _Purse:
        now, name = time.monotonic(), (what, who)
        purse = self._purses.get(name)
        if purse is None or now - purse.begun >= WINDOW_S:
            self._purses.pop(name, None)
            while len(self._purses) >= KNOWN_MAX:
                self._purses.pop(next(iter(self._purses)))
            purse = self._purses[name] = _Purse(now, -(-most // FREE))
        return purse

    async def _take(self, what: str, who: str, most: int, lot: int) -> bool:
        """Take a lot of what is left over all workers; of what is left here where nobody can be asked."""
        rest = most - -(-most // FREE)
        if rest < lot:
            return False
        item, name = RateLimitItemPerMinute(rest), hashlib.sha256(f"{what} {who}".encode()).hexdigest()[:32]
        if self._shared is not None and time.monotonic() >= self._away_until:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    return await self._shared.hit(item, name, cost=lot)
            except Exception:  # lost, slow, or holding what is none of ours: whatever it is, we count by ourselves
                self._away_until = time.monotonic() + AWAY_S
        return await self._alone.hit(item, name, cost=lot)


def _redis(url: str) -> RedisStorage:
    return RedisStorage(
        f"async+{url}",
        implementation="redispy",
        key_prefix="creditplus-rate",
        socket_timeout=PATIENCE_S,
        socket_connect_timeout=PATIENCE_S,
    )
