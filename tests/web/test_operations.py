"""How the service says how it is doing, and what stands on every answer."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from creditplus.tools import settings
from creditplus.web import headers
from tests.web.town import Town, good, problem, running


def test_alive_ready_and_which_version(town: Town) -> None:
    found = [good(town.http.get(path)) for path in ("/livez", "/readyz", "/version")]
    assert (found[0], found[1], found[2]["api"]) == ({"alive": True}, {"ready": True}, "1")


@pytest.mark.parametrize(("language", "says"), [("zh", "creditplus migrate"), ("en", "creditplus migrate")])
def test_a_database_that_is_not_migrated_is_named_as_missing(
    room: Path, tmp_path: Path, language: str, says: str
) -> None:
    chosen = settings.Settings(database_url=f"sqlite:///{tmp_path / 'new.db'}", keys_directory=room / "keys")
    with running(chosen) as address:
        answer = httpx.get(f"{address}/readyz", headers={"Accept-Language": language}, trust_env=False)
        alive = httpx.get(f"{address}/livez", trust_env=False).status_code
    assert (problem(answer), answer.status_code, says in answer.json()["missing"][0], alive) == (
        "not-ready",
        503,
        True,
        200,
    )


def test_a_database_that_cannot_be_reached_leaves_the_process_alive(room: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"postgresql://nobody:secret@127.0.0.1:{taken.getsockname()[1]}/none"
        with running(settings.Settings(database_url=url, keys_directory=room / "keys")) as address:
            ready = httpx.get(f"{address}/readyz", trust_env=False)
            alive = httpx.get(f"{address}/livez", trust_env=False)
    assert (ready.status_code, alive.status_code, "secret" in ready.text) == (503, 200, False)


def test_the_metadata_leads_to_the_doors(town: Town) -> None:
    found = good(town.http.get("/.well-known/oauth-authorization-server"))
    paths = [urlsplit(found[name]).path for name in ("token_endpoint", "jwks_uri")]
    assert paths == ["/oauth/token", "/.well-known/jwks.json"]


def test_the_public_keys_have_no_private_half(town: Town) -> None:
    keys = good(town.http.get("/.well-known/jwks.json"))["keys"]
    assert [sorted(key) for key in keys] == [["alg", "crv", "kid", "kty", "use", "x"]] * len(keys)


@pytest.mark.parametrize(
    "path", ["/livez", "/v1/me/score", "/nowhere", "/docs", "/problems/failed", "/static/pages.css", "/schema"]
)
def test_every_answer_carries_the_headers_that_protect_its_reader(town: Town, path: str) -> None:
    answer = town.http.get(path)
    assert {name: answer.headers.get(name) for name in headers.ALWAYS} == headers.ALWAYS
    assert ("server" in answer.headers, "set-cookie" in answer.headers) == (False, False)


def test_what_is_about_a_person_is_never_remembered(town: Town) -> None:
    answers = [town.http.get("/v1/me/score", headers=town.of(role)) for role in ("resident", "nobody", "operator")]
    assert [answer.headers["cache-control"] for answer in answers] == ["no-store"] * 3


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "GET", "HEAD", "QUERY"])
def test_another_method_is_refused_and_the_right_ones_are_named(town: Town, method: str) -> None:
    answer = town.http.request(method, "/v1/me/codes")
    assert (answer.status_code, "POST" in answer.headers["allow"]) == (405, True)


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/me", "/v2/me/score", "/v1/me/score/more", "/schema/swagger", "/..%2f..%2fetc"]
)
def test_an_address_where_nothing_is_answers_in_the_same_form(town: Town, path: str) -> None:
    answer = town.http.get(path)
    assert (answer.status_code, problem(answer)) == (404, "unknown-door")


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "zh-CN"),
        ("zh", "zh-CN"),
        ("en", "en"),
        ("en-US,en;q=0.5", "en"),
        ("zh-TW,en;q=0.9", "zh-CN"),
        ("en;q=0.8,zh;q=0.9", "zh-CN"),
        ("fr", "zh-CN"),
        ("fr,en;q=0.1", "en"),
        ("en;q=0", "zh-CN"),
        ("en;q=nan,zh", "zh-CN"),
        (";;;,,,q=", "zh-CN"),
        ("en," * 5000, "en"),
    ],
)
def test_the_language_is_the_one_that_is_preferred(town: Town, accept: str, language: str) -> None:
    assert town.http.get("/nowhere", headers={"Accept-Language": accept}).headers["content-language"] == language
