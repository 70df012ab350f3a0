"""An evil city gains nothing, whatever it answers or asks, and all of it is marked in the log; without its line it is not even asked.

First it answers: the town speaks for Heihe, and Qiqihar is evil. What it asks in turn is tried in `test_answers.py` and, where it
floods, at the doors.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from creditplus.actions.ask_city import ask_city
from creditplus.actions.decide_scenario import decide_scenario
from creditplus.actions.hear_city import hear_city
from creditplus.actions.keep_statements import keep_statements
from creditplus.audit import Event
from creditplus.decisions import Guest
from creditplus.federation.attestations import Asking, Heard
from creditplus.people import NOBODY
from creditplus.tools import clock, tokens
from tests import guests, neighbours, shelf
from tests.guests import HEIHE, HOTEL, QIQIHAR, STAY
from tests.neighbours import City, Claims, Province
from tests.town import Town

Says = Callable[["Evil", Claims], str]


class Evil:
    """The town as Heihe, and Qiqihar, which is evil."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town, self.folder = town, folder
        self.province, self.city = Province(folder), City(folder, QIQIHAR)
        self.next = City(folder / "next", QIQIHAR)
        tokens.join(folder, HEIHE, "http://127.0.0.1:8", neighbours.PROVINCE, self.province.pinned)

    async def vouch(self, **other: Any) -> None:
        """The province says its next word on it."""
        await self.town.act(keep_statements, NOBODY, [self.province.vouch(self.city, "http://127.0.0.1:7", **other)])

    async def asking(self) -> Asking | Guest | None:
        """A guest with a code of that city stands at the hotel's desk."""
        return await self.town.act(ask_city, HOTEL, STAY, neighbours.code_for(QIQIHAR))

    async def stay(self, says: Says) -> tuple[str, dict[str, Any]]:
        """What the guest receives by what the city says, and what the log says of it."""
        asking = await self.asking()
        assert isinstance(asking, Asking)
        heard = Heard(says(self, neighbours.claims_of(asking.token)))
        guest = await self.town.act(hear_city, HOTEL, asking, heard)
        code = asking.question.code
        answer = await self.town.act(decide_scenario, HOTEL, STAY, code, None, None, None, guest)
        (event,) = [
            one
            for one in await self.town.kept(Event, verb="decide_scenario")
            if one.detail["decision"] == answer.decision
        ]
        return answer.outcome, event.detail


@pytest.fixture
async def evil(the_town: Town, tmp_path: Path) -> Evil:
    """The town as Heihe, whose text names the evil city."""
    await the_town.rule([guests.TEXT])
    found = Evil(the_town, tmp_path)
    await found.vouch()
    return found


@pytest.fixture(autouse=True)
def no_city_afterwards() -> Iterator[None]:
    """Other tests know of no city."""
    yield
    tokens.leave()


def always_best(evil: Evil, question: Claims) -> str:
    return evil.city.answer(question, HEIHE, "AAA")


def replayed(evil: Evil, question: Claims) -> str:
    return evil.city.answer(question | {"jti": "an earlier question"}, HEIHE, "AA")


def for_another_scenario(evil: Evil, question: Claims) -> str:
    return evil.city.answer(question | {"scenario": "bike-deposit"}, HEIHE, "AA")


def with_an_old_key(evil: Evil, question: Claims) -> str:
    return evil.next.answer(question, HEIHE, "AA")


@pytest.mark.parametrize(
    ("says", "alarm"),
    [
        (always_best, "too-much"),
        (replayed, "other-question"),
        (for_another_scenario, "other-question"),
        (with_an_old_key, "forged"),
    ],
)
async def test_nothing_is_gained_by_a_lie_and_each_one_alarms(evil: Evil, says: Says, alarm: str) -> None:
    outcome, detail = await evil.stay(says)
    assert (outcome, detail["failed"], detail["alarm"]) == ("standard", alarm, alarm)


async def test_without_its_line_in_the_text_it_is_not_even_asked(evil: Evil) -> None:
    before = await evil.stay(lambda evil, question: evil.city.answer(question, HEIHE, "AA"))
    text = shelf.text(guests.TEXT)
    text = text[: text.index("[[issuers]]")].replace(
        "effective         = 2026-03-01", f"effective         = {clock.today()}"
    )
    await evil.town.let_rule(await evil.town.propose(text, "rules/231100-recognises/later.toml"))
    asking = await evil.asking()
    assert (before[0], asking) == ("benefit", Guest(QIQIHAR, failed="unlisted"))


async def test_a_city_that_the_province_removed_while_it_was_asked_said_nothing(evil: Evil) -> None:
    asking = await evil.asking()
    assert isinstance(asking, Asking)
    answer = evil.city.answer(msgspec.structs.asdict(asking.question), HEIHE, "AA")
    await evil.vouch(keys=())
    guest = await evil.town.act(hear_city, HOTEL, asking, Heard(answer))
    assert (guest.grade, guest.failed) == (None, "no-statement")
