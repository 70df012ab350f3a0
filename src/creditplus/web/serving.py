"""Answering requests on a port, until somebody says stop.

Why these parts: measured for short JSON requests, uvicorn with uvloop and httptools answered most, and an idle connection is
let go after a few seconds.
"""

import uvicorn

from creditplus.tools import settings
from creditplus.web import app


def serve(host: str, port: int) -> int:
    """Answer requests with the settings of this process; what is being answered when it stops is answered to the end."""
    uvicorn.run(
        app.create(settings.read()),
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,  # an access log would keep who asked what, outside of the audit log
        server_header=False,
        date_header=True,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=20,
    )
    return 0
