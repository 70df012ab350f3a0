"""Ruling texts at the doors: two people, every problem at once, and the text to the letter."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from creditplus.demo import house
from creditplus.drafting import drafts
from creditplus.tools import clock
from tests.web.town import Town, good, problem

SCENARIO = next(file for file in house.texts() if "library-deposit" in str(file) and "231181" in str(file)).read_text(
    "utf-8"
)
RULEBOOK = next(file for file in house.texts() if "rules/231181" in str(file)).read_text("utf-8")
TOML = "application/toml"


def new(number: int) -> str:
    """A sound text that nobody has proposed yet: the shipped one with another document number."""
    return SCENARIO.replace("北信组发〔2026〕3号", f"北信组发〔2026〕{1000 + number}号")


def propose(town: Town, text: str | bytes, by: str = "author", media: str | None = TOML, **more: Any) -> httpx.Response:
    """Propose a text."""
    headers = town.of(by) | ({"Content-Type": media} if media else {}) | more.pop("headers", {})
    content = text if isinstance(text, bytes) else text.encode()
    return town.http.post("/v1/documents", content=content, headers=headers, **more)


def verdict(town: Town, digest: str, by: str = "approver", **body: Any) -> httpx.Response:
    """Say the second word."""
    act = "rejection" if "reject" in body else "approval"
    sent = {"because": "-"} if body.pop("reject", False) else body
    named = town.of(by) | {"If-Match": f'"{digest}"'}
    return town.http.post(f"/v1/documents/{digest}/{act}", json=sent, headers=named)


@pytest.mark.parametrize("media", [TOML, "text/plain", "text/plain; charset=utf-8"])
def test_a_text_is_proposed_and_can_be_read_to_the_letter(town: Town, media: str) -> None:
    proposed = propose(town, new(1), media=media)
    digest = good(proposed)["digest"]
    shown = good(town.http.get(f"/v1/documents/{digest}", headers=town.of("auditor")))
    assert (proposed.status_code, digest, shown["text"]) == (201, drafts.digest_of(new(1)), new(1))


def test_the_same_text_again_is_the_same_document(town: Town) -> None:
    assert good(propose(town, new(2))) == good(propose(town, new(2)))


def test_nobody_approves_their_own_text(town: Town) -> None:
    later = clock.today() + timedelta(days=60)
    text = new(3).replace("effective         = 2026-03-01", f"effective         = {later}")
    digest = good(propose(town, text, by="province"))["digest"]
    seen = good(town.http.post(f"/v1/documents/{digest}/simulation", headers=town.of("approver")))["digest"]
    answers = [
        verdict(town, digest, by="province"),
        verdict(town, digest, because="ok", simulation=seen),
        verdict(town, digest, reject=True),
    ]
    assert [(one.status_code, one.json().get("type")) for one in answers] == [
        (403, "/problems/own-document"),
        (201, None),
        (409, "/problems/already-decided"),
    ]


def test_all_problems_of_a_text_are_told_with_file_and_line(town: Town) -> None:
    broken = new(4).replace("deposit_fen = 5000", "deposit_fenn = 5000").replace('lasts = "2 years"', 'lasts = "soon"')
    answer = propose(town, broken, params={"file": "scenarios/x.toml"})
    told = answer.json()["problems"]
    assert (problem(answer), {one["file"] for one in told}, all(one["line"] for one in told)) == (
        "bad-text",
        {"scenarios/x.toml"},
        True,
    )


def test_problems_are_told_in_both_languages(town: Town) -> None:
    said = [
        propose(town, "x = 1", headers={"Accept-Language": language}).json()["problems"][0]["detail"]
        for language in ("zh", "en")
    ]
    assert [any("\u4e00" <= letter <= "\u9fff" for letter in one) for one in said] == [True, False]


@pytest.mark.parametrize(
    ("text", "media", "type"),
    [
        (b"\xff\xfe", TOML, "unreadable"),
        (b"a = '\x00'", TOML, "unreadable"),
        (b"", TOML, "bad-text"),
        (b"a = [" * 5000, TOML, "bad-text"),
        (b"kind = 'rulebook'\n" + b"#" * 1_100_000, TOML, "too-large"),
        (b"kind = 'rulebook'", "application/json", "wrong-media"),
        (b"kind = 'rulebook'", None, "wrong-media"),
        (b"kind = ", TOML, "bad-text"),
        (b"kind = 'law'", TOML, "bad-text"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused(town: Town, text: bytes, media: str | None, type: str) -> None:
    assert problem(propose(town, text, media=media)) == type


@pytest.mark.parametrize("file", ["../../etc/passwd\n", "a b", "x" * 200, ""])
def test_a_file_name_that_is_none_is_refused(town: Town, file: str) -> None:
    assert problem(propose(town, new(5), params={"file": file})) == "bad-fields"


@pytest.mark.parametrize("digest", ["0" * 64, "x", "%00", "..", "0" * 5000])
def test_a_digest_that_no_text_has_is_not_found(town: Town, digest: str) -> None:
    answers = [town.http.get(f"/v1/documents/{digest}", headers=town.of("auditor")), verdict(town, digest)]
    assert [answer.status_code for answer in answers] == [404, 404] if digest != ".." else [404, 405]


def test_nobody_waits_while_a_text_is_proved(any_town: Town) -> None:
    """A whole rulebook takes a second or two to prove; answers that write go on meanwhile, also where one writes at a time."""
    text = RULEBOOK.replace("北信组发〔2026〕2号", "北信组发〔2026〕1901号")
    assert text != RULEBOOK
    with ThreadPoolExecutor(1) as pool:
        proposed = pool.submit(propose, any_town, text)
        waits = []
        while not proposed.done():
            began = time.perf_counter()
            good(any_town.http.get("/v1/me/commitments", headers=any_town.of("resident")))
            waits.append(time.perf_counter() - began)
        took = proposed.result().elapsed.total_seconds()
    assert good(proposed.result())["division"] == "231181"
    assert len(waits) >= 3
    assert max(waits) < took / 2
