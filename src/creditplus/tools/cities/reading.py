"""Reading what others publish: the province's statements, and what an entity says of itself. No more than a little, no detours."""

import asyncio
import ssl
from functools import cache

import httpx
import msgspec

from creditplus.federation.trust import private

SECONDS = 5.0
BYTES_MAX = 64 * 1024
CITIES_MAX = 100
AT_ONCE = 8


class Silent(Exception):
    """Nothing that can be read came. It may come later."""


def client() -> httpx.AsyncClient:
    """One that goes where it is told and nowhere else."""
    return httpx.AsyncClient(timeout=SECONDS, trust_env=False, follow_redirects=False, verify=trusted())


@cache
def trusted() -> ssl.SSLContext:
    """Who may vouch for a server's name: read from the disk once, since everybody waits meanwhile."""
    return httpx.create_ssl_context(trust_env=False)


async def statements(province: str) -> list[str]:
    """The province's statements about every city on its list, as they are signed. Raises Silent.

    One that does not come keeps no other back: the word that a city is removed may be among the others."""
    async with client() as http:
        try:
            listed = msgspec.json.decode(await _get(http, f"{province}/v1/cities"), type=list[str])
        except msgspec.MsgspecError:
            raise Silent from None
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(name: str) -> str:
            async with turns:
                return (await _get(http, f"{province}/v1/cities/statement", sub=name)).decode("ascii", "replace")

        came = await asyncio.gather(*map(one, listed[:CITIES_MAX]), return_exceptions=True)
        return [token for token in came if isinstance(token, str)]


async def configuration(address: str) -> str:
    """What an entity says of itself, as it signed it. Raises Silent."""
    async with client() as http:
        return (await _get(http, f"{address}/.well-known/openid-federation")).decode("ascii", "replace")


async def body(answer: httpx.Response) -> bytes:
    """The body of an answer, unless it is too long. Raises ValueError."""
    read = b""
    async for part in answer.aiter_bytes():
        read += part
        if len(read) > BYTES_MAX:
            raise ValueError("too long")
    return read


async def _get(http: httpx.AsyncClient, address: str, **asked: str) -> bytes:
    if not private(address):
        raise Silent
    try:
        async with http.stream("GET", address, params=asked) as answer:
            if answer.status_code != 200:
                raise Silent
            return await body(answer)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        raise Silent from None
