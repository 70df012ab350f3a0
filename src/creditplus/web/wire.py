"""How requests are read off the wire: a head must come soon and be small, or the connection ends.

Why our own few lines on uvicorn's reader: it waits for ever for the end of a head that comes letter by letter, and keeps all of it.
Where nginx stands in front it stops most of this too; this holds without it.

Why a connection without a request is not closed at once when the server ends: the next request may be under way on it already, and
would be lost. It is waited for a moment, answered, and told that it was the last one here.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from creditplus.web import errors, headers

HEAD_S = 10.0
HEAD_MAX = 32 * 1024
"""How long the head of a request may take, and how many bytes its address and headers may have together."""
LAST_S = 1.0
"""How long a server that ends still waits for a request on a connection that has none."""


class TooLong(Exception):
    """The head of a request is too long."""


class Wire(HttpToolsProtocol):
    """One connection. `head_s` is how long it may be open without the whole head of a request."""

    head_s = HEAD_S
    _late: asyncio.TimerHandle | None = None
    _bytes = 0
    _last = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn writes it
        """Somebody connected: they have a while to say what they want."""
        super().connection_made(transport)
        self._hurry()

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._in_time()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes came: of a head, no more than are allowed."""
        super().data_received(data)
        if self._late is not None:
            self._grow(len(data))
            if self._bytes > 2 * HEAD_MAX:  # a single header that does not end
                self.transport.close()

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._bytes = 0
        self._hurry()

    def on_url(self, url: bytes) -> None:
        """A part of the address came. Raises TooLong, which uvicorn answers with 400."""
        self._small(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header came. Raises TooLong."""
        self._small(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_time()
        super().on_headers_complete()
        if self._last:
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        """The server ends: what was begun is answered, and who is only connected may still ask once, if soon."""
        self._last = True
        if self._idle():
            self.loop.call_later(LAST_S, self._close_if_idle)
        else:
            super().shutdown()

    def _idle(self) -> bool:
        cycle: RequestResponseCycle | None = getattr(self, "cycle", None)  # there is none before the first request
        return cycle is None or cycle.response_complete

    def _close_if_idle(self) -> None:
        if self._idle() and not self.transport.is_closing():
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP at all is refused in our words, too; what still comes belongs to nothing."""
        body = errors.body("unreadable")
        named = {**headers.ALWAYS, **headers.UNLESS_SAID, "content-type": errors.MEDIA, "connection": "close"}
        head = "".join(f"{name}: {value}\r\n" for name, value in (named | {"content-length": len(body)}).items())
        self.transport.write(f"HTTP/1.1 400 Bad Request\r\n{head}\r\n".encode() + body)
        self.transport.close()

    def _small(self, more: int) -> None:
        self._grow(more)
        if self._bytes > HEAD_MAX:
            raise TooLong

    def _grow(self, by: int) -> None:
        self._bytes += by

    def _hurry(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(self.head_s, self._give_up)

    def _in_time(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if not self.transport.is_closing():
            self.transport.close()


def settings() -> dict[str, Any]:
    """How uvicorn is told of it, and of everything else that is the same however it is started."""
    return {
        "loop": "uvloop",
        "http": Wire,
        "ws": "none",
        "lifespan": "on",
        "log_config": None,
        "access_log": False,  # an access log would keep who asked what, outside of the audit log
        "server_header": False,
        "date_header": True,
        "timeout_keep_alive": 10,
        "timeout_graceful_shutdown": 20,
        # Five seconds are its own: on a busy machine a worker is still reading its program then, and would be killed again and again.
        "timeout_worker_healthcheck": 60,
    }
