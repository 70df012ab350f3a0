"""Tokens of a portal (OpenID Connect Core 1.0, 3.1.3.7): read as strictly as our own, and good for one sign-in only."""

import hmac
import json
from collections.abc import Mapping
from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from jwt.types import Options

from creditplus.tools.tokens import checking, form
from creditplus.tools.tokens.form import Rejected

ALGORITHMS = {"RSA": "RS256", "EC": "ES256", "OKP": "EdDSA"}
"""The one algorithm that we accept for each kind of key."""
RSA_BITS_MIN = 2048


class Header(msgspec.Struct, frozen=True):
    """What counts in the header of somebody else's token; `crit` would ask for what we do not know."""

    alg: str
    kid: str | None = None
    crit: Any = None


class Claims(msgspec.Struct, frozen=True):
    """The claims that a portal's token must have."""

    iss: str
    aud: str | list[str]
    iat: int
    exp: int
    nonce: str
    azp: str | None = None


def read(token: str, jwks: Mapping[str, Any], *, issuer: str, audience: str, nonce: str) -> dict[str, Any]:
    """The claims of a portal's token, made for us and for this sign-in. Raises Rejected, always the same."""
    try:
        header, claims, payload = _parts(token)
        algorithm, key = _key(jwks, header)
        options: Options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
        jwt.decode(token, key, [algorithm], options)
    except (ValueError, msgspec.MsgspecError, RecursionError, jwt.PyJWTError, KeyError, IndexError, TypeError):
        raise Rejected from None
    audiences = [claims.aud] if isinstance(claims.aud, str) else claims.aud
    for_us = audience in audiences and (len(audiences) == 1 or claims.azp == audience)
    now, same = checking.seconds(), hmac.compare_digest(claims.nonce.encode(), nonce.encode())
    in_time = claims.iat - checking.EARLY_S <= now < claims.exp + checking.EARLY_S
    if claims.iss != issuer or not for_us or claims.azp not in (None, audience) or not same or not in_time:
        raise Rejected
    return dict(json.loads(payload))


def _parts(token: str) -> tuple[Header, Claims, bytes]:
    if len(token) > form.SIZE_MAX:
        raise Rejected
    header, payload = form.parts(token)
    return msgspec.json.decode(header, type=Header), msgspec.json.decode(payload, type=Claims), payload


def _key(jwks: Mapping[str, Any], header: Header) -> tuple[str, Any]:
    """The portal's key for a header, and the key's own algorithm, which the header must name."""
    named = [jwk for jwk in jwks["keys"] if header.kid is None or jwk.get("kid") == header.kid]
    able = [jwk for jwk in named if ALGORITHMS.get(jwk["kty"]) == header.alg and jwk.get("use", "sig") == "sig"]
    if len(able) != 1 or header.crit is not None:
        raise Rejected
    read = {"RS256": RSAAlgorithm.from_jwk, "ES256": ECAlgorithm.from_jwk, "EdDSA": OKPAlgorithm.from_jwk}[header.alg]
    key = read(dict(able[0]))
    if isinstance(key, RSAPublicKey) and key.key_size < RSA_BITS_MIN:
        raise Rejected
    return header.alg, key
