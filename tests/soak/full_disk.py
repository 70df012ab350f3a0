"""The disk is full in the middle of the work: desks are told to come back, and once there is room everything is there, once.

It takes root: a real disk that is small enough to fill is mounted for it.
"""

import contextlib
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import servers
from tests.web import town as towns
from tests.web.rounds import Round, ready, steady


@contextlib.contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A disk of so many megabytes."""
    place.mkdir(mode=0o777)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Leave no room at all; the file that takes it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    return filler


def worked(town: towns.Town, disk: Path, server: servers.Postgres | None) -> set[int]:
    """A round of work during which the disk is full for a while; how it was answered."""
    work = Round(town, decisions=60, reports=60)
    with ThreadPoolExecutor(1) as beside:
        filler = fill(disk)
        working = beside.submit(work.all_told, steady(town))
        until = time.monotonic() + 60
        while 503 not in work.statuses and time.monotonic() < until and not working.done():
            time.sleep(0.01)
        filler.unlink()
        if server is not None and not server.answers():
            server.kill()
            server.start()
        ready(steady(town))
        told = working.result(120)
    assert work.all_told(steady(town)) == told
    assert work.kept() == work.must_be(told)
    return set(work.statuses)


@pytest.fixture
def own_room(tmp_path: Path) -> Path:
    """A folder for keys of the town's own."""
    return tmp_path


def test_a_full_disk_under_sqlite(own_room: Path, servers_room: Path) -> None:
    with (
        small_disk(servers_room / "disk-sqlite", 24) as disk,
        towns.furnished(own_room, f"sqlite:///{disk / 'town.db'}") as town,
    ):
        assert worked(town, disk, None) == {200, 503}


def test_a_full_disk_under_postgres(own_room: Path, servers_room: Path) -> None:
    with small_disk(servers_room / "disk-postgres", 220) as disk:
        server = servers.start_postgres(disk)
        with towns.furnished(own_room, server.fresh_database()) as town:
            assert worked(town, disk, server) == {200, 503}
        server.stop()
