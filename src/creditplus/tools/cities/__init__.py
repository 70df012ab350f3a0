"""Other cities and the province over HTTP (httpx): asked soon or not at all, and never at anybody else's cost.

heard = await cities.ask("230200", "https://credit.example.cn", signed)
heard.token                       # what the city signed, or None
heard.failed                      # why there is nothing

Why a city that is silent is not asked for a while, and is knocked at by nobody's question: whoever comes from a dead city would
wait two seconds each time.
"""

import asyncio

import httpx
import msgspec

from creditplus.federation.attestations import SECONDS, Heard
from creditplus.tools.cities import reading
from creditplus.tools.cities.lines import Line
from creditplus.tools.cities.reading import Silent, configuration, statements
from creditplus.tools.cities.times import Watch

__all__ = [
    "Heard",
    "Silent",
    "Watch",
    "answered",
    "ask",
    "close",
    "configuration",
    "failed",
    "shut",
    "shut_none",
    "statements",
]

JSON = {"content-type": "application/json"}
PATIENCE = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)}
LIMITS = httpx.Limits(keepalive_expiry=8.0)
"""An idle line is hung up here before the other side does (`web/wire.py`: after ten seconds), so that no question gets
lost in between."""

_lines: dict[str, Line] = {}
_line: httpx.AsyncHTTPTransport | None = None


class Told(msgspec.Struct, frozen=True):
    """What a city answers: what it signed."""

    answer: str


def shut_none() -> None:
    """Ask every city again, whatever came of it before: somebody has seen to it."""
    _lines.clear()


async def close() -> None:
    """Hang up."""
    global _line
    line, _line = _line, None
    if line is not None:
        await line.aclose()


async def ask(city: str, address: str, question: str) -> Heard:
    """One signed question to a city, and what it signed in answer within two seconds. It never raises."""
    line = _lines.setdefault(city, Line())
    if not line.free():
        if line.knock_due():
            _knock(line, address)
        return Heard(failed="shut")
    with line:
        try:
            async with asyncio.timeout(SECONDS):
                return await _asked(address, question)
        except TimeoutError:
            return Heard(failed="late")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, msgspec.MsgspecError, OSError):
            return Heard(failed="silent")


def answered(city: str) -> None:
    """What a city signed was a good answer."""
    _lines.setdefault(city, Line()).good()


def failed(city: str) -> None:
    """Nothing that counts came of a city; three times in a row, and it is not asked for a while."""
    _lines.setdefault(city, Line()).bad()


def shut(city: str) -> bool:
    """Whether a city is not asked at present."""
    return city in _lines and not _lines[city].free()


async def _asked(address: str, question: str) -> Heard:
    sent, place = msgspec.json.encode({"question": question}), f"{address}/v1/cities/answers"
    asked = httpx.Request("POST", place, content=sent, headers=JSON, extensions=PATIENCE)
    answer = await _open_line().handle_async_request(asked)
    try:
        if answer.status_code != 200:
            return Heard(failed="refused" if answer.status_code < 500 else "silent")
        return Heard(msgspec.json.decode(await reading.body(answer), type=Told).answer)
    finally:
        await answer.aclose()


def _open_line() -> httpx.AsyncHTTPTransport:
    """What carries all questions, so that a line stays open between them.

    Why not a client of the library: cookies, redirects and ways to sign in are of no use here, and cost as much as a question."""
    global _line
    if _line is None:
        _line = httpx.AsyncHTTPTransport(verify=reading.trusted(), trust_env=False, limits=LIMITS)
    return _line


def _knock(line: Line, address: str) -> None:
    """See whether a silent city is there again, while nobody waits for it."""

    async def knocked() -> None:
        try:
            async with asyncio.timeout(SECONDS):
                await configuration(address)
            line.open()
        except (Silent, TimeoutError):
            line.still_shut()

    line.knocking = asyncio.create_task(knocked())
