"""What the service writes down about itself (structlog): one JSON object a line on the error stream, about nobody.

Why every line goes through one door, libraries' lines too: what a library repeats of a request would otherwise stand beside ours.
Whatever looks like a citizen id, a code, a token or a plate is struck out before it is written, and of an exception only its kind
and place are kept, for its message may repeat what somebody sent. That is the second wall; the first is that nobody writes it.
"""

import logging
import logging.config
import re
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

STRUCK = "…"
LOOKS = re.compile(
    r"[0-9]{17}[0-9Xx]"  # a citizen id
    r"|eyJ[A-Za-z0-9_-]{10,}(\.[A-Za-z0-9_-]*)*"  # a token
    r"|(?<![0-9A-Za-z])(?=[0-9A-Z]*[0-9])(?=[0-9A-Z]*[A-Z])[0-9A-Z]{16}(?![0-9A-Za-z])"  # a code
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][0-9A-Z]{5,6}"  # a plate
    r"|://[^/\s:@]*:[^/\s@]*@"  # a password in an address
)
FRAMES_MAX = 6
Line = MutableMapping[str, Any]


def open(level: str) -> None:
    """From now on everything that is logged in this process, from this level on, is written as JSON."""
    shared = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _where_it_broke,
        _struck,
    ]
    written = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        "foreign_pre_chain": [structlog.stdlib.ExtraAdder(ALLOWED), *shared],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": written},
            "handlers": {"error": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["error"], "level": level.upper()},
        }
    )
    for quiet in ("sqlalchemy", "asyncio", "aiosqlite", "httpx", "httpcore"):
        logging.getLogger(quiet).setLevel(logging.WARNING)


ALLOWED = ("verb", "status", "problem", "seconds", "missing", "workers")
"""What a line of ours may say beside its sentence; anything else that is handed over is left out."""


def struck(said: str) -> str:
    """A text without what looks like somebody."""
    return LOOKS.sub(STRUCK, said)


def _struck(_: Any, __: str, line: Line) -> Line:
    """Strike out of every field of a line what looks like somebody."""
    for name, value in line.items():
        if isinstance(value, str):
            line[name] = struck(value)
    return line


def _where_it_broke(_: Any, __: str, line: Line) -> Line:
    """Of an exception its kind and where it was raised; never its message, which repeats what somebody sent."""
    record = line.get("_record")
    error = record.exc_info[1] if isinstance(record, logging.LogRecord) and record.exc_info else None
    line.pop("exc_info", None)
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES_MAX:]
        line["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
        line["where"] = [f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in reversed(frames)]
    return line
