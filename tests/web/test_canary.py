"""Whoever somebody is, which code they showed and which plate they have stands in no log, address, refusal, audit answer or raw table."""

import logging
import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from creditplus.audit import Numbered
from creditplus.log import seals
from creditplus.tools import clock, store
from creditplus.tools.store import rows, tables
from tests import canaries
from tests.web.town import SCENARIO, Town, citizen_id, good, merit

PLATE = canaries.planted("黑N9Z7K5")


def listened(town: Town) -> tuple[list[str], list[httpx.Response]]:
    """Every address that is asked from now on, and every answer."""
    asked: list[str] = []
    answers: list[httpx.Response] = []

    def note(response: httpx.Response) -> None:
        response.read()
        asked.append(f"{response.request.url} {response.headers}")
        answers.append(response)

    town.http.event_hooks = {"response": [canaries.look, note]}
    return asked, answers


def a_life(town: Town, number: str) -> tuple[str, dict[str, str]]:
    """Everything that somebody does and that is done to them, well and badly; the code they showed."""
    person = town.resident(number)
    good(town.http.post("/v1/me/enrolment", json={"county": "231181", "residence_months": 120}, headers=person))
    good(town.http.post("/v1/me/consents", json={"scenario": SCENARIO, "operator_kind": "library"}, headers=person))
    town.report(merit(person=number))
    town.report(merit(person=number, fields={"hours": number}))
    town.report(merit(person=f"{number}9"))
    town.report(merit(person=number, kind=PLATE))
    code = town.code(number)
    town.ask(code)
    town.ask(code)
    town.ask(PLATE * 3)
    wish = {"scenario": SCENARIO, "operator": PLATE, "kind": "plate", "plate": PLATE, "person": number}
    town.http.post("/v1/me/links", json=wish, headers=person)
    town.http.post("/v1/sign-in", json={"citizen_id": number, "code": code})
    town.http.post("/v1/me/codes", content=f"{number} {code} {PLATE}", headers=person)
    return code, person


def raw(town: Town) -> bytes:
    """What lies in the database, as its file or as every row of every table."""
    url = town.settings.database_url
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))

    async def every(db: store.Transaction) -> str:
        found = [
            (await db.execute(text(f'SELECT t::text FROM "{name}" t'))).scalars() for name in rows.Row.metadata.tables
        ]
        return "\n".join("\n".join(some) for some in found)

    dumped = town.within(every)
    unhexed = b"\n".join(bytes.fromhex(one) for one in re.findall(r"\\\\x((?:[0-9a-f]{2})+)", dumped))
    return dumped.encode() + unhexed


def test_a_planted_identity_code_and_plate_appear_nowhere(
    any_town: Town, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    number = citizen_id()
    asked, answers = listened(any_town)
    code, person = a_life(any_town, number)
    hidden = [number, number[:17], code, PLATE]
    refusals = [answer.text for answer in answers if not answer.is_success]
    auditor = any_town.of("auditor")
    events = [
        any_town.http.get(path, headers=auditor).text for path in ("/v1/events", f"/v1/events?on={clock.today()}")
    ]
    lines = any_town.within(lambda db: store.read(db, Numbered, tables.Event))
    sealed = b"\n".join(seals.line(event) for event in lines).decode()
    any_town.http.event_hooks = {"response": [canaries.look]}
    own = any_town.http.get("/v1/me/export", headers=person).text
    places = {"addresses": "\n".join(asked), "refusals": "\n".join(refusals), "audit": "\n".join(events), "log": sealed}
    places |= {"said": caplog.text + "".join(capfd.readouterr())}
    assert len(refusals) > 6
    assert {(place, one) for place, said in places.items() for one in hidden if one in said} == set()
    assert [one for one in hidden if one.encode() in raw(any_town)] == []
    assert (number in own, code in own) == (True, False)  # their own number is told to themselves alone


@pytest.mark.parametrize(
    ("status", "path", "header", "body"),
    [
        (400, "/v1/me/codes", "", "NUMBER"),
        (200, "/v1/events", "", "NUMBER"),
        (200, "/v1/me/score?person=NUMBER", "", ""),
        (200, "/v1/me/score", "NUMBER", ""),
        (404, "/v1/me/links", "", "PLATE"),
    ],
    ids=["an error", "the audit", "an address", "a header", "a plate"],
)
def test_whatever_tells_who_somebody_is_is_heard(status: int, path: str, header: str, body: str) -> None:
    number = citizen_id()
    said = [one.replace("NUMBER", number).replace("PLATE", PLATE) for one in (path, header, body)]
    request = httpx.Request("GET", f"http://county{said[0]}")
    before = set(canaries.HEARD)
    canaries.look(httpx.Response(status, headers={"X-Said": said[1]}, text=said[2], request=request))
    heard = canaries.HEARD - before
    canaries.HEARD.difference_update(heard)
    assert len(heard) == 1
    assert not canaries.sings(str(heard))
