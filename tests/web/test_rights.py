"""A resident's whole way over HTTP, on both databases: joins, decides what counts, leaves, comes back, leaves and is forgotten."""

import secrets
import sqlite3
from typing import Any

import pytest

from creditplus.people import Actor
from creditplus.tools import identity, store
from tests.actions.test_rights import traces
from tests.web.town import COUNTY, SCENARIO, Town, citizen_id, good, merit, pointers, problem


def post(town: Town, number: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
    """One of the resident's own acts."""
    named = town.resident(number) | {name.replace("_", "-"): value for name, value in headers.items()}
    return good(town.http.post(path, json=body if body is not None else {}, headers=named))


def get(town: Town, number: str, path: str) -> Any:
    """What the resident reads."""
    answer = town.http.get(path, headers=town.resident(number))
    assert answer.status_code == 200, answer.text
    return answer.json()


def honoured(town: Town) -> str:
    """Somebody who takes part, agreed, and was honoured."""
    number = town.joined()
    good(town.report(merit(person=number, kind="volunteer_honour", fields={"level": "省"})))
    return number


def told(town: Town, code: str) -> tuple[int, dict[str, Any], list[str]]:
    """What the library sees, but for what is new in every answer."""
    answer = town.ask(code)
    body = answer.json()
    new = {"decision", "until", "attestation"}
    names = sorted(name for name in answer.headers if name != "date")
    same = {name: value for name, value in body.items() if name not in new}
    return answer.status_code, same | {name: len(body[name]) for name in new}, names


def test_a_whole_way(any_town: Town) -> None:
    town = any_town
    number, stranger = honoured(town), citizen_id()
    town.join(stranger)
    standard = told(town, town.code(stranger))
    before = get(town, number, "/v1/me/score")
    assert told(town, town.code(number))[1]["outcome"] == "benefit"

    post(town, number, "/v1/me/kinds/volunteer_honour/switch", {"what": "off"})
    assert len(get(town, number, "/v1/me/score")["switched_off"]) == 1
    assert told(town, town.code(number)) == standard
    post(town, number, "/v1/me/kinds/volunteer_honour/switch", {"what": "on"})
    assert get(town, number, "/v1/me/score")["score"] == before["score"]

    consent = get(town, number, "/v1/me/consents")[0]["consent"]["id"]
    assert get(town, number, f"/v1/me/consents/{consent}/receipt")["record_id"] == consent

    code = town.code(number)
    key = {"Idempotency_Key": secrets.token_hex(8)}
    left = post(town, number, "/v1/me/departure", **key)
    assert post(town, number, "/v1/me/departure", **key) == left
    assert told(town, code) == standard
    town.join(number)
    assert get(town, number, "/v1/me/score")["score"] == before["score"]
    assert get(town, number, "/v1/me/consents")[0]["state"] == "withdrawn"


def test_after_leaving_and_erasure_no_table_leads_back(any_town: Town) -> None:
    town = any_town
    number = honoured(town)
    code = town.code(number)
    assert problem(town.http.post("/v1/me/erasure", headers=town.resident(number))) == "leave-first"
    sealed = town.within(lambda db: sealed_of(db, number))
    post(town, number, "/v1/me/departure")
    gone = post(town, number, "/v1/me/erasure", Idempotency_Key=secrets.token_hex(8))
    words = [number, *identity.lookups(number), sealed.hex()]
    assert town.within(lambda db: traces(db, Actor("x", "nobody"), words)) == []
    assert town.ask(code).json()["outcome"] == "standard"
    assert town.within(lambda db: store.known(db, identity.lookups(number))) is None
    # The old token lives for ten minutes and opens nothing any more.
    wish = {"county": COUNTY, "residence_months": 120}
    again = town.http.post("/v1/me/enrolment", json=wish, headers=town.resident(number))
    assert problem(again) == "unknown-person"
    town._tokens.pop(number)
    assert town.join(number)["person"] != gone["person"]
    assert [line["what"] for line in get(town, number, "/v1/me/score")["score"]["lines"] if line.get("entry")] == []


async def sealed_of(db: store.Transaction, number: str) -> bytes:
    """The encrypted identity behind a citizen id."""
    name = await store.known(db, identity.lookups(number))
    return await store.sealed_identity(db, str(name))


def test_on_sqlite_the_file_itself_forgets(town: Town) -> None:
    number = honoured(town)
    sealed = town.within(lambda db: sealed_of(db, number))
    post(town, number, "/v1/me/departure")
    post(town, number, "/v1/me/erasure")
    file = town.settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with open(file, "rb") as bytes_of:
        kept = bytes_of.read()
    assert [word in kept for word in (sealed, *(one.encode() for one in identity.lookups(number)))] == [False, False]


def test_everything_that_is_missing_for_joining_is_told_and_nothing_is_kept(town: Town) -> None:
    number = citizen_id()
    wish = {"county": "231102", "residence_months": 3, "insurance_months": 2}
    refused = town.http.post("/v1/me/enrolment", json=wish, headers=town.resident(number))
    assert (problem(refused), len(pointers(refused))) == ("may-not-join", 2)
    events = [event for event in town.events(verb="enrol_person") if event.problem == "may-not-join"]
    assert [event.detail for event in events] == [{}] * len(events)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_why_not_is_told_in_ones_own_language(town: Town, language: str) -> None:
    number = citizen_id()
    headers = town.resident(number) | {"Accept-Language": language}
    refused = town.http.post("/v1/me/enrolment", json={"county": COUNTY}, headers=headers)
    assert (
        refused.json()["errors"][0]["detail"]
        == {
            "zh": "要居住满 6 个月，现在是 0 个月",
            "en": "6 months of residence are needed, there are 0",
        }[language]
    )


def test_a_consent_for_another_city_says_so(town: Town) -> None:
    number = town.joined()
    wish = {"scenario": SCENARIO, "operator_kind": "library", "city": "230200"}
    assert post(town, number, "/v1/me/consents", wish)["city"] == "230200"
