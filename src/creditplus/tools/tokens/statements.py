"""Entity statements in the shape of OpenID Federation 1.1: what the province says of a city, and what anybody says of themselves.

Why an address is the name: there an entity is called by its address (`iss`, `sub`); the city's code and the number of the word
stand in `metadata`. Why a removed city has a statement too, without keys: whoever only hears nothing cannot know that it is gone.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import jwt
import msgspec
from jwt.types import Options

from creditplus.federation.trust import Statement
from creditplus.tools.tokens import checking, files, form
from creditplus.tools.tokens.form import Rejected
from creditplus.tools.tokens.keyring import Keys

TYPE = "entity-statement+jwt"
PUBLIC = ("kty", "crv", "x", "y", "kid", "alg", "use")
ITSELF_S = 24 * 3600
"""How long what an entity says of itself counts."""


class KeySet(msgspec.Struct, frozen=True):
    """Public keys (RFC 7517)."""

    keys: tuple[dict[str, Any], ...]


class City(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said of a city beyond its keys: its code, the how-manieth word on it this is, and where it answers."""

    city: str
    number: int = 0
    answers_endpoint: str = ""


class Metadata(msgspec.Struct, frozen=True, omit_defaults=True):
    """What kind of entity it is: a city of this service, or a province with a list of them."""

    creditplus_city: City | None = None
    federation_entity: dict[str, str] = {}


class Claims(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The claims of a statement; `crit` would ask for what we do not know."""

    iss: str
    sub: str
    iat: int
    exp: int
    jwks: KeySet
    metadata: Metadata = Metadata()
    authority_hints: tuple[str, ...] = ()
    crit: Any = None


def vouch(keys: Keys, said: Statement) -> str:
    """The province's signed statement about a city."""
    about = City(said.city, said.number, f"{said.address}/v1/cities/answers")
    public = tuple({name: key[name] for name in PUBLIC if name in key} for key in said.keys)
    return keys.signed(
        TYPE,
        Claims(
            iss=keys.issuer,
            sub=said.address,
            iat=int(said.issued_at.timestamp()),
            exp=int(said.until.timestamp()),
            jwks=KeySet(public),
            metadata=Metadata(about),
        ),
    )


def configuration(keys: Keys, address: str, metadata: Metadata, superiors: Sequence[str] = ()) -> str:
    """What an entity says of itself: its keys, the next one included."""
    now = int(checking.seconds())
    own = KeySet(tuple(keys.jwks()["keys"]))
    whole = Claims(iss=address, sub=address, iat=now, exp=now + ITSELF_S, jwks=own, metadata=metadata)
    return keys.signed(TYPE, msgspec.structs.replace(whole, authority_hints=tuple(superiors)))


def read(token: str, jwks: Mapping[str, Any], issuer: str) -> Claims:
    """A statement that an issuer signed with one of these keys; whether it is time is for the caller. Raises Rejected."""
    try:
        if len(token) > form.SIZE_MAX:
            raise Rejected
        written, payload = form.parts(token)
        header = msgspec.json.decode(written, type=form.Header)
        claims = msgspec.json.decode(payload, type=Claims)
        (key,) = [files.foreign(issuer, one) for one in jwks["keys"] if one["kid"] == header.kid]
        if (header.typ, header.alg, claims.iss, claims.crit) != (TYPE, key.algorithm, issuer, None):
            raise Rejected
        options: Options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
        jwt.decode(token, key.public, [key.algorithm], options)
        for one in claims.jwks.keys:
            files.foreign(claims.sub, one)
        if not 0 < claims.iat < claims.exp < checking.INSTANT_MAX:
            raise Rejected
    except (ValueError, TypeError, LookupError, msgspec.MsgspecError, RecursionError, jwt.PyJWTError):
        raise Rejected from None
    return claims


def statement(claims: Claims) -> Statement:
    """A statement about a city as our own noun. Raises Rejected if it is about none."""
    about = claims.metadata.creditplus_city
    if about is None or about.number < 1:
        raise Rejected
    begins, ends = (datetime.fromtimestamp(one, UTC) for one in (claims.iat, claims.exp))
    keys = claims.jwks.keys
    return Statement(city=about.city, number=about.number, issued_at=begins, until=ends, keys=keys, address=claims.sub)


def subject(token: str) -> str:
    """The address of whom a statement is about; nobody has checked it. Raises Rejected."""
    return look(token).sub


def look(token: str) -> Claims:
    """What a statement says, by which nobody may go before it is checked. Raises Rejected."""
    try:
        return msgspec.json.decode(form.parts(token)[1], type=Claims)
    except (ValueError, LookupError, msgspec.MsgspecError, RecursionError):
        raise Rejected from None
