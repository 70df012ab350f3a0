"""Every door lets in the roles that the table names, and nobody else; each refusal is recorded."""

import pytest

from creditplus.web import app, doors
from tests.web.town import COUNTY, ROLES, Town, problem

FILLED = {
    "batch": "none",
    "county": COUNTY,
    "consent": "none",
    "decision": "none",
    "delegation": "none",
    "kind": "none",
    "link": "none",
    "event": "none",
    "seal": "1",
    "commitment": "none",
    "scenario": "library-deposit",
    "digest": "0" * 64,
    "record": "none",
    "objection": "none",
    "evidence": "none",
    "repair": "none",
    "form": "rulebook",
    "portal": "oidc",
}


@pytest.fixture(scope="module")
def every_door(town: Town) -> dict[str, doors.Door]:
    """The doors of the town's server, by their verb."""
    return {door.verb: door for door in app.create(town.settings).state.doors}


def knock(town: Town, door: doors.Door, role: str) -> tuple[int, str]:
    """Come to a door in a role, with an empty body: the status, and the problem if it is one of who may come in."""
    headers = town.of(role) | {"Content-Type": door.media[0]}
    answer = town.http.request(door.method, door.path.format(**FILLED), headers=headers, content=b"")
    kept_out = answer.status_code in (401, 403) and answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, problem(answer) if kept_out else ""


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", doors.WHO)
def test_a_door_lets_in_exactly_the_roles_of_the_table(
    town: Town, every_door: dict[str, doors.Door], verb: str, role: str
) -> None:
    status, type = knock(town, every_door[verb], role)
    if role in doors.WHO[verb]:
        assert type not in ("wrong-role", "not-signed-in")
    elif role == "nobody":
        assert (status, type) == (401, "not-signed-in")
    else:
        assert (status, type) == (403, "wrong-role")


def test_every_door_is_in_the_table_and_every_row_has_a_door(every_door: dict[str, doors.Door]) -> None:
    assert sorted(every_door) == sorted(doors.WHO)


def test_a_public_door_does_not_look_at_a_token(town: Town) -> None:
    answer = town.http.get("/v1/scenarios", params={"county": COUNTY}, headers={"Authorization": "Bearer nonsense"})
    assert answer.status_code == 200


def test_a_wrong_role_is_told_in_both_languages(town: Town) -> None:
    said = [
        town.http.get("/v1/me/score", headers=town.of("operator") | {"Accept-Language": language}).json()["title"]
        for language in ("zh", "en")
    ]
    assert said == ["这里不归您办理", "This is not yours to do"]
