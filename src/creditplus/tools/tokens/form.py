"""The one form a token may have: read so strictly that nothing in it can be understood in two ways."""

import json
from typing import Any, Literal

import jwt
import msgspec

SIZE_MAX = 8 * 1024
"""Characters of a token; a longer one is not even read."""


class Rejected(Exception):
    """The token is not accepted. Why is nobody's business but ours."""

    def __init__(self) -> None:
        super().__init__("the token is not accepted")


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that a header may say. `jku`, `jwk`, `x5u`, `crit` and whatever comes next are unknown, so refused."""

    alg: Literal["EdDSA", "ES256"]
    kid: str
    typ: str


class Claims(msgspec.Struct, frozen=True):
    """The claims that every token has, strictly: whole seconds, one audience, a name of its own."""

    iss: str
    aud: str
    iat: int
    exp: int
    jti: str
    nbf: int = 0


def read(token: str) -> tuple[Header, Claims, bytes]:
    """Header, claims and payload of a token whose signature nobody has checked yet. Raises Rejected, or what the decoders raise."""
    header, payload = parts(token)
    return msgspec.json.decode(header, type=Header), msgspec.json.decode(payload, type=Claims), payload


def parts(token: str) -> tuple[bytes, bytes]:
    """Header and payload of a token in its one form: three parts of base64url without padding or stray bits."""
    written = token.split(".")
    raw = [jwt.utils.base64url_decode(part) for part in written]
    if len(written) != 3 or [jwt.utils.base64url_encode(part).decode() for part in raw] != written:
        raise Rejected
    for part in raw[:2]:
        _only_once(part)
    return raw[0], raw[1]


def _only_once(text: bytes) -> None:
    """Refuse JSON that names a member twice or writes a number that JSON does not have."""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise Rejected
        return dict(pairs)

    def refuse(_: str) -> Any:
        raise Rejected

    json.loads(text, object_pairs_hook=members, parse_constant=refuse)
