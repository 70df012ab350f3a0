"""What somebody writes where a database, a header or a template would read it as an order is a text like any other, or refused."""

import json
import time
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from sqlalchemy import text

from creditplus.tools import store
from creditplus.tools.store import tables
from creditplus.web import app, doors, examples
from tests.web.test_anything import ROLE
from tests.web.test_roles import FILLED
from tests.web.town import Town

ORDERS = {
    "always true": "' OR '1'='1",
    "a second statement": "x'; DROP TABLE events; --",
    "sleep": "1'||pg_sleep(9)--",
    "union": '" UNION SELECT secret_digest FROM clients --',
    "a template": "{{1337*1337}}${1337*1337}<%= 1337*1337 %>#{1337*1337}",
    "a second header": "x\r\nSet-Cookie: creditplus=x\r\n\r\n<p>",
    "another line of a log": 'x\n{"event": "forged"}',
}
FORGED = "1787569 creditplus=x forged"


def everything(door: doors.Door, order: str) -> dict[str, Any]:
    """A request that has an order everywhere: in its path, parameters, headers and every text of its body."""
    body = msgspec.to_builtins(examples.SENT.get(door.verb, {}))
    named = body if isinstance(body, dict) else {}
    texts = {name: order if isinstance(value, str) else value for name, value in named.items()}
    return {
        "method": door.method,
        "url": door.path.format(**dict.fromkeys(FILLED, quote(order, safe=""))),
        "params": dict.fromkeys(door.asks.__struct_fields__, order),
        "content": json.dumps(texts).encode() if isinstance(body, dict) else order.encode(),
        "headers": {
            "Content-Type": door.media[0],
            "Idempotency-Key": quote(order, safe="'|;-"),
            "If-Match": quote(order),
        },
    }


def sizes(town: Town) -> dict[str, int]:
    """How many rows each table has, but for the log, which grows by every refusal."""
    names = [table.name for table in tables.Row.metadata.sorted_tables if table.name != "events"]

    async def count(db: store.Transaction) -> dict[str, int]:
        return {name: (await db.execute(text(f'SELECT count(*) FROM "{name}"'))).scalar_one() for name in names}

    return town.within(count)


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_an_order_at_any_door_is_no_order(postgres_town: Town, order: str) -> None:
    town = postgres_town
    before, loud, slow = sizes(town), [], []
    doors = app.create(town.settings).state.doors
    for door in [one for one in doors if one.verb != "erase_person"]:  # which rightly takes away who asks it
        asked = everything(door, order)
        begun = time.monotonic()
        answer = town.http.request(**asked | {"headers": asked["headers"] | town.of(ROLE.get(door.verb, "nobody"))})
        slow += [door.verb] if time.monotonic() - begun > 8 else []
        told = answer.text + str(answer.headers)
        loud += [door.verb] if answer.status_code >= 500 or any(word in told for word in FORGED.split()) else []
    assert (loud, slow) == ([], [])
    after = sizes(town)
    assert {name: (before[name], after[name]) for name in before if after[name] < before[name]} == {}
