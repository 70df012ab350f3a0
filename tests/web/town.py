"""The town at its doors: a server on a port of its own, the shipped texts in force, and somebody of each role."""

import asyncio
import contextlib
import random
import secrets
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvicorn

from creditplus import people
from creditplus.actions.register_client import Registered, register_client
from creditplus.audit import Event
from creditplus.demo import house
from creditplus.demo import town as made
from creditplus.errors import Words
from creditplus.people import Actor, Role
from creditplus.tools import clock, identity, settings, store, tokens
from creditplus.web import app
from creditplus.web import wire as wires
from tests import canaries
from tests.web import contract

COUNTY, SCENARIO = "231181", "library-deposit"
CLIENTS: tuple[Role, ...] = ("operator", "provider", "author", "approver", "province", "auditor")
ROLES: tuple[Role, ...] = (*CLIENTS, "resident", "nobody")
T = TypeVar("T")
NAME = Words("示例", "example")


class Town:
    """A running server. Everything is asked over HTTP, but for registering clients, which has no door."""

    def __init__(self, address: str, chosen: settings.Settings) -> None:
        self.settings = chosen
        shorter = httpx.Limits(
            keepalive_expiry=2
        )  # than the server keeps a connection: it never closes one that we just reuse
        self.http = httpx.Client(base_url=address, timeout=30, trust_env=False, limits=shorter)
        self.contract = contract.Contract(httpx.get(f"{address}/schema", trust_env=False).json())
        self.http.event_hooks = {"response": [canaries.look, self.contract.hold]}
        self.clients: dict[str, Registered] = {}
        self._tokens: dict[str, tuple[str, datetime, datetime]] = {}

    def furnish(self) -> None:
        """Register somebody of each role, and put every shipped text in force with two people's word."""
        for role in CLIENTS:
            self.clients[role] = self.register(role)
        for file in house.texts():
            name = str(file.relative_to(house.ROOT))
            headers = self.of("author") | {"Content-Type": "application/toml"}
            proposed = self.http.post(
                "/v1/documents", params={"file": name}, content=file.read_bytes(), headers=headers
            )
            digest = good(proposed)["digest"]
            match = {"If-Match": f'"{digest}"'}
            good(self.http.post(f"/v1/documents/{digest}/approval", json={}, headers=self.of("approver") | match))

    def register(self, role: Role) -> Registered:
        """A new client of a role; an operator is a library."""
        county, kind = (COUNTY, "library" if role == "operator" else None) if role in CLIENTS[:2] else (None, None)
        by, scopes = Actor("terminal", "auditor"), (f"decide:{SCENARIO}", "report")
        return self.within(lambda db: register_client(db, by, role, NAME, county, scopes, kind))

    def register_in(self, role: Role, county: str) -> Registered:
        """A new client of a role that belongs to a county."""
        by = Actor("terminal", "auditor")
        return self.within(lambda db: register_client(db, by, role, NAME, county, ()))

    def within(self, act: Callable[[store.Transaction], Awaitable[T]]) -> T:
        """Do something in a transaction of the town's database, past the doors."""

        async def done() -> T:
            database = store.open(self.settings.database_url)
            try:
                async with database.transaction() as db:
                    return await act(db)
            finally:
                await database.close()

        return asyncio.run(done())

    def of(self, role: str, client: Registered | None = None) -> dict[str, str]:
        """The header of somebody of a role; nobody has none."""
        if role == "nobody":
            return {}
        if role == "resident":
            return self.resident(RESIDENT)
        client = client or self.clients[role]
        form = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": client.secret}
        return self._signed(client.id, lambda: self.http.post("/oauth/token", data=form))

    def resident(self, citizen_id: str) -> dict[str, str]:
        """The header of a resident."""
        return self._signed(citizen_id, lambda: self.http.post("/v1/sign-in", json={"citizen_id": citizen_id}))

    def _signed(self, name: str, ask: Callable[[], httpx.Response]) -> dict[str, str]:
        """The header of somebody, with a new token when the old one is past half its life: a run of all tests outlives many."""
        now = clock.now()
        token, begun, until = self._tokens.get(name, ("", now, now))
        if not begun <= now < until:
            given = good(ask())
            token, until = given["access_token"], now + timedelta(seconds=given["expires_in"] / 2)
            self._tokens[name] = (token, now, until)
        return {"Authorization": f"Bearer {token}"}

    def joined(self) -> str:
        """A new resident who takes part and agreed to the library's scenario; the citizen id."""
        number = citizen_id()
        self.join(number)
        wish = {"scenario": SCENARIO, "operator_kind": "library"}
        good(self.http.post("/v1/me/consents", json=wish, headers=self.resident(number)))
        return number

    def join(self, number: str) -> dict[str, Any]:
        """Somebody who has lived here for long joins."""
        wish = {"county": COUNTY, "residence_months": 120}
        return good(self.http.post("/v1/me/enrolment", json=wish, headers=self.resident(number)))

    def code(self, number: str) -> str:
        """A code of a resident."""
        wish = {"scenario": SCENARIO}
        return canaries.planted(good(self.http.post("/v1/me/codes", json=wish, headers=self.resident(number)))["code"])

    def ask(self, code: str, **headers: str) -> httpx.Response:
        """The library asks about a code."""
        named = self.of("operator") | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.post(f"/v1/scenarios/{SCENARIO}/decisions", json={"code": code}, headers=named)

    def report(self, body: Any, language: str = "zh-CN", county: str = COUNTY, **headers: str) -> httpx.Response:
        """The provider reports something."""
        named = self.of("provider") | {"Accept-Language": language}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.post(f"/v1/counties/{county}/records", json=body, headers=named)

    def events(self, **equal: Any) -> list[Event]:
        """What the audit log says."""
        return self.within(lambda db: store.read(db, Event, **equal))


def citizen_id() -> str:
    """A citizen id that nobody has, and no other test uses."""
    chance = random.SystemRandom()
    born = date(1950 + chance.randrange(50), chance.randrange(1, 13), chance.randrange(1, 29))
    return made.citizen_id(born, chance.randrange(1000))


RESIDENT = citizen_id()


def merit(**changes: Any) -> dict[str, Any]:
    """A record of volunteering that is right in everything but what is changed; a field set to `...` is left out."""
    body: dict[str, Any] = {
        "id": f"t-{secrets.token_hex(8)}",
        "person": RESIDENT,
        "kind": "volunteer_service",
        "on": str(clock.today()),
        "fields": {"hours": 2.5},
    }
    return {name: value for name, value in (body | changes).items() if value is not ...}


def demerit(**changes: Any) -> dict[str, Any]:
    """A penalty that is right in everything but what is changed."""
    today = str(clock.today())
    document = {"type": "行政处罚决定书", "number": "〔2026〕12号", "authority": "市场监督管理局", "on": today}
    body = {"kind": "penalty_general", "fields": {"domain": "市场监管"}, "document": document}
    return merit(**(body | changes))


def good(response: httpx.Response) -> dict[str, Any]:
    """The body of an answer that must be a good one."""
    assert response.is_success, (
        f"{response.request.method} {response.request.url}: {response.status_code} {response.text}"
    )
    return dict(response.json())


def problem(response: httpx.Response) -> str:
    """The type of a problem, which must be told as RFC 9457 says."""
    body = response.json()
    told = (response.headers["content-type"], body["status"], sorted({"title", "detail", "next"} - set(body)))
    assert told == ("application/problem+json", response.status_code, [])
    return str(body["type"]).removeprefix("/problems/")


def pointers(response: httpx.Response) -> list[str]:
    """Where the flaws are."""
    return [flaw["pointer"] for flaw in response.json().get("errors", [])]


@contextlib.contextmanager
def running(chosen: settings.Settings, *more: Any, wire: type[wires.Wire] = wires.Wire) -> Iterator[str]:
    """A server with these settings, and perhaps more doors than usual or another reader; its address."""
    application = app.create(chosen)
    for one in more:
        application.register(one)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        loud = uvicorn.Config(application, **wires.settings() | {"http": wire})
        server = uvicorn.Server(loud)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


def open_keys(room: Path) -> None:
    """Open the keys of the towns in a folder: a process has only one set of them."""
    identity.open(room / "keys")
    tokens.open(room / "keys", "creditplus", "creditplus")


@contextlib.contextmanager
def furnished(room: Path, database_url: str, *more: Any) -> Iterator[Town]:
    """A town with everything in it."""
    chosen = settings.Settings(
        database_url=database_url,
        keys_directory=room / "keys",
        snapshots_directory=room / "files",
        dev_sign_in=True,
        limit_client_per_minute=0,  # all clients are on this machine
        limit_site_per_minute=0,
    )

    async def migrated() -> None:
        database = store.open(chosen.database_url)
        await store.migrate(database)
        await database.close()

    asyncio.run(migrated())
    with running(chosen, *more) as address:
        town = Town(address, chosen)
        town.furnish()
        yield town
        town.http.close()


assert people.citizen_id(RESIDENT) == RESIDENT
