"""The line to another city: shut when it is dead, asked once for each code, and by nobody who may not ask here."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import msgspec
import pytest

from creditplus.tools import cities, tokens
from tests import neighbours
from tests.web.cities import QIQIHAR, STAY, Scene
from tests.web.town import Town, good, running


@pytest.fixture(scope="module")
def scene(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The town as Heihe."""
    with neighbours.playing() as played:
        yield Scene(town, tmp_path_factory.mktemp("cities"), played)
    tokens.leave()


@pytest.fixture(autouse=True)
def fresh_lines(scene: Scene) -> None:
    """No line is shut by what an earlier test did, and the province vouches for Qiqihar."""
    cities.shut_none()
    scene.vouch(scene.home)


def test_a_dead_city_shuts_its_line_and_is_knocked_at_by_nobodys_question(scene: Scene) -> None:
    scene.played.act = lambda visit: visit.say(b"{}", 500)
    for _ in range(3):
        scene.stay()
    assert cities.shut(QIQIHAR)
    before = len(scene.played.asked)
    answers = [scene.stay() for _ in range(5)]
    assert [scene.event(one).detail["failed"] for one in answers] == ["shut"] * 5
    assert len(scene.played.asked) == before


def test_a_city_that_is_there_again_is_asked_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditplus.tools.cities.lines.KNOCK_S", 0.0)
    scene.played.act = lambda visit: visit.say(b"{}", 500)
    scene.played.publish = lambda visit: visit.say(b"{}")
    for _ in range(3):
        scene.stay()
    scene.says("AA")
    first = scene.stay()  # somebody knocks behind this guest's back
    for _ in range(200):
        if not cities.shut(QIQIHAR):
            break
        time.sleep(0.05)
    assert (first.json()["outcome"], scene.stay().json()["outcome"]) == ("standard", "benefit")
    assert scene.played.knocked == ["/.well-known/openid-federation"]


def test_the_same_key_gets_the_same_answer_and_the_home_is_asked_once(scene: Scene) -> None:
    scene.says("AA")
    code, key = neighbours.code_for(QIQIHAR), "again-1"
    before = len(scene.played.asked)
    first = scene.stay(code, Idempotency_Key=key)
    scene.says(None)
    again = scene.stay(code, Idempotency_Key=key)
    other = scene.stay(neighbours.code_for(QIQIHAR), Idempotency_Key=key)
    assert (first.status_code, first.content) == (200, again.content)
    assert (other.status_code, len(scene.played.asked) - before) == (422, 1)


def test_two_questions_about_one_code_at_once_go_out_one_after_the_other(scene: Scene) -> None:
    scene.says("AA")
    code = neighbours.code_for(QIQIHAR)
    before = len(scene.played.asked)
    with ThreadPoolExecutor(4) as together:
        answers = list(together.map(lambda _: scene.stay(code, Idempotency_Key="at-once").content, range(4)))
    assert (len(set(answers)), len(scene.played.asked) - before) == (1, 1)


def test_an_operator_who_may_not_ask_here_asks_nobody_elsewhere(scene: Scene) -> None:
    before = len(scene.played.asked)
    code = neighbours.code_for(QIQIHAR)
    answer = scene.town.http.post(
        f"/v1/scenarios/{STAY}/decisions", json={"code": code}, headers=scene.town.of("operator")
    )
    assert (answer.status_code, len(scene.played.asked)) == (403, before)


def test_a_decision_about_a_guest_can_be_derived_again(scene: Scene) -> None:
    scene.says("AA")
    id = good(scene.stay())["decision"]
    replayed = scene.town.http.post(f"/v1/decisions/{id}/replay", json={}, headers=scene.town.of("auditor"))
    assert (good(replayed)["same"], good(replayed)["same_facts"]) == (True, True)


def test_a_city_that_floods_is_told_to_wait_and_the_log_hears_of_it_once(scene: Scene) -> None:
    """Each question is well signed, and about a code that nobody has; after so many in a minute it is not looked at."""
    chosen = msgspec.structs.replace(scene.town.settings, limit_city_per_minute=5)
    with running(chosen) as address, httpx.Client(base_url=address, trust_env=False) as http:
        scene.join()
        sent = [scene.home.ask(scene.flood()) for _ in range(12)]
        answers = [http.post("/v1/cities/answers", json={"question": one}) for one in sent]
    told = Counter(answer.status_code for answer in answers)
    alarms = [one.detail["alarm"] for one in scene.town.events(verb="answer_city", outcome="answered")]
    refused = [one.problem for one in scene.town.events(verb="answer_city", outcome="failed")]
    assert (told, alarms[-5:], refused) == ({200: 5, 429: 7}, ["no-live-code"] * 5, ["too-many"])


def test_a_removal_takes_effect_within_one_fetch_and_an_older_statement_changes_nothing(scene: Scene) -> None:
    """The town fetches the list from the played province, as it does every minute."""
    first = scene.province.vouch(scene.home, scene.played.address)
    scene.publish(first)
    known = scene.fetch(frozenset())
    scene.says("AA")
    before = scene.stay().json()["outcome"]
    removal = scene.province.vouch(scene.home, scene.played.address, keys=())
    scene.publish(removal)
    known = scene.fetch(known)
    after = scene.stay()
    scene.publish(first)
    scene.fetch(known)
    later = scene.stay()
    assert (before, known) == ("benefit", frozenset([removal]))
    assert [scene.event(one).detail["failed"] for one in (after, later)] == ["no-statement"] * 2
    alarms = [one.detail.get("alarm") for one in scene.town.events(verb="keep_statements", outcome="refused")]
    assert alarms[-1] == "statement-older"


def test_a_province_that_cannot_be_fetched_changes_nothing(scene: Scene) -> None:
    scene.played.publish = lambda visit: visit.say(b"[]", 503)
    with pytest.raises(cities.Silent):
        scene.fetch(frozenset())
    scene.says("AA")
    assert scene.stay().json()["outcome"] == "benefit"
