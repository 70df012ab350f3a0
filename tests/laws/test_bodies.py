"""A body that is read at once says what it says when it is read with all care; whatever is doubtful is read with care."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from creditplus.errors import Refusal
from creditplus.web import bodies, sent

LINK = "0123456789abcdef" * 4
CODE = "ABCDEFGHJKLMNPQR"
NUMBERS = st.integers(-(2**70), 2**70) | st.sampled_from([2**53, 2**53 - 1, 2**63, 2**64, 10**400, 0, -1])
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.floats() | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=8,
)
FIELDS = {
    "code": st.sampled_from([CODE, CODE.lower(), "A-" * 12, '"' * 16, "\\" * 16, "\0" * 16, "\ud800" * 16]),
    "link": st.sampled_from([LINK, LINK.upper(), f"{LINK}\n", LINK[1:]]),
    "amount_fen": NUMBERS,
    "minutes": NUMBERS,
    "purpose": st.text(max_size=61),
}
QUESTIONS = st.fixed_dictionaries(
    {}, optional={name: some | ANYTHING for name, some in FIELDS.items()} | {"x": ANYTHING}
)
PARTS = st.sampled_from(
    [
        *(
            b'"',
            b"\\",
            b",",
            b":",
            b"{",
            b"}",
            b"[",
            b"]",
            b"null",
            b"NaN",
            b"-0",
            b"1.0",
            b"1e2",
            b"1e400",
            b"\t",
            b"\0",
        ),
        *(
            b"\xff",
            b"\xc0\x80",
            b"\xed\xa0\x80",
            b"\xef\xbb\xbf",
            b"\\ud800",
            b"\\u0000",
            b"\\u006c",
            b"0" * 40,
            b"9" * 5000,
        ),
        *(
            b'"minutes":1,',
            b'"link":null,',
            b',"link":""',
            b'"x":1,',
            b"[" * 2000,
            b'{"a":' * 20,
            "é".encode(),
            b"\x7f",
        ),
    ]
)
"""What makes a body readable in two ways, or in none."""


def read(body: bytes) -> tuple[sent.Question | None, list[type]]:
    """A body, read with all care; and of which type each field is, for 1 and 1.0 and True are equal, but not the same."""
    try:
        return kinds(bodies.fits(bodies.plain(body), sent.Question))
    except Refusal:
        return None, []


def kinds(question: sent.Question) -> tuple[sent.Question, list[type]]:
    """A question, and of which type each of its fields is."""
    return question, [type(getattr(question, name)) for name in question.__struct_fields__]


def doubtful(body: bytes) -> None:
    """Either way gives the same: what is read, or that it is refused."""
    quick: tuple[sent.Question | None, list[type]]
    try:
        quick = kinds(bodies.struct(body, sent.Question))
    except Refusal:
        quick = None, []
    assert quick == read(body)


@given(QUESTIONS, st.booleans())
@example({"link": LINK, "minutes": 95}, True)
@example({"link": LINK, "minutes": 2**53}, True)
def test_a_body_is_read_at_once_as_it_is_read_with_care(said: dict[str, Any], ascii: bool) -> None:
    doubtful(json.dumps(said, ensure_ascii=ascii).encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=3) | PARTS, st.integers(0, 110), st.integers(0, 9), st.sampled_from(["link", "code"]))
@example(b'"minutes":1,', 1, 0, "link")
@example(b'"minutes":95,', 1, 0, "link")
@example(b'"link":null,', 1, 0, "code")
def test_a_body_with_anything_in_it_is_read_with_care(part: bytes, place: int, gone: int, what: str) -> None:
    body = json.dumps({what: LINK if what == "link" else CODE, "minutes": 95, "purpose": "p"}).encode()
    doubtful(body[:place] + part + body[place + gone :])


@given(st.binary(max_size=40))
def test_bytes_without_sense_are_refused_either_way(body: bytes) -> None:
    doubtful(body)


PLAIN = f'{{"link":"{LINK}","minutes":95}}'


@pytest.mark.parametrize(
    ("body", "at_once"),
    [
        (PLAIN, True),
        (f" {PLAIN}\n", True),
        (f'{{"code":"{CODE}"}}', True),
        (PLAIN.replace("}", ',"minutes":95}'), False),
        (PLAIN.replace("}", ',"code":null}'), False),
        (PLAIN.replace("link", "\\u006cink"), False),
    ],
)
def test_what_is_plain_is_read_at_once_and_what_could_be_read_in_two_ways_is_not(body: str, at_once: bool) -> None:
    assert (bodies.at_once(body.encode(), sent.Question) is not None) == at_once
