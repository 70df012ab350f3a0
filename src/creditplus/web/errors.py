"""How a refusal is answered over HTTP: the only table from kinds of refusal to status codes, and problem+json (RFC 9457).

A problem says what happened, what is safe and what to do next, in Chinese or English; it lists every bad field with its JSON
Pointer (a parameter in the address counts as a field) and never repeats what was sent. `instance` names the event in the
audit log that recorded the refusal.
"""

import logging
import traceback
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from creditplus import errors
from creditplus.errors import Kind, Refusal, Words
from creditplus.tools import store
from creditplus.web import doors, languages
from creditplus.web.told import FieldTold, LineTold, OAuthError, ProblemTold

STATUS: dict[Kind, int] = {
    "invalid": 422,
    "not-found": 404,
    "conflict": 409,
    "forbidden": 403,
    "no-consent": 403,
    "guardrail-broken": 422,
    "failure": 500,
}
STATUS_OF_TYPE = {
    "digest-needed": 428,
    "other-text": 412,
    "unreadable": 400,
    "bad-key": 400,
    "not-signed-in": 401,
    "wrong-method": 405,
    "too-slow": 408,
    "too-large": 413,
    "wrong-media": 415,
    "too-many": 429,
    "busy": 503,
    "unavailable": 503,
    "not-ready": 503,
    "portal-silent": 503,
}
"""What only doors can refuse has a status of its own."""
TYPE_OF_STATUS = {
    400: "unreadable",
    401: "not-signed-in",
    403: "wrong-role",
    404: "unknown-door",
    405: "wrong-method",
} | {
    413: "too-large",
    415: "wrong-media",
}
"""What the web framework refuses by itself, in our words."""
OAUTH = {"unknown-client": ("invalid_client", 401), "bad-grant": ("unsupported_grant_type", 400)}
"""The names of RFC 6749 §5.2 for what `/oauth/token` refuses; everything else there is an `invalid_request`."""
RETRY_S = 5
FLAWS_MAX = 100
"""How many flaws are told: nobody mends more at once, and a small body must not ask for a large answer."""
MEDIA = "application/problem+json"
log = logging.getLogger("creditplus.web")


class NotReady(Exception):
    """Requests cannot be served now; `missing` says what is."""

    def __init__(self, *missing: Words) -> None:
        super().__init__()
        self.missing = missing


class TooMany(Exception):
    """Somebody asked more often than they may; `wait_s` is when they may ask again. Only the `first` in a minute leaves an event."""

    def __init__(self, wait_s: int, *, first: bool) -> None:
        super().__init__()
        self.wait_s = wait_s
        self.first = first


class TooSlow(Exception):
    """What somebody sends comes too slowly to wait for it."""


class Busy(Exception):
    """More is being worked on than can be done well: whoever comes now had better come later."""


OURS: dict[type[Exception], str] = {
    NotReady: "not-ready",
    TooMany: "too-many",
    TooSlow: "too-slow",
    Busy: "busy",
    store.Unavailable: "unavailable",
    RecursionError: "unreadable",
}


def type_of(error: Exception) -> str:
    """The problem type of anything that can go wrong; what nobody foresaw is `failed`."""
    match error:
        case Refusal() if error.type in errors.problem_types():
            return error.type
        case HTTPException() if error.status_code in TYPE_OF_STATUS:
            return TYPE_OF_STATUS[error.status_code]
    return next((type for kind, type in OURS.items() if isinstance(error, kind)), "failed")


def words_of(type: str) -> errors.ProblemType:
    """The sentences of a problem type."""
    return errors.problem_types()[type]


def status_of(type: str) -> int:
    """The status code for a problem type."""
    return STATUS_OF_TYPE.get(type) or STATUS[words_of(type).kind]


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The answer for anything that was raised. If its event could not be recorded, the answer is that nothing works now."""
    state = request.scope["state"]
    type = state["problem"] = "unavailable" if state.get("unrecorded") else type_of(error)
    if type == "failed":
        note(error)
    door = doors.of(request.scope)
    if is_oauth(door, type):
        return _as_oauth(type)
    language = languages.of(request)
    return Response(
        body(type, error, language, state.get("event")),
        status_code=status_of(type),
        media_type=MEDIA,
        headers=headers_of(type, error)
        | {"content-language": languages.NAMES[language], "vary": "Accept, Accept-Language"},
    )


def body(type: str, error: Exception | None = None, language: str = "zh", event: str | None = None) -> bytes:
    """A problem as RFC 9457 writes it, with `next`: what to do now."""
    words = words_of(type)
    flaws, problems = (error.flaws, error.problems) if isinstance(error, Refusal) else ((), ())
    problem = ProblemTold(
        type=f"/problems/{type}",
        title=words.title.in_language(language),
        status=status_of(type),
        detail=words.detail.in_language(language),
        next=words.next.in_language(language),
        errors=tuple(FieldTold(flaw.pointer, flaw.message.in_language(language)) for flaw in flaws[:FLAWS_MAX]),
        problems=tuple(_line(one, language) for one in problems),
        missing=tuple(one.in_language(language) for one in getattr(error, "missing", ())),
        instance=None if event is None else f"/v1/events/{event}",
    )
    return msgspec.json.encode(problem)


def _line(problem: errors.Problem, language: str) -> LineTold:
    """One problem of a ruling text, for its author."""
    return LineTold(problem.file, problem.line, problem.path, problem.message.in_language(language), problem.code)


def headers_of(type: str, error: Exception) -> dict[str, str]:
    """The headers that belong to a problem: when to come again, what is allowed."""
    match type:
        case "not-signed-in":
            return {"www-authenticate": 'Bearer realm="creditplus"'}
        case "unavailable" | "not-ready" | "portal-silent":
            return {"retry-after": str(RETRY_S)}
        case "too-many":
            return {"retry-after": str(getattr(error, "wait_s", RETRY_S))}
        case "busy":
            return {"retry-after": "1"}
        case "too-slow":
            return {"connection": "close"}  # what still comes belongs to nothing
        case "wrong-method":
            return {"allow": dict(getattr(error, "headers", None) or {}).get("allow", "")}
    return {}


def is_oauth(door: doors.Door | None, type: str) -> bool:
    """Whether this refusal is told in the words of OAuth. It has none for our own faults, nor for too often and too slowly."""
    own = status_of(type) >= 500 or type in OURS.values()
    return door is not None and door.verb == "grant_token" and (not own or type == "unreadable")


def oauth(type: str) -> tuple[int, OAuthError]:
    """The status and body of a refusal in the words of OAuth, which allows only ASCII; its page has both languages."""
    name, status = OAUTH.get(type, ("invalid_request", 400))
    words = words_of(type)
    return status, OAuthError(name, f"{words.title.en}. {words.next.en}", f"/problems/{type}")


def _as_oauth(type: str) -> Response[bytes]:
    status, told = oauth(type)
    headers = {"www-authenticate": 'Basic realm="creditplus"'} if status == 401 else {}
    return Response(msgspec.json.encode(told), status_code=status, media_type="application/json", headers=headers)


def note(error: Exception) -> None:
    """Where it broke, without the message: a database repeats in its messages what somebody sent."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in reversed(frames[-6:]))
    log.error("failed: %s in %s", type_name(error), where)


def type_name(error: Exception) -> str:
    """The kind of an exception, as Python calls it."""
    return f"{type(error).__module__}.{type(error).__qualname__}"
