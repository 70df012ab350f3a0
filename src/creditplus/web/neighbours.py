"""The province's list is fetched again and again: a new key is known, and a removed city is gone, within one fetch."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from creditplus.actions.keep_statements import keep_statements
from creditplus.people import NOBODY
from creditplus.tools import cities, metrics, settings, store

log = logging.getLogger("creditplus.neighbours")


@contextlib.asynccontextmanager
async def listening(database: store.Store, chosen: settings.Settings) -> AsyncIterator[None]:
    """Listen to the province until the block ends, where this deployment is among cities."""
    task = asyncio.create_task(_listen(database, chosen)) if chosen.federation_province is not None else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await cities.close()


async def _listen(database: store.Store, chosen: settings.Settings) -> None:
    known: frozenset[str] = frozenset()
    while True:
        try:
            known = await fetched(database, (chosen.federation_province or "").rstrip("/"), known)
            metrics.province_heard()
        except cities.Silent:
            log.warning("the province's list cannot be fetched; what was fetched before counts until it is over")
        except (store.Unavailable, store.Contradiction):
            log.warning("the province's statements could not be kept; they are fetched again")
        await asyncio.sleep(chosen.federation_fetch_s)


async def fetched(database: store.Store, province: str, known: frozenset[str]) -> frozenset[str]:
    """Fetch once and keep what was not known; everything that was fetched. Raises Silent, Unavailable, Contradiction."""
    came = await cities.statements(province)
    news = [token for token in came if token not in known]
    if news:
        async with database.transaction() as db:
            await keep_statements(db, NOBODY, news)
    return frozenset(came)
