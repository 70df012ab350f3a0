"""A body that cannot be read in exactly one way is refused before anything is done with it, in both languages."""

import json
from typing import Any

import httpx
import pytest

from tests.web.town import COUNTY, Town, merit, problem

WHERE = f"/v1/counties/{COUNTY}/records"
JSON = "application/json"
GOOD = json.dumps(merit()).encode()


def with_member(written: str) -> bytes:
    """A good record but for one member of its fields, written by hand."""
    return json.dumps(merit(fields={"hours": "HERE"})).replace('"HERE"', written).encode()


BAD: dict[str, tuple[bytes, str | None, int, str]] = {
    "nothing at all": (b"", JSON, 400, "unreadable"),
    "only blanks": (b" \n", JSON, 400, "unreadable"),
    "half of an object": (GOOD[:-9], JSON, 400, "unreadable"),
    "half of a list": (b"[" + GOOD, JSON, 400, "unreadable"),
    "a text instead of an object": (b'"record"', JSON, 422, "bad-fields"),
    "null": (b"null", JSON, 422, "bad-fields"),
    "not UTF-8": (GOOD.replace(b"volunteer", b"volunt\xff\xfe"), JSON, 400, "unreadable"),
    "UTF-16": (GOOD.decode().encode("utf-16"), JSON, 400, "unreadable"),
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD, JSON, 400, "unreadable"),
    "a NUL in a text": (GOOD.replace(b"volunteer_service", b"volunteer\\u0000"), JSON, 400, "unreadable"),
    "a NUL byte": (GOOD.replace(b"volunteer_service", b"volunteer\x00"), JSON, 400, "unreadable"),
    "a NUL in a name": (with_member('{"a\\u0000": 1}'), JSON, 400, "unreadable"),
    "half of a letter": (GOOD.replace(b"volunteer_service", b"\\ud800"), JSON, 400, "unreadable"),
    "a name twice": (GOOD[:-1] + b', "on": "2026-01-01"}', JSON, 400, "unreadable"),
    "a name twice, deeper": (with_member('{"a": 1, "a": 1}'), JSON, 400, "unreadable"),
    "NaN": (with_member("NaN"), JSON, 400, "unreadable"),
    "Infinity": (with_member("-Infinity"), JSON, 400, "unreadable"),
    "1e400": (with_member("1e400"), JSON, 400, "unreadable"),
    "a number of forty digits": (with_member("1" * 40), JSON, 400, "unreadable"),
    "a number of five thousand digits": (with_member("1" * 5000), JSON, 400, "unreadable"),
    "a number that other readers round": (with_member(str(2**53)), JSON, 400, "unreadable"),
    "lists nested 3,000 deep": (with_member("[" * 3000 + "]" * 3000), JSON, 400, "unreadable"),
    "objects nested 3,000 deep": (with_member('{"a":' * 3000 + "1" + "}" * 3000), JSON, 400, "unreadable"),
    "only brackets that open": (b"[" * 60_000, JSON, 400, "unreadable"),
    "no content type": (GOOD, None, 415, "wrong-media"),
    "a text": (GOOD, "text/plain", 415, "wrong-media"),
    "XML": (b"<record/>", "application/xml", 415, "wrong-media"),
    "a form": (b"id=1", "application/x-www-form-urlencoded", 415, "wrong-media"),
    "a content type without sense": (GOOD, ";;;", 415, "wrong-media"),
    "JSON in another encoding": (GOOD, "application/json; charset=gb18030", 415, "wrong-media"),
    "more than 64 KiB": (with_member('"' + "a" * 70_000 + '"'), JSON, 413, "too-large"),
    "10 MB": (b'"' + b"a" * 10_000_000 + b'"', JSON, 413, "too-large"),
}


def sent(town: Town, body: Any, media: str | None, language: str = "zh", **headers: str) -> httpx.Response:
    """Report these very bytes."""
    named = town.of("provider") | {"Accept-Language": language} | headers
    return town.http.post(WHERE, content=body, headers=named | ({"Content-Type": media} if media else {}))


@pytest.mark.parametrize("what", BAD)
def test_a_body_that_cannot_be_read_is_refused(town: Town, what: str) -> None:
    body, media, status, type = BAD[what]
    answer = sent(town, body, media)
    assert (answer.status_code, problem(answer)) == (status, type)


@pytest.mark.parametrize("what", BAD)
def test_the_refusal_is_told_in_both_languages(town: Town, what: str) -> None:
    body, media, _, _ = BAD[what]
    answers = [sent(town, body, media, language) for language in ("zh-CN,zh;q=0.9", "en-GB,en;q=0.9,zh;q=0.5")]
    chinese = [any("\u4e00" <= letter <= "\u9fff" for letter in answer.text) for answer in answers]
    assert (chinese, [answer.headers["content-language"] for answer in answers]) == ([True, False], ["zh-CN", "en"])


def test_a_body_without_an_announced_length_is_stopped_too(town: Town) -> None:
    pieces = (b"a" * 50_000 for _ in range(200))
    assert problem(sent(town, pieces, JSON)) == "too-large"


def test_a_compressed_body_is_not_read(town: Town) -> None:
    assert problem(sent(town, GOOD, JSON, **{"Content-Encoding": "gzip"})) == "wrong-media"


def test_the_connection_still_works_after_a_body_was_too_large(town: Town) -> None:
    sent(town, BAD["10 MB"][0], JSON)
    assert town.report(merit()).status_code == 200


@pytest.mark.parametrize("media", ["application/json", "Application/JSON", 'application/json; charset="utf-8"'])
def test_every_way_to_write_the_right_content_type_is_read(town: Town, media: str) -> None:
    assert sent(town, json.dumps(merit()).encode(), media).status_code == 200


@pytest.mark.parametrize(
    ("query", "type"),
    [
        ("", "bad-fields"),
        ("county=231181&county=231102", "unreadable"),
        ("county=231181&x=1", "bad-fields"),
        ("county=%00", "bad-fields"),
        ("county=23118", "bad-fields"),
        ("county=999999", "unknown-county"),
    ],
)
def test_a_wrong_parameter_is_refused(town: Town, query: str, type: str) -> None:
    assert problem(town.http.get(f"/v1/scenarios?{query}")) == type


@pytest.mark.parametrize("day", ["2026-13-01", "yesterday", "", "2026-1-1", "99999-01-01"])
def test_a_day_that_is_none_is_refused(town: Town, day: str) -> None:
    answer = town.http.get("/v1/me/score", params={"on": day}, headers=town.of("resident"))
    assert (problem(answer), [flaw["pointer"] for flaw in answer.json()["errors"]]) == ("bad-fields", ["/on"])
