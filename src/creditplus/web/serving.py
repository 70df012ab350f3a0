"""Answering requests on a port, in one process or several, until somebody says stop; what was begun is answered to the end.

Why these parts: measured for short JSON requests, uvicorn with uvloop and httptools answered most, and an idle connection is
let go after a few seconds. Metrics are told at a port of their own, which nobody but those who run the service can reach.
"""

import logging

import uvicorn
from litestar import Litestar

from creditplus.tools import logs, metrics, settings
from creditplus.web import app, wire

log = logging.getLogger("creditplus.serving")


def serve(host: str, port: int, workers: int = 1) -> int:
    """Answer requests with the settings of this process. SIGTERM ends it: no new requests, and the begun ones are finished."""
    chosen = settings.read()
    logs.open(chosen.log_level)
    if workers > 1:
        metrics.together()
    if chosen.metrics_port is not None:
        metrics.serve(chosen.metrics_host, chosen.metrics_port)
    log.info("answering requests", extra={"workers": workers})
    how = wire.settings() | {"forwarded_allow_ips": chosen.trusted_proxies}
    if workers > 1:
        uvicorn.run("creditplus.web.serving:made", factory=True, host=host, port=port, workers=workers, **how)
    else:
        uvicorn.run(app.create(chosen), host=host, port=port, **how)
    log.info("stopped")
    return 0


def made() -> Litestar:
    """The application in a worker process of its own."""
    chosen = settings.read()
    logs.open(chosen.log_level)
    return app.create(chosen)
