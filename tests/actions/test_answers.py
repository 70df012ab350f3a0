"""Another city asks about a code: one grade or nothing, the same to see and to keep, whatever the reason; and only once.

The town speaks for Qiqihar here; Heihe asks, with real keys, by the province's real statements.
"""

import asyncio
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from freezegun import freeze_time

from creditplus.actions.admit_city import admit_city
from creditplus.actions.answer_city import answer_city
from creditplus.actions.keep_statements import keep_statements
from creditplus.actions.leave_county import leave_county
from creditplus.actions.read_access import read_access
from creditplus.actions.read_attestations import read_attestations
from creditplus.actions.withdraw_consent import withdraw_consent
from creditplus.audit import Event
from creditplus.consents import CodeUse, Consent
from creditplus.errors import Conflict, Forbidden
from creditplus.federation.attestations import Attested, Question
from creditplus.people import NOBODY, Actor
from creditplus.tools import clock, store, tokens
from tests import guests, neighbours
from tests.guests import AIHUI, HEIHE, QIQIHAR, STAY
from tests.neighbours import City, Province
from tests.town import Town

AUDITOR = Actor("auditor-town", "auditor")


class Scene:
    """The town as Qiqihar, where somebody of good grade lives; and Heihe, which asks."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town, self.province, self.asking = town, Province(folder), City(folder, HEIHE)
        self.journal, self.lengths = store.Journal(town.store), set[int]()
        tokens.join(folder, QIQIHAR, "http://127.0.0.1:8", neighbours.PROVINCE, self.province.pinned)

    async def begin(self) -> None:
        """Heihe's text rules here too, the province vouches for Heihe, and two residents go there."""
        await self.town.rule([guests.TEXT])
        await self.vouch()
        self.good_number, self.good = await guests.guest(self.town, 1)
        _, self.plain = await guests.guest(self.town, 2, good=False)
        _, self.silent = await guests.guest(self.town, 3, agrees=False)

    async def vouch(self, **other: Any) -> Any:
        """The province says its next word on Heihe."""
        token = self.province.vouch(self.asking, "http://127.0.0.1:7", **other)
        return (await self.town.act(keep_statements, NOBODY, [token]))[0]

    async def question(self, code: str, **other: Any) -> Question:
        """The question about a code, as it should be or with something else in it."""
        async with self.town.store.transaction() as db:
            ruling = await store.recognition(db, AIHUI, clock.today())
            text = await store.scenario(db, AIHUI, STAY, clock.today())
        assert ruling is not None
        asked = Question(
            jti=secrets.token_hex(16),
            home=QIQIHAR,
            county=AIHUI,
            scenario=STAY,
            operator_kind="hotel",
            code=code,
            recognition=ruling.digest,
            text=text.digest,
        )
        return msgspec.structs.replace(asked, **other)

    async def ask(self, question: Question, **other: Any) -> str:
        """Heihe asks; what Qiqihar signs."""
        return await self.send(self.asking.ask(question, **other))

    async def send(self, token: str) -> str:
        """Something is sent as a question, and answered as at the door, ahead; what Qiqihar signs."""
        admitted = await self.journal.look(lambda db: admit_city(db, NOBODY, token))
        return (await self.journal.do(lambda db: answer_city(db, NOBODY, admitted))).answer

    async def asked(self, code: str, **other: Any) -> str | None:
        """The grade that is told of a code; the answer is as long as any other."""
        answer = await self.ask(await self.question(code, **other))
        self.lengths |= {len(answer)} if "scenario" not in other else set()
        return neighbours.claims_of(answer)["grade"]  # type: ignore[no-any-return]  # a grade or nothing

    async def events(self) -> list[Event]:
        """What the log says of questions."""
        return await self.town.kept(Event, verb="answer_city")


@pytest.fixture
async def scene(the_town: Town, tmp_path: Path) -> Scene:
    """The town as Qiqihar."""
    found = Scene(the_town, tmp_path)
    await found.begin()
    return found


@pytest.fixture(autouse=True)
def no_city_afterwards() -> Iterator[None]:
    """Other tests know of no city."""
    yield
    tokens.leave()


async def test_a_good_grade_is_told_as_the_highest_that_the_scenario_can_use_and_the_code_is_used_up(
    scene: Scene,
) -> None:
    code = await guests.code(scene.town, scene.good)
    first = await scene.asked(code)
    again = await scene.asked(code)
    (told,) = [one for one in await scene.town.kept(Attested, city=HEIHE) if one.grade]
    (use,) = await scene.town.kept(CodeUse, decision=told.id)
    assert (first, again, told.person, len(use.digest)) == ("AA", None, scene.good.id, 64)
    assert len(scene.lengths) == 1


async def test_every_reason_for_nothing_gives_the_same_answer(scene: Scene) -> None:
    """Below, no consent, withdrawn, left, never given, over, used, for another scenario, other texts, another kind of operator."""
    town, told = scene.town, {}
    told["below"] = await scene.asked(await guests.code(town, scene.plain))
    told["no code"] = await scene.asked(neighbours.code_for(QIQIHAR))
    old = await guests.code(town, scene.plain)
    with freeze_time(clock.now() + timedelta(minutes=10), real_asyncio=True):
        told["over"] = await scene.asked(old)
    told["other scenario"] = await scene.asked(await guests.code(town, scene.good), scenario="bike-deposit")
    told["other rules"] = await scene.asked(await guests.code(town, scene.good), recognition="0" * 64)
    told["other text"] = await scene.asked(await guests.code(town, scene.good), text="0" * 64)
    told["other operator"] = await scene.asked(await guests.code(town, scene.good), operator_kind="library")
    code = await guests.code(town, scene.good)
    (consent,) = await town.kept(Consent, person=scene.good.id)
    await town.act(withdraw_consent, scene.good, consent.id)
    told["withdrawn"] = await scene.asked(code)
    with pytest.raises(Exception, match="unknown-scenario"):  # without consent there is no code to show
        await guests.code(town, scene.silent)
    code = await guests.code(town, scene.plain)
    await town.act(leave_county, scene.plain)
    told["left"] = await scene.asked(code)
    causes = [event.detail["cause"] for event in await scene.events()]
    assert told == dict.fromkeys(told)
    assert len(scene.lengths) == 1
    assert causes == [
        *("not-recognised", "no-code", "no-code", "other-text", "other-text", "other-text", "other-text"),
        *("withdrawn", "left"),
    ]


async def test_of_many_questions_about_one_code_at_once_one_gets_the_grade(scene: Scene) -> None:
    code = await guests.code(scene.town, scene.good)
    grades = await asyncio.gather(*(scene.asked(code) for _ in range(10)))
    assert sorted(grade or "" for grade in grades) == [""] * 9 + ["AA"]
    assert len(await scene.town.kept(CodeUse)) == 1
    assert len(await scene.town.kept(Attested, city=HEIHE)) == 10


async def test_no_grade_is_told_after_the_consent_was_taken_back(scene: Scene) -> None:
    codes = [await guests.code(scene.town, scene.good) for _ in range(12)]
    (consent,) = await scene.town.kept(Consent, person=scene.good.id)

    async def asked(place: int, code: str) -> str | None:
        await asyncio.sleep(place / 300)
        return await scene.asked(code)

    async def take_back() -> int:
        await asyncio.sleep(0.015)
        await scene.town.act(withdraw_consent, scene.good, consent.id)
        return len([one for one in await scene.town.kept(Attested) if one.grade])

    questions = [asyncio.create_task(asked(place, code)) for place, code in enumerate(codes)]
    there = await asyncio.create_task(take_back())
    told = [await one for one in questions]
    assert there == len([one for one in await scene.town.kept(Attested) if one.grade]) == told.count("AA")
    assert told[-1] is None


async def test_a_question_is_answered_once(scene: Scene) -> None:
    code = await guests.code(scene.town, scene.good)
    token = scene.asking.ask(await scene.question(code))
    await scene.send(token)
    with pytest.raises(Conflict, match="question-again"):
        await scene.send(token)
    assert len(await scene.town.kept(Attested, city=HEIHE)) == 1


async def test_the_person_reads_which_city_asked_and_an_unknown_code_alarms(scene: Scene) -> None:
    await scene.asked(await guests.code(scene.town, scene.good))
    await scene.asked(neighbours.code_for(QIQIHAR))
    looks = (await scene.town.act(read_access, scene.good)).looks
    seen = [(one.by.zh, one.what.en, one.why) for one in looks if one.why == STAY and "城市" in one.what.zh]
    assert seen == [("黑河市的积分服务", "another city asked about your grade, with your code", STAY)]
    alarms = [(event.subject, event.detail.get("alarm")) for event in await scene.events()]
    assert alarms == [(scene.good.id, None), (None, "no-live-code")]


async def test_the_province_reads_digests_and_nothing_else(scene: Scene) -> None:
    answer = await scene.ask(await scene.question(await guests.code(scene.town, scene.good)))
    tallies = await scene.town.act(read_attestations, AUDITOR, clock.today())
    assert (tallies.given, tallies.heard) == ({HEIHE: (tokens.digest(answer),)}, {})


async def refused(scene: Scene, token: str) -> bool:
    """Whether a question is not even looked at."""
    try:
        await scene.send(token)
    except Forbidden as why:
        return why.type == "city-not-known"
    return False


async def test_who_is_not_on_the_list_or_signs_wrongly_is_not_answered(scene: Scene, tmp_path: Path) -> None:
    code = await guests.code(scene.town, scene.good)
    good = await scene.question(code)
    unlisted, stranger = City(tmp_path, "230100"), City(tmp_path / "stranger", HEIHE)
    said = msgspec.structs.asdict(good) | {"iss": HEIHE, "aud": QIQIHAR}
    now = int(clock.now().timestamp())
    typ = "city-question+jwt"
    forged = {
        "unlisted": unlisted.ask(await scene.question(code, county="230102")),
        "stranger": stranger.ask(good),
        "for others": scene.asking.ask(await scene.question(code, home="230100")),
        "of elsewhere": scene.asking.ask(await scene.question(code, county="230102")),
        "other kind": scene.asking.signed("city-answer+jwt", said | {"iat": now, "exp": now + 30}),
        "over": scene.asking.signed(typ, said | {"iat": now - 90, "exp": now - 60}),
        "ahead": scene.asking.signed(typ, said | {"iat": now + 90, "exp": now + 120}),
        "long": scene.asking.signed(typ, said | {"iat": now, "exp": now + 3600}),
        "unsigned": scene.asking.signed(typ, said | {"iat": now, "exp": now + 30}, alg="none"),
        "nothing": "no token",
    }
    assert {name: await refused(scene, token) for name, token in forged.items()} == dict.fromkeys(forged, True)
    assert await scene.asked(code) == "AA"  # nobody looked at it before


async def test_a_removed_city_is_not_answered_from_the_next_fetch_on_and_no_old_statement_brings_it_back(
    scene: Scene,
) -> None:
    code = await guests.code(scene.town, scene.good)
    old = scene.province.vouch(scene.asking, "http://127.0.0.1:7")
    kept = await scene.vouch(keys=())
    assert (kept.removes, kept.refused) == (True, None)
    assert await refused(scene, scene.asking.ask(await scene.question(code)))
    (told,) = await scene.town.act(keep_statements, NOBODY, [old])
    (event,) = [one for one in await scene.town.kept(Event, verb="keep_statements") if "alarm" in one.detail]
    assert (told.refused, event.detail["alarm"]) == ("older", "statement-older")
    assert await refused(scene, scene.asking.ask(await scene.question(code)))


async def test_the_next_key_is_known_before_it_signs_and_the_old_one_ends_when_the_province_says_so(
    scene: Scene,
) -> None:
    old = scene.asking.keys.kid
    scene.asking.keys.rotate(published_s=3600)
    await scene.vouch()
    before = await scene.asked(await guests.code(scene.town, scene.good))
    with freeze_time(clock.now() + timedelta(hours=2), real_asyncio=True):
        during = await scene.asked(await guests.code(scene.town, scene.good))
        new = scene.asking.keys.kid
        await scene.vouch(keys=tuple(one for one in scene.asking.keys.jwks()["keys"] if one["kid"] == new))
        after = await scene.asked(await guests.code(scene.town, scene.good))
    assert (before, during, after, new != old) == ("AA", "AA", "AA", True)
    assert await refused(scene, scene.asking.ask(await scene.question(await guests.code(scene.town, scene.good))))


async def test_a_deployment_that_speaks_for_no_city_answers_nobody(scene: Scene) -> None:
    token = scene.asking.ask(await scene.question(neighbours.code_for(QIQIHAR)))
    tokens.leave()
    assert await refused(scene, token)
