"""Rounds of real work with idempotency keys, sent until every request is acknowledged, and what must be kept of them: each once."""

import contextlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import httpx

from creditplus.audit import Event
from creditplus.consents import CodeUse
from creditplus.decisions import Decided
from creditplus.demo import house
from creditplus.records import Record
from creditplus.tools import identity, store
from tests.web.town import COUNTY, SCENARIO, Town, good, merit

DESKS = 4


class Wish(NamedTuple):
    """One request that may be sent again and again: whose, where, what, under which key."""

    role: str
    path: str
    body: dict[str, Any]
    key: str


class Round:
    """One resident's afternoon: a library asks about each of their codes while a provider reports what they did."""

    def __init__(self, town: Town, decisions: int, reports: int) -> None:
        self.town = town
        number = town.joined()
        self.person = str(town.within(lambda db: store.known(db, identity.lookups(number))))
        asked = [{"code": town.code(number)} for _ in range(decisions)]
        told = [merit(person=number) for _ in range(reports)]
        name = random.SystemRandom().randbytes(6).hex()
        decide, report = f"/v1/scenarios/{SCENARIO}/decisions", f"/v1/counties/{COUNTY}/records"
        self.wishes = [Wish("operator", decide, body, f"{name}-d{place}") for place, body in enumerate(asked)]
        self.wishes += [Wish("provider", report, body, f"{name}-r{place}") for place, body in enumerate(told)]
        random.Random(name).shuffle(self.wishes)
        self.people = {role: town.of(role) for role in ("operator", "provider")}
        self.statuses: list[int] = []

    def send(self, address: str, wish: Wish) -> httpx.Response:
        """Send one wish to a server."""
        headers = self.people[wish.role] | {"Idempotency-Key": wish.key}
        return httpx.post(address + wish.path, json=wish.body, headers=headers, trust_env=False, timeout=30)

    def until_told(self, wish: Wish, addresses: list[str], seconds: float = 120) -> dict[str, Any]:
        """Send a wish, to each server in turn, until one acknowledges it; the answer."""
        until, place = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            with contextlib.suppress(httpx.TransportError):
                answer = self.send(addresses[place], wish)
                self.statuses.append(answer.status_code)
                if answer.is_success:
                    return dict(answer.json())
                assert answer.status_code == 503, answer.text
                assert int(answer.headers["retry-after"]) > 0
                time.sleep(0.05)
            place = (place + 1) % len(addresses)
        raise AssertionError(f"{wish.key} was never acknowledged")

    def all_told(self, *addresses: str) -> list[dict[str, Any]]:
        """All wishes from a few desks at once; the answers."""
        with ThreadPoolExecutor(DESKS) as desks:
            return list(desks.map(lambda wish: self.until_told(wish, list(addresses)), self.wishes))

    def kept(self) -> dict[str, list[str]]:
        """What the database holds about the resident, and what the log says."""

        async def read(db: store.Transaction) -> dict[str, list[str]]:
            decided = await store.read(db, Decided, person=self.person)
            events = await store.read(db, Event, subject=self.person)
            used = [use for one in decided for use in await store.read(db, CodeUse, decision=one.id)]
            return {
                "decisions": sorted(one.id for one in decided),
                "records": sorted(one.id for one in await store.read(db, Record, person=self.person)),
                "codes used": sorted(use.decision for use in used),
                "decided": sorted(str(one.detail["decision"]) for one in events if one.verb == "decide_scenario"),
                "reported": sorted(one.outcome for one in events if one.verb == "report_record"),
            }

        return self.town.within(read)

    def must_be(self, told: list[dict[str, Any]]) -> dict[str, list[str]]:
        """What must be kept after these answers: all of it, once."""
        decided = sorted(one["decision"] for one in told if "decision" in one)
        records = sorted(one["id"] for one in told if "outcome" in one and "decision" not in one)
        said = {"decisions": decided, "decided": decided, "codes used": decided}
        return said | {"records": records, "reported": ["accepted"] * len(records)}


@contextlib.contextmanager
def serving(town: Town, **more: str) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Another server of the same town, in a process of its own: its address and the process."""
    chosen = town.settings
    said = {
        "CREDITPLUS_DATABASE_URL": chosen.database_url,
        "CREDITPLUS_KEYS_DIRECTORY": str(chosen.keys_directory),
        "CREDITPLUS_SNAPSHOTS_DIRECTORY": str(chosen.snapshots_directory),
        "CREDITPLUS_DEV_SIGN_IN": "true",
        "CREDITPLUS_LIMIT_CLIENT_PER_MINUTE": "0",
        "CREDITPLUS_LIMIT_SITE_PER_MINUTE": "0",
    }
    port = house.free_port()
    others = {name: value for name, value in os.environ.items() if not name.startswith("CREDITPLUS_")}
    command = [sys.executable, "-m", "creditplus", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=others | said | more, stdout=subprocess.DEVNULL) as process:
        try:
            yield ready(f"http://127.0.0.1:{port}"), process
        finally:
            process.kill()


def ready(address: str, seconds: float = 180) -> str:
    """Wait until a server is ready; its address."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{address}/readyz", trust_env=False).status_code == 200:
                return address
        time.sleep(0.02)
    raise AssertionError(f"{address} did not become ready in {seconds} seconds")


def once(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers in an order of their own, for comparing."""
    return sorted(answers, key=str)


def steady(town: Town) -> str:
    """The address of the town's own server, which nobody ends."""
    return str(town.http.base_url).rstrip("/")


__all__ = ["Round", "good", "once", "ready", "serving", "steady"]
