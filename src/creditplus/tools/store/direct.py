"""Connections of the driver's own that stay open: whoever breaks one gets a new one the next time.

Why beside the pool: fetching a connection from it, asking whether it still lives and beginning costs more than most of what is
asked here thousands of times a second. Whether it lived is seen by what it answers.

Why SQLite writes in a thread and reads where it is asked: a commit waits for the disk, and meanwhile others are answered; who reads
waits for nobody, and what is reckoned from it belongs to the one thread that all reckoning belongs to.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import asyncpg

from creditplus.tools.store import connections, dying
from creditplus.tools.store.connections import LOST, Store, Unavailable
from creditplus.tools.store.drivers import Driver

T = TypeVar("T")
Act = Callable[[Driver], Coroutine[Any, Any, T]]


class Direct:
    """One open connection, used by one at a time; `waiting` says how many use it or want to."""

    reads = True

    def __init__(self, store: Store) -> None:
        self.waiting = 0
        self._store = store
        self._one = asyncio.Lock()
        self._driver: Driver | None = None
        store.beside.append(self.close)

    async def close(self) -> None:
        """Let go of the connection."""
        driver, self._driver = self._driver, None
        if driver is not None and driver.embedded:
            driver.raw.close()
        elif driver is not None:
            driver.raw.terminate()

    async def _use(self, act: Act[T]) -> T:
        self.waiting += 1
        try:
            async with self._one:
                self._driver = self._driver or await self._open()
                return await self._try(act, self._driver)
        finally:
            self.waiting -= 1

    async def _try(self, act: Act[T], driver: Driver) -> T:
        """Let something happen. Whatever goes wrong, nothing of it stays behind on the connection."""
        try:
            return await act(driver)
        except Exception as error:
            if isinstance(error, Unavailable) or not (self.reads or await _rolled_back(driver)):
                await Direct.close(self)
            raise
        except BaseException:
            await Direct.close(self)
            raise

    async def _open(self) -> Driver:
        engine = self._store.engine
        try:
            if self._store.embedded:
                return Driver(engine.dialect, _sqlite(str(engine.url.database), reads=self.reads))
            named = engine.dialect.create_connect_args(engine.url)[1]
            setting = {**connections.POSTGRESQL, "default_transaction_read_only": "on" if self.reads else "off"}
            return Driver(
                engine.dialect, await asyncpg.connect(**named, **connections.PATIENCE, server_settings=setting)
            )
        except (OSError, sqlite3.OperationalError, asyncpg.PostgresError, asyncpg.InterfaceError) as lost:
            raise Unavailable(LOST) from lost


class Reader(Direct):
    """A connection that can only read."""

    async def read(self, act: Act[T]) -> T:
        """What is read by an act; each of its questions sees what is committed when it is asked. Raises Unavailable."""
        return await self._use(act)


class Writer(Direct):
    """The connection of the one writer of a process."""

    reads = False

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._thread = ThreadPoolExecutor(1, "creditplus-writer") if store.embedded else None

    async def write(self, act: Act[T], locks: Sequence[tuple[str, bool]] = ()) -> T:
        """Let an act happen whole or not at all: it is committed when this returns. Raises Unavailable, Contradiction.

        `locks` are taken first, in this order, each alone or together with others; on SQLite whoever writes is alone anyway.
        There the act may wait for nothing but the connection that it is given.
        """
        if self._thread is None:
            begin = f"BEGIN; {_lock(locks)}" if locks else "BEGIN"
            return await self._use(lambda driver: _whole(driver, begin, act))
        async with self._store.queue:
            return await self._apart(lambda: self._use(lambda driver: _whole(driver, "BEGIN IMMEDIATE", act)))

    async def close(self) -> None:
        """Let go of the connection, on SQLite in the thread in which it was opened."""
        if self._thread is None:
            await super().close()
        else:
            await self._apart(super().close)
            self._thread.shutdown()

    async def _apart(self, act: Callable[[], Coroutine[Any, Any, T]]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: _at_once(act()))


def _lock(locks: Sequence[tuple[str, bool]]) -> str:
    """The words that take locks one after the other, until the transaction ends, each alone or together with others.

    They go with the words that begin it, for one way there and back.
    """
    wanted = ", ".join(f"({connections.number_of(name)}, {alone})" for name, alone in locks)
    return (
        "SELECT CASE WHEN alone THEN pg_advisory_xact_lock(number)::text ELSE pg_advisory_xact_lock_shared(number)::text END "
        f"FROM (VALUES {wanted}) AS wanted(number, alone)"
    )


async def _whole(driver: Driver, begin: str, act: Act[T]) -> T:
    await driver.run(begin)
    done = await act(driver)
    dying.at("journal before")
    await driver.run("COMMIT")
    dying.at("journal after")
    return done


async def _rolled_back(driver: Driver) -> bool:
    try:
        await driver.run("ROLLBACK")
    except Unavailable:
        return False
    return True


def _at_once(act: Coroutine[Any, Any, T]) -> T:
    """Run what never waits."""
    try:
        act.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]  # what the coroutine returns
    raise AssertionError("on SQLite nothing waits in a transaction")


def _sqlite(file: str, *, reads: bool) -> sqlite3.Connection:
    opened = sqlite3.connect(file, isolation_level=None, cached_statements=256)
    for pragma in (*connections.SQLITE, f"PRAGMA query_only = {int(reads)}"):
        opened.execute(pragma)
    return opened
