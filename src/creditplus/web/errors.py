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
from creditplus.errors import Kind, ProblemType, Refusal
from creditplus.tools import store
from creditplus.web import doors, languages

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
    "unreadable": 400,
    "bad-key": 400,
    "not-signed-in": 401,
    "wrong-method": 405,
    "too-large": 413,
    "wrong-media": 415,
    "unavailable": 503,
    "not-ready": 503,
}
"""What only doors can refuse has a status of its own."""
TYPE_OF_STATUS = {400: "unreadable", 401: "not-signed-in", 403: "wrong-role", 404: "unknown-door", 405: "wrong-method"} | {
    413: "too-large",
    415: "wrong-media",
}
"""What the web framework refuses by itself, in our words."""
OAUTH = {"unknown-client": ("invalid_client", 401), "bad-grant": ("unsupported_grant_type", 400)}
"""The names of RFC 6749 §5.2 for what `/oauth/token` refuses; everything else there is an `invalid_request`."""
RETRY_S = 5
MEDIA = "application/problem+json"
log = logging.getLogger("creditplus.web")


def type_of(error: Exception) -> str:
    """The problem type of anything that can go wrong; what nobody foresaw is `failed`."""
    match error:
        case Refusal() if error.type in errors.problem_types():
            return error.type
        case store.Unavailable():
            return "unavailable"
        case HTTPException() if error.status_code in TYPE_OF_STATUS:
            return TYPE_OF_STATUS[error.status_code]
        case RecursionError():
            return "unreadable"
    return "failed"


def status_of(type: str) -> int:
    """The status code for a problem type."""
    return STATUS_OF_TYPE.get(type) or STATUS[errors.problem_types()[type].kind]


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The answer for anything that was raised. If its event could not be recorded, the answer is that nothing works now."""
    state = request.scope["state"]
    type = "unavailable" if state.get("unrecorded") else type_of(error)
    if type == "failed":
        _log(error)
    door = doors.of(request.scope)
    if door is not None and door.verb == "grant_token" and status_of(type) < 500:
        return _oauth(type)
    language = languages.wanted(request.headers.get("accept-language", ""))
    return Response(
        body(type, error, language, state.get("event")),
        status_code=status_of(type),
        media_type=MEDIA,
        headers=_headers(type, error) | {"content-language": languages.NAMES[language], "vary": "Accept-Language"},
    )


def body(type: str, error: Exception | None = None, language: str = "zh", event: str | None = None) -> bytes:
    """A problem as RFC 9457 writes it, with `next`: what to do now."""
    words = errors.problem_types()[type]
    told: dict[str, Any] = {"type": f"/problems/{type}", **sentences(words, language), "status": status_of(type)}
    if isinstance(error, Refusal):
        flaws = [{"pointer": flaw.pointer, "detail": flaw.message.in_language(language)} for flaw in error.flaws]
        told |= {"errors": flaws} if flaws else {}
        told |= {"problems": [_line(one, language) for one in error.problems]} if error.problems else {}
    if event is not None:
        told["instance"] = f"/v1/events/{event}"
    return msgspec.json.encode(told)


def sentences(words: ProblemType, language: str) -> dict[str, str]:
    """A problem's title, detail and next step in one language."""
    return {name: getattr(words, name).in_language(language) for name in ("title", "detail", "next")}


def _line(problem: errors.Problem, language: str) -> dict[str, Any]:
    """One problem of a ruling text, for its author."""
    place = {"file": problem.file, "line": problem.line, "path": problem.path}
    return place | {"detail": problem.message.in_language(language)} | ({"code": problem.code} if problem.code else {})


def _headers(type: str, error: Exception) -> dict[str, str]:
    match type:
        case "not-signed-in":
            return {"www-authenticate": 'Bearer realm="creditplus"'}
        case "unavailable" | "not-ready":
            return {"retry-after": str(RETRY_S)}
        case "wrong-method":
            return {"allow": dict(getattr(error, "headers", None) or {}).get("allow", "")}
    return {}


def _oauth(type: str) -> Response[bytes]:
    name, status = OAUTH.get(type, ("invalid_request", 400))
    words = errors.problem_types()[type]
    told = {"error": name, "error_description": f"{words.title.en}. {words.next.en}", "error_uri": f"/problems/{type}"}
    headers = {"www-authenticate": 'Basic realm="creditplus"'} if status == 401 else {}
    return Response(msgspec.json.encode(told), status_code=status, media_type="application/json", headers=headers)


def _log(error: Exception) -> None:
    """Where it broke, without the message: a database repeats in its messages what somebody sent."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in reversed(frames[-6:]))
    log.error("failed: %s in %s", type_name(error), where)


def type_name(error: Exception) -> str:
    """The kind of an exception, as Python calls it."""
    return f"{type(error).__module__}.{type(error).__qualname__}"
