"""A consent (授权): whose score may be used in which scenario, by which kind of operator, until when; and the code shown at a desk."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Thirty-two letters and digits that nobody confuses when reading aloud: no I, O, 0, 1. Upper case keeps a QR code small."""
CODE_LENGTH = 16

CodeText = Annotated[str, Meta(pattern=r"^[A-HJ-NP-Z2-9]{16}$")]
Lifetime = Annotated[int, Meta(ge=60, le=600, description="seconds that a code lives: one to ten minutes")]


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """One agreement, to the very words (`notice_digest`), from `given_at` until `until`, unless withdrawn."""

    id: str
    person: str
    scenario: str
    operator_kind: str
    city: str | None = None
    notice_digest: str
    given_at: datetime
    until: datetime


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a consent, effective at once."""

    id: str
    consent: str
    at: datetime


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A short single-use code for one scenario; only its digest is kept."""

    digest: str
    person: str
    scenario: str
    county: str
    issued_at: datetime
    expires_at: datetime


class CodeUse(msgspec.Struct, frozen=True, kw_only=True):
    """The one use of a code. The digest is the key of its table, so a second use cannot be recorded."""

    digest: str
    decision: str
    at: datetime


def holds(consents: Iterable[Consent], withdrawals: Iterable[Withdrawal], operator_kind: str, at: datetime) -> bool:
    """Whether one of a person's consents for a scenario holds at an instant for a kind of operator."""
    withdrawn = {withdrawal.consent for withdrawal in withdrawals if withdrawal.at <= at}
    return any(
        consent.operator_kind == operator_kind
        and consent.given_at <= at < consent.until
        and consent.id not in withdrawn
        for consent in consents
    )


def code_of(county: str, random: bytes) -> str:
    """A code of 16 letters: the first names the home city, the others carry 75 bits of 15 `random` bytes."""
    city = ALPHABET[int(county[2:4])]
    return city + "".join(ALPHABET[byte % 32] for byte in random[: CODE_LENGTH - 1])


def tidy(code: str) -> str:
    """A typed code in its one form: upper case, no spaces or hyphens."""
    return "".join(code.upper().split()).replace("-", "")


def digest(code: str) -> str:
    """SHA-256 of a code or of a notice: what is kept instead of it."""
    return hashlib.sha256(code.encode()).hexdigest()
