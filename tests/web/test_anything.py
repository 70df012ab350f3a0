"""Whatever is sent to whichever door, the answer is a good one or a problem in our own words, and never our failure."""

import json
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditplus.web import app, doors, examples
from tests.web.test_roles import FILLED
from tests.web.town import Town

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
PATH_PART = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=20)
TAKING_JSON = sorted(set(examples.SENT) - {"propose_document", "grant_token", "witness_checkpoint"})
ROLE = {verb: sorted(who.keys() - {"nobody"})[0] for verb, who in doors.WHO.items()}


@pytest.fixture(scope="module")
def every_door(town: Town) -> dict[str, doors.Door]:
    """The doors of the town's server, by their verb."""
    return {door.verb: door for door in app.create(town.settings).state.doors}


def mended(verb: str, choice: Any) -> bytes:
    """The example of a door with one member exchanged, or something else altogether."""
    body, (name, value) = msgspec.to_builtins(examples.SENT[verb]), choice
    return json.dumps(value if name is None else body | {sorted(body)[name % len(body)]: value}).encode()


def is_told_well(answer: Any) -> bool:
    """A good answer, or a problem that is not our failure."""
    media = answer.headers["content-type"]
    return bool(answer.status_code < 400 or (answer.status_code < 500 and media == "application/problem+json"))


@pytest.mark.parametrize("verb", TAKING_JSON)
def test_any_json_is_understood_or_refused(town: Town, every_door: dict[str, doors.Door], verb: str) -> None:
    door = every_door[verb]
    headers = town.of(ROLE[verb]) | {"Content-Type": "application/json"}

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.tuples(st.none() | st.integers(0, 20), ANYTHING))
    def sent(choice: Any) -> None:
        answer = town.http.post(door.path.format(**FILLED), content=mended(verb, choice), headers=headers)
        assert is_told_well(answer), answer.text

    sent()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["report_record", "withdraw_consent", "decide_scenario", "read_document", "read_scenario"]),
    PATH_PART,
)
def test_any_name_in_an_address_is_understood_or_refused(
    town: Town, every_door: dict[str, doors.Door], verb: str, name: str
) -> None:
    door = every_door[verb]
    path = door.path.format(**dict.fromkeys(FILLED, quote(name, safe="")))
    body = json.dumps(msgspec.to_builtins(examples.SENT.get(verb, {}))).encode()
    headers = town.of(ROLE[verb]) | {"Content-Type": "application/json"}
    query = {"county": "231181"} if door.asks.__struct_fields__ else {}
    assert is_told_well(town.http.request(door.method, path, content=body, headers=headers, params=query))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(["county", "on", "file", "x"]), st.text(max_size=20), max_size=3))
def test_any_parameters_are_understood_or_refused(town: Town, query: dict[str, str]) -> None:
    asked = [
        town.http.get("/v1/scenarios", params=query),
        town.http.get("/v1/me/score", params=query, headers=town.of("resident")),
    ]
    assert all(is_told_well(answer) for answer in asked)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200))
def test_any_bytes_as_a_text_are_understood_or_refused(town: Town, body: bytes) -> None:
    headers = town.of("author") | {"Content-Type": "application/toml"}
    assert is_told_well(town.http.post("/v1/documents", content=body, headers=headers))
