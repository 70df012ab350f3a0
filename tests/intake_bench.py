"""Measures how fast a file of records is taken in over HTTP, beside PostgreSQL's own COPY of the rows, and the memory it takes."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import asyncpg
import httpx
import msgspec

from creditplus.demo import town as made
from creditplus.people import Actor
from creditplus.tools import tokens
from tests import pace, servers, town

SMALL, LARGE = 100_000, 1_000_000
ROUNDS = 3
PEOPLE = 20_000
PROVIDER = Actor("provider-intake", "provider", town.HOME, scopes=frozenset({"report"}))
KEPT = "SELECT * FROM records WHERE provider = $1"


def lines(rows: int, batch: str) -> Iterator[bytes]:
    """A file of reports, as it is sent: some hundred kilobytes at a time."""
    numbers = [made.citizen_id(date(1980, 1, 1) + timedelta(days=place // 500), place % 500) for place in range(PEOPLE)]
    part: list[bytes] = []
    for place in range(rows):
        on = date(2025, 1, 1) + timedelta(days=place % 600)
        row = {"id": f"{batch}-{place}", "person": numbers[place * 7919 % PEOPLE], "kind": "volunteer_service"}
        part.append(msgspec.json.encode({**row, "on": on, "fields": {"hours": 1 + place % 8}}))
        if len(part) == 2000:
            yield b"\n".join(part) + b"\n"
            part = []
    yield b"\n".join(part)


def send(port: int, rows: int, batch: str) -> float:
    """Send a file; rows a second until it was all committed and answered."""
    token = tokens.grant(PROVIDER).access_token
    heads = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson", "Idempotency-Key": batch}
    whole = b"".join(lines(rows, batch))
    parts = (whole[start : start + 262_144] for start in range(0, len(whole), 262_144))
    begun = time.perf_counter()
    url = f"http://127.0.0.1:{port}/v1/counties/{town.HOME}/records"
    answer = httpx.post(url, content=parts, headers=heads, timeout=1200, trust_env=False)
    told = answer.json()
    assert (answer.status_code, told["accepted"]) == (200, rows), answer.text[:500]
    return rows / (time.perf_counter() - begun)


async def copied(url: str, rows: int) -> tuple[float, float]:
    """Rows a second that COPY takes of the same rows: into a table without, and with, the keys and indexes of ours."""
    db = await asyncpg.connect(url)
    try:
        kept = await db.fetch(f"{KEPT} LIMIT {rows}", PROVIDER.id)
        rates = []
        for including in ("", "INCLUDING CONSTRAINTS INCLUDING INDEXES"):
            await db.execute(f"DROP TABLE IF EXISTS copied; CREATE TABLE copied (LIKE records {including})")
            begun = time.perf_counter()
            await db.copy_records_to_table("copied", records=[tuple(row) for row in kept], columns=list(kept[0].keys()))
            rates.append(rows / (time.perf_counter() - begun))
        return rates[0], rates[1]
    finally:
        await db.close()


def high_mib(pid: int) -> int:
    """The most memory that a process had so far."""
    told = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in told if line.startswith("VmHWM")).split()[1]) // 1024


def told() -> str:
    """The section of the page."""
    with pace.furnished("PostgreSQL") as found:
        tokens.open(found.keys, "creditplus", "creditplus")
        port = servers.free_port()
        with pace.ours(found, port) as pid:
            send(port, 2000, "warm")
            own, raw, keyed = [], [], []
            for one in range(ROUNDS):
                own.append(send(port, SMALL, f"small{one}"))
                bare, held = asyncio.run(copied(found.url, SMALL))
                raw.append(bare)
                keyed.append(held)
            small = high_mib(pid)
            large_rate, large = send(port, LARGE, "large"), high_mib(pid)
    against = [statistics.median(a / b for a, b in zip(own, other, strict=True)) for other in (keyed, raw)]
    mid = [statistics.median(rates) for rates in (own, keyed, raw)]
    return f"""A file of {SMALL:,} reports over HTTP (NDJSON; each checked, its person looked up or made, kept), and
asyncpg's COPY of the very rows that came of it; {ROUNDS} rounds that take turns.
The most memory of the worker after {SMALL:,} rows and after {LARGE:,} more.

| what | rows a second | ratio (promise) |
|---|---|---|
| a file over HTTP, PostgreSQL | {mid[0]:,.0f} (≥ 20,000) | 1 |
| COPY into a table with the keys and indexes of ours | {mid[1]:,.0f} | **{against[0]:.2f}** (≥ 0.3) |
| COPY into a table without any | {mid[2]:,.0f} | {against[1]:.2f} |
| a file of {LARGE:,} | {large_rate:,.0f} | memory {small} MiB, then {large} MiB: **{large / small:.2f}** (flat) |
"""
