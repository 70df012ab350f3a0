"""Measures what recognition costs: `python -m tests.cities_bench 300`; `make bench` calls it for `docs/benchmarks.md`.

A province and two cities run as processes of their own, with SQLite and a real commit each, as in `examples/two-cities`. What is
compared takes turns: a local guest and one from the other city; the reasons for the standard service among each other; and local
guests while others come from a city that is dead.
"""

import asyncio
import importlib
import itertools
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from creditplus import consents
from creditplus.consents import Code
from creditplus.demo import guests
from creditplus.demo import town as made
from creditplus.tools import clock, store, tokens
from tests import neighbours
from tests.house import sources
from tests.neighbours import City, Visit, claims_of
from tests.silence import calm, welch

NEHE, AIHUI, STAY = "230281", "231102", "hotel-stay"
HEIHE, QIQIHAR = "231100", "230200"
WARM_UP = 30
OTHER = made.citizen_id(date(1995, 3, 1), 930)
"""Somebody in Nehe of whom as little was reported as of the story's second guest: nothing."""
ARRIVES = f"""
import asyncio
from creditplus.console import terminal
from creditplus.demo import guests

async def arrive():
    async with terminal.transaction() as db:
        await guests.arrived(db, {OTHER!r}, ())

asyncio.run(arrive())
"""
FETCHED_S = 3.0
"""After which time every city has fetched the province's list, which they do each second here."""
WINDOWS, WAITERS, WAITS_S = 4, 8, 1.7
"""How often guests of a silent city are watched while they wait, how many of them, and for how many of their two seconds."""


class Bench:
    """The story's services, and codes enough for everybody."""

    def __init__(self, story: Any) -> None:
        self.story = story
        self._locals: list[str] = []
        home = story.qiqihar
        subprocess.run([sys.executable, "-c", ARRIVES], env=home.environment, check=True, timeout=60)
        self.consents = {one: story.agree(one) for one in (guests.GOOD, guests.NEW, OTHER)}

    def locals(self, number: int) -> list[str]:
        """So many residents of Aihui who agreed to be asked about, by their citizen ids."""
        for place in range(len(self._locals), number):
            one = made.citizen_id(date(1971, 4, 1) + timedelta(days=place), 931)
            headers = self.story.heihe.as_resident(one)
            for path, wish in (
                ("/v1/me/enrolment", {"county": AIHUI, "residence_months": 120, "insurance_months": 120}),
                ("/v1/me/consents", {"scenario": STAY, "operator_kind": "hotel"}),
            ):
                self.story.heihe.http.post(path, json=wish, headers=headers).raise_for_status()
            self._locals.append(one)
        return self._locals[:number]

    def codes(self, service: Any, people: list[str], county: str) -> Iterator[str]:
        """A code for each of these, put into a city's database."""
        now = clock.now()
        named: dict[str, Any] = {
            "scenario": STAY,
            "county": county,
            "issued_at": now,
            "expires_at": now + timedelta(hours=2),
        }
        shown, rows = [], []
        for one in people:
            shown.append(consents.code_of(county, secrets.token_bytes(consents.CODE_LENGTH - 1)))
            person = claims_of(service.as_resident(one)["Authorization"].split()[1])["sub"]
            rows.append(Code(digest=consents.digest(shown[-1]), person=person, **named))

        async def kept() -> None:
            database = store.open(service.environment["CREDITPLUS_DATABASE_URL"])
            async with database.transaction() as db:
                await store.append_all(db, rows)
            await database.close()

        asyncio.run(kept())
        return iter(shown)

    def reached_at(self, address: str) -> None:
        """The province says that Qiqihar is reached there, and everybody hears of it."""
        keys = str(self.story.room / "qiqihar-keys.json")
        self.story.province.run("federation", "statement", QIQIHAR, "--keys", keys, "--address", address)
        time.sleep(FETCHED_S)

    def took(self, code: str) -> float:
        """Seconds of one decision at the hotel in Heihe."""
        begun = time.perf_counter()
        self.story.stay(code)
        return time.perf_counter() - begun

    def turns(
        self, rounds: int, shown: dict[str, Callable[[], str]], last: tuple[str, ...] = ()
    ) -> dict[str, list[float]]:
        """Seconds of each kind of guest, in an order drawn anew for every round; those of `last` each come after another one."""
        chance = random.Random(1)
        found: dict[str, list[float]] = {kind: [] for kind in shown}
        for place in range(rounds + WARM_UP):
            first, then = ([kind for kind in shown if (kind in last) is wanted] for wanted in (False, True))
            chance.shuffle(first)
            chance.shuffle(then)
            for kind in [kind for pair in itertools.zip_longest(first, then) for kind in pair if kind is not None]:
                seconds = self.took(shown[kind]())
                if place >= WARM_UP:
                    found[kind].append(seconds)
        return found


def of(code: Iterator[str]) -> Callable[[], str]:
    """The next code each time."""
    return lambda: next(code)


def strangers(county: str) -> Iterator[str]:
    """Codes that nobody was given."""
    while True:
        yield consents.code_of(county, secrets.token_bytes(consents.CODE_LENGTH - 1))


def cost(bench: Bench, rounds: int) -> str:
    """A recognised guest beside local ones: beside one who was not asked about lately, as at home nobody is remembered either; and
    beside one who was asked about a moment ago at the same desk."""
    need = rounds + WARM_UP
    people = bench.locals(need)
    shown = {
        "guest": of(bench.codes(bench.story.qiqihar, [guests.GOOD] * need, NEHE)),
        "local": of(bench.codes(bench.story.heihe, people, AIHUI)),
        "again": of(bench.codes(bench.story.heihe, people[:1] * need, AIHUI)),
    }
    found = bench.turns(rounds, shown)
    figures = {kind: f"{statistics.median(found[kind]) * 1e3:.1f} ms" for kind in found}
    ratios = {
        kind: statistics.median(one / other for one, other in zip(found["guest"], found[kind], strict=True))
        for kind in ("local", "again")
    }
    what = f"a decision about a guest whose home is another service on this machine | {figures['guest']}"
    return (
        f"| {what} | a local guest: {figures['local']} | **{ratios['local']:.2f}** | ≤ 3 |\n"
        f"| the same | a local guest who was asked about here a moment ago: {figures['again']} | {ratios['again']:.2f} | — |"
    )


SAME = "below"
REASONS = {
    "withdrawn": "consent withdrawn",
    "many": "the same, of a person with nine records (no reason, but how much there is to reckon with)",
    "used": "the code was used before",
    "nobodys": "a code that nobody was given",
    "unlisted": "a city that the text does not name (nobody is asked)",
    "refused": "home refuses, at once",
    "silent": "home fails, at once",
    "forged": "signed, at once, with a key that nobody vouches for",
    "too-much": "signed, at once, and more than the scenario can use",
}
LIES = ("refused", "silent", "forged", "too-much")
"""What home itself does wrong; each comes after a good answer, so that the line is not shut."""


def silence(bench: Bench, rounds: int) -> list[str]:
    """Each reason for the standard service beside a grade that opens nothing."""
    need = rounds + WARM_UP
    below, used = (bench.codes(bench.story.qiqihar, [guests.NEW] * number, NEHE) for number in (need, 1))
    once = next(used)
    bench.took(once)
    withdrawn = bench.codes(bench.story.qiqihar, [OTHER] * need, NEHE)
    many = bench.codes(bench.story.qiqihar, [guests.GOOD] * need, NEHE)
    for one in (OTHER, guests.GOOD):
        headers = bench.story.qiqihar.as_resident(one)
        path = f"/v1/consents/{bench.consents[one]}/withdrawal"
        bench.story.qiqihar.http.post(path, json={}, headers=headers).raise_for_status()
    shown = {
        SAME: of(below),
        "withdrawn": of(withdrawn),
        "many": of(many),
        "used": lambda: once,
        "nobodys": of(strangers(NEHE)),
        "unlisted": of(strangers("230102")),
    }
    with between(bench) as told_to:
        for kind in LIES:
            shown[kind] = of(strangers(NEHE))
        found = bench.turns(rounds, {kind: told_to(kind, code) for kind, code in shown.items()}, LIES)
    same = found.pop(SAME)
    return [
        f"| {REASONS[kind]} | {statistics.median(one) * 1e3:.2f} ms | {statistics.median(one) / statistics.median(same):.3f} | "
        f"{welch(one, same):.2f} | {welch(calm(one), calm(same)):.2f} |"
        for kind, one in found.items()
    ]


@contextmanager
def between(bench: Bench) -> Iterator[Callable[[str, Callable[[], str]], Callable[[], str]]]:
    """Somebody stands on the line to Qiqihar who passes every question on, or does with it what is wrong with its kind."""
    home, keys = bench.story.qiqihar, tokens.Keys.open(bench.story.qiqihar.folder / "keys/city", QIQIHAR, QIQIHAR)
    stranger = City(bench.story.room / "stranger", QIQIHAR)
    known = City(bench.story.room / "known", QIQIHAR)
    known.keys = keys
    acts: dict[str, Callable[[Visit], None]] = {
        "refused": lambda visit: visit.say(b"{}", 403),
        "silent": lambda visit: visit.say(b"{}", 500),
        "forged": lambda visit: visit.sign(stranger.answer(visit.question, HEIHE, "AA")),
        "too-much": lambda visit: visit.sign(known.answer(visit.question, HEIHE, "AAA")),
    }

    def passed(visit: Visit) -> None:
        answer = home.http.post("/v1/cities/answers", content=visit.sent, headers={"content-type": "application/json"})
        visit.say(answer.content, answer.status_code)

    def told_to(kind: str, code: Callable[[], str]) -> Callable[[], str]:
        def shown() -> str:
            played.act = acts.get(kind, passed)
            return code()

        return shown

    with neighbours.playing() as played:
        bench.reached_at(played.address)
        yield told_to
        bench.reached_at(home.address)


def dead(bench: Bench, rounds: int) -> list[str]:
    """Local guests while others come from a dead city, and while nobody does, in turns."""
    shown = bench.codes(bench.story.heihe, bench.locals(1) * (2 * rounds + 8), AIHUI)
    bench.story.qiqihar.stop()
    lines = []
    first = [bench.took(next(strangers(NEHE))) for _ in range(3)]
    lines.append(
        f"| the first three guests of a dead city (nobody listens there) | {max(first) * 1e3:.1f} ms at most | ≤ 2 s |"
    )
    alone, beside = [], []
    for _ in range(4):
        alone += [bench.took(next(shown)) for _ in range(rounds // 4)]
        with coming(bench):
            beside += [bench.took(next(shown)) for _ in range(rounds // 4)]
    ratio = statistics.median(beside) / statistics.median(alone)
    lines.append(
        f"| a local guest while five a second come from a dead city | {statistics.median(beside) * 1e3:.1f} ms, "
        f"{ratio:.2f} of what it is without them | 1 |"
    )
    guest = statistics.median(bench.took(next(strangers(NEHE))) for _ in range(20))
    lines.append(f"| a guest of a dead city, once its line is shut | {guest * 1e3:.1f} ms | — |")
    return lines


def opening(bench: Bench) -> str:
    """Local guests in the first two seconds of a city that takes questions and never answers: its guests still wait for it then."""
    most = 4000
    shown = bench.codes(bench.story.heihe, bench.locals(1) * most, AIHUI)
    home, alone, beside = bench.story.qiqihar, list[float](), list[float]()

    def during(seconds: float) -> list[float]:
        until = time.monotonic() + seconds
        share = itertools.islice(shown, most // (2 * WINDOWS))
        return [bench.took(one) for one in itertools.takewhile(lambda _: time.monotonic() < until, share)]

    with neighbours.playing() as played:
        played.act = lambda visit: time.sleep(4)
        played.publish = lambda visit: visit.say(b"here")  # so the line is opened again when somebody knocks
        bench.reached_at(played.address)
        for _ in range(WINDOWS):
            alone += during(WAITS_S)
            waiting = [threading.Thread(target=bench.took, args=(next(strangers(NEHE)),)) for _ in range(WAITERS)]
            for one in waiting:
                one.start()
            time.sleep(0.1)
            beside += during(WAITS_S)
            for one in waiting:
                one.join(10)
            time.sleep(5.5)
            bench.took(next(strangers(NEHE)))
            time.sleep(0.5)
        bench.reached_at(home.address)
    ratio = statistics.median(beside) / statistics.median(alone)
    return (
        f"| a local guest while {WAITERS} wait for a city that takes questions and never answers, before its line is shut | "
        f"{statistics.median(beside) * 1e3:.1f} ms, {ratio:.2f} of what it is without them ({len(beside)} samples) | 1 |"
    )


@contextmanager
def coming(bench: Bench) -> Iterator[None]:
    """Guests of the dead city come, five a second."""
    over = threading.Event()

    def come() -> None:
        for _ in itertools.takewhile(lambda _: not over.wait(0.2), itertools.count()):
            bench.took(next(strangers(NEHE)))

    thread = threading.Thread(target=come)
    thread.start()
    yield
    over.set()
    thread.join(10)


def told(rounds: int) -> str:
    """The section of the page."""
    sys.path.insert(0, str(sources.ROOT / "examples" / "two-cities"))
    story_of = importlib.import_module("story").Story  # the example is no package
    with tempfile.TemporaryDirectory(prefix="creditplus-cities-") as room:
        story = story_of(Path(room), limit_city_per_minute="0", limit_code_per_minute="0")
        try:
            story.prepare()
            bench = Bench(story)
            row, same = cost(bench, rounds), silence(bench, rounds)
            alone = [opening(bench), *dead(bench, rounds)]
        finally:
            story.close()
    return f"""A province and two cities as processes of their own here, SQLite with a real commit each; {rounds} samples, in turn.

| what | figure | beside | ratio | promise |
|---|---|---|---|---|
{row}

The standard service of a guest by its reasons, beside a grade that opens nothing. The bar is |t| < 4.5.

| reason | median | ratio of medians | Welch t, all samples | Welch t without the slowest 5 % |
|---|---|---|---|---|
{chr(10).join(same)}

| a dead neighbour | figure | promise |
|---|---|---|
{chr(10).join(alone)}
"""


if __name__ == "__main__":
    print(told(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
