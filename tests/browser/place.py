"""The town with the server in a process of its own, as counties run it, and enough people in it that its pages have something to show."""

import contextlib
import json
import os
import random
import secrets
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx

from creditplus.actions.register_client import Registered, register_client
from creditplus.demo import guests, house
from creditplus.demo import town as made
from creditplus.demo.disputes import penalty
from creditplus.drafting import drafts
from creditplus.errors import Words
from creditplus.people import Actor, Role
from creditplus.tools import clock, settings, store
from tests.web import town as towns
from tests.web.town import COUNTY, SCENARIO, good, merit

T = TypeVar("T")
RESIDENTS, SEED = 60, 7
PARKING = "parking-exit-first"
HOTEL_COUNTY, CITY = guests.THERE, guests.CITY
NAMES = {"operator": Words("北安市图书馆", "Bei'an library"), "provider": Words("北安市民政局", "Bei'an civil affairs")}


class Place(towns.Town):
    """A town whose database may also be written to while a browser is driven from the same thread."""

    def within(self, act: Callable[[store.Transaction], Awaitable[T]]) -> T:
        """Past the doors, in a thread of its own: a driven browser keeps this thread's loop running."""
        with ThreadPoolExecutor(1) as apart:
            return apart.submit(super().within, act).result()

    def register(self, role: Role) -> Registered:
        """A new client of a role with a name that pages can show."""
        county, kind = (
            (COUNTY, "library" if role == "operator" else None) if role in towns.CLIENTS[:2] else (None, None)
        )
        name, scopes = NAMES.get(role, towns.NAME), (f"decide:{SCENARIO}", "report")
        return self.within(
            lambda db: register_client(db, Actor("terminal", "auditor"), role, name, county, scopes, kind)
        )

    def car_park(self) -> Registered:
        """A car park, where plates can be linked."""
        name, scopes = Words("站前停车场", "Station car park"), (f"decide:{PARKING}",)
        by = Actor("terminal", "auditor")
        return self.within(lambda db: register_client(db, by, "operator", name, COUNTY, scopes, "parking"))

    def driver(self) -> str:
        """A resident who agreed that car parks may ask."""
        number = self.joined()
        wish = {"scenario": PARKING, "operator_kind": "parking"}
        good(self.http.post("/v1/me/consents", json=wish, headers=self.resident(number)))
        return number

    def hotel(self) -> Registered:
        """A hotel of another city, which may ask about guests."""
        name, scopes = Words("黑河宾馆", "Heihe hotel"), (f"decide:{guests.SCENARIO}",)
        by = Actor("terminal", "auditor")
        return self.within(lambda db: register_client(db, by, "operator", name, HOTEL_COUNTY, scopes, "hotel"))

    def guest(self) -> str:
        """A resident of another city, who took part and did much good two months ago: its published scores know of that."""
        number = towns.citizen_id()
        deeds = guests.deeds(number, clock.today() - timedelta(days=62), secrets.token_hex(6))
        self.within(lambda db: guests.arrived(db, number, deeds))
        return number

    def lived(self) -> str:
        """A resident with good deeds and an honour, a fine that may be repaired, and a desk's look."""
        number = self.joined()
        for back in range(4):
            good(
                self.report(
                    merit(person=number, on=str(clock.today() - timedelta(days=9 + 31 * back)), fields={"hours": 24})
                )
            )
        good(self.report(merit(person=number, kind="volunteer_honour", fields={"level": "省"})))
        good(self.report(penalty(number, secrets.token_hex(8))))
        good(self.ask(self.code(number)))
        return number


def people_of(place: Place, residents: int) -> None:
    """Many report about many, and most take part, so that counts are large enough to be shown."""
    chance = random.Random(SEED)  # a town, not a secret
    read = drafts.catalogue(house.newest(house.ROOT / "rules" / "catalogue").read_text("utf-8"), "catalogue").value
    assert read is not None
    crowd = made.residents([COUNTY], residents, chance)
    bodies = [body for _, body in made.reports(read, crowd, 7 * residents, clock.today(), chance)]
    lines = "\n".join(json.dumps(body, ensure_ascii=False) for body in bodies)
    headers = place.of("provider") | {"Content-Type": "application/x-ndjson"}
    good(place.http.post(f"/v1/counties/{COUNTY}/records", content=lines.encode(), headers=headers))
    for one in crowd:
        place.join(one.citizen_id)


@contextlib.contextmanager
def settled(room: Path, residents: int = RESIDENTS) -> Iterator[Place]:
    """The town in a folder, up and full of life."""
    towns.open_keys(room)
    values: dict[str, Any] = {
        "database_url": f"sqlite:///{room / 'town.db'}",
        "keys_directory": room / "keys",
        "snapshots_directory": room / "files",
        "dev_sign_in": True,
        "limit_client_per_minute": 0,
        "limit_site_per_minute": 0,
    }
    named = os.environ | {
        f"CREDITPLUS_{name.upper()}": str(value).lower() if value is True else str(value)
        for name, value in values.items()
    }
    port = house.free_port()
    command = [sys.executable, "-m", "creditplus"]
    subprocess.run([*command, "migrate"], env=named, check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen([*command, "serve", "--port", str(port)], env=named) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/readyz", server)
            place = Place(f"http://127.0.0.1:{port}", settings.Settings(**values))
            place.furnish()
            place.car_park()
            people_of(place, residents)
            subprocess.run([*command, "seal"], env=named, check=True, stdout=subprocess.DEVNULL)
            yield place
            place.http.close()
        finally:
            server.terminate()


def _wait(ready: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(1_200):
        assert server.poll() is None, "the server did not start"
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(ready, trust_env=False).status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not become ready")
