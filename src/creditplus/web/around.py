"""What stands around every request: no more at once than can be done, no endless waiting for a body, and a count of each answer.

Why the answer to too many is quick and early: whoever is told at once to come later loses a second; a queue that grows loses
everybody. `/livez` is always answered.
"""

import asyncio
import time
from collections.abc import Callable, Generator
from types import coroutine
from typing import Any

from litestar import Request, Response
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from creditplus.tools import metrics, settings, telemetry
from creditplus.web import doors, errors

Answer = Callable[[Request[Any, Any, Any], Exception], Response[bytes]]
ALWAYS = "/livez"
BYTES_A_SECOND = 1024
"""A body must come at this rate at least, once its first seconds are over."""


class Around:
    """The doors, and what happens around each request."""

    def __init__(self, within: ASGIApp, chosen: settings.Settings, answer: Answer) -> None:
        self._within, self._answer = within, answer
        self._most, self._body_s = chosen.requests_max, chosen.body_s_max
        self.inside = 0
        """How many requests are being worked on; `watching` tells it now and then."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun, status = time.perf_counter(), 500

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self.inside += 1
        try:
            if self.inside > self._most and scope["path"] != ALWAYS:
                await self._busy(scope, receive, told)
            else:
                await self._within(scope, self._patient(receive), told)
        finally:
            self.inside -= 1
            door = doors.of(scope)
            found = scope.get("route_handler") is not None
            verb = door.verb if door else "read_page" if found else "none"
            problem = scope["state"].get("problem", "") if status >= 400 else ""
            took = time.perf_counter() - begun
            metrics.answered(verb, status, problem, took)
            telemetry.answered(verb, status, problem, took)

    async def _busy(self, scope: Scope, receive: Receive, send: Send) -> None:
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        answer = self._answer(request, errors.Busy()).to_asgi_response(None, request)
        await answer(scope, receive, send)

    def _patient(self, receive: Receive) -> Receive:
        """The same body, but raises TooSlow if it does not come in time."""
        begun, got, whole = time.monotonic(), 0, False

        async def received() -> Any:
            nonlocal got, whole
            if whole:
                return await receive()
            try:
                message = await _in_time(receive(), begun + self._body_s + got / BYTES_A_SECOND - time.monotonic())
            except TimeoutError:
                raise errors.TooSlow from None
            if message["type"] == "http.request":
                got += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            return message

        return received


async def _in_time(coming: Any, seconds: float) -> Any:
    """What comes, if it comes in time. What is there already, as most small bodies are, needs no clock. Raises TimeoutError."""
    try:
        waits_for = coming.send(None)
    except StopIteration as come:
        return come.value
    async with asyncio.timeout(seconds):
        return await _go_on(coming, waits_for)


@coroutine
def _go_on(coming: Any, waits_for: Any) -> Generator[Any, Any, Any]:
    """Go on with something that was begun and waits."""
    while True:
        try:
            told = yield waits_for
        except BaseException as error:
            step, told = coming.throw, error
        else:
            step = coming.send
        try:
            waits_for = step(told)
        except StopIteration as come:
            return come.value
