"""What passes between cities, signed and checked: the question about one code, the answer to it, and the province's word on cities.

A city signs with keys of its own for this (`city` beside the other keys), the province with others (`province`); the province's
public keys are pinned in a file. Why apart from the keys of access tokens: those are nobody's business but this service's.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from creditplus.federation import attestations, trust
from creditplus.federation.attestations import Question, Reply
from creditplus.federation.trust import Statement, Voucher
from creditplus.province import divisions
from creditplus.tools.tokens import checking, form, statements
from creditplus.tools.tokens.checking import LIFETIME_MAX_S, Checker
from creditplus.tools.tokens.form import Rejected
from creditplus.tools.tokens.keyring import Keys


class Federation(msgspec.Struct, frozen=True):
    """This deployment among the cities: for which city it speaks, under which address, with which keys; whose word it trusts."""

    city: str
    address: str
    keys: Keys
    province: str
    pinned: bytes


_federation: Federation | None = None


def join(directory: Path, city: str, address: str, province: str, pinned: bytes) -> None:
    """Speak for a city from now on, and trust the province whose public keys (a JWK Set) are pinned."""
    global _federation
    keys = Keys.open(directory / "city", city, city)
    _federation = Federation(city, address.rstrip("/"), keys, province.rstrip("/"), pinned)


def leave() -> None:
    """Speak for no city: then nobody is asked, and nobody answered."""
    global _federation
    _federation = None


def federation() -> Federation | None:
    """This deployment among the cities, if it is."""
    return _federation


def province(directory: Path, address: str) -> Keys:
    """The keys with which the province signs; the first one is made if there is none."""
    return Keys.open(directory / "province", address.rstrip("/"), address.rstrip("/"))


def read_statement(token: str) -> Statement:
    """What the province says of a city, by the pinned keys. Raises Rejected."""
    if _federation is None:
        raise Rejected
    return _read_statement(token, _federation.pinned, _federation.province)


def said_before(kept: Voucher | None) -> Statement | None:
    """What a kept statement says, if one is kept and its key is still pinned."""
    try:
        return read_statement(kept.token) if kept is not None else None
    except Rejected:
        return None


def said_by(signing: Keys, kept: Voucher | None) -> Statement | None:
    """The same for the province itself, which goes by its own keys."""
    try:
        return statements.statement(statements.read(kept.token, signing.jwks(), signing.issuer)) if kept else None
    except Rejected:
        return None


def look_at_statement(token: str) -> Statement:
    """What a kept statement says, to whoever runs the database it lies in; nobody checks it. Raises Rejected."""
    return statements.statement(statements.look(token))


def read_configuration(token: str, known: Statement) -> tuple[dict[str, Any], ...]:
    """The keys that a city names for itself, signed with one that is known. Raises Rejected."""
    said = statements.read(token, {"keys": known.keys}, known.address)
    about = said.metadata.creditplus_city
    if said.sub != known.address or about is None or about.city != known.city:
        raise Rejected
    if not said.iat - checking.EARLY_S <= checking.seconds() < said.exp:
        raise Rejected
    return said.jwks.keys


@lru_cache(256)
def _read_statement(token: str, pinned: bytes, issuer: str) -> Statement:
    return statements.statement(statements.read(token, _keys_in(pinned), issuer))


def vouched(kept: Voucher | None, at: datetime) -> Statement | None:
    """The statement by which a city's word can be checked at an instant, if the newest kept one is such."""
    return trust.vouched(said_before(kept), at)


def sign_question(question: Question) -> str:
    """The signed question to a guest's home. Raises Rejected if we speak for no city."""
    return _own().keys.sign(
        "city-question+jwt", _told(question), LIFETIME_MAX_S["city-question+jwt"], audience=question.home
    )


def sign_reply(reply: Reply, asking: str) -> str:
    """The signed answer to the city that asked: as long whatever it says. Raises Rejected if we speak for no city."""
    claims = _told(reply) | {"pad": attestations.padding(reply.grade)}
    return _own().keys.sign("city-answer+jwt", claims, LIFETIME_MAX_S["city-answer+jwt"], audience=asking)


def asking_city(token: str) -> str:
    """Whose question it claims to be; nobody has checked it yet. Raises Rejected."""
    try:
        if len(token) > form.SIZE_MAX:
            raise Rejected
        return form.read(token)[1].iss
    except (ValueError, msgspec.MsgspecError, RecursionError):
        raise Rejected from None


def read_question(token: str, by: Statement) -> Question:
    """A question to us of the city that a statement vouches for, about a code shown there. Raises Rejected."""
    question: Question = _read(token, by, "city-question+jwt", Question)
    if question.home != _own().city or divisions.city_of(question.county) != by.city:
        raise Rejected
    return question


def read_reply(token: str, by: Statement) -> tuple[Reply, str]:
    """An answer to us of the city that a statement vouches for, and the SHA-256 of what was signed. Raises Rejected."""
    return _read(token, by, "city-answer+jwt", Reply), digest(token)


def digest(token: str) -> str:
    """The SHA-256 of what was signed, by which two cities' logs can be compared."""
    return hashlib.sha256(token.encode()).hexdigest()


def _own() -> Federation:
    if _federation is None:
        raise Rejected
    return _federation


def _read(token: str, by: Statement, typ: Any, wanted: type[Any]) -> Any:
    claims = _checker(_own().city, by.city, msgspec.json.encode(by.keys)).verify(token, typ)
    try:
        return msgspec.convert(claims, wanted)
    except msgspec.ValidationError:
        raise Rejected from None


@lru_cache(64)
def _checker(ours: str, theirs: str, keys: bytes) -> Checker:
    """One that knows the keys of one city alone."""
    checker = Checker(ours)
    checker.trust(theirs, {"keys": msgspec.json.decode(keys)})
    return checker


def _keys_in(pinned: bytes) -> Mapping[str, Any]:
    keys: dict[str, Any] = msgspec.json.decode(pinned)
    return keys


def _told(said: Question | Reply) -> dict[str, Any]:
    return msgspec.structs.asdict(said)
