"""The province vouches for a city for a week at most; an older word never counts again, and a removal counts at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from creditplus.federation import trust
from creditplus.federation.trust import Statement

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
KEY = {"kid": "a", "kty": "OKP", "crv": "Ed25519", "x": "AA"}
NEXT = {**KEY, "kid": "b"}
SAID = Statement(
    city="230200",
    number=7,
    issued_at=AT - timedelta(days=1),
    until=AT + timedelta(days=6),
    keys=(KEY,),
    address="https://credit.example.cn",
)


def said(**other: Any) -> Statement:
    """The statement, with something else in it."""
    return msgspec.structs.replace(SAID, **other)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({}, None),
        ({"number": 8, "keys": (KEY, NEXT)}, None),
        ({"number": 8, "keys": (), "address": ""}, None),
        ({"city": "230281"}, "no-city"),
        ({"city": "231100"}, "other-city"),
        ({"until": AT + timedelta(days=6, seconds=1)}, "too-long"),
        ({"until": SAID.issued_at}, "too-long"),
        ({"issued_at": AT + timedelta(seconds=31)}, "early"),
        ({"issued_at": AT - timedelta(days=7), "until": AT}, "expired"),
        ({"number": 6}, "older"),
        ({"keys": (NEXT,)}, "changed"),
        ({"number": 8, "keys": (KEY, KEY)}, "keys"),
        ({"number": 8, "keys": tuple({**KEY, "kid": str(one)} for one in range(5))}, "keys"),
        ({"number": 8, "keys": ({"kty": "OKP"},)}, "keys"),
        ({"number": 8, "address": "http://credit.example.cn"}, "address"),
    ],
)
def test_what_is_taken_in_place_of_what_is_known(other: dict[str, Any], why: str | None) -> None:
    assert trust.refusal(said(**other), "230200", SAID, AT) == why


def test_a_removed_city_does_not_come_back_by_an_old_statement() -> None:
    removed = said(number=8, keys=(), address="")
    assert trust.refusal(removed, "230200", SAID, AT) is None
    assert trust.vouched(removed, AT) is None
    assert trust.refusal(SAID, "230200", removed, AT) == "older"


def test_a_silent_province_harms_nobody_until_the_statement_is_over() -> None:
    ends = SAID.until
    told = [trust.vouched(SAID, at) is SAID for at in (AT, ends - timedelta(seconds=1), ends, AT - timedelta(days=2))]
    assert told == [True, True, False, False]
    assert trust.vouched(None, AT) is None
