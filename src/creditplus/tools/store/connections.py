"""Reaching the database: SQLite beside us or PostgreSQL elsewhere, and transactions that are kept whole or not at all.

Why SQLite begins every transaction as a writer: two readers that both want to write later would wait for each other for ever;
who asks to write first simply goes first. Within one process transactions queue in the order they came.

Why a plain connection and not a session: rows are only appended and read, so there is nothing for a session to track.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy import exc as trouble
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from creditplus.errors import Words
from creditplus.tools.store import dying

Transaction = AsyncConnection
"""An open transaction: what actions know as `db`."""

BUSY_MS = 10_000
"""How long a writer waits for another one before it gives up."""
SQLITE = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a committed row survives a power cut, not only a crash
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # who is erased is overwritten, not only forgotten where it was
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE deletes a row without asking the triggers
)
POSTGRESQL = {
    "application_name": "creditplus",
    "timezone": "UTC",
    "synchronous_commit": "on",
    "lock_timeout": str(BUSY_MS),
    "idle_in_transaction_session_timeout": "60000",
}
ABOUT = "creditplus_about"
PATIENCE = {"timeout": 5, "command_timeout": 30}
"""How many seconds PostgreSQL has to let us in, and to answer."""
PASSING = ("08", "25", "40", "53", "55", "57", "58")
"""Classes of SQLSTATE that pass: connection lost, read-only, rolled back, out of resources, locked, shut down, a disk that fails
(PostgreSQL, appendix A)."""


class Unavailable(Exception):
    """The database cannot be reached, is too busy, or is not migrated. What was not committed did not happen."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class Contradiction(Exception):
    """A row was refused by the database itself: a key used twice, a reference to nothing, a value out of range, or a change of the past."""


BUSY = Words(
    "现在请求太多，请稍后再试；什么也没有生效", "too much is asked at present; nothing happened, please come back later"
)
LOST = Words(
    "数据库暂时无法使用，没有提交的内容没有生效",
    "the database cannot be used at present; what was not committed did not happen",
)
NOT_ALLOWED = Words(
    "数据库角色没有这项权限，什么也没有改变；升级和清除请用表的所有者角色",
    "this database role may not do that, and nothing was changed; migrate and purge as the role that owns the tables",
)


class Store:
    """One database. `engine` is for the store's own files; everybody else asks for a transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.embedded = engine.dialect.name == "sqlite"
        self.queue = asyncio.Lock()
        """On SQLite, whoever writes in this process waits here."""
        self.written: list[Callable[[set[str]], None]] = []
        """Who is told what a transaction was about, once it is committed."""
        self.beside: list[Callable[[], Awaitable[None]]] = []
        """What else is closed with the store: connections that stay open beside its pool."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """An open transaction: committed at the end of the block, rolled back if the block raises anything.

        Raises Unavailable if the database is lost or too busy, Contradiction if it refuses a row. Never open a second
        transaction inside the block: on SQLite it would wait for the first.
        """
        async with self.queue if self.embedded else nullcontext(), self._begun(reads=False) as connection:
            connection.info[ABOUT] = about = set[str]()
            yield connection
        for tell in self.written if about else ():
            tell(about)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """A transaction that can only read: on SQLite it neither waits for a writer nor makes one wait."""
        async with self._begun(reads=True) as connection:
            yield connection

    @asynccontextmanager
    async def _begun(self, *, reads: bool) -> AsyncIterator[AsyncConnection]:
        async with told_plainly():
            connection = await _reach(self.engine.connect())
            try:
                await connection.execution_options(creditplus_reads=reads, postgresql_readonly=reads)
                async with connection.begin():
                    yield connection
                    if not reads:
                        dying.at("plain before")
                if not reads:
                    dying.at("plain after")
            finally:
                await connection.close()

    async def close(self) -> None:
        """Let go of all connections."""
        for close in self.beside:
            await close()
        await self.engine.dispose()


def open(url: str, *, connections: int = 10) -> Store:
    """The database at an address: `sqlite:///var/creditplus.db` or `postgresql://user@host/name`. Nothing is reached yet."""
    address = make_url(url)
    return Store(_sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address, connections))


def note(db: Any, kind: str, name: str) -> None:
    """Note what an open transaction is about, for whoever is told of it afterwards."""
    if isinstance(db, AsyncConnection):
        db.info.setdefault(ABOUT, set()).add(news_of(kind, name))


def news_of(kind: str, name: str) -> str:
    """What is told of something: a hash, which only who knows its name already can recognise."""
    return hashlib.sha256(f"news {kind} {name}".encode()).hexdigest()[:32]


def number_of(what: str) -> int:
    """The number under which PostgreSQL knows a lock on something."""
    return int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)


@asynccontextmanager
async def told_plainly() -> AsyncIterator[None]:
    """Whatever the database says becomes one of our two words for it."""
    try:
        yield
    except trouble.IntegrityError as refused:
        raise Contradiction(str(refused.orig)) from refused
    except (trouble.OperationalError, trouble.InterfaceError, trouble.TimeoutError) as lost:
        raise Unavailable(LOST) from lost
    except trouble.DBAPIError as error:
        if error.connection_invalidated or passes(error.orig):
            raise Unavailable(LOST) from error
        if getattr(error.orig, "sqlstate", None) == "42501":  # insufficient_privilege
            raise Unavailable(NOT_ALLOWED) from error
        raise


def passes(error: Any) -> bool:
    """Whether what PostgreSQL says will pass: a full disk or a standby is no mistake of whoever asked."""
    return str(getattr(error, "sqlstate", "")).startswith(PASSING)


async def _reach(connecting: Any) -> Any:
    """Wait for a connection; a network that fails or a server that turns us away is told as Unavailable."""
    try:
        return await connecting
    except (OSError, trouble.DBAPIError) as lost:
        raise Unavailable(LOST) from lost


def _sqlite(address: URL) -> AsyncEngine:
    if not address.database or address.database == ":memory:":
        raise ValueError("a database in memory ends with its process: name a file")
    Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(address.set(drivername="sqlite+aiosqlite"))
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: object) -> None:
    """Every new SQLite connection: durable, patient, strict, and beginning its transactions only when we say so."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in SQLITE:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin as a reader or as a writer; a pooled connection keeps what it was last, so it is only told of a change."""
    reads = connection.get_execution_options().get("creditplus_reads", False)
    if connection.info.get("reads", False) != reads:
        connection.exec_driver_sql(f"PRAGMA query_only = {int(reads)}")
        connection.info["reads"] = reads
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _postgresql(address: URL, connections: int) -> AsyncEngine:
    return create_async_engine(
        address.set(drivername="postgresql+asyncpg"),
        pool_size=connections,
        max_overflow=0,
        pool_timeout=BUSY_MS / 1000,
        pool_pre_ping=True,  # a server that was restarted costs nobody a failed request
        connect_args={**PATIENCE, "server_settings": POSTGRESQL},
    )
