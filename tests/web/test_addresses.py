"""Who somebody is stands in no address, no log line, no event and no error: addresses are kept by everything on the way."""

import json
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from creditplus.demo import house
from creditplus.web import app, doors
from tests import canaries
from tests.web.test_roles import FILLED
from tests.web.town import ROLES, Town, citizen_id

TELLING = re.compile(r"citizen|identity|person|resident|plate|card|phone|name|token|secret|code")
"""Words of which none may name a part of an address."""
OTHERS = {("sign_in_from_portal", "code")}
"""The portal's own code (RFC 6749, 4.1.2): good once, only with our secret and the verifier that never leaves our server."""


@pytest.fixture(scope="module")
def every_door(town: Town) -> list[doors.Door]:
    """The doors of the town's server."""
    return list(app.create(town.settings).state.doors)


def named(door: doors.Door) -> Iterator[str]:
    """Every part of a door's address that is filled in by who comes."""
    yield from re.findall(r"{(\w+)}", door.path)
    yield from door.asks.__struct_fields__


def test_no_address_has_a_place_for_who_somebody_is(every_door: list[doors.Door]) -> None:
    telling = {(door.verb, name) for door in every_door for name in named(door) if TELLING.search(name)}
    assert telling == OTHERS


def planted(door: doors.Door, canary: str) -> dict[str, Any]:
    """A request that has a canary everywhere but where it belongs."""
    path = door.path.format(**dict.fromkeys(FILLED, canary))
    body = json.dumps({"citizen_id": [canary], "x": canary}).encode()
    headers = {"Content-Type": door.media[0], "Idempotency-Key": "k", "Accept-Language": canary, "X-Name": canary}
    headers[canaries.ON_PURPOSE] = "1"
    query = dict.fromkeys([*door.asks.__struct_fields__, "x"], canary)
    return {"method": door.method, "url": path, "params": query, "content": body, "headers": headers}


@pytest.mark.parametrize("canary", [citizen_id(), "LCANARYQ2345678K", "heiR8CANARY"], ids=["id", "code", "plate"])
def test_what_somebody_puts_where_it_does_not_belong_comes_back_from_nowhere(
    town: Town, every_door: list[doors.Door], caplog: pytest.LogCaptureFixture, canary: str
) -> None:
    caplog.set_level(logging.DEBUG)
    loud, people = [], {role: town.of(role) for role in ROLES} | {"resident": town.resident(citizen_id())}
    for door in every_door:
        asked = planted(door, canary)
        for role in ROLES:
            headers = asked["headers"] | people[role]
            answer = town.http.request(**(asked | {"headers": headers}))
            told = answer.text + str(dict(answer.headers))
            loud += [(door.verb, role)] if canary in told else []
    # The test runner makes loggers speak that are silent in a county; the server as counties run it is tried below.
    heard = [record for record in caplog.records if record.name.startswith(("creditplus", "uvicorn.error"))]
    ours = [record.getMessage() for record in heard]
    assert (loud, [event for event in town.events() if canary in str(event)]) == ([], [])
    assert [line for line in ours if canary in line] == []


def test_the_server_as_counties_run_it_writes_nothing_down_of_what_was_asked(town: Town, tmp_path: Path) -> None:
    canary, port = citizen_id(), house.free_port()
    chosen = {"DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}", "KEYS_DIRECTORY": str(tmp_path / "keys")}
    named = os.environ | {f"CREDITPLUS_{name}": value for name, value in chosen.items()}
    serve = [sys.executable, "-m", "creditplus", "serve", "--port", str(port)]
    with subprocess.Popen(serve, env=named, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        try:
            status = asked_until_up(f"http://127.0.0.1:{port}/v1/me/score/{canary}?on={canary}")
        finally:
            server.terminate()
        said = server.stdout.read() if server.stdout else b""
    assert (status, canary.encode() in said, b"/v1/me" in said) == (404, False, False)


def asked_until_up(address: str) -> int:
    """The status that a server answers with once it is up."""
    for _ in range(200):
        try:
            return httpx.get(address, trust_env=False).status_code
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")
