"""What comes late is told as late, and nobody waits for it in the dark: a provider's reply, an answer of the county, half a file."""

import secrets
from datetime import timedelta
from typing import Any

from creditplus.actions.open_import import open_import
from creditplus.demo.disputes import penalty
from creditplus.people import Actor
from creditplus.rights.objections import Objection
from creditplus.tools import clock, identity, store
from tests.pages.reader import Reader
from tests.web.town import COUNTY, Town, good


def overdue(town: Town) -> tuple[str, str]:
    """Somebody who objected forty days ago and was answered by nobody; the objection."""
    number = town.joined()
    record = good(town.report(penalty(number, secrets.token_hex(8))))["id"]
    id, at = secrets.token_hex(16), clock.now() - timedelta(days=40)

    async def raised(db: store.Transaction) -> None:
        found, _ = await store.record_held(db, record)
        days: dict[str, Any] = {
            "days": 3,
            "provider_days": 1,
            "due_on": at.date(),
            "provider_due_on": at.date(),
            "provisional": False,
        }
        about = {"record": record, "person": found.person, "county": found.county, "provider": found.provider}
        sealed = await store.sealed_identity(db, found.person)
        words = identity.conceal("不是我", sealed, found.person, f"objections/{id}")
        await store.append(db, Objection(id=id, grounds="not me", at=at, **about, **days), words=words)

    town.within(raised)
    return number, id


def test_a_provider_that_does_not_reply_is_told_as_late_and_holds_up_nothing(town: Town, reader: Reader) -> None:
    number, id = overdue(town)
    own = reader.resident(number).see(f"/me/objections/{id}", Accept_Language="zh-CN")
    assert (own.status, "已经晚了" in own.text, len(own.all("input", type="file"))) == (200, True, 1)
    client = town.clients["province"]
    reader.client(client.id, client.secret)
    queue = reader.see("/office/objections", Accept_Language="zh-CN")
    case = reader.see(f"/office/objections/{id}", Accept_Language="zh-CN")
    assert ("已过期，由上级处理" in queue.text, "黑龙江省" in case.text, "已经晚了" in case.text) == (True, True, True)
    settled = reader.send(
        f"/office/objections/{id}", f"/office/objections/{id}", outcome="withdrawn", because="没有人答复"
    )
    assert (settled.status, "没有人答复" in settled.text) == (200, True)


def test_half_a_file_is_told_as_half_and_looked_at_again(town: Town, reader: Reader) -> None:
    client, name = town.clients["provider"], f"half-{secrets.token_hex(4)}"
    by = Actor(client.id, "provider", county=COUNTY, scopes=frozenset(["report"]))
    town.within(lambda db: open_import(db, by, COUNTY, name, "ndjson"))
    page = reader.client(client.id, client.secret).see(f"/imports/{name}")
    again = [one for one in page.all("meta") if one.get("http-equiv") == "refresh"]
    listed = reader.see("/imports", Accept_Language="zh-CN")
    assert (page.status, len(again), "未读完" in listed.text) == (200, 1, True)
