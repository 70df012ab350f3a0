"""What is looked at now and then, so that the metrics can tell it: what is under way, the rule engine, and when the log was sealed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from creditplus.tools import engine, metrics, store

EVERY_S = 5.0
SEAL_EVERY = 12
"""The seal is looked for every so many times: it is a question to the database."""


@contextlib.asynccontextmanager
async def opened(
    database: store.Store, journal: store.Journal, inside: Callable[[], int], *, store_too: bool
) -> AsyncIterator[None]:
    """Look now and then until the block ends; at the database only where somebody wants to hear of it."""
    looking = asyncio.create_task(_look(database, journal, inside, store_too=store_too))
    try:
        yield
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking


async def _look(database: store.Store, journal: store.Journal, inside: Callable[[], int], *, store_too: bool) -> None:
    times = 0
    while True:
        metrics.state(waiting=journal.waiting, inside=inside(), **engine.counts)
        if store_too and times % SEAL_EVERY == 0:
            await _seal(database)
        times += 1
        await asyncio.sleep(EVERY_S)


async def _seal(database: store.Store) -> None:
    try:
        async with database.reading() as db:
            found = await store.last_seal(db)
    except store.Unavailable:
        return  # readiness says so; what was known stays
    metrics.sealed(found.at.timestamp() if found else 0.0)
