"""A code works once, for one scenario and for a few minutes; whatever is wrong, the guest still gets the standard service."""

import secrets
from datetime import timedelta

import pytest

from creditplus import consents
from creditplus.consents import Code
from creditplus.tools import clock, store, tokens
from tests.web.town import COUNTY, SCENARIO, Town, good, problem


def kept(town: Town, scenario: str = SCENARIO, seconds_left: int = 60) -> str:
    """A code that was issued earlier; with less than nothing left it is over."""
    code = consents.code_of(COUNTY, secrets.token_bytes(15))
    until = clock.now() + timedelta(seconds=seconds_left)
    row = Code(
        digest=consents.digest(code),
        person="somebody",
        scenario=scenario,
        county=COUNTY,
        issued_at=until - timedelta(seconds=300),
        expires_at=until,
    )
    town.within(lambda db: store.append(db, row))
    return code


def test_a_code_is_answered_once(town: Town) -> None:
    code = town.code(town.joined())
    answer, again = town.ask(code), town.ask(code)
    assert (good(answer)["outcome"], again.status_code, problem(again)) == ("standard", 409, "code-used")


def test_a_code_may_be_read_out_with_blanks_and_small_letters(town: Town) -> None:
    code = town.code(town.joined())
    assert good(town.ask(f"{code[:4]} {code[4:8]}-{code[8:]}".lower()))["outcome"] == "standard"


def test_the_long_way_to_the_desk_is_answered_like_the_short_one(town: Town) -> None:
    """The same address, written in a way that only the framework understands."""
    code, path = town.code(town.joined()), f"/v1/scenarios/{SCENARIO}/decisions"
    asked = [
        town.http.post(at, json={"code": code}, headers=town.of("operator")) for at in (f"{path}/", path, f"{path}/")
    ]
    assert [answer.status_code for answer in asked] == [200, 409, 409]
    short, long = ({**answer.json(), "instance": ""} for answer in asked[1:])
    assert (short, dict(asked[1].headers)) == (long, dict(asked[2].headers) | {"date": asked[1].headers["date"]})


def test_the_answer_says_nothing_but_what_is_offered(town: Town) -> None:
    body = good(town.ask(town.code(town.joined())))
    assert sorted(body) == ["attestation", "decision", "outcome", "terms", "until"]


def test_the_attestation_can_be_checked_by_the_operator_alone(town: Town) -> None:
    body = good(town.ask(town.code(town.joined())))
    keys = good(town.http.get("/.well-known/jwks.json"))
    said = tokens.read_attestation(body["attestation"], keys, audience=town.clients["operator"].id)
    assert (said["outcome"], said["terms"]) == (body["outcome"], body["terms"])


REFUSED = {
    "expired": (lambda town: kept(town, seconds_left=-1), 409, "code-expired"),
    "of another scenario": (lambda town: kept(town, "parking"), 404, "unknown-code"),
    "never issued": (lambda town: "L" * 16, 404, "unknown-code"),
    "too short": (lambda town: "LABC", 422, "bad-fields"),
    "too long": (lambda town: "L" * 100, 422, "bad-fields"),
    "of letters that no code has": (lambda town: "码" * 16, 404, "unknown-code"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_code_is_refused(town: Town, what: str) -> None:
    code, status, type = REFUSED[what]
    answer = town.ask(code(town))
    assert (answer.status_code, problem(answer)) == (status, type)


@pytest.mark.parametrize("what", ["expired", "never issued"])
def test_a_bad_code_is_told_in_both_languages(town: Town, what: str) -> None:
    code = REFUSED[what][0](town)
    zh, en = (town.ask(code, Accept_Language=language).json()["detail"] for language in ("zh", "en"))
    assert ("标准服务" in zh, "Standard service" in en) == (True, True)


def test_a_purpose_that_punishes_is_refused_and_recorded(town: Town) -> None:
    code = town.code(town.joined())
    body = {"code": code, "purpose": "blacklist"}
    answer = town.http.post(f"/v1/scenarios/{SCENARIO}/decisions", json=body, headers=town.of("operator"))
    event = town.events(id=answer.json()["instance"].rsplit("/", 1)[1])[0]
    assert (problem(answer), event.problem) == ("punitive-purpose", "punitive-purpose")
    assert good(town.ask(code))["outcome"] == "standard"


@pytest.mark.parametrize("lifetime_s", [59, 601, 0, -1, 10**15, "300", 1.5, True, None])
def test_a_code_lives_one_to_ten_minutes(town: Town, lifetime_s: object) -> None:
    number = town.joined()
    wish = {"scenario": SCENARIO, "lifetime_s": lifetime_s}
    answer = town.http.post("/v1/me/codes", json=wish, headers=town.resident(number))
    assert (problem(answer), answer.json()["errors"][0]["pointer"]) == ("bad-fields", "/lifetime_s")
