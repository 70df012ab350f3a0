"""Hundreds who send a letter at a time keep nobody else waiting: at the service itself, and behind nginx with the shipped configuration.

It takes Debian's nginx.
"""

import asyncio
import contextlib
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from creditplus.demo import house
from tests.house.sources import ROOT
from tests.web.rounds import serving
from tests.web.town import Town

SLOW = 500
SECONDS = 25
HEAD = b"GET /livez HTTP/1.1\r\nhost: x\r\n"
BODY = b"POST /oauth/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 900\r\n\r\n"


async def dawdle(port: int, begins: bytes, secure: ssl.SSLContext | None, until: float) -> float:
    """Send a letter every half second from an address of its own; how long it was listened to."""
    begun = time.monotonic()
    with contextlib.suppress(OSError):
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=secure, local_addr=("127.0.0.2", 0))
        writer.write(begins)
        while time.monotonic() < until and not writer.is_closing():
            writer.write(b"a")
            await writer.drain()
            await asyncio.sleep(0.5)
        writer.close()
    return time.monotonic() - begun


def besieged(port: int, begins: list[bytes], secure: ssl.SSLContext | None, until: float) -> list[float]:
    """All the slow ones at once; how long each was listened to."""

    async def all_of_them() -> list[float]:
        return await asyncio.gather(*(dawdle(port, one, secure, until) for one in begins))

    return asyncio.run(all_of_them())


def served(town: Town, address: str, port: int, begins: list[bytes], secure: ssl.SSLContext | None = None) -> None:
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
        f"{len(begins)} slow senders; {len(took)} others, half within {took[len(took) // 2]:.3f} s, all within {took[-1]:.3f} s"
    )
    assert (statuses, took[-1] < 2, max(kept) < SECONDS - 5) == ({200}, True, True)


def test_slow_heads_at_the_service_itself(town: Town) -> None:
    with serving(town) as (address, _):
        served(town, address, int(address.rsplit(":", 1)[1]), [HEAD] * SLOW)


@contextlib.contextmanager
def proxy(folder: Path, behind: str) -> Iterator[int]:
    """nginx with the shipped configuration in front of a server; its port."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        pytest.fail("install Debian's package nginx-light: the shipped configuration is tried with it")
    plain, secure = house.free_port(), house.free_port()
    certificate = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "full.pem"), "-subj", "/CN=credit.example"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *certificate],
        check=True,
        capture_output=True,
    )
    text = (ROOT / "deploy" / "nginx" / "creditplus.conf").read_text("utf-8")
    for shipped, here in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
        "/etc/creditplus/tls/fullchain.pem": str(folder / "full.pem"),
        "/etc/creditplus/tls/privkey.pem": str(folder / "key.pem"),
        "/var/log/nginx/creditplus.log": str(folder / "error.log"),
        "server 127.0.0.1:8000": f"server {behind.removeprefix('http://')}",
    }.items():
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    (folder / "creditplus.conf").write_text(text, "utf-8")
    whole = f"pid {folder}/pid;\nworker_rlimit_nofile 4096;\nevents {{ worker_connections 2048; }}\n"
    whole += f"http {{ client_body_temp_path {folder}/bodies; proxy_temp_path {folder}/proxied; include {folder}/creditplus.conf; }}\n"
    (folder / "nginx.conf").write_text(whole, "utf-8")
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as nginx:
        try:
            until = time.monotonic() + 20
            while time.monotonic() < until and not up(secure):
                time.sleep(0.05)
            yield secure
        finally:
            nginx.terminate()


def up(port: int) -> bool:
    """Whether nginx answers."""
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"https://127.0.0.1:{port}/version", trust_env=False, verify=False).status_code == 200
    return False


def test_slow_heads_and_bodies_behind_nginx(town: Town, tmp_path: Path) -> None:
    careless = ssl.create_default_context()
    careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
    with serving(town) as (address, _), proxy(tmp_path, address) as port:
        served(town, f"https://127.0.0.1:{port}", port, [HEAD] * (SLOW // 2) + [BODY] * (SLOW // 2), careless)
