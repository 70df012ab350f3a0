"""Asking a portal over HTTP: soon or not at all, no more than a little, no detours, and only over TLS.

Why plain HTTP on this machine alone: tests and demonstrations have no certificates, and nobody listens on the loopback.
"""

from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

SECONDS = 5.0
BYTES_MAX = 256 * 1024
NEAR = ("127.0.0.1", "::1", "localhost")


class Silent(Exception):
    """The portal cannot be reached, or what it says cannot be understood. It may say something later."""


async def get(address: str) -> Any:
    """The JSON at an address. Raises Silent."""
    return await _asked("GET", address)


async def post(address: str, **sent: Any) -> Any:
    """The JSON answer to what was sent, or None if the portal refused it. Raises Silent."""
    return await _asked("POST", address, **sent)


def trusted(address: str) -> str:
    """An address over TLS, or on this machine. Raises Silent."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in NEAR):
        return address
    raise Silent


async def _asked(method: str, address: str, **sent: Any) -> Any:
    try:
        async with (
            httpx.AsyncClient(timeout=SECONDS, trust_env=False, follow_redirects=False) as client,
            client.stream(method, trusted(address), **sent) as answer,
        ):
            if method == "POST" and 400 <= answer.status_code < 500:
                return None
            body = await _read(answer)
            return msgspec.json.decode(body) if answer.status_code == 200 else _fail()
    except (httpx.HTTPError, httpx.InvalidURL, msgspec.MsgspecError, ValueError):
        raise Silent from None


async def _read(answer: httpx.Response) -> bytes:
    body = b""
    async for part in answer.aiter_bytes():
        body += part
        if len(body) > BYTES_MAX:
            raise Silent
    return body


def _fail() -> None:
    raise Silent
