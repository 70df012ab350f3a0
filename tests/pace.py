"""Measures how many decisions a second one worker gives, beside a bare Litestar POST in the same process: `python -m tests.pace`.

A complete decision: the operator's token, the link or code, what is kept of the person, the decision, its rows and event
committed, the attestation signed. The bare door reads a body of the same length and answers with one. Rounds take turns;
what is quoted is the median of the ratios round by round. The one who asks runs in another process, on plain sockets.
"""

import asyncio
import contextlib
import gc
import multiprocessing
import os
import random
import secrets
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from litestar import post

from creditplus.actions.give_consent import give_consent
from creditplus.actions.link_token import link_token
from creditplus.consents import Code
from creditplus.consents import digest as digest_of
from creditplus.people import Actor
from creditplus.tools import settings, store, tokens
from creditplus.web import app
from tests import scenario_texts, servers, town
from tests.actions import test_scenarios as scenes

PEOPLE = 300
CODES = 20_000
CONNECTIONS = 32
ROUND_S = 4.0
WARM_UP_S = {"bare": 1.0, "link": 8.0, "code": 2.0}
"""How long each is asked before it is measured: every plate is seen once."""
QUOTA = '[[benefits]]\ncode        = "honoured"'
PARKING, LIBRARY = "parking-longer", town.SCENARIO


SAID = {"bare": "bare POST", "link": "a plate, lately seen", "code": "a new code each time"}
Round = tuple[float, float, float, float]
"""Answers a second; their median and slowest hundredth in milliseconds; microseconds of processor time that the worker spent on each."""


class Shown(msgspec.Struct):
    """As long as a question of an operator."""

    link: str
    minutes: int


class Told(msgspec.Struct):
    """As long as an answer to an operator."""

    decision: str
    outcome: str
    terms: dict[str, int]
    attestation: str


@post("/bare")
async def bare(data: Shown) -> Told:
    """Nothing but reading and answering."""
    return Told(data.link, "standard", {"free_minutes": data.minutes}, "x" * 700)


async def furnish(url: str, room: Path) -> dict[str, list[bytes]]:
    """A town with a gate and a library, people with plates and codes; the requests that will be sent, by what is measured."""
    await town.furnish(url, room / "keys")
    async with town.opened(url, room / "keys") as found:
        await scenes.rule(found, scenario_texts.PARKING.partition(QUOTA)[0])
        gate = await scenes.operator(found, "parking", PARKING)
        asked: dict[str, list[bytes]] = {"bare": [], "link": [], "code": []}
        now, people = datetime.now(UTC), []
        for order in range(PEOPLE):
            number, resident = await found.resident(order + 1)
            for scenario, kind in ((PARKING, "parking"), (LIBRARY, "library")):
                await found.act(give_consent, resident, scenario, kind)
            for place in range(order % 4):
                on = date(2026, 8, 1 + place)
                await found.report(number, f"p{order}-{place}", "volunteer_service", on, hours=200)
            token = (await found.act(link_token, resident, PARKING, gate.id, "plate")).token
            shown = msgspec.json.encode({"link": token, "minutes": 95})
            asked["bare"].append(request("/bare", shown, gate))
            asked["link"].append(request(f"/v1/scenarios/{PARKING}/decisions", shown, gate))
            people.append(resident.id)
        asked["code"] = await codes(found, people, now)
    return asked


async def codes(found: town.Town, people: list[str], now: datetime) -> list[bytes]:
    """A fresh code for each question, as many as could be asked."""
    made, shown = [], []
    for place in range(CODES):
        code = "".join(secrets.choice("23456789ABCDEFGH") for _ in range(16))
        until = now + timedelta(hours=1)
        named = {"digest": digest_of(code), "person": people[place % PEOPLE], "scenario": LIBRARY, "county": town.HOME}
        made.append(Code(**named, issued_at=now, expires_at=until))
        shown.append(request(f"/v1/scenarios/{LIBRARY}/decisions", msgspec.json.encode({"code": code}), town.LIBRARY))
    async with found.store.transaction() as db:
        for one in made:
            await store.append(db, one)
    return shown


def request(path: str, body: bytes, by: Actor) -> bytes:
    """One request as it goes over the wire."""
    token = tokens.grant(by).access_token
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def serve(url: str, room: Path, port: int) -> None:
    """One worker with all doors and the bare one."""
    chosen = settings.Settings(database_url=url, keys_directory=room / "keys", limit_client_per_minute=0)
    application = app.create(chosen)
    application.register(bare)
    gc.freeze()
    uvicorn.run(
        application, port=port, loop="uvloop", http="httptools", ws="none", log_level="critical", access_log=False
    )


class Asker(asyncio.Protocol):
    """One connection that asks again as soon as it was answered."""

    def __init__(self, shown: Iterator[bytes], took: list[float], wrong: list[bytes]) -> None:
        self.shown, self.took, self.wrong = shown, took, wrong
        self.begun, self.buffer, self.over = 0.0, b"", False
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        self.begun = time.perf_counter()
        self.transport.write(next(self.shown))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        at = self.buffer.lower().find(b"content-length: ")
        length = int(self.buffer[at + 16 : self.buffer.find(b"\r\n", at)])
        if len(self.buffer) < head + 4 + length:
            return
        self.took.append(time.perf_counter() - self.begun)
        if not self.buffer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            self.wrong.append(self.buffer[:600])
        self.buffer = b""
        if self.over:
            self.transport.close()
            self.ended.set_result(None)
        else:
            self.ask()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


async def ask(port: int, shown: Iterator[bytes], seconds: float) -> tuple[list[float], list[bytes]]:
    """Ask on all connections for a while: seconds of every answer, and the answers that were no good ones."""
    took: list[float] = []
    wrong: list[bytes] = []
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: Asker(shown, took, wrong), "127.0.0.1", port) for _ in range(CONNECTIONS)
    ]
    await asyncio.sleep(seconds)
    for _, asker in made:
        asker.over = True
    await asyncio.gather(*(asker.ended for _, asker in made))
    return took, wrong


def cycled(shown: list[bytes]) -> Iterator[bytes]:
    """The same people again and again, in an order drawn anew."""
    chance = random.Random(1)
    while True:
        yield chance.choice(shown)


def measured(url: str, room: Path, rounds: int) -> dict[str, list[Round]]:
    """For each thing measured, its rounds."""
    asked = asyncio.run(furnish(url, room))
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    worker = multiprocessing.get_context("spawn").Process(target=serve, args=(url, room, port), daemon=True)
    worker.start()
    try:
        _wait(port)
        sources = {"bare": cycled(asked["bare"]), "link": cycled(asked["link"]), "code": iter(asked["code"])}
        found: dict[str, list[Round]] = {name: [] for name in sources}
        for one in range(rounds + 1):
            for name, source in sources.items():
                before = busy_s(worker.pid)
                took, wrong = asyncio.run(ask(port, source, ROUND_S if one else WARM_UP_S[name]))
                assert not wrong, wrong[0]
                took.sort()
                if one:
                    middle, late = (took[int(len(took) * at)] * 1000 for at in (0.5, 0.99))
                    spent = (busy_s(worker.pid) - before) / len(took) * 1e6
                    found[name].append((len(took) / ROUND_S, middle, late, spent))
        return found
    finally:
        worker.terminate()
        worker.join(30)


def busy_s(pid: int | None) -> float:
    """Seconds of processor time that a process spent so far."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _wait(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("the worker did not start")


def rows(name: str, url: str, room: Path, rounds: int) -> str:
    """The rows of the table for one database."""
    found = measured(url, room, rounds)
    told = [row(name, said, found[what], found["bare"]) for what, said in SAID.items()]
    return "\n".join(told)


def row(name: str, said: str, own: list[Round], bare: list[Round]) -> str:
    """One row: medians, and the medians of the ratios round by round."""
    rate, middle, late, spent = (statistics.median(one[place] for one in own) for place in range(4))
    pairs = list(zip(own, bare, strict=True))
    more, tail, dear = (statistics.median(one[place] / other[place] for one, other in pairs) for place in (0, 2, 3))
    return (
        f"| {name} | {said} | {rate:.0f} | {middle:.1f} / {late:.1f} ms | {spent:.0f} µs | "
        f"**{more:.2f}** | {tail:.1f} | {1 / dear:.2f} |"
    )


def table(rounds: int, names: list[str]) -> str:
    """The table for the page of benchmarks."""
    told = []
    with servers.room() as root:
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                room = Path(folder)
                if name == "SQLite":
                    told.append(rows(name, f"sqlite:///{room / 'town.db'}", room, rounds))
                    continue
                postgres = servers.start_postgres(root)
                try:
                    told.append(rows(name, postgres.fresh_database(), room, rounds))
                finally:
                    postgres.stop()
    return f"""## Pace

Complete decisions of one worker, {CONNECTIONS} connections, {rounds} rounds of {ROUND_S:.0f} s that take turns with the bare POST.
The promise: at least half of the bare POST on PostgreSQL, 0.35 on SQLite, the slowest hundredth at most 4 times as slow.

| database | what | a second | median / slowest hundredth | worker's time each | ratio | slowest hundredth, ratio | ratio by worker's time |
|---|---|---|---|---|---|---|---|
{chr(10).join(told)}
"""


if __name__ == "__main__":
    print(table(int(sys.argv[1]) if len(sys.argv) > 1 else 5, sys.argv[2:] or ["PostgreSQL", "SQLite"]))
