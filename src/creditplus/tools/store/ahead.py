"""Acting ahead of the database: on what was read before, with what would be written kept aside until the journal writes it.

An action that is given an `Ahead` instead of an open transaction does just the same. What it rests on is remembered from earlier
reading, together with how many rows there were; the journal counts them again inside the transaction in which it writes, and
only what still rests on the same rows is written. Whatever cannot be done so (a read that nobody foresaw, a refusal, a doubt) is
done again with an open transaction, plainly. So there is one program, and what is remembered may be old without ever being wrong.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NoReturn, TypeAlias, TypeVar, cast

import msgspec
from sqlalchemy import Table

from creditplus.tools.store import counts, tables
from creditplus.tools.store.connections import Store, Transaction, news_of
from creditplus.tools.store.counts import About
from creditplus.tools.store.direct import Reader
from creditplus.tools.store.drivers import Driver

T = TypeVar("T")
Name = tuple[tuple[About, ...], Any]
Many: TypeAlias = Callable[[Transaction, list[str]], Coroutine[Any, Any, dict[str, T]]]
"""What reads many things of a kind at once: those of them that there are, by name."""
REMEMBERED = 20_000
"""How many things are remembered; the oldest is forgotten first."""
FORGOTTEN_S = 60.0
"""After how long a thing is read anew, used or not, so that nobody stays in memory for longer."""
READERS = 3
"""How many connections of a process read what is not remembered. On SQLite one: there, reading does not wait."""
SELDOM: dict[type[tables.Row], Callable[[dict[str, Any]], About]] = {
    tables.CodeUse: lambda row: ("use", row["digest"]),
    tables.Idempotency: lambda row: ("key", f"{row['client']} {row['key']}"),
    tables.Attestation: lambda row: ("asked", f"{row['city']} {row['question']}"),
}
"""Tables in which a row is hardly ever found: ahead, none is assumed, and the journal looks."""


class Plainly(Exception):
    """This cannot be done ahead; it is done with an open transaction."""


class Ahead:
    """What one action reads and would write.

    `rests` says on how many rows about what; `alone` and `together` name its locks; `once` what no two of a batch may do.
    """

    def __init__(self, memory: "Memory") -> None:
        self.memory = memory
        self.rests: dict[About, int] = {}
        self.used: list[Name] = []
        self.alone: set[str] = set()
        self.together: set[str] = set()
        self.once: set[str] = set()
        self.rows: list[tuple[Table, dict[str, Any]]] = []

    def rest_on(self, seen: dict[About, int]) -> None:
        """Note on how many rows this rests. Two numbers for one thing: somebody wrote meanwhile."""
        for about, rows in seen.items():
            if self.rests.setdefault(about, rows) != rows:
                self.memory.forget(self.used)
                raise Plainly

    def none(self, model: type[tables.Row], equal: dict[str, Any]) -> None:
        """Assume that there is no row; only of tables where there hardly ever is one."""
        if model not in SELDOM:
            raise Plainly
        about = SELDOM[model](equal)
        self.rest_on({about: 0})
        self.once.add(" ".join(about))

    def lock(self, what: str) -> None:
        """Be alone with something: of those who want that, one is written at a time."""
        self.alone.add(what)
        self.once.add(what)

    def __getattr__(self, name: str) -> NoReturn:
        """Nothing else that an open transaction has can be had ahead."""
        raise Plainly


class _Thing(msgspec.Struct, frozen=True):
    """Something remembered, since when, and how many rows it was read from."""

    value: Any
    since: float
    seen: dict[About, int]
    news: tuple[str, ...]


class Memory:
    """What was read in this process, by what it is about. Two who want the same thing at the same time read it once."""

    def __init__(self, store: Store) -> None:
        self._readers = [Reader(store) for _ in range(1 if store.embedded else READERS)]
        self._things: dict[Name, _Thing] = {}
        self._reading: dict[Name, asyncio.Task[_Thing]] = {}
        self._wanted: dict[str, dict[str, asyncio.Future[Any]]] = {}
        self._gathering: dict[str, asyncio.Task[None]] = {}
        self._news: dict[str, float] = {}

    def __len__(self) -> int:
        """How many things are remembered."""
        return len(self._things)

    async def recall(self, ahead: Ahead, name: Name, read: Callable[[Transaction], Awaitable[T]]) -> T:
        """A thing remembered, or read now."""
        thing = self._things.get(name)
        if thing is None or thing.since + FORGOTTEN_S < time.monotonic() or (self._news and self._is_old(thing)):
            thing = await self._read_once(name, read)
        ahead.used.append(name)
        ahead.rest_on(thing.seen)
        return thing.value  # type: ignore[no-any-return]  # what `read` gave under this name

    async def look(self, ahead: Ahead, about: tuple[About, ...], read: Callable[[Transaction], Awaitable[T]]) -> T:
        """A thing read now, and not remembered."""
        thing = await self._looked_at(about, read)
        ahead.rest_on(thing.seen)
        return thing.value  # type: ignore[no-any-return]  # what `read` gave

    async def gather(self, what: str, name: str, read: Many[T]) -> T | None:
        """One of many things of a kind, read together with the others that are wanted while the last question is under way."""
        wanted = self._wanted.setdefault(what, {})
        if name not in wanted:
            wanted[name] = asyncio.get_running_loop().create_future()
        coming: asyncio.Future[T | None] = wanted[name]
        if what not in self._gathering:
            self._gathering[what] = asyncio.create_task(self._gather(what, read))
        return await asyncio.shield(coming)

    async def _gather(self, what: str, read: Many[Any]) -> None:
        try:
            while wanted := self._wanted.pop(what, None):
                await self._gather_once(wanted, read)
        finally:
            del self._gathering[what]  # in the same breath as the last look: whoever comes next begins anew

    async def _gather_once(self, wanted: dict[str, asyncio.Future[Any]], read: Many[Any]) -> None:
        async def asked(driver: Driver) -> dict[str, Any]:
            return await read(cast(Transaction, driver), list(wanted))

        try:
            found = await self._reader().read(asked)
        except Exception as lost:
            for coming in wanted.values():
                coming.set_exception(lost)
        else:
            for name, coming in wanted.items():
                coming.set_result(found.get(name))

    def _reader(self) -> Reader:
        return min(self._readers, key=lambda one: one.waiting)

    def forget(self, names: list[Name]) -> None:
        """Read these anew when they are wanted again."""
        for name in names:
            self._things.pop(name, None)

    def hear(self, news: str) -> None:
        """Somebody wrote about something just now (`news_of`): what was read of it before is read anew."""
        self._news.pop(news, None)
        while len(self._news) >= REMEMBERED:
            self._news.pop(next(iter(self._news)))
        self._news[news] = time.monotonic()

    def clear(self) -> None:
        """Read everything anew when it is wanted again."""
        self._things.clear()

    def _is_old(self, thing: _Thing) -> bool:
        return any(thing.since <= self._news.get(news, -1.0) for news in thing.news)

    async def _read_once(self, name: Name, read: Callable[[Transaction], Awaitable[Any]]) -> _Thing:
        reading = self._reading.get(name)
        if reading is None:
            reading = self._reading[name] = asyncio.create_task(self._read(name, read))
            reading.add_done_callback(lambda _: self._reading.pop(name, None))
        return await asyncio.shield(reading)

    async def _looked_at(self, about: tuple[About, ...], read: Callable[[Transaction], Awaitable[Any]]) -> _Thing:
        """Count first, then read: what is written between the two makes the count too small, never the memory too old."""

        async def counted(driver: Driver) -> _Thing:
            since = time.monotonic()
            seen = await counts.count(driver, about)
            return _Thing(await read(cast(Transaction, driver)), since, seen, tuple(news_of(*one) for one in seen))

        return await self._reader().read(counted)

    async def _read(self, name: Name, read: Callable[[Transaction], Awaitable[Any]]) -> _Thing:
        thing = await self._looked_at(name[0], read)
        self._things.pop(name, None)
        while len(self._things) >= REMEMBERED:
            self._things.pop(next(iter(self._things)))
        self._things[name] = thing
        asyncio.get_running_loop().call_later(FORGOTTEN_S, self._tidy)
        return thing

    def _tidy(self) -> None:
        """Forget what is over; what was read first stands first."""
        while self._things and next(iter(self._things.values())).since + FORGOTTEN_S <= time.monotonic():
            self._things.pop(next(iter(self._things)))


async def remembered(
    db: Transaction, about: tuple[About, ...], what: Any, read: Callable[[Transaction], Awaitable[T]]
) -> T:
    """What `read` reads, all of it about `about`; ahead, perhaps from memory. `what` tells apart what is read about the same."""
    if isinstance(db, Ahead):
        return await db.memory.recall(db, (about, what), read)
    return await read(db)


async def looked(db: Transaction, about: tuple[About, ...], read: Callable[[Transaction], Awaitable[T]]) -> T:
    """The same, but read now, ahead too: so how long it takes does not tell whether it was asked before."""
    if isinstance(db, Ahead):
        return await db.memory.look(db, about, read)
    return await read(db)


async def gathered(db: Transaction, what: str, name: str, read: Many[T]) -> T | None:
    """One of many things of a kind that never change, by its name; ahead, read together with others of the kind."""
    if isinstance(db, Ahead):
        return await db.memory.gather(what, name, read)
    return (await read(db, [name])).get(name)
