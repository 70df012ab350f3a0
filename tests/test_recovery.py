"""A whole PostgreSQL is lost and brought back with the script of the deployment; what it says is missing is what is missing."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from creditplus import __main__
from creditplus.people import Actor
from creditplus.tools import clock, settings, store
from tests import servers
from tests.house import sources
from tests.programs import NOBODY

SCRIPT = sources.ROOT / "deploy" / "recover.py"
BY = Actor("terminal", "auditor")


class County:
    """A PostgreSQL that archives what it writes, and its command line."""

    def __init__(self, room: Path, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.server = servers.start_postgres(room)
        self.room = self.server.folder
        self.wal, self._capsys, self._keys = self._own("wal"), capsys, keys
        shutil.copy(sources.ROOT / "deploy" / "archive-wal", self.room / "archive-wal")
        (self.room / "archive-wal").chmod(0o755)
        shutil.copy(sources.ROOT / "deploy" / "postgresql" / "creditplus.conf", self.room)
        with (self.room / "data" / "postgresql.conf").open("a") as file:
            file.write(f"include '{self.room}/creditplus.conf'\n")  # as a deployment does; only the places are others
        self.server.run(f"alter system set archive_command = '{self.room}/archive-wal %p %f {self.wal}'")
        self.server.stop()
        self.server.start()
        assert self.server.run("show archive_timeout") == "1min"

    def _own(self, name: str) -> Path:
        folder = self.room / name
        folder.mkdir(mode=0o700)
        if os.getuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        return folder

    def command(self, url: str, *words: str) -> tuple[int, str]:
        """What a command ends with, and what it says in English."""
        os.environ |= {"CREDITPLUS_DATABASE_URL": url, "CREDITPLUS_KEYS_DIRECTORY": str(self._keys)}
        settings.read.cache_clear()
        code = __main__.main(list(words))
        told = self._capsys.readouterr()
        return code, told.out + told.err

    def script(self, *words: str) -> tuple[int, str]:
        """What the deployment's script ends with and says."""
        who = ["--as", "nobody"] if os.getuid() == 0 else []
        command = [sys.executable, str(SCRIPT), "--bin", str(self.server.bin), *who, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        return done.returncode, done.stdout + done.stderr

    def happen(self, count: int, verb: str) -> str:
        """So many events, all sealed and their checkpoints kept elsewhere; the instant after them."""

        async def write() -> None:
            county = store.open(self.server.url)
            async with county.transaction() as db:
                for place in range(count):
                    await store.log(db, clock.now(), BY, verb, "shown", detail={"place": place})
            await county.close()

        asyncio.run(write())
        assert self.command(self.server.url, "seal")[0] == 0
        assert self.command(self.server.url, "checkpoints", str(self.room / "kept"))[0] == 0
        time.sleep(1.1)  # an instant that lies between two commits, in whole seconds
        return self.server.run("select to_char(now(), 'YYYY-MM-DD HH24:MI:SSOF')")

    def archived(self) -> None:
        """Everything up to now is archived, as it is once a minute anyway."""
        name = self.server.run("select pg_walfile_name(pg_current_wal_insert_lsn())")
        self.server.run("select pg_switch_wal()")
        until = time.monotonic() + 60
        while not (self.wal / name).exists():
            assert time.monotonic() < until, "nothing was archived"
            time.sleep(0.1)

    def brought_back(self, name: str, *more: str) -> str:
        """A server on the backup and on what was archived; its address."""
        where = ["--base", str(self.room / "backup" / "base"), "--wal", str(self.wal), "--to", str(self.room / name)]
        code, said = self.script("restore", *where, *more)
        assert code == 0, said
        port = re.findall(r"on port (\d+)", said)[0]
        return self.server.url.replace(f":{self.server.port}/", f":{port}/")

    def end(self, name: str) -> None:
        """Stop a server that was brought back."""
        data = str(self.room / name / "data")
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
        subprocess.run(
            [self.server.bin / "pg_ctl", "stop", "-D", data, "-m", "fast", "-w"],
            check=True,
            capture_output=True,
            **user,
        )  # type: ignore[call-overload]  # the user, only for root

    def at(self, instant: str) -> int:
        """How many events there were at an instant."""
        micro = f"extract(epoch from least(timestamptz '{instant}', now())) * 1000000"
        return int(self.server.run(f"select count(*) from events where at < {micro}"))

    def count(self, verb: str) -> int:
        """How many events of a verb there are."""
        return int(self.server.run(f"select count(*) from events where verb = '{verb}'"))


@pytest.fixture
def county(
    servers_room: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[County]:
    for name in ("CREDITPLUS_DATABASE_URL", "CREDITPLUS_KEYS_DIRECTORY"):
        monkeypatch.setenv(name, "")  # they go back afterwards
    found = County(servers_room, tmp_path / "keys", capsys)
    assert found.command(found.server.url, "migrate")[0] == 0
    yield found
    found.server.stop()
    settings.read.cache_clear()


def test_a_drill_beside_the_running_database_loses_nothing_and_leaves_nothing_behind(county: County) -> None:
    county.happen(300, "before")
    drill = ["drill", "--from", county.server.url, "--wal", str(county.wal), "--room", str(county.room / "drill")]
    drill += ["--creditplus", str(Path(sys.executable).with_name("creditplus"))]
    code, said = county.script(*drill, "--against", str(county.room / "kept" / "own"))
    assert (code, "nothing of the original is missing" in said, "✔ 1 个封存 seals" in said) == (0, True, True), said
    assert ((county.room / "drill").exists(), county.count("before")) == (False, 300)
    (county.room / "drill").mkdir()
    code, said = county.script(*drill)
    assert (code, "is there already" in said) == (1, True)


def test_after_the_loss_of_the_whole_server_what_is_missing_is_told_to_the_event(county: County) -> None:
    county.happen(120, "before")
    code, said = county.script("backup", "--from", county.server.url, "--to", str(county.room / "backup"))
    assert code == 0, said
    between = county.happen(40, "archived")
    county.happen(30, "archived, too")
    county.archived()
    kept = {"then": county.at(between), "end": county.at("infinity")}
    county.happen(7, "lost")
    sealed = int(county.server.run("select max(size) from seals"))
    county.server.kill()
    shutil.rmtree(county.server.folder / "data")
    for name, more in {"end": [], "then": ["--until", between]}.items():
        url = county.brought_back(name, *more)
        code, said = county.command(url, "lost", "--against", str(county.room / "kept" / "own"))
        assert (code, f"{kept[name]} events are here" in said) == (0, True), said
        assert (f"{sealed - kept[name]} events are missing" in said, said.count("agrees")) == (
            True,
            {"then": 2, "end": 3}[name],
        ), said
        assert county.command(url, "verify", "--log")[0] == 0
        county.end(name)


def test_a_copy_with_one_changed_byte_is_not_brought_back(county: County) -> None:
    backup = county.room / "backup"
    assert county.script("backup", "--from", county.server.url, "--to", str(backup))[0] == 0
    file = backup / "base" / "PG_VERSION"
    file.write_bytes(b"\0" + file.read_bytes()[1:])
    code, said = county.script("restore", "--base", str(backup / "base"), "--wal", str(county.wal), "--to", "/nowhere")
    assert (code, "1 files of" in said, "PG_VERSION" in said) == (1, True, True)
