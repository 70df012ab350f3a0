"""A server is told to stop amid its work: what was begun is answered, and while another one begins nobody is turned away."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from creditplus.records import Record
from creditplus.tools import store
from tests.web.town import COUNTY, Town, good, merit

REPORTS, ASKED, DESKS = 160, 24, 8
HANDED_OVER = """
import os, sys
os.dup2(int(sys.argv.pop(1)), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
from creditplus import __main__
sys.exit(__main__.main())
"""
"""A program that finds its port where systemd would have put it."""


@pytest.fixture
def port() -> Iterator[socket.socket]:
    """A port that is held open whoever answers there, as systemd does."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen(512)
        yield held


def served(town: Town, held: socket.socket, workers: int) -> subprocess.Popen[bytes]:
    """A server of the town on a port that is held for it."""
    named = {"DATABASE_URL": town.settings.database_url, "KEYS_DIRECTORY": str(town.settings.keys_directory)}
    named |= {"LIMIT_CLIENT_PER_MINUTE": "0", "LIMIT_SITE_PER_MINUTE": "0", "DEV_SIGN_IN": "true"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CREDITPLUS_")}
    environment = kept | {f"CREDITPLUS_{name}": value for name, value in named.items()}
    command = [sys.executable, "-c", HANDED_OVER, str(held.fileno()), "serve", "--workers", str(workers)]
    return subprocess.Popen(command, env=environment, pass_fds=[held.fileno()])


@contextlib.contextmanager
def ended(server: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A server that does not outlive its test."""
    try:
        yield server
    finally:
        server.terminate()  # the parent alone knows its workers
        server.wait(60)


@pytest.mark.parametrize("workers", [1, 2])
def test_during_a_restart_not_one_request_fails_and_everything_is_there_once(
    postgres_town: Town, port: socket.socket, workers: int
) -> None:
    """Clients keep their connections: the hardest case, for a request may be under way when the server lets go of one."""
    town, address = postgres_town, f"http://127.0.0.1:{port.getsockname()[1]}"
    number = town.joined()
    codes = [town.code(number) for _ in range(ASKED)]
    provider, library = town.of("provider"), town.of("operator")
    bodies = [merit(person=number) for _ in range(REPORTS)]
    answers: list[int] = []
    enough = threading.Event()
    with httpx.Client(base_url=address, timeout=120, trust_env=False) as http:

        def send(path: str, body: object, headers: dict[str, str]) -> None:
            answers.append(http.post(path, json=body, headers=headers).status_code)
            if len(answers) >= (REPORTS + ASKED) // 3:
                enough.set()

        with ended(served(town, port, workers)) as first, ThreadPoolExecutor(DESKS) as desks:
            work = [desks.submit(send, f"/v1/counties/{COUNTY}/records", body, provider) for body in bodies]
            asks = [("/v1/scenarios/library-deposit/decisions", {"code": code}, library) for code in codes]
            work[len(work) // 2 : 0] = [desks.submit(send, *ask) for ask in asks]
            assert enough.wait(120)
            first.send_signal(signal.SIGTERM)
            assert first.wait(60) == 0
            with ended(served(town, port, workers)) as second:
                failed = [one.exception() for one in work]
                second.send_signal(signal.SIGTERM)
                assert second.wait(60) == 0
    assert ([one for one in failed if one], set(answers)) == ([], {200})
    held = {record.id for record in town.within(lambda db: store.read(db, Record))}
    assert [body["id"] for body in bodies if f"{town.clients['provider'].id}:{body['id']}" not in held] == []


def said(connection: socket.socket, *parts: bytes) -> None:
    for part in parts:
        connection.sendall(part)
        time.sleep(0.3)


def test_what_was_begun_is_answered_and_a_connection_without_a_request_may_ask_once_more(
    postgres_town: Town, port: socket.socket
) -> None:
    town, place = postgres_town, ("127.0.0.1", port.getsockname()[1])
    body = json.dumps(merit(person=town.joined())).encode()
    head = f"POST /v1/counties/{COUNTY}/records HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
    head += f"authorization: {town.of('provider')['Authorization']}\r\ncontent-length: {len(body)}\r\n\r\n"
    with ended(served(town, port, 1)) as server:
        with socket.create_connection(place, 120) as slow, socket.create_connection(place, 120) as idle:
            said(idle, b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n")
            assert idle.recv(4096).startswith(b"HTTP/1.1 200")
            said(slow, head.encode(), body[:20])
            server.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            said(idle, b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n")
            last = b"".join(iter(lambda: idle.recv(4096), b"")).lower()
            assert (last.startswith(b"http/1.1 200"), b"connection: close" in last) == (True, True), last
            said(slow, body[20:40], body[40:])
            answer = b"".join(iter(lambda: slow.recv(4096), b""))
            assert answer.split(b"\r\n")[0] in (b"HTTP/1.1 200 OK", b"HTTP/1.1 201 Created")
        assert server.wait(10) == 0


def test_a_second_signal_changes_nothing(postgres_town: Town, port: socket.socket) -> None:
    with ended(served(postgres_town, port, 2)) as server:
        with httpx.Client(base_url=f"http://127.0.0.1:{port.getsockname()[1]}", timeout=120, trust_env=False) as http:
            assert good(http.get("/livez")) == {"alive": True}
        server.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
