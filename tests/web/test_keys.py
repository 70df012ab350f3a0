"""An Idempotency-Key: the same request gets the same answer, has one effect, and leaves no trace of what was sent."""

import hashlib
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from creditplus.decisions import Decided
from creditplus.tools import store
from creditplus.web.given import Kept
from tests.web.town import COUNTY, SCENARIO, Town, citizen_id, good, merit, problem


def at_once(times: int, ask: Any) -> list[httpx.Response]:
    """Ask the same from many sides at the same moment."""
    with ThreadPoolExecutor(times) as together:
        return list(together.map(lambda _: ask(), range(times)))


def kept(town: Town, key: str) -> list[Kept]:
    """What is kept for a key, of any client."""
    return town.within(lambda db: store.read(db, Kept, store.tables.Idempotency, key=key))


def test_a_decision_asked_twice_with_a_key_is_one_decision(any_town: Town) -> None:
    code = any_town.code(any_town.joined())
    first, again = any_town.ask(code, Idempotency_Key="k1"), any_town.ask(code, Idempotency_Key="k1")
    assert (first.status_code, again.content) == (200, first.content)


def test_one_key_for_two_things_is_refused(town: Town) -> None:
    good(town.report(merit(), Idempotency_Key="k2"))
    zh, en = (town.report(merit(), language, Idempotency_Key="k2") for language in ("zh", "en"))
    assert [(answer.status_code, problem(answer)) for answer in (zh, en)] == [(422, "key-reused")] * 2


def test_one_key_for_two_addresses_is_refused(town: Town) -> None:
    body = merit()
    good(town.report(body, Idempotency_Key="k3"))
    assert problem(town.report(body, county="231102", Idempotency_Key="k3")) == "key-reused"


def test_the_keys_of_two_clients_have_nothing_to_do_with_each_other(town: Town) -> None:
    other = town.of("provider", town.register("provider"))
    where, body = f"/v1/counties/{COUNTY}/records", merit()
    first = good(town.report(body, Idempotency_Key="k4"))
    second = good(town.http.post(where, json=body | {"matter": "x"}, headers=other | {"Idempotency-Key": "k4"}))
    assert (first["id"] != second["id"], len(kept(town, "k4"))) == (True, 2)


def test_a_refusal_is_not_kept_so_the_mended_request_may_use_its_key(town: Town) -> None:
    assert problem(town.report(merit(fields={}), Idempotency_Key="k5")) == "bad-record"
    assert good(town.report(merit(), Idempotency_Key="k5"))["outcome"] == "accepted"


@pytest.mark.parametrize("key", ["", "a" * 256, "with blank"])
def test_a_key_that_is_none_is_refused(town: Town, key: str) -> None:
    answer = town.report(merit(), Idempotency_Key=key)
    assert (answer.status_code, problem(answer)) == (400, "bad-key")


def test_a_code_is_never_kept_in_readable_form_for_a_key(town: Town) -> None:
    named = town.resident(town.joined()) | {"Idempotency-Key": "k6"}
    codes = {good(town.http.post("/v1/me/codes", json={"scenario": SCENARIO}, headers=named))["code"] for _ in range(2)}
    assert (len(codes), kept(town, "k6")) == (2, [])


def test_what_was_sent_cannot_be_found_again_by_trying_all_citizen_ids(town: Town) -> None:
    body = merit(person=citizen_id())
    answer = town.report(body, Idempotency_Key="k7")
    sent = answer.request.content
    line = f"POST /v1/counties/{COUNTY}/records?\n".encode()
    bare = {hashlib.sha256(part).hexdigest() for part in (sent, line + sent, json.dumps(body).encode())}
    row = kept(town, "k7")[0]
    assert (
        row.fingerprint in bare,
        any(one in row.fingerprint for one in bare),
        body["person"].encode() in row.body,
    ) == (
        False,
        False,
        False,
    )


def test_many_at_once_with_one_key_are_one_decision(any_town: Town) -> None:
    code = any_town.code(any_town.joined())
    answers = at_once(8, lambda: any_town.ask(code, Idempotency_Key=f"k8-{code}"))
    decisions = {good(answer)["decision"] for answer in answers}
    rows = any_town.within(lambda db: store.read(db, Decided, id=sorted(decisions)))
    assert (len({answer.content for answer in answers}), len(rows)) == (1, 1)


def test_many_at_once_with_one_code_are_one_decision(any_town: Town) -> None:
    code = any_town.code(any_town.joined())
    answers = at_once(8, lambda: any_town.ask(code))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 7}


def test_many_at_once_with_one_record_are_one_record(any_town: Town) -> None:
    body = merit()
    outcomes = Counter(good(answer)["outcome"] for answer in at_once(8, lambda: any_town.report(body)))
    assert outcomes == {"accepted": 1, "same as before": 7}


def test_many_at_once_who_are_new_are_one_person(any_town: Town) -> None:
    number = citizen_id()
    answers = at_once(8, lambda: any_town.report(merit(person=number)))
    events = any_town.events(verb="report_record", outcome="accepted")
    told = {good(answer)["id"] for answer in answers}
    assert len({event.subject for event in events if event.detail["record"] in told}) == 1
