"""Whatever goes wrong, somebody with a browser sees a page with the house's head and foot; a program gets a problem that it can read."""

import httpx
import pytest
from litestar import Litestar, get
from litestar.datastructures import State
from litestar.testing import TestClient

from creditplus.web.pages import house
from tests.pages.reader import ACCEPT, Page, Reader
from tests.web.town import Town

LARGE = {"attestation": "x" * 100_000}
WRONG = {
    "nothing is there": ("GET", "/no-such-page", 404, "There is no such page"),
    "nothing is there to send to": ("POST", "/no-such-page", 404, "There is no such page"),
    "a page that takes no form": ("POST", "/scenarios", 405, "There is no such page"),
    "a form that is too large": ("POST", "/verify", 413, "Too much at once"),
    "a problem that nobody knows": ("GET", "/problems/none", 404, "There is no such page"),
    "a door to be asked with a token": ("GET", "/v1/events", 401, "Not signed in"),
    "a door that misses something": ("GET", "/v1/scenarios", 422, "Some fields are wrong"),
    "a door that is asked wrongly": ("POST", "/v1/scenarios", 405, "There is no such page"),
    "a door that takes no such body": ("POST", "/v1/me/codes", 401, "Not signed in"),
}


def asked(town: Town, method: str, path: str, accept: str) -> httpx.Response:
    """What comes back to somebody who asks for some kind of answer."""
    body = LARGE if method == "POST" else None
    headers = {"Accept": accept, "Accept-Language": "en"}
    return httpx.request(method, f"{town.http.base_url}{path}", headers=headers, data=body, trust_env=False)


@pytest.mark.parametrize(("method", "path", "status", "says"), WRONG.values(), ids=str)
def test_a_browser_gets_a_page(town: Town, method: str, path: str, status: int, says: str) -> None:
    page = Page(asked(town, method, path, ACCEPT))
    assert (page.status, page.response.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert (says in page.text, len(page.all("h1")), len(page.all("footer")), len(page.all("nav"))) == (True, 1, 1, 1)
    assert ("/docs" in page.text, "Accept" in page.response.headers["vary"]) == (False, True)


@pytest.mark.parametrize(("method", "path", "status", "says"), WRONG.values(), ids=str)
@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/html"])
def test_a_program_gets_a_problem(town: Town, method: str, path: str, status: int, says: str, accept: str) -> None:
    answer = asked(town, method, path, accept)
    wanted = status if path.startswith(("/v1", "/no")) else answer.status_code
    assert (answer.status_code, answer.status_code >= 400) == (wanted, True)
    if path.startswith(("/v1", "/no")):
        assert answer.json()["status"] == status


def test_somebody_who_must_sign_in_first_is_asked_to_and_not_at_a_door_which_takes_tokens_alone(town: Town) -> None:
    page, door = (asked(town, "GET", path, ACCEPT) for path in ("/me", "/v1/events"))
    assert (page.status_code, page.headers["location"], door.status_code, "www-authenticate" in door.headers) == (
        303,
        "/sign-in?to=/me",
        401,
        True,
    )


@pytest.mark.parametrize(
    ("address", "above"), [("/me/join", "/me"), ("/me/records/x/repair", "/me/records/x"), ("/sign-out", "/")]
)
def test_the_address_of_a_form_loaded_again_leads_to_the_page_above(town: Town, address: str, above: str) -> None:
    """So that changing the language after a form was refused does not end at a refusal about methods."""
    answer = asked(town, "GET", address, ACCEPT)
    assert (answer.status_code, answer.headers["location"]) == (303, above)


def test_a_form_that_was_refused_can_be_read_in_the_other_language(town: Town, reader: Reader) -> None:
    reader.resident(town.joined())
    refused = reader.post("/me/help", reader.see("/me/help").form("/me/help") | {"last": "nonsense"})
    assert refused.status == 422
    assert reader.see("/reading?in=en&to=/me/household/membership").all("html")[0]["lang"] == "en"


def test_our_own_fault_is_told_on_a_page_without_what_broke() -> None:
    @get("/broken", sync_to_thread=False)
    def broken() -> None:
        raise ZeroDivisionError("a secret")

    app = Litestar([broken], exception_handlers={Exception: house.answer}, state=State({"store": None}))
    with TestClient(app) as client:
        page = Page(client.get("/broken", headers={"Accept": ACCEPT, "Accept-Language": "zh-CN"}))
    assert (page.status, "系统出错" in page.text, "secret" in page.response.text, len(page.all("footer"))) == (
        500,
        True,
        False,
        1,
    )
