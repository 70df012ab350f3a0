"""One resident's whole life at the doors, on both databases: from joining to leaving and coming back."""

import secrets
from datetime import timedelta
from typing import Any

from creditplus.demo.disputes import penalty
from creditplus.tools import clock
from tests.web.test_disputes import office
from tests.web.test_rights import get, post, told
from tests.web.town import SCENARIO, Town, citizen_id, good, merit, problem


def points(town: Town, number: str) -> int:
    """The live score, in hundredths."""
    return int(get(town, number, "/v1/me/score")["score"]["points"])


def outcome(town: Town, number: str) -> str:
    """What the library answers."""
    return str(good(town.ask(town.code(number)))["outcome"])


def consented(town: Town, number: str) -> None:
    """The resident agrees to the library's scenario."""
    post(town, number, "/v1/me/consents", {"scenario": SCENARIO, "operator_kind": "library"})


def honoured(town: Town, number: str) -> list[str]:
    """Three honours, which open the library's benefit; the records' ids."""
    days = [clock.today() - timedelta(days=30 * month) for month in range(3)]
    honours = [merit(person=number, kind="volunteer_honour", on=str(day), fields={"level": "省"}) for day in days]
    return [good(town.report(one))["id"] for one in honours]


def looks(town: Town, number: str) -> list[dict[str, Any]]:
    """Who looked, page after page."""
    page = get(town, number, "/v1/me/access")
    found = list(page["looks"])
    while page["next"]:
        page = get(town, number, f"/v1/me/access?after={page['next']}")
        found += page["looks"]
    return found


def ended(town: Town, number: str, record: str, how: str) -> str:
    """A record is objected to and withdrawn, or repaired; the case's id."""
    settler = office(town)
    if how == "objection":
        wish = {"grounds": "not me", "words": "处罚的是与我同名的人。"}
        case = str(post(town, number, f"/v1/records/{record}/objection", wish)["id"])
        assert outcome(town, number) == "benefit"  # at once, before anybody settled anything
        word = {"outcome": "withdrawn", "because": "报送单位确认对象有误"}
        good(town.http.post(f"/v1/objections/{case}/settlement", json=word, headers=settler))
        return case
    case = str(post(town, number, f"/v1/records/{record}/repair", {"words": "罚款已缴。"})["id"])
    word = {"outcome": "granted", "because": "已履行全部义务"}
    good(town.http.post(f"/v1/repairs/{case}/decision", json=word, headers=settler))
    return case


def exported(town: Town, number: str, records: list[str], cases: list[str]) -> None:
    """Everything that happened is in the export, and every question in what the resident sees."""
    held: dict[str, Any] = get(town, number, "/v1/me/export")
    assert held["citizen_id"] == number
    assert {one["id"] for one in held["held"]["records"]} == set(records)
    assert [one["id"] for table in ("objections", "repairs") for one in held["held"][table]] == cases
    asked = {one["id"] for one in held["held"]["decisions"]}
    assert {one["decision"] for one in looks(town, number) if one["decision"]} == asked


def test_a_whole_life(any_town: Town) -> None:
    town, number, stranger = any_town, citizen_id(), citizen_id()
    town.join(stranger)
    standard = told(town, town.code(stranger))
    assert problem(town.http.get("/v1/me/score", headers=town.resident(number))) == "not-joined"
    town.join(number)
    consented(town, number)
    begun = points(town, number)
    assert outcome(town, number) == "standard"

    records = honoured(town, number)
    clear = points(town, number)
    assert (clear > begun, outcome(town, number)) == (True, "benefit")

    cases = []
    for how in ("objection", "repair"):
        record = good(town.report(penalty(number, f"{how}-{secrets.token_hex(6)}")))["id"]
        assert points(town, number) < clear
        cases.append(ended(town, number, record, how))
        assert (points(town, number), outcome(town, number)) == (clear, "benefit")
        records.append(record)

    post(town, number, "/v1/me/kinds/volunteer_honour/switch", {"what": "off"})
    assert (points(town, number), told(town, town.code(number))) == (begun, standard)
    post(town, number, "/v1/me/kinds/volunteer_honour/switch", {"what": "on"})
    assert (points(town, number), outcome(town, number)) == (clear, "benefit")

    exported(town, number, records, cases)
    code = town.code(number)
    post(town, number, "/v1/me/departure")
    assert told(town, code) == standard
    assert problem(town.http.get("/v1/me/score", headers=town.resident(number))) == "not-joined"

    town.join(number)
    assert (points(town, number), told(town, town.code(number))) == (clear, standard)  # no consent outlives leaving
    consented(town, number)
    assert outcome(town, number) == "benefit"
