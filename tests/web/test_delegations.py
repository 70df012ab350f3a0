"""A family member helps with a few things, by a word that was handed over, and every act says who did it for whom."""

from datetime import timedelta
from typing import Any

import pytest

from creditplus.tools import clock, identity, store
from creditplus.web import app
from tests.web.test_roles import FILLED
from tests.web.town import Town, citizen_id, good, problem


def post(town: Town, headers: dict[str, str], path: str, body: Any = None) -> Any:
    """One act."""
    return town.http.post(path, json={} if body is None else body, headers=headers)


def handed(town: Town, number: str, **changes: Any) -> dict[str, Any]:
    """A word of somebody, for reading the score and getting codes, for a month."""
    body = {"may": ["read_score", "issue_code"], "last": str(clock.today() + timedelta(days=30))} | changes
    return good(post(town, town.resident(number), "/v1/me/delegations", body))


def helping(town: Town, number: str, child: str) -> tuple[str, dict[str, str]]:
    """A delegation that was accepted, and the header of whoever helps."""
    word = handed(town, number)["word"]
    found = good(post(town, town.resident(child), "/v1/delegations/acceptance", {"word": word}))["delegation"]
    token = good(post(town, town.resident(child), f"/v1/delegations/{found}/token"))["access_token"]
    return found, {"Authorization": f"Bearer {token}"}


def name(town: Town, number: str) -> str:
    """The code name of somebody."""
    return str(town.within(lambda db: store.known(db, identity.lookups(number))))


def test_a_daughter_reads_the_score_and_gets_codes_and_her_mother_sees_it(any_town: Town) -> None:
    town, mother, daughter = any_town, any_town.joined(), citizen_id()
    found, helps = helping(town, mother, daughter)
    own = town.http.get("/v1/me/score", headers=town.resident(mother)).json()
    assert town.http.get("/v1/me/score", headers=helps).json()["score"] == own["score"]
    code = good(post(town, helps, "/v1/me/codes", {"scenario": "library-deposit"}))["code"]
    assert town.ask(code).status_code == 200
    who = {event.verb: (event.by, event.detail.get("delegation")) for event in town.events(subject=name(town, mother))}
    assert who["issue_code"] == (name(town, daughter), found)
    told = town.http.get("/v1/me/delegations", headers=town.resident(mother)).json()
    assert [(one["own"], one["holds"], one["may"]) for one in told] == [(True, True, ["issue_code", "read_score"])]


def test_nothing_else_can_be_done_for_somebody(town: Town) -> None:
    mother, daughter = town.joined(), citizen_id()
    _, helps = helping(town, mother, daughter)
    residents = [
        door
        for door in app.create(town.settings).state.doors
        if "resident" in door.who and not door.public and door.verb not in ("read_score", "issue_code")
    ]
    assert len(residents) > 12
    for door in residents:
        path = door.path.format_map(FILLED)
        answer = town.http.request(door.method, path, headers=helps | {"Content-Type": door.media[0]}, content=b"{}")
        assert (answer.status_code, problem(answer)) == (403, "not-delegated"), door.verb
    refused = [event for event in town.events(by=name(town, daughter)) if event.problem == "not-delegated"]
    assert {event.subject for event in refused} == {name(town, mother)}


@pytest.mark.parametrize("ender", ["mother", "daughter", "leaving"])
def test_an_ended_delegation_opens_nothing_although_its_token_lives(any_town: Town, ender: str) -> None:
    town, mother, daughter = any_town, any_town.joined(), citizen_id()
    found, helps = helping(town, mother, daughter)
    if ender == "leaving":
        assert good(post(town, town.resident(mother), "/v1/me/departure"))["delegations"] == 1
    else:
        by = town.resident(mother if ender == "mother" else daughter)
        end = good(post(town, by, f"/v1/delegations/{found}/end"))
        assert good(post(town, by, f"/v1/delegations/{found}/end")) == end
    assert problem(town.http.get("/v1/me/score", headers=helps)) == "not-delegated"
    again = post(town, town.resident(daughter), f"/v1/delegations/{found}/token")
    assert problem(again) == "unknown-delegation"


def test_a_word_works_once_not_for_oneself_and_not_for_a_stranger(town: Town) -> None:
    mother, daughter, stranger = town.joined(), citizen_id(), citizen_id()
    word = handed(town, mother)["word"]
    took = [
        post(town, town.resident(who), "/v1/delegations/acceptance", {"word": word})
        for who in (mother, daughter, daughter, stranger)
    ]
    assert [answer.status_code for answer in took] == [404, 201, 201, 404]
    assert {problem(answer) for answer in (took[0], took[3])} == {"unknown-word"}
    found = took[1].json()["delegation"]
    for path in ("token", "end"):
        assert problem(post(town, town.resident(stranger), f"/v1/delegations/{found}/{path}")) == "unknown-delegation"


@pytest.mark.parametrize(
    "changes", [{"last": "2020-01-01"}, {"last": "2099-01-01"}, {"may": []}, {"may": ["give_consent"]}]
)
def test_a_delegation_is_narrow_and_has_an_end(town: Town, changes: dict[str, Any]) -> None:
    body = {"may": ["read_score"], "last": str(clock.today())} | changes
    assert problem(post(town, town.resident(town.joined()), "/v1/me/delegations", body)) == "bad-fields"
