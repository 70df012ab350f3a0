"""A consent (授权): whose score may be used in which scenario, by which kind of operator, until when; and the code shown at a desk."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from creditplus.errors import Words

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Thirty-two letters and digits that nobody confuses when reading aloud: no I, O, 0, 1. Upper case keeps a QR code small."""
CODE_LENGTH = 16

CITY_LASTS = "1 year"
"""How long a consent for another city holds."""

SHAPE = re.compile("[A-HJ-NP-Z2-9]{16}")
CodeText = Annotated[str, Meta(pattern=f"^{SHAPE.pattern}$")]
Lifetime = Annotated[int, Meta(ge=60, le=600, description="seconds that a code lives: one to ten minutes")]


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """One agreement, to the very words (`notice_digest`), from `given_at` until `until`, unless withdrawn.

    With a `city` it is for that city alone, and for nobody at home; without one it is to a text of home (`scenario_digest`).
    """

    id: str
    person: str
    scenario: str
    operator_kind: str
    city: str | None = None
    notice_digest: str
    scenario_digest: str | None = None
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


def live(given: Iterable[Consent], withdrawals: Iterable[Withdrawal], at: datetime) -> list[Consent]:
    """The consents that hold at an instant.

    Why no withdrawal is too late: who is told of one that is written down already must heed it, whatever two machines' clocks say.
    """
    withdrawn = {withdrawal.consent for withdrawal in withdrawals}
    return [one for one in given if one.given_at <= at < one.until and one.id not in withdrawn]


def unended(given: Iterable[Consent], withdrawals: Iterable[Withdrawal], at: datetime) -> list[Consent]:
    """The consents that hold at an instant or, given by a clock that goes ahead, will: all that there is to take back."""
    return live((msgspec.structs.replace(one, given_at=min(one.given_at, at)) for one in given), withdrawals, at)


def holds(
    given: Iterable[Consent],
    withdrawals: Iterable[Withdrawal],
    operator_kind: str,
    at: datetime,
    city: str | None = None,
) -> bool:
    """Whether one of a person's consents for a scenario holds at an instant for a kind of operator, at home or in another city."""
    return any((one.operator_kind, one.city) == (operator_kind, city) for one in live(given, withdrawals, at))


def same(one: Consent, other: Consent) -> bool:
    """Whether two consents allow the same: then taking one back takes back both."""
    return (one.scenario, one.operator_kind, one.city) == (other.scenario, other.operator_kind, other.city)


def notice_for_city(scenario: Words, operator: Words, city: Words) -> Words:
    """The words of a consent for another city: they name the receiver, purpose, method and kinds (PIPL 23; G06)."""
    return Words(
        f"我单独同意：当我在{city.zh}的“{scenario.zh}”场景向经营者（{operator.zh}）出示信用码时，本服务向{city.zh}的积分服务回答一个问题。"
        f"接收方：{city.zh}的积分服务。目的：仅用于决定这一次能否享受优惠。方式：一次加密、签名、当场使用的答复。"
        "内容：一个不高于该场景所需的等级；不提供积分、明细和身份。一年有效，可以随时撤回；不同意不影响任何服务。",
        f"I agree separately: when I show a code to an operator ({operator.en}) in the scenario “{scenario.en}” in {city.en}, this "
        f"service answers one question of the points service of {city.en}. Receiver: the points service of {city.en}. Purpose: only to "
        "decide whether I receive a benefit this one time. Method: one answer, encrypted, signed and used on the spot. Kinds: one "
        "grade, no higher than the scenario needs; no score, no line, no identity. It lasts a year and can be taken back at any "
        "time; not agreeing changes no service.",
    )


def notice_digest(notice: Words) -> str:
    """SHA-256 of the words that were agreed to, in both languages."""
    return digest(f"{notice.zh}\n{notice.en}")


def code_of(county: str, random: bytes) -> str:
    """A code of 16 letters: the first names the home city, the others carry 75 bits of 15 `random` bytes."""
    city = ALPHABET[int(county[2:4])]
    return city + "".join(ALPHABET[byte % 32] for byte in random[: CODE_LENGTH - 1])


def home_of(code: str) -> str | None:
    """The city whose code it is by its first letter; nobody knows yet whether there is such a code, or such a city."""
    plain = tidy(code)
    return f"23{ALPHABET.index(plain[0]):02d}00" if SHAPE.fullmatch(plain) else None


def tidy(code: str) -> str:
    """A typed code in its one form: upper case, no spaces or hyphens."""
    return "".join(code.upper().split()).replace("-", "")


def digest(code: str) -> str:
    """SHA-256 of a code or of a notice: what is kept instead of it."""
    return hashlib.sha256(code.encode()).hexdigest()
