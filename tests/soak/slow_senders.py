"""Hundreds who send a letter at a time keep nobody else waiting: at the service itself, and behind nginx with the shipped configuration."""

import asyncio
import contextlib
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.soak.behind_nginx import Proxy
from tests.web.rounds import serving
from tests.web.town import Town

SLOW = 500
BEHIND = 150
"""How many of each kind behind nginx, which has 512 connections here, one of them to each side."""
SECONDS = 45
LONGEST = 36
"""A body may take thirty seconds (`body_s_max`) and what it sends; behind nginx it is listened to for three more."""
HEAD = b"GET /livez HTTP/1.1\r\nhost: x\r\n"
BODY = b"POST /oauth/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 900\r\n\r\n"


async def dawdle(port: int, begins: bytes, secure: ssl.SSLContext | None, until: float) -> float:
    """Send a letter every half second from an address of its own; how long it was listened to."""
    begun = time.monotonic()
    with contextlib.suppress(OSError):
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=secure, local_addr=("127.0.0.2", 0))
        try:
            writer.write(begins)
            while time.monotonic() < until and not writer.is_closing():
                writer.write(b"a")
                await writer.drain()
                await asyncio.sleep(0.5)
        finally:
            writer.transport.abort()
            await writer.wait_closed()
    return time.monotonic() - begun


def besieged(port: int, begins: list[bytes], secure: ssl.SSLContext | None, until: float) -> list[float]:
    """All the slow ones at once; how long each was listened to."""

    async def all_of_them() -> list[float]:
        return await asyncio.gather(*(dawdle(port, one, secure, until) for one in begins))

    return asyncio.run(all_of_them())


def served(address: str, port: int, begins: list[bytes], secure: ssl.SSLContext | None = None) -> None:
    """While the slow ones are there, others are served soon; and no slow one is listened to for long."""

    with ThreadPoolExecutor(1) as beside, httpx.Client(trust_env=False, verify=False, timeout=30) as http:
        until = time.monotonic() + SECONDS
        slow = beside.submit(besieged, port, begins, secure, until)
        time.sleep(2)
        took, statuses = [], set()
        while time.monotonic() < until - 5:
            begun = time.monotonic()
            statuses.add(http.get(f"{address}/v1/scenarios", params={"county": "231181"}).status_code)
            took.append(time.monotonic() - begun)
            time.sleep(0.05)
        kept = slow.result()
    took.sort()
    print(
        f"{len(begins)} slow senders; {len(took)} others, half within {took[len(took) // 2]:.3f} s, all within {took[-1]:.3f} s; "
        f"a slow one was listened to for {max(kept):.1f} s at most"
    )
    assert (statuses, took[-1] < 2, max(kept) < LONGEST) == ({200}, True, True)


def test_slow_heads_at_the_service_itself(town: Town) -> None:
    with serving(town) as (address, _):
        served(address, int(address.rsplit(":", 1)[1]), [HEAD] * SLOW)


def test_slow_heads_and_bodies_behind_nginx(town: Town, tmp_path: Path) -> None:
    careless = ssl.create_default_context()
    careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
    with serving(town) as (address, _), Proxy(tmp_path, int(address.rsplit(":", 1)[1])) as nginx:
        served(f"https://127.0.0.1:{nginx.secure}", nginx.secure, [HEAD] * BEHIND + [BODY] * BEHIND, careless)
