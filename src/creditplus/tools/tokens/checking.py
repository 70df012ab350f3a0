"""Checking tokens: with whose key, with which one algorithm, for which audience, and whether it is time.

Why the library is asked last: it checks the signature, and nothing that could be understood in two ways reaches it.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import jwt
import msgspec
from jwt.types import Options

from creditplus.tools.tokens import files, form
from creditplus.tools.tokens.files import Key
from creditplus.tools.tokens.form import Rejected

Type = Literal["at+jwt", "attestation+jwt", "sign-in+jwt", "session+jwt", "city-question+jwt", "city-answer+jwt"]
LIFETIME_MAX_S: Mapping[str, int] = {
    "at+jwt": 600,
    "attestation+jwt": 31 * 24 * 3600,
    "sign-in+jwt": 600,
    "session+jwt": 1800,
    "city-question+jwt": 30,
    "city-answer+jwt": 30,
}
"""How long a token of a type may live at most: access ten minutes, an attestation as long as a scenario's answer, a
sign-in that is under way at a portal ten minutes, a browser's session half an hour after its last page, and
what cities say to each other half a minute."""
EARLY_S = 30
"""How far another city's clock may run ahead of ours."""
INSTANT_MAX = 253_402_300_800
"""The end of the year 9999, in seconds."""
REMEMBERED = 4096
"""How many verified tokens are remembered: checking a signature again costs a hundred times more."""


def seconds() -> float:
    """The present instant, as tokens count it."""
    return datetime.now(UTC).timestamp()


class Checker:
    """Public keys by issuer and id, and what was verified with them lately."""

    def __init__(self, audience: str) -> None:
        self.audience = audience
        self._keys: dict[tuple[str, str], Key] = {}
        self._verified: dict[bytes, tuple[bytes, int, int]] = {}

    def trust(self, issuer: str, jwks: Mapping[str, Any]) -> None:
        """Accept tokens of an issuer that are signed with one of these public keys, and with that key's algorithm only."""
        for jwk in jwks["keys"]:
            key = files.foreign(issuer, jwk)
            self._keys[issuer, key.kid] = key
        self._verified.clear()

    def verify(self, token: str, typ: Type, audience: str | None = None) -> dict[str, Any]:
        """The claims of a token of this type for this audience (ours without one). Raises Rejected, always the same."""
        claims: dict[str, Any] = msgspec.json.decode(self.payload(token, typ, audience))
        return claims

    def payload(self, token: str, typ: Type, audience: str | None = None) -> bytes:
        """The same, as it was written. Raises Rejected."""
        if len(token) > form.SIZE_MAX:
            raise Rejected
        try:
            name = hashlib.sha256(f"{typ}\0{audience or self.audience}\0{token}".encode()).digest()
            payload, begins, ends = self._verified.get(name) or self._check(token, typ, audience or self.audience, name)
            if not begins - EARLY_S <= seconds() < ends:
                raise Rejected
        except (ValueError, msgspec.MsgspecError, RecursionError, jwt.PyJWTError, KeyError, IndexError):
            raise Rejected from None
        return payload

    def genuine(self, token: str, typ: Type) -> dict[str, Any]:
        """The claims of a token of this type, whomever it was made for and also when its time is over. Raises Rejected."""
        if len(token) > form.SIZE_MAX:
            raise Rejected
        try:
            audience = form.read(token)[1].aud
            name = hashlib.sha256(f"{typ}\0{audience}\0{token}".encode()).digest()
            payload, _, _ = self._verified.get(name) or self._check(token, typ, audience, name)
        except (ValueError, msgspec.MsgspecError, RecursionError, jwt.PyJWTError, KeyError, IndexError):
            raise Rejected from None
        claims: dict[str, Any] = msgspec.json.decode(payload)
        return claims

    def _check(self, token: str, typ: Type, audience: str, name: bytes) -> tuple[bytes, int, int]:
        """Read a token strictly and check its signature; remember it if it holds."""
        header, claims, payload = form.read(token)
        begins = max(claims.iat, claims.nbf)
        lives = claims.exp - claims.iat
        if header.typ != typ or claims.aud != audience or not 0 < len(claims.jti) <= 128:
            raise Rejected
        if not (0 < claims.iat < INSTANT_MAX and 0 <= claims.nbf < claims.exp and 0 < lives <= LIFETIME_MAX_S[typ]):
            raise Rejected
        key = self._key(claims.iss, header.kid)
        if header.alg != key.algorithm:
            raise Rejected
        # What time allows was checked above, on whole seconds; the library checks the signature with the one algorithm.
        options: Options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "strict_aud": True}
        jwt.decode(token, key.public, [key.algorithm], options, audience=audience, issuer=claims.iss)
        if len(self._verified) >= REMEMBERED:
            self._verified.pop(next(iter(self._verified)))
        self._verified[name] = payload, begins, claims.exp
        return self._verified[name]

    def _key(self, issuer: str, kid: str) -> Key:
        """The key with which an issuer signs. Raises KeyError."""
        return self._keys[issuer, kid]
