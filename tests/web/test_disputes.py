"""A wrong record and a true one in somebody's life, over HTTP on both databases: disputed, settled, repaired, decided again."""

import base64
import secrets
from datetime import timedelta
from typing import Any

from creditplus.actions.register_client import register_client
from creditplus.demo.disputes import penalty
from creditplus.errors import Words
from creditplus.people import Actor
from creditplus.tools import clock
from tests.web.town import COUNTY, Town, demerit, good, merit, problem

PDF = base64.b64encode(b"%PDF-1.7 a paper").decode()


def office(town: Town) -> dict[str, str]:
    """The header of the county's credit office."""
    by, name = Actor("terminal", "auditor"), Words("信用办", "credit office")
    return town.of("approver", town.within(lambda db: register_client(db, by, "approver", name, COUNTY, ())))


def score(town: Town, me: dict[str, str]) -> dict[str, Any]:
    """One's own score."""
    return good(town.http.get("/v1/me/score", headers=me))


def helped(town: Town) -> tuple[str, dict[str, str], int]:
    """Somebody whose honours open the library's benefit: citizen id, header, and score."""
    number = town.joined()
    for month in range(3):
        on = clock.today() - timedelta(days=30 * month)
        good(town.report(merit(person=number, kind="volunteer_honour", on=str(on), fields={"level": "省"})))
    assert good(town.ask(town.code(number)))["outcome"] == "benefit"
    me = town.resident(number)
    return number, me, score(town, me)["score"]["points"]


def waiting(town: Town, settler: dict[str, str]) -> list[str]:
    """Everything in the queue of objections, page after page."""
    found, page = [], good(town.http.get("/v1/objections", headers=settler))
    while page:
        found += [one["id"] for one in page["waiting"]]
        after = {"after": page["next"]}
        page = good(town.http.get("/v1/objections", params=after, headers=settler)) if page["next"] else {}
    return found


def test_a_wrong_record_is_disputed_at_once_and_goes(any_town: Town) -> None:
    town, settler = any_town, office(any_town)
    number, me, clear = helped(town)
    record = good(town.report(penalty(number, f"wrong-{secrets.token_hex(6)}")))["id"]
    assert score(town, me)["score"]["points"] < clear
    wish = {"grounds": "not me", "words": "处罚的是与我同名的人。"}
    key = me | {"Idempotency-Key": "once"}
    objection = good(town.http.post(f"/v1/records/{record}/objection", json=wish, headers=key))
    assert good(town.http.post(f"/v1/records/{record}/objection", json=wish, headers=key)) == objection
    good(town.http.post(f"/v1/records/{record}/statement", json={"words": "当时我在外地。"}, headers=me))
    seen = score(town, me)
    assert (seen["score"]["points"], seen["published_points"]) == (clear, clear)
    assert [(mark["what"], mark["record"]) for mark in seen["marks"]] == [("disputed", record), ("own words", record)]
    assert objection["id"] in waiting(town, settler)

    at = f"/v1/objections/{objection['id']}"
    label = good(town.http.post(f"{at}/evidence", json={"content": PDF}, headers=me))
    paper = good(town.http.get(f"/v1/evidence/{label['id']}", headers=settler))
    assert (paper["content"], paper["media"]) == (PDF, "application/pdf")
    good(town.http.post(f"{at}/answer", json={"words": "选错了人。"}, headers=town.of("provider")))
    case = good(town.http.get(at, headers=settler))
    assert (case["words"], [one["words"] for one in case["replies"]]) == (wish["words"], ["选错了人。"])
    word = {"outcome": "withdrawn", "because": "报送单位确认对象有误"}
    good(town.http.post(f"{at}/settlement", json=word, headers=settler))
    assert (score(town, me)["score"]["points"], score(town, me)["marks"]) == (clear, [])
    verbs = [event.verb for event in town.events(subject=objection["person"])]
    once = ("raise_objection", "attach_evidence", "answer_objection", "settle_objection", "state_record")
    assert [verbs.count(verb) for verb in once] == [1] * len(once)


def test_a_settlement_reaches_every_place_and_tells_an_operator_nothing_but_to_ask_again(any_town: Town) -> None:
    town, settler = any_town, office(any_town)
    number, me, _ = helped(town)
    record = good(town.report(penalty(number, f"told-{secrets.token_hex(6)}")))["id"]
    wish = {"grounds": "wrong facts", "words": "不属实。"}
    objection = good(town.http.post(f"/v1/records/{record}/objection", json=wish, headers=me))
    word = {"outcome": "upheld", "because": "与原件一致"}
    good(town.http.post(f"/v1/objections/{objection['id']}/settlement", json=word, headers=settler))
    told = town.http.get("/v1/notices", headers=town.of("provider")).json()
    assert {one["what"] for one in told if one["objection"] == objection["id"]} == {"disputed", "upheld"}
    again = town.http.get("/v1/notices", headers=town.of("operator")).json()
    assert {(one["what"], one["record"], one["objection"]) for one in again} == {("ask again", None, None)}


def test_a_true_record_that_was_made_good_is_repaired_and_shown_no_longer(any_town: Town) -> None:
    town, settler = any_town, office(any_town)
    number, me, clear = helped(town)
    record = good(town.report(penalty(number, f"true-{secrets.token_hex(6)}")))["id"]
    assert score(town, me)["score"]["points"] < clear
    repair = good(town.http.post(f"/v1/records/{record}/repair", json={"words": "罚款已缴。"}, headers=me))
    assert [mark["what"] for mark in score(town, me)["marks"]] == ["repair asked for"]
    assert good(town.http.get(f"/v1/repairs/{repair['id']}", headers=settler))["words"] == "罚款已缴。"
    granted = {"outcome": "granted", "because": "已履行全部义务"}
    good(town.http.post(f"/v1/repairs/{repair['id']}/decision", json=granted, headers=settler))
    after = score(town, me)
    assert (after["score"]["points"], record in str(after), after["marks"]) == (clear, False, [])
    assert good(town.ask(town.code(number)))["outcome"] == "benefit"


def test_too_early_is_told_with_the_first_day_in_both_languages(town: Town) -> None:
    number = town.joined()
    record = good(town.report(demerit(person=number)))["id"]
    first = None
    for language, words in (("zh-CN", "最早"), ("en", "possible from")):
        headers = town.resident(number) | {"Accept-Language": language}
        answer = town.http.post(f"/v1/records/{record}/repair", json={"words": "已改正"}, headers=headers)
        assert (answer.status_code, problem(answer)) == (409, "repair-too-early")
        (flaw,) = answer.json()["errors"]
        assert words in flaw["detail"]
        first = first or flaw["detail"].split()[1]
        assert first in flaw["detail"]


def test_a_paper_that_is_none_or_too_large_is_refused(town: Town) -> None:
    number = town.joined()
    me = town.resident(number)
    record = good(town.report(demerit(person=number)))["id"]
    wish = {"grounds": "wrong facts", "words": "不属实"}
    at = f"/v1/objections/{good(town.http.post(f'/v1/records/{record}/objection', json=wish, headers=me))['id']}"
    papers = (base64.b64encode(b"MZ").decode(), base64.b64encode(b"%PDF-" + bytes(5 * 2**20)).decode(), "%")
    refused = [problem(town.http.post(f"{at}/evidence", json={"content": one}, headers=me)) for one in papers]
    large = town.http.post(f"{at}/evidence", json={"content": "A" * 8 * 2**20}, headers=me)
    assert (refused, large.status_code) == (["bad-evidence", "bad-evidence", "bad-fields"], 413)
