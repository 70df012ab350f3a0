"""Measures how many decisions a second a deployment gives, beside a bare Litestar POST and what else somebody could use.

A complete decision: the operator's token, the link or code, what is kept of the person, the decision, its rows and event
committed, the attestation signed. Every side is a server of its own on loopback, asked by wrk; the sides take turns, and what is
quoted is the median of the ratios round by round.
"""

import asyncio
import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from creditplus.actions.give_consent import give_consent
from creditplus.actions.link_token import link_token
from creditplus.consents import Code
from creditplus.consents import digest as digest_of
from creditplus.people import Actor
from creditplus.tools import store, tokens
from tests import scenario_texts, servers, town, wrk
from tests.actions import test_scenarios as scenes
from tests.wrk import Asked, Round

ROOT = Path(__file__).parent.parent
YARD = Path(os.environ.get("CREDITPLUS_YARD", ROOT / "build" / "yard")) / "bin"
PEOPLE = 100
CODES = 100_000
ROUND_S = 4.0
WARM_UP_S = {"link": 10.0, "code": 3.0}
RESUMED_S = 1.0
"""How long a side is asked again before each of its rounds: whoever rested while others were asked begins slowly on shared machines."""
"""How long each is asked before it is measured: every plate is seen once."""
QUOTA = '[[benefits]]\ncode        = "honoured"'
PARKING, LIBRARY = "parking-longer", town.SCENARIO


class Furnished(msgspec.Struct):
    """A town in a database, what is asked in it, and by whom."""

    url: str
    keys: Path
    gate: Actor
    links: list[str]
    codes: list[str]

    def link(self) -> Asked:
        """The same plates again and again."""
        return Asked(self.links, tokens.grant(self.gate).access_token)

    def code(self) -> Asked:
        """Codes that nobody has shown yet."""
        return Asked(self.codes, tokens.grant(town.LIBRARY).access_token)


async def furnish(url: str, room: Path) -> Furnished:
    """A town with a gate and a library, people with plates and codes."""
    await town.furnish(url, room / "keys")
    async with town.opened(url, room / "keys") as found:
        await scenes.rule(found, scenario_texts.PARKING.partition(QUOTA)[0])
        gate = await scenes.operator(found, "parking", PARKING)
        links, people = [], []
        for order in range(PEOPLE):
            number, resident = await found.resident(order + 1)
            for scenario, kind in ((PARKING, "parking"), (LIBRARY, "library")):
                await found.act(give_consent, resident, scenario, kind)
            for place in range(order % 4):
                on = date(2026, 8, 1 + place)
                await found.report(number, f"p{order}-{place}", "volunteer_service", on, hours=200)
            token = (await found.act(link_token, resident, PARKING, gate.id, "plate")).token
            links.append(f'/v1/scenarios/{PARKING}/decisions {{"link":"{token}","minutes":95}}')
            people.append(resident.id)
        return Furnished(url, room / "keys", gate, links, await codes(found, people))


async def codes(found: town.Town, people: list[str]) -> list[str]:
    """A fresh code for each question, as many as could be asked."""
    made, shown, now = [], [], datetime.now(UTC)
    for place in range(CODES):
        code = "".join(secrets.choice("23456789ABCDEFGH") for _ in range(16))
        named = {"digest": digest_of(code), "person": people[place % PEOPLE], "scenario": LIBRARY, "county": town.HOME}
        made.append(Code(**named, issued_at=now, expires_at=now + timedelta(hours=2)))
        shown.append(f'/v1/scenarios/{LIBRARY}/decisions {{"code":"{code}"}}')
    async with found.store.transaction() as db:
        await store.append_all(db, made)
    return shown


@contextlib.contextmanager
def running(command: list[str], port: int, **variables: str) -> Iterator[int]:
    """A server, until the block ends; its process id."""
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith("CREDITPLUS_")
    }  # ours, not the service's
    environment = plain | variables | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'yard'}"}
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
        try:
            if not _came(port, server):
                said.seek(0)
                raise AssertionError(f"{command} does not answer: {said.read().decode(errors='replace')[-2000:]}")
            yield server.pid
        finally:
            server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(30)
            server.kill()


def _came(port: int, server: subprocess.Popen[bytes]) -> bool:
    for _ in range(900):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        if server.poll() is not None:
            break
        time.sleep(0.1)
    return False


def ours(found: Furnished, port: int, workers: int = 1) -> contextlib.AbstractContextManager[int]:
    """The service as it is run, with so many workers."""
    command = [sys.executable, "-m", "creditplus", "serve", "--port", str(port), "--workers", str(workers)]
    return running(
        command,
        port,
        CREDITPLUS_DATABASE_URL=found.url,
        CREDITPLUS_KEYS_DIRECTORY=str(found.keys),
        CREDITPLUS_LIMIT_CLIENT_PER_MINUTE="0",
    )


def bare(port: int, server: str = "uvicorn") -> contextlib.AbstractContextManager[int]:
    """The bare Litestar POST."""
    python = sys.executable if server == "uvicorn" else str(YARD / "python")
    return running([python, "-m", "tests.yard.bare", str(port), server], port)


def bare_asked() -> Asked:
    """What the bare door is asked: a body as long as ours, with a token that nobody looks at."""
    link = "0" * 64
    return Asked([f'/bare {{"link":"{link}","minutes":95}}'], "x" * 450)


def measured(found: Furnished, rounds: int) -> dict[str, list[Round]]:
    """For each thing measured, its rounds."""
    tokens.open(found.keys, "creditplus", "creditplus")
    one, other = servers.free_port(), servers.free_port()
    with bare(one), ours(found, other):
        wrk.ask(one, bare_asked(), 1)
        for name, seconds in WARM_UP_S.items():
            _used(found, wrk.ask(other, getattr(found, name)(), seconds), name)
        told: dict[str, list[Round]] = {name: [] for name in ("bare", "link", "code")}
        for _ in range(rounds):
            for name in told:
                for counted, seconds in ((False, RESUMED_S), (True, ROUND_S)):
                    port, asked = (one, bare_asked()) if name == "bare" else (other, getattr(found, name)())
                    had = _used(found, wrk.ask(port, asked, seconds), name)
                    told[name] += [had] if counted else []
    return told


def _used(found: Furnished, told: Round, name: str) -> Round:
    """Codes that were shown are not shown again; those under way at the end may have been."""
    if name == "code":
        del found.codes[: int(told.asked) + 2 * wrk.CONNECTIONS]
        assert len(found.codes) > 100, "there are no codes left: make more"
    return told


@contextlib.contextmanager
def furnished(name: str) -> Iterator[Furnished]:
    """A town in a fresh PostgreSQL or SQLite."""
    with servers.room() as root, tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        if name == "SQLite":
            yield asyncio.run(furnish(f"sqlite:///{room / 'town.db'}", room))
            return
        postgres = servers.start_postgres(root)
        try:
            yield asyncio.run(furnish(postgres.fresh_database(), room))
        finally:
            postgres.stop()
