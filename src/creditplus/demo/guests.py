"""Two residents of Nehe go to a hotel in Heihe, told over real HTTP: one grade travels, and nothing else does.

Why their past is written before the server starts: Nehe publishes its scores monthly, so what was reported a minute ago is in no
published score yet. Theirs was reported two months ago.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from creditplus import records
from creditplus.console import terminal
from creditplus.demo import town
from creditplus.demo.disputes import Must, Say
from creditplus.demo.doors import Doors
from creditplus.people import Enrolment
from creditplus.records import Report
from creditplus.tools import clock, identity, store

HOME, THERE, CITY = "230281", "231102", "231100"
SCENARIO = "hotel-stay"
GOOD, NEW = (town.citizen_id(date(year, 3, 1), 930) for year in (1966, 1994))


async def arrive() -> None:
    """Both have lived in Nehe and taken part for two months; the first one did much good before."""
    for number in (GOOD, NEW):
        async with terminal.transaction() as db:
            await arrived(db, number, deeds(number, _then().date()) if number == GOOD else ())


def _then() -> datetime:
    return clock.now() - timedelta(days=62)


async def arrived(db: store.Transaction, number: str, reports: Iterable[Report]) -> None:
    """Somebody joined Nehe two months ago, and this was reported of them then."""
    at = _then()
    name = await store.person(db, identity.lookups(number), _sealing(number), at)
    step = Enrolment(id=secrets.token_hex(16), person=name, county=HOME, what="joined", on=at.date(), at=at)
    await store.append(db, step)
    catalogue = await store.catalogue(db, clock.today())
    for report in reports:
        kind = catalogue.find(report.kind)
        assert kind is not None
        fields = records.check(report, kind, clock.today())
        kept = records.of_report(report, provider="provider-demo", person=name, county=HOME, fields=fields, at=at)
        await store.append(db, kept)


def _sealing(number: str) -> Callable[[str], bytes]:
    return lambda name: identity.seal(number, name)


def deeds(number: str, on: date, name: str = "guest") -> Iterator[Report]:
    """What the first guest did before: eight days of volunteering, and an honour. The reports are called after a name."""
    for place in range(8):
        day = on - timedelta(days=place)
        yield Report(id=f"{name}-{place}", person=number, kind="volunteer_service", on=day, fields={"hours": 24})
    yield Report(id=f"{name}-honour", person=number, kind="moral_model", on=on, fields={"level": "国家"})


def tell(doors: Doors, say: Say, must: Must) -> None:
    """The hotel's answer before and after the guest agreed, and to another guest; withdrawn, it is as before."""
    say("一位讷河（齐齐哈尔市）居民住进黑河市的酒店", "A resident of Nehe (Qiqihar) stays at a hotel in Heihe")
    must(doors.score(GOOD)["grade"] in ("AA", "AAA"), "在讷河的等级是 AA 或更高 · AA or better at home")
    agreed = doors.consent(GOOD, SCENARIO, "hotel", CITY)
    print(f"    她单独同意黑河市询问，至 {agreed['until'][:10]} · she agrees separately that Heihe may ask")
    helped = _asked(doors, GOOD)
    must(helped["outcome"] == "benefit", "黑河市自己的优惠：免押金 · Heihe's own benefit: no deposit")
    told = {"decision", "outcome", "terms", "until", "attestation"}
    must(set(helped) == told, "酒店没有看到积分、等级和姓名 · the hotel saw no score, no grade, no name")
    say("另一位讷河居民刚参加不久", "Another resident of Nehe has not taken part for long")
    doors.consent(NEW, SCENARIO, "hotel", CITY)
    plain = _asked(doors, NEW)
    must(plain["outcome"] == "standard", "按标准服务办理 · standard service")
    say(
        "第一位撤回对黑河市的授权；手里的码还在",
        "The first one takes the consent for Heihe back, a code still in her hand",
    )
    code = doors.code(GOOD, SCENARIO)["code"]
    doors.send(f"/v1/consents/{agreed['id']}/withdrawal", {}, doors.as_resident(GOOD))
    after = doors.decide_as(THERE, "hotel", SCENARIO, {"code": code})
    must(after["terms"] == plain["terms"], "立即生效，回答与另一位相同 · at once; the same answer as the other's")


def _asked(doors: Doors, number: str) -> dict[str, Any]:
    return doors.decide_as(THERE, "hotel", SCENARIO, {"code": doors.code(number, SCENARIO)["code"]})
