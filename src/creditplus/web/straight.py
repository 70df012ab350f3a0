"""The short way to a door that is asked thousands of times a second: past what the framework would do for any kind of request.

Why it is the same door: its own code is called with the same `asked`, and whatever it raises is raised again inside the framework,
which answers it as for all others. Any other address, method or way of writing it is the framework's from the beginning. Only what
nobody asked for here (finding the way, reading parameters by their types, dependencies, kinds of answers) does not happen; it
costs more than a decision.
Why no host is checked here: neither does the framework, which was told of none; who is asked for decides nothing at these doors, and
no answer of theirs names an address.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from litestar import Litestar, Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from creditplus.web import given

Code = Callable[..., Awaitable[Response[bytes]]]
RAISED = "raised"
"""Where a request carries what was raised on the short way."""


def way(code: Code) -> Callable[..., ASGIApp]:
    """What stands between the framework and a door's function, and calls the function itself."""

    def instead(app: ASGIApp) -> ASGIApp:
        async def come(scope: Scope, receive: Receive, send: Send) -> None:
            raised = scope["state"].pop(RAISED, None)
            if raised is not None:
                raise raised
            await _answer(code, scope, receive, send)

        return come

    return instead


def past(made: Litestar) -> ASGIApp:
    """The way into an application: straight to the doors that have the short way, each with one name in its path, else its own."""
    handlers = [handler for route in made.routes for handler in getattr(route, "route_handlers", ())]
    ways = [(handler, *_around(handler), handler.fn) for handler in handlers if handler.opt.get("straight")]
    framework = made.asgi_handler

    async def come(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        for handler, before, after, name, code in ways:
            named = path[len(before) : -len(after)]
            exact = named and "/" not in named and before + named + after == path
            if exact and scope.get("method") in handler.http_methods and not scope.get("root_path"):
                scope["route_handler"], scope["path_params"] = handler, {name: named}
                try:
                    await _answer(code, scope, receive, send)
                except Exception as error:
                    scope["state"][RAISED] = error
                    break
                return
        await framework(scope, receive, send)

    return come


def _around(handler: HTTPRouteHandler) -> tuple[str, str, str]:
    """What stands before and after the one name in a door's path, and what that name is called."""
    (path,) = handler.paths
    before, _, rest = path.partition("{")
    name, _, after = rest.partition(":str}")
    return before, after, name


class _Told(NamedTuple):
    """An answer, as much of it as is needed here."""

    content: bytes
    status_code: int


async def _answer(code: Code, scope: Scope, receive: Receive, send: Send) -> None:
    asked = await given.asked(Request(scope, receive, send))
    asked.answered = _Told
    answer = await code(asked, **scope["path_params"])
    body: bytes = answer.content
    said = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": answer.status_code or 200, "headers": said})
    await send({"type": "http.response.body", "body": body, "more_body": False})
