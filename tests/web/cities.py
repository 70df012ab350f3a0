"""The town as Heihe for tests: Qiqihar and the province are played on ports of this machine, with real keys and signatures."""

import asyncio
import json
import secrets
from pathlib import Path
from typing import Any

import httpx

from creditplus.actions.keep_statements import keep_statements
from creditplus.actions.register_client import Registered, register_client
from creditplus.audit import Event
from creditplus.decisions import Decided
from creditplus.federation.attestations import Question
from creditplus.people import NOBODY, Actor
from creditplus.tools import store, tokens
from creditplus.web import neighbours as fetching
from tests import neighbours
from tests.neighbours import City, Played, Province
from tests.web.town import NAME, Town, good

HEIHE, QIQIHAR, HARBIN, AIHUI = "231100", "230200", "230100", "231102"
STAY = "hotel-stay"


class Scene:
    """The town as Heihe, with Qiqihar beside it."""

    def __init__(self, town: Town, folder: Path, played: Played) -> None:
        self.town, self.played = town, played
        self.province, self.home = Province(folder), City(folder, QIQIHAR)
        self.other = City(folder / "other", HARBIN)
        self.hotel = self._operator("hotel", f"decide:{STAY}")
        self.folder = folder
        self.join()
        self.vouch(self.home)

    def join(self) -> None:
        """The town speaks for Heihe."""
        tokens.join(self.folder, HEIHE, "http://127.0.0.1:8", neighbours.PROVINCE, self.province.pinned)

    def _operator(self, kind: str, *scopes: str) -> Registered:
        terminal = Actor("terminal", "auditor")
        return self.town.within(lambda db: register_client(db, terminal, "operator", NAME, AIHUI, scopes, kind))

    def vouch(self, city: City, **other: Any) -> None:
        """The province says its next word, and the town has fetched it."""
        address = other.pop("address", self.played.address)
        token = self.province.vouch(city, address, **other)
        (kept,) = self.town.within(lambda db: keep_statements(db, NOBODY, [token]))
        assert kept.refused is None

    def stay(self, code: str | None = None, **headers: str) -> httpx.Response:
        """The hotel asks about a guest's code."""
        named = self.town.of("hotel", self.hotel) | {name.replace("_", "-"): value for name, value in headers.items()}
        body = {"code": code or neighbours.code_for(QIQIHAR)}
        return self.town.http.post(f"/v1/scenarios/{STAY}/decisions", json=body, headers=named)

    def decided(self, answer: httpx.Response) -> Decided:
        """A decision as it is kept."""
        found = self.town.within(lambda db: store.one(db, Decided, id=good(answer)["decision"]))
        assert found is not None
        return found

    def event(self, answer: httpx.Response) -> Event:
        """The one event of a decision."""
        (found,) = [
            one
            for one in self.town.events(verb="decide_scenario")
            if one.detail.get("decision") == answer.json()["decision"]
        ]
        return found

    def flood(self) -> Question:
        """A question of Qiqihar about a code of Heihe that nobody has."""
        return Question(
            jti=secrets.token_hex(16),
            home=HEIHE,
            county="230281",
            scenario=STAY,
            operator_kind="hotel",
            code=neighbours.code_for(HEIHE),
            recognition="0" * 64,
            text="0" * 64,
        )

    def publish(self, token: str) -> None:
        """From now on the played province has this one statement."""
        listed = json.dumps(["https://credit.example"]).encode()
        self.played.publish = lambda visit: visit.say(token.encode() if "sub=" in visit.path else listed)

    def fetch(self, known: frozenset[str]) -> frozenset[str]:
        """Fetch the province's list once."""

        async def fetched() -> frozenset[str]:
            database = store.open(self.town.settings.database_url)
            try:
                return await fetching.fetched(database, self.played.address, known)
            finally:
                await database.close()

        return asyncio.run(fetched())

    def says(self, grade: str | None, **other: Any) -> None:
        """From now on Qiqihar answers so."""
        self.played.act = lambda visit: visit.sign(self.home.answer(visit.question, HEIHE, grade, **other))


def told(answer: httpx.Response) -> tuple[int, list[tuple[str, str]], dict[str, Any], list[int]]:
    """Everything of an answer that is not its own name, instant and signature; of these, how long they are."""
    own = ("decision", "until", "attestation")
    body = dict(answer.json())
    headers = [(name, value) for name, value in answer.headers.items() if name not in ("date",)]
    lengths = [len(str(body.pop(name))) for name in own]
    return answer.status_code, headers, body, lengths
