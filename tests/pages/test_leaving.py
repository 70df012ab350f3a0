"""A consent's receipt, a plate linked and freed, and being forgotten, on the pages without a script."""

import json
import re

import pytest

from creditplus.actions.register_client import Registered, register_client
from creditplus.errors import Words
from creditplus.people import Actor
from tests.pages.reader import Page, Reader
from tests.web.town import COUNTY, Town, citizen_id, good

PARKING = "parking-exit-first"
NAME = Words("站前停车场", "Station car park")


@pytest.fixture(scope="module")
def car_park(town: Town) -> Registered:
    """An operator that links plates."""
    by, scopes = Actor("terminal", "auditor"), (f"decide:{PARKING}",)
    return town.within(lambda db: register_client(db, by, "operator", NAME, COUNTY, scopes, "parking"))


@pytest.fixture
def driver(town: Town) -> str:
    """A resident who agreed to the car parks."""
    number = town.joined()
    wish = {"scenario": PARKING, "operator_kind": "parking"}
    good(town.http.post("/v1/me/consents", json=wish, headers=town.resident(number)))
    return number


def linked(reader: Reader, operator: str) -> Page:
    """The page after a plate was linked."""
    return reader.send("/me/links", "/me/links", offer=f"{PARKING} {operator} plate")


def test_a_plate_is_linked_once_and_freed_again(town: Town, reader: Reader, car_park: Registered, driver: str) -> None:
    page = linked(reader.resident(driver), car_park.id)
    token = re.findall(r'<code class="long">([0-9a-f]{64})<', page.response.text)
    again = linked(reader, car_park.id)
    end = [form["to"] for form in again.forms if form["to"].endswith("/end")]
    assert (page.status, len(token), len(page.all("svg", class_="qr")), token[0] in again.response.text, len(end)) == (
        200,
        1,
        1,
        True,
        1,
    )
    after = reader.post(end[0], again.form(end[0]))
    assert (after.status, [form["to"] for form in after.forms if form["to"].endswith("/end")]) == (200, [])


def test_the_same_links_are_read_at_the_door(town: Town, reader: Reader, car_park: Registered, driver: str) -> None:
    linked(reader.resident(driver), car_park.id)
    told = good(town.http.get("/v1/me/links", headers=town.resident(driver)))
    assert [(one["operator"]["en"], one["kind"], one["title"]["en"]) for one in told["linked"]] == [
        ("Station car park", "plate", "leave the car park first, pay later")
    ]
    assert "token" not in json.dumps(told)
    offers = [(one["operator"], one["agreed"]) for one in told["offered"] if one["scenario"] == PARKING]
    assert offers == [(car_park.id, True)]


def test_without_a_choice_the_form_says_so_at_its_head(reader: Reader, car_park: Registered, driver: str) -> None:
    page = reader.resident(driver).post("/me/links", reader.see("/me/links").form("/me/links"))
    assert (
        page.status,
        [one["href"] for one in page.all("a") if one["href"] == "#offer"],
        car_park.id in str(page.elements),
    ) == (
        422,
        ["#offer"],
        True,
    )


def test_who_has_not_agreed_is_led_to_the_words_first(town: Town, reader: Reader, car_park: Registered) -> None:
    reader.resident(town.joined())
    page = reader.see("/me/links")
    first = f"/me/consents/new?scenario={PARKING}&operator_kind=parking"
    assert (any(one["href"] == first for one in page.all("a")), page.all("input", name="offer")) == (True, [])
    word = reader.see("/me/kinds").form("/me/kinds/volunteer_service")["word"]
    assert reader.post("/me/links", {"word": word, "offer": f"{PARKING} {car_park.id} plate"}).status == 403


def test_nobody_ends_the_link_of_another(town: Town, reader: Reader, car_park: Registered, driver: str) -> None:
    own = linked(reader.resident(driver), car_park.id)
    end = next(form["to"] for form in own.forms if form["to"].endswith("/end"))
    with Reader(str(town.http.base_url)) as other:
        word = other.resident(town.joined()).see("/me/kinds").form("/me/kinds/volunteer_service")["word"]
        assert other.post(end, {"word": word}).status == 404
    assert end in [form["to"] for form in reader.see("/me/links").forms]


@pytest.mark.parametrize(("language", "says"), [("zh-CN", "收回同意"), ("en", "take the consent back")])
def test_a_receipt_says_in_words_what_was_agreed_to(town: Town, reader: Reader, language: str, says: str) -> None:
    number = town.joined()
    at = re.findall(r'"(/me/consents/\w+/receipt)"', reader.resident(number).see("/me/consents").response.text)[0]
    page, file = reader.see(at, Accept_Language=language), reader.http.get(f"{at}.json")
    told = file.json()
    digest = told["pii_processing"]["privacy_notice"]["digest"]
    assert (says in page.text, digest in page.text, number in page.response.text + file.text) == (True, True, False)
    assert (told["schema_version"], "attachment" in file.headers["content-disposition"]) == (
        "ISO/IEC TS 27560:2023",
        True,
    )


def test_nobody_reads_the_receipt_of_another(town: Town, reader: Reader) -> None:
    at = re.findall(r'"(/me/consents/\w+/receipt)"', reader.resident(town.joined()).see("/me/consents").response.text)[
        0
    ]
    with Reader(str(town.http.base_url)) as other:
        other.resident(town.joined())
        assert (other.see(at).status, other.see(f"{at}.json").status) == (404, 404)


def test_who_still_takes_part_is_asked_to_leave_first(town: Town, reader: Reader) -> None:
    reader.resident(town.joined())
    page = reader.see("/me/forget")
    assert (
        [form["to"] for form in page.forms if form["to"] == "/me/forget"],
        len(page.all("a", href="/me/leave")),
    ) == ([], 2)
    refused = reader.post("/me/forget", reader.see("/me/leave").form("/me/leave") | {"sure": "on"})
    assert (refused.status, len(refused.all("section", class_="refusal"))) == (409, 1)


def test_who_has_left_is_forgotten_after_one_more_word_and_signed_out(town: Town, reader: Reader) -> None:
    number = town.joined()
    reader.resident(number).send("/me/leave", "/me/leave")
    unsure = reader.send("/me/forget", "/me/forget")
    assert (unsure.status, [one["href"] for one in unsure.all("a") if one["href"] == "#sure"]) == (422, ["#sure"])
    page = reader.send("/me/forget", "/me/forget", sure="on")
    assert (page.status, len(page.all("p", class_="done")), len(page.all("form", action="/sign-out"))) == (200, 1, 0)
    assert reader.see("/me").response.url.path == "/sign-in"


def test_who_never_came_before_is_not_forgotten_twice(town: Town, reader: Reader) -> None:
    """A session of somebody who was forgotten elsewhere meanwhile."""
    number = citizen_id()
    town.join(number)
    reader.resident(number).send("/me/leave", "/me/leave")
    good(town.http.post("/v1/me/erasure", json={}, headers=town.resident(number)))
    page = reader.send("/me/forget", "/me/forget", sure="on")
    assert (page.status, len(page.all("section", class_="refusal"))) == (404, 1)
