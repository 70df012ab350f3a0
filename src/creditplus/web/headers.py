"""What stands on every answer, whoever made it: nothing from other hosts, nothing remembered, nothing told onwards.

Why `no-store` unless an answer says otherwise: most answers are about a person, and forgetting one header must not leak one.
"""

from litestar.types import Message, Scope

ALWAYS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
}
UNLESS_SAID = {"cache-control": "no-store"}


_WRITTEN = [(name.encode(), value.encode()) for name, value in ALWAYS.items()]
_NAMES = frozenset(name for name, _ in _WRITTEN)
_DEFAULTS = [(name.encode(), value.encode()) for name, value in UNLESS_SAID.items()]


async def put_on(message: Message, scope: Scope) -> None:
    """Put the headers on an answer that is about to leave."""
    if message["type"] != "http.response.start":
        return
    said = [(name.lower(), value) for name, value in message.get("headers", ())]
    names = {name for name, _ in said}
    own = said if names.isdisjoint(_NAMES) else [one for one in said if one[0] not in _NAMES]
    message["headers"] = own + _WRITTEN + [one for one in _DEFAULTS if one[0] not in names]
