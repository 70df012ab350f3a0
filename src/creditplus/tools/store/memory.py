"""What was read in this process and is remembered for a while, together with how many rows it was read from."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias, TypeVar, cast

from creditplus.tools.store import counts
from creditplus.tools.store.ahead import Ahead, Name, Thing
from creditplus.tools.store.connections import Store, Transaction, news_of
from creditplus.tools.store.counts import About
from creditplus.tools.store.direct import Reader
from creditplus.tools.store.drivers import Driver

T = TypeVar("T")
Many: TypeAlias = Callable[[Transaction, list[str]], Coroutine[Any, Any, dict[str, T]]]
"""What reads many things of a kind at once: those of them that there are, by name."""
REMEMBERED = 20_000
"""How many things are remembered; the oldest is forgotten first."""
FORGOTTEN_S = 60.0
"""After how long a thing is read anew, used or not, so that nobody stays in memory for longer."""
SWEEPS = 12
"""How often in that time it is looked what is over: so much longer, at most, something stays that nobody asks for."""
READERS = 3
"""How many connections of a process read what is not remembered. On SQLite one: there, reading does not wait."""


class Memory:
    """What was read in this process, by what it is about. Two who want the same thing at the same time read it once."""

    def __init__(self, store: Store) -> None:
        self._readers = [Reader(store) for _ in range(1 if store.embedded else READERS)]
        self._things: dict[Name, Thing] = {}
        self._reading: dict[Name, asyncio.Task[Thing]] = {}
        self._wanted: dict[str, dict[str, asyncio.Future[Any]]] = {}
        self._gathering: dict[str, asyncio.Task[None]] = {}
        self._news: dict[str, float] = {}
        self._sweeping = False

    def __len__(self) -> int:
        """How many things are remembered."""
        return len(self._things)

    async def recall(self, ahead: Ahead, name: Name, read: Callable[[Transaction], Awaitable[Any]]) -> Any:
        """A thing remembered, or read now."""
        thing = self._at_hand(ahead, name) or await self._once(name, lambda: self._read(name, read))
        if thing.soon < time.monotonic() and name not in self._reading:
            self._begin(name, lambda: self._read(name, read))
        ahead.rest_on_thing(name, thing)
        return thing.value

    async def prepare(self, ahead: Ahead, name: Name, read: Callable[[Transaction], Awaitable[Any]]) -> Any:
        """What `read` puts together from things remembered, itself remembered; what it rests on and locks, each asker rests on too."""
        thing = self._at_hand(ahead, name) or await self._once(name, lambda: self._put_together(name, read))
        if thing.soon < time.monotonic() and name not in self._reading:
            self._begin(name, lambda: self._put_together(name, read))
        ahead.rest_on_thing(name, thing)
        return thing.value

    def _at_hand(self, ahead: Ahead, name: Name) -> Thing | None:
        """What is remembered under a name and need not be read now."""
        thing, now = self._things.get(name), time.monotonic()
        if thing is None or (thing.soon if ahead.anew else thing.since + FORGOTTEN_S) < now:
            return None
        return None if self._news and self._is_old(thing) else thing

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

    def _is_old(self, thing: Thing) -> bool:
        return any(thing.since <= self._news.get(news, -1.0) for news in thing.news)

    async def _once(self, name: Name, make: Callable[[], Coroutine[Any, Any, Thing]]) -> Thing:
        return await asyncio.shield(self._reading.get(name) or self._begin(name, make))

    def _begin(self, name: Name, make: Callable[[], Coroutine[Any, Any, Thing]]) -> "asyncio.Task[Thing]":
        """Begin to read something; whoever wants it meanwhile waits for the same, or has what is still remembered."""

        def ended(task: "asyncio.Task[Thing]") -> None:
            self._reading.pop(name, None)
            if not task.cancelled():
                task.exception()  # whoever waits is told; where nobody does, it is read again when it is wanted

        reading = self._reading[name] = asyncio.create_task(make())
        reading.add_done_callback(ended)
        return reading

    async def _looked_at(self, about: tuple[About, ...], read: Callable[[Transaction], Awaitable[Any]]) -> Thing:
        """Count first, then read: what is written between the two makes the count too small, never the memory too old."""

        async def counted(driver: Driver) -> Thing:
            since = time.monotonic()
            seen = await counts.count(driver, about)
            value = await read(cast(Transaction, driver))
            return Thing(value, since, seen, frozenset(news_of(*one) for one in seen), _soon(since))

        return await self._reader().read(counted)

    async def _read(self, name: Name, read: Callable[[Transaction], Awaitable[Any]]) -> Thing:
        return self._remember(name, await self._looked_at(name[0], read))

    async def _put_together(self, name: Name, read: Callable[[Transaction], Awaitable[Any]]) -> Thing:
        """As old as its oldest part, and old as soon as one part is."""
        inner = Ahead(self, anew=True)
        value = await read(cast(Transaction, inner))
        assert not inner.rows, "what is put together writes nothing"
        parts = [self._things.get(part) for part in inner.used]
        known = [part for part in parts if part is not None]
        since = min((part.since for part in known), default=time.monotonic())
        made = Thing(
            value,
            since,
            inner.rests,
            frozenset[str]().union(*(part.news for part in known)),
            _soon(since),
            tuple(inner.used),
            frozenset(inner.alone),
            frozenset(inner.together),
            frozenset(inner.once),
        )
        return made if None in parts else self._remember(name, made)

    def _remember(self, name: Name, thing: Thing) -> Thing:
        self._things.pop(name, None)
        while len(self._things) >= REMEMBERED:
            self._things.pop(next(iter(self._things)))
        self._things[name] = thing
        if not self._sweeping:
            self._sweep()
        return thing

    def _sweep(self) -> None:
        """Forget what is over, now and then for as long as anything is remembered.

        Why one who looks at all, and not a clock for each: a clock would hold what it is for, also when there was no more room for it.
        """
        over = time.monotonic() - FORGOTTEN_S
        self._things = {name: thing for name, thing in self._things.items() if thing.since > over}
        self._sweeping = bool(self._things)
        if self._sweeping:
            asyncio.get_running_loop().call_later(FORGOTTEN_S / SWEEPS, self._sweep)


def _of(ahead: Ahead) -> Memory:
    assert isinstance(ahead.memory, Memory)
    return ahead.memory


def _soon(since: float) -> float:
    """When something that is in use is read anew beforehand: not all that was read together at the same time."""
    return since + FORGOTTEN_S * random.uniform(0.5, 0.9)  # nothing here is secret


async def remembered(
    db: Transaction, about: tuple[About, ...], what: Any, read: Callable[[Transaction], Awaitable[T]]
) -> T:
    """What `read` reads, all of it about `about`; ahead, perhaps from memory. `what` tells apart what is read about the same."""
    if isinstance(db, Ahead):
        return await _of(db).recall(db, (about, what), read)  # type: ignore[no-any-return]  # what `read` gave under this name
    return await read(db)


async def prepared(db: Transaction, what: Any, read: Callable[[Transaction], Awaitable[T]]) -> T:
    """What `read` puts together from things that are remembered; ahead, it is itself remembered, with what it rests on.

    `read` must need nothing but what `what` names, and things of `remembered`.
    """
    if isinstance(db, Ahead):
        return await _of(db).prepare(db, ((), what), read)  # type: ignore[no-any-return]  # what `read` gave under this name
    return await read(db)


async def looked(db: Transaction, about: tuple[About, ...], read: Callable[[Transaction], Awaitable[T]]) -> T:
    """The same, but read now, ahead too: so how long it takes does not tell whether it was asked before."""
    if isinstance(db, Ahead):
        return await _of(db).look(db, about, read)
    return await read(db)


async def gathered(db: Transaction, what: str, name: str, read: Many[T]) -> T | None:
    """One of many things of a kind that never change, by its name; ahead, read together with others of the kind."""
    if isinstance(db, Ahead):
        return await _of(db).gather(what, name, read)
    return (await read(db, [name])).get(name)
