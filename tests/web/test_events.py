"""Each act and each refusal leaves exactly one event, and it is there when the answer arrives."""

import socket
import time
from typing import Any

import httpx
import pytest

from creditplus.audit import Event
from tests.web.town import COUNTY, ROLES, Town, citizen_id, good, merit, problem

Asked = Any


def events_of(town: Town, ask: Asked) -> tuple[httpx.Response, list[Event]]:
    """An answer, and the events that were written for it."""
    for role in ROLES:
        town.of(role)  # whoever has no token yet gets one first, which is an event too
    before = {event.id for event in town.events()}
    answer = ask(town)
    return answer, [event for event in town.events() if event.id not in before]


def score(town: Town, role: str, **headers: str) -> httpx.Response:
    """Somebody of a role looks at a score."""
    return town.http.get("/v1/me/score", headers=town.of(role) | headers)


def report_badly(town: Town) -> httpx.Response:
    return town.report(merit(fields={}))


REFUSED: dict[str, tuple[Asked, tuple[str, str, str]]] = {
    "not signed in": (lambda town: score(town, "nobody"), ("read_score", "nobody", "not-signed-in")),
    "another role": (lambda town: score(town, "operator"), ("read_score", "operator", "wrong-role")),
    "a wrong record": (report_badly, ("report_record", "provider", "bad-record")),
    "a wrong body": (lambda town: town.report(7), ("report_record", "provider", "bad-fields")),
    "too much": (lambda town: town.report("a" * 70_000), ("report_record", "provider", "too-large")),
    "an unknown code": (lambda town: town.ask("L" * 16), ("decide_scenario", "operator", "unknown-code")),
    "a wrong secret": (
        lambda town: town.http.post("/oauth/token", data={"grant_type": "client_credentials", "client_id": "x"}),
        ("grant_token", "nobody", "unknown-client"),
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_leaves_one_event(town: Town, what: str) -> None:
    ask, expected = REFUSED[what]
    _, events = events_of(town, ask)
    assert [(event.verb, event.role, event.problem) for event in events] == [expected]


@pytest.mark.parametrize("what", [what for what in REFUSED if what != "a wrong secret"])
def test_the_answer_names_the_event_of_its_refusal(town: Town, what: str) -> None:
    answer, events = events_of(town, REFUSED[what][0])
    assert answer.json()["instance"] == f"/v1/events/{events[0].id}"


def test_the_event_of_a_refusal_says_nothing_of_what_was_sent(town: Town) -> None:
    number = citizen_id()
    _, events = events_of(town, lambda town: town.report(merit(person=number, fields={"hours": "SECRET"})))
    assert (number in str(events), "SECRET" in str(events), events[0].detail) == (False, False, {})


def test_a_refused_resident_can_see_the_attempt_under_their_name(town: Town) -> None:
    wish = {"scenario": "no-such-scenario"}
    number = town.joined()
    _, events = events_of(town, lambda town: town.http.post("/v1/me/codes", json=wish, headers=town.resident(number)))
    assert events[0].subject == events[0].by


def test_a_good_act_leaves_one_event(town: Town) -> None:
    number = town.joined()
    code = town.code(number)
    acts = {
        "read_score": lambda town: town.http.get("/v1/me/score", headers=town.resident(number)),
        "decide_scenario": lambda town: town.ask(code),
        "report_record": lambda town: town.report(merit()),
    }
    assert [[event.verb for event in events_of(town, act)[1]] for act in acts.values()] == [[verb] for verb in acts]


def test_a_sender_who_hangs_up_is_refused_and_not_our_failure(town: Town) -> None:
    def hang_up(town: Town) -> None:
        line = f"POST /v1/counties/{COUNTY}/records HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\nContent-Type: application/json\r\n"
        named = "".join(f"{name}: {value}\r\n" for name, value in town.of("provider").items())
        with socket.create_connection((town.http.base_url.host, town.http.base_url.port or 80)) as connection:
            connection.sendall(f"{line}{named}\r\n{{".encode())
            time.sleep(0.2)
        time.sleep(0.5)

    _, events = events_of(town, hang_up)
    assert [(event.outcome, event.problem) for event in events] == [("refused", "unreadable")]


def test_an_address_that_is_no_door_leaves_no_event(town: Town) -> None:
    _, events = events_of(town, lambda town: [town.http.get(path) for path in ("/nowhere", "/v1/me", "/problems/none")])
    assert events == []


def test_looking_at_how_the_service_is_doing_leaves_no_event(town: Town) -> None:
    paths = ("/livez", "/readyz", "/version", "/schema", "/docs", f"/v1/scenarios?county={COUNTY}")
    answers, events = events_of(town, lambda town: [town.http.get(path) for path in paths])
    assert ([answer.status_code for answer in answers], events) == ([200] * len(paths), [])  # type: ignore[attr-defined] # a list here


def test_a_kept_answer_is_given_again_without_a_second_event(town: Town) -> None:
    code = town.code(town.joined())
    good(town.ask(code, Idempotency_Key=f"e-{code}"))
    _, events = events_of(town, lambda town: town.ask(code, Idempotency_Key=f"e-{code}"))
    assert events == []


def test_a_proof_since_an_older_seal_is_asked_for_by_its_number(town: Town) -> None:
    asked = {"since": "1"}
    answer = town.http.get("/v1/seals/999/proof", params=asked, headers=town.of("auditor"))
    assert problem(answer) == "unknown-seal"
    wrong = town.http.get("/v1/seals/999/proof", params={"since": "one"}, headers=town.of("auditor"))
    assert problem(wrong) == "bad-fields"
