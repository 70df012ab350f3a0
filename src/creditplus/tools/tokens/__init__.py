"""Tokens: who may do what for a few minutes, and decisions that a gate can check without asking, signed so that nobody can make one up.

Why so strict a reading before the library checks the signature: a token is a letter from outside. Everything that could be read
in two ways (a claim written twice, a number that is no instant, a header that names its own key) is refused, and every refusal
is the same sentence, so that a forger learns nothing.
Why secrets of clients are only hashed, once: they are 256 random bits, not words that somebody thought of.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from creditplus.people import Actor
from creditplus.tools.tokens import checking, foreign
from creditplus.tools.tokens.checking import LIFETIME_MAX_S, Checker, Type
from creditplus.tools.tokens.cities import (
    Federation,
    asking_city,
    digest,
    federation,
    join,
    leave,
    look_at_statement,
    province,
    read_configuration,
    read_question,
    read_reply,
    read_statement,
    said_before,
    said_by,
    sign_question,
    sign_reply,
    vouched,
)
from creditplus.tools.tokens.form import Rejected
from creditplus.tools.tokens.keyring import Keys
from creditplus.tools.tokens.statements import City, Metadata, configuration, subject, vouch

__all__ = [
    "LIFETIME_MAX_S",
    "Checker",
    "City",
    "Federation",
    "Granted",
    "Keys",
    "Metadata",
    "Rejected",
    "Type",
    "actor",
    "asking_city",
    "attest",
    "configuration",
    "digest",
    "federation",
    "grant",
    "join",
    "keys",
    "leave",
    "look_at_attestation",
    "look_at_statement",
    "open",
    "province",
    "read_attestation",
    "read_configuration",
    "read_portal_token",
    "read_question",
    "read_reply",
    "read_session",
    "read_sign_in",
    "read_statement",
    "said_before",
    "said_by",
    "secret_digest",
    "secret_matches",
    "session",
    "sign_in_under_way",
    "sign_question",
    "sign_reply",
    "subject",
    "vouch",
    "vouched",
]


class Granted(msgspec.Struct, frozen=True):
    """An access token as OAuth 2 hands it out (RFC 6749, 5.1)."""

    access_token: str
    token_type: str
    expires_in: int


_keys: Keys | None = None


def open(directory: Path, issuer: str, audience: str) -> Keys:
    """Open the keys that this process signs and checks with."""
    global _keys
    _keys = Keys.open(directory, issuer, audience)
    return _keys


def keys() -> Keys:
    """The keys of this process."""
    if _keys is None:
        raise RuntimeError("no keys: call tokens.open first")
    return _keys


def grant(actor: Actor) -> Granted:
    """An access token for ten minutes that says who acts."""
    lifetime_s = LIFETIME_MAX_S["at+jwt"]
    return Granted(keys().sign("at+jwt", _claims(actor), lifetime_s), "Bearer", lifetime_s)


def actor(token: str) -> Actor:
    """Who acts, by an access token for this service. Raises Rejected."""
    return _actor_in(keys().payload(token, "at+jwt"))


def session(actor: Actor, id: str, began: int) -> str:
    """What a browser carries while somebody is signed in: who acts, the session's own id, and when it began."""
    claims = _claims(actor) | {"sid": id, "began": began}
    return keys().sign("session+jwt", claims, LIFETIME_MAX_S["session+jwt"])


def read_session(token: str) -> tuple[Actor, str, int]:
    """Who is signed in in a browser, the session's id, and when it began. Raises Rejected."""
    claims = keys().verify(token, "session+jwt")
    return _actor(claims), str(claims["sid"]), int(claims["began"])


def _claims(actor: Actor) -> dict[str, Any]:
    claims: dict[str, Any] = {"sub": actor.id, "role": actor.role, "scope": " ".join(sorted(actor.scopes))}
    claims |= {"county": actor.county} if actor.county else {}
    claims |= {"operator_kind": actor.operator_kind} if actor.operator_kind else {}
    claims |= {"act": {"sub": actor.delegate}, "delegation": actor.delegation} if actor.delegation else {}
    return claims


@lru_cache(checking.REMEMBERED)
def _actor_in(payload: bytes) -> Actor:
    """Who acts by the claims of a token that was verified just now."""
    return _actor(msgspec.json.decode(payload))


def _actor(claims: Mapping[str, Any]) -> Actor:
    try:
        said = {name: claims.get(name) for name in ("role", "county", "operator_kind", "delegation")}
        said["delegate"] = claims["act"]["sub"] if "act" in claims else None
        return msgspec.convert({"id": claims["sub"], "scopes": claims["scope"].split(), **said}, Actor)
    except (KeyError, AttributeError, TypeError, msgspec.ValidationError):
        raise Rejected from None


def attest(claims: Mapping[str, Any], *, audience: str, until: datetime) -> str:
    """A signed statement for one operator, good until an instant (a month at most)."""
    lifetime_s = min(int((until - datetime.now(UTC)).total_seconds()), LIFETIME_MAX_S["attestation+jwt"])
    return keys().sign("attestation+jwt", claims, max(lifetime_s, 1), audience=audience)


def read_attestation(
    token: str, jwks: Mapping[str, Any], *, audience: str, issuer: str = "creditplus"
) -> dict[str, Any]:
    """What an attestation says, checked as a gate does that knows only the issuer's public keys. Raises Rejected."""
    gate = Checker(audience)
    gate.trust(issuer, jwks)
    return gate.verify(token, "attestation+jwt")


def look_at_attestation(token: str) -> dict[str, Any]:
    """What an attestation says to whoever holds it, if we signed it; it may be over. Raises Rejected."""
    claims = keys().genuine(token, "attestation+jwt")
    if claims["iss"] != keys().issuer:
        raise Rejected
    return claims


def sign_in_under_way(claims: Mapping[str, Any]) -> str:
    """What a browser carries while its owner is at a portal."""
    return keys().sign("sign-in+jwt", claims, LIFETIME_MAX_S["sign-in+jwt"])


def read_sign_in(token: str) -> dict[str, Any]:
    """What a browser carried while its owner was at a portal. Raises Rejected."""
    return keys().verify(token, "sign-in+jwt")


def read_portal_token(token: str, jwks: Mapping[str, Any], *, issuer: str, audience: str, nonce: str) -> dict[str, Any]:
    """What a portal's token says of who signed in there, made for us and for this one sign-in. Raises Rejected."""
    return foreign.read(token, jwks, issuer=issuer, audience=audience, nonce=nonce)


def secret_digest(secret: str) -> str:
    """What is kept of a client's random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def secret_matches(secret: str, digest: str | None) -> bool:
    """Whether a secret is the one with this digest, in a time that does not depend on how much of it is right."""
    return hmac.compare_digest(secret_digest(secret), digest or "")
