"""Whoever left and was forgotten stands in no raw table: not in papers, kept answers, refused rows, notices, or anywhere else."""

import base64
import secrets
import sqlite3
from datetime import timedelta
from typing import Any

from creditplus.demo.disputes import penalty
from creditplus.errors import Words
from creditplus.lives import households
from creditplus.tools import clock, identity
from tests.web.test_canary import raw
from tests.web.test_disputes import office
from tests.web.test_rights import get, post, sealed_of
from tests.web.town import COUNTY, SCENARIO, Town, citizen_id, good, merit, problem

CSV = "id,person,kind,on,fields.hours\n"


def a_dispute(town: Town, number: str, said: str) -> None:
    """A record that is objected to, with papers, answers and words that all say who it is, settled and told to every place."""
    record = good(town.report(penalty(number, f"p-{secrets.token_hex(4)}")))["id"]
    key = {"Idempotency_Key": secrets.token_hex(8)}
    wish = {"grounds": "not me", "words": said}
    at = f"/v1/objections/{post(town, number, f'/v1/records/{record}/objection', wish, **key)['id']}"
    paper = {"content": base64.b64encode(f"%PDF-1.7 {said}".encode()).decode()}
    post(town, number, f"{at}/evidence", paper, **key | {"Idempotency_Key": secrets.token_hex(8)})
    good(town.http.post(f"{at}/evidence", json=paper, headers=town.of("provider")))
    good(town.http.post(f"{at}/answer", json={"words": said}, headers=town.of("provider")))
    post(town, number, f"/v1/records/{record}/statement", {"words": said})
    post(town, number, f"/v1/records/{record}/repair", {"words": said})
    settler = office(town)
    named = {"outcome": "upheld", "because": f"与 {number} 的原件一致"}
    assert problem(town.http.post(f"{at}/settlement", json=named, headers=settler)) == "bad-fields"
    good(town.http.post(f"{at}/settlement", json={"outcome": "upheld", "because": "与原件一致"}, headers=settler))


def a_file(town: Town, number: str) -> None:
    """A provider's file with rows that are not kept: one names the person in its id, one in a field, and one says nothing right."""
    rows = [f"r-{number},{number},volunteer_service,2026-07-01,2", f"ok,{number},volunteer_service,2026-07-01,{number}"]
    rows += [f"none,{number}9,volunteer_service,2026-07-01,2"]
    headers = town.of("provider") | {"Content-Type": "text/csv", "Idempotency-Key": secrets.token_hex(8)}
    sent = town.http.post(f"/v1/counties/{COUNTY}/records", content=(CSV + "\n".join(rows)).encode(), headers=headers)
    assert good(sent)["tally"]["refused"] == 3
    wrong = headers | {"Idempotency-Key": f"{number}-july"}
    refused = town.http.post(f"/v1/counties/{COUNTY}/records", content=CSV.encode(), headers=wrong)
    assert problem(refused) == "bad-key"
    named = town.report(merit(person=number, id=f"r-{number}"))
    assert (problem(named), [one["pointer"] for one in named.json()["errors"]]) == ("bad-record", ["/id"])


def a_family(town: Town, number: str) -> None:
    """Somebody who helps, an account that is shared, and a consent for another city."""
    child = town.joined()
    wish = {"may": ["read_score"], "last": str(clock.today() + timedelta(days=9))}
    word = post(town, number, "/v1/me/delegations", wish)["word"]
    post(town, child, "/v1/delegations/acceptance", {"word": word})
    agreed = {"notice_digest": get(town, number, "/v1/me/household")["digest"]}
    assert agreed["notice_digest"] == households.agreed_digest(Words("北安市", "Bei'an"))
    invited = post(town, number, "/v1/me/household/words", agreed)["word"]
    key = {"Idempotency_Key": secrets.token_hex(8)}
    joined = post(town, child, "/v1/households/membership", agreed | {"word": invited}, **key)
    assert post(town, child, "/v1/households/membership", agreed | {"word": invited}, **key) == joined
    assert get(town, child, "/v1/me/household")["members"] == 2
    post(town, number, "/v1/me/consents", {"scenario": SCENARIO, "operator_kind": "library", "city": "230200"})


def everything_of(number: str, said: str, sealed: bytes) -> dict[str, bytes]:
    """Whatever could lead back to somebody: the number in each of its forms, what was said, and the keys to find and read it."""
    forms = {"number": number, "small": number.lower(), "body": number[:17], "words": said}
    forms |= {f"hash {place}": one for place, one in enumerate(identity.lookups(number))}
    found = {name: one.encode() for name, one in forms.items()}
    papers = base64.b64encode(f"%PDF-1.7 {said}".encode())
    return found | {"paper": papers[:40], "sealed": sealed, "own key": sealed[: identity.WRAPPED]}


def test_nothing_in_any_raw_table_leads_back_to_whoever_was_forgotten(any_town: Town) -> None:
    town, number = any_town, any_town.joined()
    said = f"我的号码是 {number}，那天我在医院。"
    a_dispute(town, number, said)
    a_file(town, number)
    a_family(town, number)
    town.ask(town.code(number))
    sealed = town.within(lambda db: sealed_of(db, number))
    words = everything_of(number, said, sealed)
    key = {"Idempotency_Key": secrets.token_hex(8)}
    left = post(town, number, "/v1/me/departure", **key)
    assert (left["household"], left["delegations"], left["consents"]) == (True, 1, 2)
    assert {name for name, one in words.items() if one in kept(town)} == {"hash 0", "sealed", "own key"}
    post(town, number, "/v1/me/erasure", **key | {"Idempotency_Key": secrets.token_hex(8)})
    assert {name for name, one in words.items() if one in kept(town)} == set()
    town._tokens.pop(number)
    assert town.join(number)["person"] not in str(left)


def kept(town: Town) -> bytes:
    """All bytes of the database; on SQLite what was overwritten is first written to its file."""
    url = town.settings.database_url
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return raw(town)


def test_an_account_that_is_shared_over_http(any_town: Town) -> None:
    """A daughter has nothing of her own, and her mother's honours open the library's benefit for both, until either leaves."""
    town, mother, daughter = any_town, any_town.joined(), any_town.joined()
    good(town.report(merit(person=mother, kind="volunteer_honour", fields={"level": "省"})))

    def told(number: str) -> str:
        return str(good(town.ask(town.code(number)))["outcome"])

    assert [told(one) for one in (mother, daughter)] == ["benefit", "standard"]
    household: dict[str, Any] = get(town, mother, "/v1/me/household")
    agreed = {"notice_digest": household["digest"]}
    word = post(town, mother, "/v1/me/household/words", agreed)["word"]
    stranger = town.http.post(
        "/v1/households/membership", json=agreed | {"word": "A" * 16}, headers=town.resident(daughter)
    )
    assert problem(stranger) == "unknown-word"
    post(town, daughter, "/v1/households/membership", agreed | {"word": word})
    assert told(daughter) == "benefit"
    seen = get(town, daughter, "/v1/me/household")
    assert (seen["members"], seen["serves"], "volunteer" in str(seen)) == (2, "shared", False)
    post(town, mother, "/v1/me/household/departure")
    assert [told(one) for one in (mother, daughter)] == ["benefit", "standard"]
    assert (
        problem(town.http.post("/v1/me/household/departure", headers=town.resident(citizen_id())))
        == "unknown-household"
    )
