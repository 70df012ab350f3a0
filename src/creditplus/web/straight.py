"""The short way to a door that is asked thousands of times a second: past what the framework would do for any kind of function.

Why it is the same door: the framework finds it, allows its method and answers what it raises, as for all others; its own code is
called with the same `asked`. Only what nobody asked for here (reading parameters by their types, dependencies, kinds of answers)
does not happen; it costs more than a decision.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response
from litestar.types import ASGIApp, Receive, Scope, Send

from creditplus.web import given

Code = Callable[..., Awaitable[Response[bytes]]]


def way(code: Code) -> Callable[..., ASGIApp]:
    """What stands between the framework and a door's function, and calls the function itself."""

    def instead(app: ASGIApp) -> ASGIApp:
        async def come(scope: Scope, receive: Receive, send: Send) -> None:
            request: Request[Any, Any, Any] = Request(scope, receive, send)
            answer = await code(await given.asked(request), **scope["path_params"])
            body: bytes = answer.content
            said = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
            await send({"type": "http.response.start", "status": answer.status_code or 200, "headers": said})
            await send({"type": "http.response.body", "body": body, "more_body": False})

        return come

    return instead
