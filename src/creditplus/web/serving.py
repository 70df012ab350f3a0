"""Answering requests on a port, in one process or several, until somebody says stop; what was begun is answered to the end.

Why these parts: measured for short JSON requests, uvicorn with uvloop and httptools answered most, and an idle connection is
let go after a few seconds. Metrics are told at a port of their own, which nobody but those who run the service can reach.

Why systemd may hold the port (sd_listen_fds): while one server ends and the next begins, whoever comes waits in its queue.
"""

import gc
import logging
import os
import signal
import sys

import uvicorn
from litestar import Litestar

from creditplus.tools import logs, metrics, settings
from creditplus.web import app, wire

log = logging.getLogger("creditplus.serving")
SELDOM = 20_000
"""How many new objects there are before the collector of garbage looks at them. Hardly anything here leads back to itself."""
FIRST_FD = 3
"""Where systemd puts what it hands over (SD_LISTEN_FDS_START)."""


def serve(host: str, port: int, workers: int = 1) -> int:
    """Answer requests with the settings of this process. SIGTERM ends it: no new requests, and the begun ones are finished."""
    chosen = settings.read()
    logs.open(chosen.log_level)
    if workers > 1:
        metrics.together()
    if chosen.metrics_port is not None:
        metrics.serve(chosen.metrics_host, chosen.metrics_port)
    log.info("answering requests", extra={"workers": workers})
    where = {"fd": held()} if held() is not None else {"host": host, "port": port}
    how = wire.settings() | {"forwarded_allow_ips": chosen.trusted_proxies} | where
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # after uvicorn, which passes it on when all is answered
    try:
        if workers > 1:
            uvicorn.run("creditplus.web.serving:made", factory=True, workers=workers, **how)
        else:
            uvicorn.run(_settled(app.create(chosen)), **how)
    finally:
        log.info("stopped")
    return 0


def held() -> int | None:
    """The port that somebody else holds for this process, as systemd hands it over."""
    ours = os.environ.get("LISTEN_PID") == str(os.getpid()) and os.environ.get("LISTEN_FDS") == "1"
    return FIRST_FD if ours else None


def made() -> Litestar:
    """The application in a worker process of its own."""
    chosen = settings.read()
    logs.open(chosen.log_level)
    return _settled(app.create(chosen))


def _settled(ready: Litestar) -> Litestar:
    """The application; what is there now stays to the end, so the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM, 50, 50)
    return ready
