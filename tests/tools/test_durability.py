"""What was acknowledged is there after the power goes: once, and whole."""

import asyncio
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import msgspec
import pytest

from creditplus.audit import Event
from creditplus.tools import store
from tests import servers
from tests.tools import examples

ROOT = Path(__file__).parents[2]
WRITER = """
import asyncio, sys
import msgspec
from creditplus.tools import store
from tests.tools import examples

async def main(url, name):
    county = store.open(url)
    async def write(writer):
        for number in range(100_000):
            id = f"{name}-{writer}-{number}"
            async with county.transaction() as db:
                await store.append(db, msgspec.structs.replace(examples.EVENT, id=id))
            print(id, flush=True)
    await asyncio.gather(*(write(writer) for writer in range(3)))

asyncio.run(main(*sys.argv[1:]))
"""


def write_until_killed(url: str, name: str, seconds: float) -> list[str]:
    """Let a process append until it is killed; the ids that it said were committed."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, url, name], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    first = process.stdout.readline().strip()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest = process.communicate()[0]
    return [first, *(line for line in rest.split("\n")[:-1] if line)]


async def test_a_killed_process_loses_nothing_that_it_acknowledged(county: store.Store, database_url: str) -> None:
    chance = random.Random(7)
    told = [id for name in "abc" for id in write_until_killed(database_url, name, chance.uniform(0.05, 0.6))]
    async with county.reading() as db:
        kept = [event.id for event in await store.read(db, Event)]
    assert (len(kept), set(told) - set(kept), len(told) > 3) == (len(set(kept)), set(), True)


async def test_a_killed_server_is_told_as_unavailable_and_is_good_again_afterwards(servers_room: Path) -> None:
    server = servers.start_postgres(servers_room)
    county = store.open(server.url, connections=3)
    await store.migrate(county)
    kept = []

    async def write(number: int) -> None:
        async with county.transaction() as db:
            await store.append(db, msgspec.structs.replace(examples.EVENT, id=f"e{number}"))
        kept.append(f"e{number}")

    async def write_and_lose_the_server() -> None:
        async with county.transaction() as db:
            await store.append(db, msgspec.structs.replace(examples.EVENT, id="lost"))
            server.kill()
            await store.read(db, Event)

    await write(0)
    with pytest.raises(store.Unavailable, match="what was not committed did not happen"):
        await write_and_lose_the_server()
    with pytest.raises(store.Unavailable):
        await write(1)
    with pytest.raises(store.Unavailable):
        await store.ready(county)
    server.start()
    await store.ready(county)
    await write(2)
    async with county.reading() as db:
        assert [event.id for event in await store.read(db, Event)] == kept == ["e0", "e2"]
    await county.close()
    server.stop()


async def test_a_busy_pool_is_told_as_unavailable(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditplus.tools.store.connections.BUSY_MS", 200)
    county = store.open(postgres_url, connections=1)
    await store.migrate(county)
    async with county.transaction():
        with pytest.raises(store.Unavailable):
            async with county.transaction():
                pass
    await county.close()


async def test_a_wrong_password_is_told_as_unavailable(postgres_url: str) -> None:
    name, _, rest = postgres_url.partition("@")
    county = store.open(f"{name}x@{rest}")
    with pytest.raises(store.Unavailable):
        await store.ready(county)
    await county.close()


async def test_a_writer_that_holds_sqlite_too_long_is_told_as_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = store.open(f"sqlite:///{tmp_path}/county.db")
    await store.migrate(holder)
    pragmas = ("PRAGMA busy_timeout = 100",)
    monkeypatch.setattr("creditplus.tools.store.connections.SQLITE", pragmas)
    waiting = store.open(f"sqlite:///{tmp_path}/county.db")
    async with holder.transaction():
        with pytest.raises(store.Unavailable):
            async with waiting.transaction():
                pass
    async with waiting.transaction() as db:
        await store.append(db, examples.EVENT)
    await asyncio.gather(holder.close(), waiting.close())


async def test_postgres_waits_for_the_disk_before_it_says_committed(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("ALTER DATABASE " + postgres_url.rpartition("/")[2] + " SET synchronous_commit = off")
    await connection.close()
    county = store.open(postgres_url)
    async with county.reading() as db:
        assert (await db.exec_driver_sql("SHOW synchronous_commit")).scalar() == "on"
    await county.close()
