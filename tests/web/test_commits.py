"""An answer leaves only after everything it says is kept; if that fails, the answer says so and nothing is kept."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Response
from sqlalchemy import text

from creditplus.audit import Event
from creditplus.consents import CodeUse
from creditplus.errors import Words
from creditplus.people import Actor
from creditplus.tools import clock, settings, store
from creditplus.web import doors
from creditplus.web.doors import door
from creditplus.web.given import Here
from tests import servers
from tests.web.town import problem, running

SAYS: dict[str, Any] = {"says": Words("试", "try"), "more": Words("试", "try")}


async def use_nothing(db: store.Transaction, by: Actor) -> str:
    """Writes a row that is only found to be wrong when the transaction is committed."""
    await store.log(db, clock.now(), by, "use_nothing", "done")
    await store.append(db, CodeUse(digest="0" * 64, decision="no such decision", at=clock.now()))
    return "done"


async def lose_database(db: store.Transaction, by: Actor) -> str:
    """Loses its database after everything was written and before it was committed: somebody ends its connection."""
    await store.log(db, clock.now(), by, "lose_database", "done")
    mine = (await db.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    other = store.open(db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False))
    async with other.transaction() as ending:
        await ending.execute(text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})
    await other.close()
    return "done"


async def write(db: store.Transaction, by: Actor) -> str:
    """Writes its event, and nothing is wrong."""
    await store.log(db, clock.now(), by, "write", "done")
    return "done"


async def stumble(db: store.Transaction, by: Actor) -> str:
    """Breaks in a way that nobody foresaw, with a person's number in the message."""
    await store.log(db, clock.now(), by, "stumble", "done")
    raise ZeroDivisionError("239900196001010014")


@pytest.fixture
def more_doors(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Doors whose actions fail at the worst moment."""
    for action in (use_nothing, lose_database, write, stumble):
        monkeypatch.setitem(doors.WHO, action.__name__, doors.ANYONE)

    @door("POST /use", use_nothing, **SAYS)
    async def use(asked: Here) -> Response[bytes]:
        return await asked.do()

    @door("POST /lose", lose_database, **SAYS)
    async def lose(asked: Here) -> Response[bytes]:
        return await asked.do()

    @door("POST /write", write, **SAYS)
    async def good(asked: Here) -> Response[bytes]:
        return await asked.do()

    @door("POST /stumble", stumble, **SAYS)
    async def bad(asked: Here) -> Response[bytes]:
        return await asked.do()

    return [use, lose, good, bad]


@pytest.fixture
def postgres_house(room: Path, postgres: servers.Postgres, more_doors: list[Any]) -> Iterator[tuple[str, str]]:
    """A server on PostgreSQL with these doors: its address, and its database's."""
    chosen = settings.Settings(database_url=postgres.fresh_database(), keys_directory=room / "keys")
    asyncio.run(migrated(chosen.database_url))
    with running(chosen, *more_doors) as address:
        yield address, chosen.database_url


async def migrated(url: str) -> None:
    """Bring a database to its newest form."""
    database = store.open(url)
    await store.migrate(database)
    await database.close()


def kept(url: str) -> list[tuple[str, str]]:
    """The events in a database: verb and outcome."""

    async def read() -> list[Event]:
        database = store.open(url)
        try:
            async with database.transaction() as db:
                return await store.read(db, Event)
        finally:
            await database.close()

    return [(event.verb, event.outcome) for event in asyncio.run(read())]


def test_an_answer_is_kept_before_it_arrives(postgres_house: tuple[str, str]) -> None:
    address, url = postgres_house
    answer = httpx.post(f"{address}/write", trust_env=False)
    assert (answer.json(), kept(url)) == ("done", [("write", "done")])


def test_a_commit_that_is_refused_is_no_success_and_keeps_nothing(postgres_house: tuple[str, str]) -> None:
    address, url = postgres_house
    answer = httpx.post(f"{address}/use", trust_env=False)
    assert (answer.status_code, problem(answer), kept(url)) == (500, "failed", [("use_nothing", "failed")])


def test_a_commit_that_finds_no_database_says_so_and_keeps_nothing(postgres_house: tuple[str, str]) -> None:
    address, url = postgres_house
    answer = httpx.post(f"{address}/lose", trust_env=False)
    assert (answer.status_code, problem(answer), answer.headers["retry-after"]) == (503, "unavailable", "5")
    assert (kept(url), httpx.post(f"{address}/write", trust_env=False).status_code) == ([], 200)


def test_what_nobody_foresaw_tells_nobody_anything(
    postgres_house: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    address, url = postgres_house
    answer = httpx.post(f"{address}/stumble", trust_env=False)
    told = answer.text + caplog.text
    assert (answer.status_code, problem(answer), kept(url)) == (500, "failed", [("stumble", "failed")])
    assert ("239900196001010014" in told, "Division" in answer.text, "ZeroDivisionError" in caplog.text) == (
        False,
        False,
        True,
    )


def test_a_refusal_that_cannot_be_recorded_is_not_answered_as_one(room: Path, tmp_path: Path) -> None:
    """No event, no answer: where the log cannot be written, even `not signed in` becomes `not available`."""
    chosen = settings.Settings(database_url=f"sqlite:///{tmp_path / 'empty.db'}", keys_directory=room / "keys")
    with running(chosen) as address:
        answers = [httpx.get(f"{address}{path}", trust_env=False) for path in ("/v1/me/score", "/livez", "/readyz")]
    assert [answer.status_code for answer in answers] == [503, 200, 503]
