"""An organisation's number (统一社会信用代码, GB 32100-2015): 18 characters, the last of which proves the others.

One for the body that registered it, one for its category, six digits of a division, nine of the organisation, one check character.

Why our own and not a library's: village collectives, trade unions and armed forces have letters in the first place, which the
well-known library refuses.
"""

import re

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Digits and capitals without I, O, S, V and Z, each worth its place (0 to 30)."""
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
FORM = re.compile(rf"[{LETTERS}]{{2}}[0-9]{{6}}[{LETTERS}]{{10}}")
WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""Full-width letters and digits, and what they are at half width."""


def uscc(written: str) -> str | None:
    """A unified social credit code in its one form (half-width capitals), or None if it cannot be one."""
    number = "".join(written.split()).translate(WIDE).upper()
    return number if FORM.fullmatch(number) and number[17] == check(number[:17]) else None


def check(body: str) -> str:
    """The check character of the first 17 (GB 32100, annex A)."""
    total = sum(weight * LETTERS.index(letter) for weight, letter in zip(WEIGHTS, body, strict=True))
    return LETTERS[-total % 31]
