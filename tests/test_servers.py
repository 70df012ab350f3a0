"""The servers that the tests use are real, run without root, and end when they should."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio

from tests import programs, servers


async def test_postgres_is_real_and_says_its_version(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    version = await connection.fetchval("select version()")
    print(version)
    await connection.execute("create table records (id text primary key)")
    await connection.execute("insert into records values ('a')")
    assert (version.split()[0], await connection.fetchval("select count(*) from records")) == ("PostgreSQL", 1)
    await connection.close()


async def test_postgres_writes_to_disk_before_it_answers(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    assert await connection.fetchval("show fsync") == "on"
    await connection.close()


async def test_redis_is_real_and_says_its_version(redis_url: str) -> None:
    async with redis.asyncio.from_url(redis_url) as client:
        version = (await client.info("server"))["redis_version"]
        print("Redis", version)
        await client.set("a", 1)
        assert (bool(re.match(r"\d+\.\d+", version)), await client.get("a")) == (True, b"1")


def test_servers_do_not_run_as_root(postgres: servers.Postgres, redis: servers.Redis) -> None:
    assert [Path(f"/proc/{server.pid}").stat().st_uid == 0 for server in (postgres, redis)] == [False, False]


def test_what_was_committed_survives_a_kill(servers_room: Path) -> None:
    server = servers.start_postgres(servers_room)
    server.run("create table t (a int); insert into t values (7)")
    server.kill()
    server.start()
    assert server.run("select a from t") == "7"
    server.stop()


def test_programs_that_an_unprivileged_user_cannot_reach_are_copied(servers_room: Path, tmp_path: Path) -> None:
    bin = tmp_path / "package" / "install" / "bin"
    bin.mkdir(parents=True)
    (bin / "program").write_text("")
    place = programs.reachable(bin, servers_room)
    assert ((place / "program").is_file(), place == bin) == (True, os.getuid() != 0)


def test_a_server_ends_with_the_run_that_started_it_however_that_ends(servers_room: Path) -> None:
    run = "import pathlib, sys; from tests import servers; place = pathlib.Path(sys.argv[1]); "
    run += "print(servers.start_redis(place).pid, flush=True); input()"
    child = subprocess.Popen(
        [sys.executable, "-c", run, str(servers_room)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    pid = int(child.stdout.readline())
    child.kill()
    child.communicate()
    for _ in range(500):
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(0.01)
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize(
    ("setting", "find"), [("CREDITPLUS_POSTGRES_BIN", "find_postgres"), ("CREDITPLUS_REDIS_SERVER", "find_redis")]
)
def test_without_a_program_the_message_says_what_to_install(
    setting: str, find: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(setting, str(tmp_path / "nothing"))
    with pytest.raises(programs.Missing, match=rf"install the test packages .* in {setting}"):
        getattr(programs, find)()
