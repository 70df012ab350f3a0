"""The journal: what many did ahead is written in one transaction, and nobody is answered before it is committed.

While one commit runs, the next ones gather; so the slower the disk, the more are written at once, and one alone never waits.

Why nothing wrong is ever committed: inside the transaction the journal first takes every lock that the actions would have taken,
then counts again what they rest on. A withdrawal takes the same lock alone: it is committed before the count, which then differs,
or it comes after this commit. Whoever rests on something else by now is not written, but done again plainly. If the database
refuses the batch, all of it is done again plainly, one by one; if it is lost, nobody of the batch is answered with a success.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar, cast

from creditplus.errors import Refusal
from creditplus.tools.store import counts
from creditplus.tools.store.ahead import Ahead, Plainly
from creditplus.tools.store.connections import BUSY, LOST, Contradiction, Store, Transaction, Unavailable
from creditplus.tools.store.counts import About
from creditplus.tools.store.direct import Writer
from creditplus.tools.store.drivers import Driver, Rows
from creditplus.tools.store.memory import Memory

T = TypeVar("T")
WAITING_MAX = 2000
"""How many may wait to be written; whoever comes then is told at once to come back later."""
TOGETHER_MAX = 256
AT_A_TIME = 2
"""How many begin between two looks at what came from the database."""


class _Entry(NamedTuple):
    """What one action would write, and who waits to hear whether it was."""

    ahead: Ahead
    written: asyncio.Future[bool]


class Journal:
    """The one writer of this process for what is done ahead."""

    def __init__(self, store: Store) -> None:
        self.memory = Memory(store)
        self._store = store
        self._writer = Writer(store)
        self._waiting: deque[_Entry] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._coming: deque[asyncio.Future[None]] = deque()
        self._room = AT_A_TIME

    @property
    def waiting(self) -> int:
        """How many wait to be reckoned or written."""
        return len(self._coming) + len(self._waiting)

    async def do(self, act: Callable[[Transaction], Awaitable[T]]) -> T:
        """Let something happen whole or not at all, together with others; it is committed when this returns.

        Raises what the act raises, Unavailable, Contradiction.
        """
        if self.waiting >= WAITING_MAX:
            raise Unavailable(BUSY)
        await self._turn()
        ahead = Ahead(self.memory)
        try:
            done = await act(cast(Transaction, ahead))
        except (Plainly, Refusal):  # a refusal, too, is only told by what is kept now
            return await self._plainly(act)
        return done if await self._written(ahead) else await self._plainly(act)

    async def _turn(self) -> None:
        """Wait for one's turn: a few begin, then it is looked whether the database answered, then the next few begin.

        Else all who come together would be reckoned in one go, and meanwhile the database would wait for us at each step.
        """
        loop = asyncio.get_running_loop()
        if self._room == AT_A_TIME:
            loop.call_soon(self._next_turn)
        if self._room > 0 and not self._coming:
            self._room -= 1
            return
        mine = loop.create_future()
        self._coming.append(mine)
        await mine

    def _next_turn(self) -> None:
        self._room = AT_A_TIME
        while self._coming and self._room:
            mine = self._coming.popleft()
            if not mine.done():
                mine.set_result(None)
                self._room -= 1
        if self._room < AT_A_TIME:
            asyncio.get_running_loop().call_soon(self._next_turn)

    async def look(self, act: Callable[[Transaction], Awaitable[T]]) -> T:
        """What an act finds that only reads and decides nothing: perhaps remembered, and what rests on it is not looked at again.

        Raises what the act raises, Unavailable.
        """
        try:
            return await act(cast(Transaction, Ahead(self.memory)))
        except Plainly:
            async with self._store.reading() as db:
                return await act(db)

    async def _plainly(self, act: Callable[[Transaction], Awaitable[T]]) -> T:
        async with self._store.transaction() as db:
            return await act(db)

    async def _written(self, ahead: Ahead) -> bool:
        """Whether it was committed; if not, it rests on something old."""
        entry = _Entry(ahead, asyncio.get_running_loop().create_future())
        self._waiting.append(entry)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await entry.written

    async def _write(self) -> None:
        """Write until nobody waits."""
        while batch := self._next():
            try:
                fresh = await self._commit(batch)
            except Contradiction:
                fresh = set()
            except Exception as lost:
                _fail(batch, lost)
                continue
            except asyncio.CancelledError:
                _fail(batch, Unavailable(LOST))
                raise
            for entry in batch:
                if not entry.written.done():
                    entry.written.set_result(id(entry) in fresh)

    def _next(self) -> list[_Entry]:
        """Those that are written next: the first in the queue, but of all who would do a thing that can be done once, only one."""
        batch: list[_Entry] = []
        later: list[_Entry] = []
        alone: set[str] = set()
        while self._waiting and len(batch) < TOGETHER_MAX:
            entry = self._waiting.popleft()
            if alone.isdisjoint(entry.ahead.once):
                batch.append(entry)
                alone |= entry.ahead.once
            else:
                later.append(entry)
        self._waiting.extendleft(reversed(later))
        return batch

    async def _commit(self, batch: list[_Entry]) -> set[int]:
        """One transaction: lock, count, write those who rest on what is still so. Which entries were written."""
        locks = _locks([entry.ahead for entry in batch])
        kept = {id(entry) for entry in await self._writer.write(lambda driver: _write(driver, batch), locks)}
        for entry in batch:
            if id(entry) not in kept:
                self.memory.forget(entry.ahead.used)
        return kept


async def _write(driver: Driver, batch: list[_Entry]) -> list[_Entry]:
    """Count, and write those who rest on what is still so; who they are.

    On PostgreSQL, where each question is a way there and back, all are written with the first count if all rest on what it says.
    """
    if driver.embedded:
        fresh = _fresh(batch, await counts.count(driver, {about for entry in batch for about in entry.ahead.rests}))
        await driver.insert(_rows(fresh))
        return fresh
    fresh, more = batch, list[_Entry]()
    while fresh and len(fresh) != len(more):
        wanted = {one for entry in fresh for one in entry.ahead.rests.items()}
        kept, now = await counts.append_if(driver, wanted, _rows(fresh))
        if kept:
            return fresh
        fresh, more = _fresh(fresh, now), fresh
    return []


def _fresh(entries: list[_Entry], now: dict[About, int]) -> list[_Entry]:
    """Those who rest on what is still so."""
    return [entry for entry in entries if all(now[about] == n for about, n in entry.ahead.rests.items())]


def _rows(entries: list[_Entry]) -> Rows:
    """What these would write, by table."""
    rows: Rows = {}
    for entry in entries:
        for table, values in entry.ahead.rows:
            rows.setdefault((table, tuple(values)), []).append(values)
    return rows


def _locks(aheads: list[Ahead]) -> list[tuple[str, bool]]:
    """All locks in one order, the same that a plain transaction takes them in, so that nobody waits in a circle; and which alone."""
    alone = {what for ahead in aheads for what in ahead.alone}
    shared = {what for ahead in aheads for what in ahead.together}
    return [(name, name in alone) for name in sorted(alone | shared, key=_rank)]


def _rank(name: str) -> tuple[int, str]:
    """A plain transaction locks the key first, then the decision or the code, then the rights."""
    return ("key", "decide", "code", "rights").index(name.split(" ", 1)[0]), name


def _fail(batch: list[_Entry], because: BaseException) -> None:
    for entry in batch:
        if not entry.written.done():
            entry.written.set_exception(because)
