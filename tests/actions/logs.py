"""A log to seal, to damage past all locks, and to check: what tests of custody share."""

from typing import Any

from sqlalchemy import text

from creditplus.actions.examine_log import examine_log
from creditplus.actions.grow_log import EVENTS_MAX, grow_log
from creditplus.actions.seal_events import seal_events
from creditplus.log.notes import Checkpoint
from creditplus.log.seals import Checked, Seal
from creditplus.people import Actor
from creditplus.tools import clock, store
from tests.town import Town

TERMINAL = Actor("terminal", "auditor")


async def happen(the_town: Town, count: int, about: str | None = None) -> None:
    """So many events."""
    async with the_town.store.transaction() as db:
        for place in range(count):
            await store.log(db, clock.now(), TERMINAL, "read_score", "shown", subject=about, detail={"place": place})


async def seal(the_town: Town, events_max: int = EVENTS_MAX) -> Seal | None:
    """One seal, if there is anything to seal."""
    async with the_town.store.reading() as db:
        grown = await grow_log(db, TERMINAL, events_max)
    if grown is None:
        return None
    return await the_town.act(seal_events, TERMINAL, grown)


async def check(the_town: Town, against: Checkpoint | None = None) -> Checked:
    """What is found to be wrong."""
    async with the_town.store.reading() as db:
        return await examine_log(db, TERMINAL, against)


async def damage(the_town: Town, *statements: str, **values: Any) -> None:
    """Change the past with the hands of an administrator of the database, who can take all locks off."""
    async with the_town.store.transaction() as db:
        await unlock(db)
        for statement in statements:
            await db.execute(text(statement), values if f":{next(iter(values), '-')}" in statement else {})


async def unlock(db: store.Transaction) -> None:
    """Take all locks off the log, for this transaction."""
    if db.dialect.name != "sqlite":
        await db.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for table in ("events", "seals", "tiles", "cosignatures"):
        for act in ("update", "delete"):
            await db.execute(text(f"DROP TRIGGER {table}_no_{act}"))
