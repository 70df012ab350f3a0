"""What is typed into pages stands in no address, header, refusal, log, metric or event; and the person sees who tried."""

import logging

import httpx
import pytest

from creditplus.audit import Numbered
from creditplus.log import seals
from creditplus.tools import metrics, store
from creditplus.tools.store import tables
from tests import canaries
from tests.pages.reader import Reader
from tests.web.town import SCENARIO, Town

PLATE = canaries.planted("黑N8X6K4")


def listened(reader: Reader) -> list[httpx.Response]:
    """Every answer from now on."""
    answers: list[httpx.Response] = []

    def note(response: httpx.Response) -> None:
        response.read()
        answers.append(response)

    reader.http.event_hooks = {"response": [canaries.look, note]}
    return answers


def test_what_is_typed_into_pages_stands_nowhere_else(
    town: Town, reader: Reader, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    number, answers = town.joined(), listened(reader)
    page = reader.resident(number).send("/me/code", "/me/code", scenario=SCENARIO)
    letters = "".join(word for word in page.words if len(word) == 19 and word.count(" ") == 3)
    code = canaries.planted(letters.replace(" ", ""))
    canaries.planted(letters)
    reader.post("/me/join", reader.see("/me/leave").form("/me/leave") | {"county": PLATE, "residence_months": number})
    with Reader(str(town.http.base_url)) as desk:
        heard = listened(desk)
        client = town.clients["operator"]
        desk.client(client.id, client.secret)
        shown = [
            desk.send("/desk", "/desk", code=typed) for typed in (letters, code, PLATE, number, f"{number} {code}")
        ]
    assert [one.status for one in shown] == [200, 409, 422, 404, 404]
    answers += heard
    places = {"addresses": [str(one.request.url) for one in answers], "headers": [str(one.headers) for one in answers]}
    places |= {"refusals": [one.text for one in answers if one.is_error], "metrics": [metrics.text()]}
    lines = town.within(lambda db: store.read(db, Numbered, tables.Event))
    places |= {"log": [seals.line(event).decode() for event in lines], "said": [caplog.text, *capfd.readouterr()]}
    hidden = [number, number[:17], code, letters, PLATE]
    assert {
        (place, one) for place, said in places.items() for one in hidden if any(one in some for some in said)
    } == set()


def test_a_code_that_was_tried_twice_at_a_desk_is_seen_by_its_person(town: Town, reader: Reader) -> None:
    number, client = town.joined(), town.clients["operator"]
    code = town.code(number)
    with Reader(str(town.http.base_url)) as desk:
        desk.client(client.id, client.secret)
        assert [desk.send("/desk", "/desk", code=code).status for _ in range(2)] == [200, 409]
    looks = town.http.get("/v1/me/access", headers=town.resident(number)).json()["looks"]
    asked = [(one["role"], one["outcome"]) for one in looks if one["what"]["en"] == "asked whether a benefit applies"]
    assert asked == [("operator", "refused"), ("operator", "standard")]
