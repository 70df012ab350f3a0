"""A real PostgreSQL and a real Redis for tests and demonstrations, on free ports, in their own folder, without root.

    with servers.room() as root:
        postgres = servers.start_postgres(root)
        redis = servers.start_redis(root)

Why we start them ourselves: PostgreSQL refuses to run as root, and the packages' own starters answer that with a new
system user and wider permissions on folders that are not theirs. Here root only lends its servers an unprivileged user
id; what that user cannot reach is copied to where it can. Nothing outside `root` is touched.
"""

import contextlib
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from tests import programs
from tests.programs import NOBODY, Missing

KEEPER = Path(__file__).with_name("keeper.py")
START_S = 30
TRIES = 5


class Failed(Exception):
    """The server did not come up; the message ends with what it wrote."""


class Server(ABC):
    """One running server: its `url` and `pid`, `stop()`, `kill()` (as a power cut would) and `start()` again."""

    stop_signal = "SIGTERM"

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.pid = 0
        self._keeper: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """The program and its arguments."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it can be spoken to."""

    def start(self) -> None:
        """Start it (again), with the same data on the same port; returns when it answers."""
        log = self.folder / "log"
        keeper = [sys.executable, "-I", "-S", str(KEEPER), self.stop_signal, str(_uid()), str(log), *self.command()]
        self._keeper = subprocess.Popen(keeper, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        assert self._keeper.stdout is not None
        self.pid = int(self._keeper.stdout.readline() or 0)
        self._keeper.stdout.close()
        deadline = time.monotonic() + START_S
        while not self.answers():
            if time.monotonic() > deadline or self._ended():
                self.stop()
                raise Failed(f"{self.command()[0]} did not start: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it in good order; what was committed stays."""
        if self._keeper is not None:
            self._keeper.communicate()
            self._keeper = None

    def kill(self) -> None:
        """End it at once with SIGKILL."""
        if self._keeper is not None and self.pid:  # without a keeper the number may be somebody else's by now
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, 9)
        self.stop()
        while self.answers():
            time.sleep(0.01)

    def _ended(self) -> bool:
        state = Path(f"/proc/{self.pid}/stat")
        if not state.parent.parent.joinpath("self").exists():
            return False  # no /proc on this system: the deadline has to do
        return not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


Started = TypeVar("Started", bound=Server)


class Postgres(Server):
    """A PostgreSQL with one superuser. `url` names the driver-free form: postgresql://user:password@host:port/database."""

    stop_signal = "SIGINT"  # "fast": roll back what is open, write everything down, end

    def __init__(self, folder: Path, port: int, bin: Path) -> None:
        super().__init__(folder, port)
        self.bin = bin
        self.password = (folder / "password").read_text()
        self.url = self.database_url("postgres")

    def command(self) -> list[str]:
        settings = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder)}
        settings["recovery_init_sync_method"] = (
            "syncfs"  # after a crash: else each file of hundreds of databases by itself
        )
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.bin / "postgres"), "-D", str(self.folder / "data"), *arguments]

    def answers(self) -> bool:
        return self._psql("select 1").returncode == 0

    def stop_at_once(self) -> None:
        """Stop it as `pg_ctl stop -m immediate` does: nothing is written down, the next start reads what was committed from the log."""
        os.kill(self.pid, signal.SIGQUIT)
        while not self._ended():
            time.sleep(0.01)
        self.stop()

    def run(self, statement: str) -> str:
        """What psql answers to one statement, as text."""
        done = self._psql(statement)
        if done.returncode:
            raise Failed(done.stderr.strip())
        return done.stdout.strip()

    @property
    def version(self) -> str:
        """What it says of itself, such as `PostgreSQL 18.4 on x86_64…`."""
        return self.run("select version()")

    def database_url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://creditplus:{self.password}@127.0.0.1:{self.port}/{name}"

    def fresh_database(self, like: str = "template1") -> str:
        """Make a new database, empty or a copy of the one named `like`, and return its address."""
        name = f"t{secrets.token_hex(6)}"
        self.run(f"create database {name} template {like}")
        return self.database_url(name)

    def _psql(self, statement: str) -> subprocess.CompletedProcess[str]:
        ask = [str(self.bin / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement, self.url]
        return subprocess.run(
            ask, capture_output=True, text=True, check=False, env=os.environ | {"PGCONNECT_TIMEOUT": "5"}
        )


class Redis(Server):
    """A Redis that keeps nothing on disk. `url` is redis://host:port/0."""

    def __init__(self, folder: Path, port: int, program: Path) -> None:
        super().__init__(folder, port)
        self.program = program
        self.url = f"redis://127.0.0.1:{port}/0"

    def command(self) -> list[str]:
        settings = {"port": self.port, "bind": "127.0.0.1", "dir": str(self.folder), "save": "", "appendonly": "no"}
        return [str(self.program), *(part for name, value in settings.items() for part in (f"--{name}", str(value)))]

    def answers(self) -> bool:
        return self._ask("PING").startswith("+PONG")

    @property
    def version(self) -> str:
        """What it says of itself, such as `6.2.14`."""
        lines = self._ask("INFO server").splitlines()
        return next(line.partition(":")[2] for line in lines if line.startswith("redis_version:"))

    def empty(self) -> None:
        """Forget everything in it."""
        self._ask("FLUSHALL")

    def names(self) -> list[str]:
        """The names of everything in it."""
        return self._ask("KEYS *").splitlines()[2:-1:2]

    def set(self, key: str, value: str) -> None:
        """Put something in the place of what is there, as somebody might who should not."""
        self._ask(f"SET {key} {value} EX 60")

    def say(self, channel: str, words: str) -> None:
        """Say something to whoever listens, as somebody might who should not."""
        self._ask(f"PUBLISH {channel} {words}")

    def halt(self, milliseconds: int) -> None:
        """Take what is said for a while, and answer nobody."""
        self._ask(f"CLIENT PAUSE {milliseconds}")

    def _ask(self, line: str) -> str:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
                connection.sendall(f"{line}\r\nQUIT\r\n".encode())
                return b"".join(iter(lambda: connection.recv(65536), b"")).decode()
        except OSError:
            return ""


def start_postgres(root: Path) -> Postgres:
    """Start a new PostgreSQL with its data below `root`, a folder that its user can reach (see `room`)."""
    folder = _own_folder(root, "postgres")
    bin = programs.reachable(programs.find_postgres(), folder)
    (folder / "password").write_text(secrets.token_hex(16))
    _lend(folder / "password", 0o600)
    init = [
        "-U",
        "creditplus",
        "-A",
        "scram-sha-256",
        f"--pwfile={folder / 'password'}",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    made = subprocess.run(
        [str(bin / "initdb"), "-D", str(folder / "data"), *init],
        capture_output=True,
        text=True,
        check=False,
        **_as_user(),
    )
    if made.returncode:
        raise Failed(f"initdb: {made.stderr}")
    return _on_free_port(lambda port: Postgres(folder, port, bin))


def start_redis(root: Path) -> Redis:
    """Start a new, empty Redis below `root`."""
    folder = _own_folder(root, "redis")
    program = programs.find_redis()
    program = programs.reachable(program.parent, folder) / program.name
    return _on_free_port(lambda port: Redis(folder, port, program))


@contextlib.contextmanager
def room() -> Iterator[Path]:
    """A folder with a short name that the servers' user can reach; it is removed at the end."""
    bases = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")]
    base = next(
        (base for base in bases if os.access(base, os.W_OK) and programs.open_to_all(base) and len(str(base)) < 60),
        None,
    )
    if base is None:
        raise Missing("no temporary folder can be reached by an unprivileged user: set TMPDIR to one")
    root = Path(tempfile.mkdtemp(prefix="cp-", dir=base))
    _lend(root, 0o700)
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _uid() -> int:
    """Who the servers run as: we ourselves, or an unprivileged user where we are root."""
    return os.getuid() or NOBODY


def _as_user() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


def _lend(path: Path, mode: int) -> None:
    path.chmod(mode)
    if os.getuid() == 0:
        os.chown(path, NOBODY, NOBODY)


def _own_folder(root: Path, name: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=root))
    _lend(folder, 0o700)
    return folder


def _on_free_port(make: Callable[[int], Started]) -> Started:
    """Start on a port below those that outgoing connections use; another process may take it first, so try again."""
    for _ in range(TRIES - 1):
        server = make(free_port())
        with contextlib.suppress(Failed):
            server.start()
            return server
    server = make(free_port())
    server.start()
    return server


def free_port() -> int:
    """A port that nobody listens on, below those that outgoing connections use: one of these could take it before it is listened on."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
