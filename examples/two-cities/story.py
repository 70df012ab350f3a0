"""The story of the province, Qiqihar, where the guests live, and Heihe, where they go; told over real HTTP, step by step."""

import json
import time
from pathlib import Path
from typing import Any

import evil
from service import ROOT, Service, said

HEIHE, QIQIHAR, DAQING = "231100", "230200", "230600"
NEHE, AIHUI, STAY = "230281", "231102", "hotel-stay"
DAQINGS_LINE = """
[[issuers]]
city      = "230600"
scenarios = ["hotel-stay"]
from      = 2026-03-01
until     = 2028-03-01
ladder    = ["AAA", "AA", "A"]
grades    = { AAA = "AA", AA = "AA" }
"""
OWN = ("decision", "until", "attestation")


def say(zh: str, en: str) -> None:
    """One step."""
    print(f"\n● {zh}\n  {en}", flush=True)


def must(held: bool, words: str) -> None:
    """A step that has to hold."""
    print(f"    {'✔' if held else '✘'} {words}", flush=True)
    if not held:
        raise SystemExit(1)


class Story:
    """The province, Qiqihar, where the guests live, and Heihe, where they go."""

    def __init__(self, room: Path, **chosen: str) -> None:
        self.room, self.chosen = room, {"limit_city_per_minute": "60"} | chosen
        self.province = Service("province", room)
        self.pinned = room / "province-keys.json"
        self.qiqihar, self.heihe = (self._city(name, code) for name, code in (("qiqihar", QIQIHAR), ("heihe", HEIHE)))
        self.clients: dict[str, dict[str, dict[str, str]]] = {}
        self.services = [self.province, self.qiqihar, self.heihe]

    def _city(self, name: str, code: str) -> Service:
        among = {
            "federation_city": code,
            "federation_province": self.province.address,
            "federation_fetch_s": "1",
        }
        return Service(name, self.room, **among, federation_keys=str(self.pinned), **self.chosen)

    def texts(self) -> list[Path]:
        """What both cities have approved: the province's texts, both rulebooks, Heihe's hotels, and whose word counts in Heihe."""
        rules, hotels = ROOT / "rules", ROOT / "scenarios/231100/hotel-stay/2026-03-01.toml"
        recognised = self.room / "231100-recognises.toml"
        recognised.write_text((rules / "231100-recognises/2026-03-01.toml").read_text("utf-8") + DAQINGS_LINE, "utf-8")
        named = ("guardrails/2026-01-01", "catalogue/2026-01-01", "230281/2026-07-01", "231102/2026-01-01")
        return [*(rules / f"{name}.toml" for name in named), hotels, recognised]

    def prepare(self) -> None:
        """Keys, statements, texts, people; then all three answer."""
        say(
            "省里和两个市各建密钥，省里签发声明",
            "The province and two cities make their keys; the province signs its word on each",
        )
        self.pinned.write_text(self.province.run("federation", "init", "province"), "utf-8")
        self.province.run("migrate")
        for city, code in ((self.qiqihar, QIQIHAR), (self.heihe, HEIHE)):
            file = self.room / f"{city.name}-keys.json"
            file.write_text(city.run("federation", "init", "city"), "utf-8")
            told = self.province.run("federation", "statement", code, "--keys", str(file), "--address", city.address)
            print(f"    {told.strip()}")
            self.clients[city.name] = city.furnish(self.texts())
        self.province.start()
        for city in (self.qiqihar, self.heihe):
            must("✔ 已加入 · joined" in city.run("federation", "join"), f"{city.name} 已加入 · joined")
            city.start()

    def close(self) -> None:
        """Stop everything."""
        for service in self.services:
            service.http.close()
            service.stop()

    def agree(self, citizen_id: str) -> str:
        """A resident of Qiqihar agrees that Heihe may ask about a stay; the consent's id."""
        wish = {"scenario": STAY, "operator_kind": "hotel", "city": HEIHE}
        return str(
            said(self.qiqihar.http.post("/v1/me/consents", json=wish, headers=self.qiqihar.as_resident(citizen_id)))[
                "id"
            ]
        )

    def code(self, citizen_id: str) -> str:
        """A code of a resident of Qiqihar."""
        headers = self.qiqihar.as_resident(citizen_id)
        return str(said(self.qiqihar.http.post("/v1/me/codes", json={"scenario": STAY}, headers=headers))["code"])

    def stay(self, code: str) -> dict[str, Any]:
        """The hotel in Heihe asks about a code, as it asks about anybody's."""
        headers = self.heihe.as_client(self.clients["heihe"]["hotel"])
        return dict(said(self.heihe.http.post(f"/v1/scenarios/{STAY}/decisions", json={"code": code}, headers=headers)))

    def tell(self) -> None:
        """The story."""
        from creditplus.demo.guests import GOOD, NEW

        say("一位讷河（齐齐哈尔市）居民住进黑河市的酒店", "A resident of Nehe (Qiqihar) stays at a hotel in Heihe")
        consent = self.agree(GOOD)
        helped = self.stay(self.code(GOOD))
        must(
            helped["outcome"] == "benefit" and helped["terms"]["deposit_fen"] == 0,
            "黑河市自己的优惠：免押金 · no deposit",
        )
        must(
            set(helped) == {"outcome", "terms", *OWN},
            "酒店没有看到积分、等级、姓名和城市 · no score, grade, name or city",
        )
        say("另一位刚参加不久，也去那里", "Another one has not taken part for long")
        self.agree(NEW)
        plain = self.stay(self.code(NEW))
        must(plain["outcome"] == "standard", "标准服务 · standard service")
        say("第一位撤回授权，手里的码还在", "The first one takes the consent back, a code still in her hand")
        code = self.code(GOOD)
        headers = self.qiqihar.as_resident(GOOD)
        said(self.qiqihar.http.post(f"/v1/consents/{consent}/withdrawal", json={}, headers=headers))
        must(same(self.stay(code), plain), "立即生效，回答与另一位相同 · at once; the same answer as the other's")
        self.looked(GOOD)
        self.agree(GOOD)
        self.agreeing_logs(given=3)
        self.silent(GOOD, plain)
        self.rotated(GOOD)
        evil.tell(self, plain, say, must)

    def looked(self, citizen_id: str) -> None:
        """The resident reads who looked."""
        looks = said(self.qiqihar.http.get("/v1/me/access", headers=self.qiqihar.as_resident(citizen_id)))["looks"]
        cities = [one["by"]["zh"] for one in looks if one["why"] == STAY and one["role"] == "nobody"]
        must(cities == ["黑河市的积分服务"] * 2, "她看到黑河市问过两次 · she sees that Heihe asked twice")

    def agreeing_logs(self, given: int) -> None:
        """The province compares the two logs of the day, without a person."""
        say("省里核对两个市的日志，不涉及任何人", "The province compares the two cities' logs, without a person")
        files = []
        for city in (self.qiqihar, self.heihe):
            told = city.http.get(
                "/v1/attestations", params={"on": today()}, headers=city.as_client(self.clients[city.name]["auditor"])
            )
            file = self.room / f"{city.name}-day.json"
            file.write_text(json.dumps(said(told)), "utf-8")
            files.append(str(file))
        told = self.province.run("federation", "reconcile", *files)
        print("    " + told.strip().replace("\n", "\n    "))
        must(
            f"两边都有 in both {given}, 只有本地 only at home 0, 只有对方 only there 0" in told, "两边一致 · they agree"
        )

    def silent(self, citizen_id: str, plain: dict[str, Any]) -> None:
        """Qiqihar's service stops, and comes back."""
        say("齐齐哈尔市的服务停了", "Qiqihar's service is down")
        codes = [self.code(citizen_id) for _ in range(5)]
        self.qiqihar.stop()
        begun = time.monotonic()
        answers = [self.stay(code) for code in codes[:4]]
        must(all(same(one, plain) for one in answers), "标准服务，回答相同 · standard service, the same answer")
        must(
            time.monotonic() - begun < 5,
            "没有人久等；三次以后不再去问 · nobody waits for long; after three times it is not asked",
        )
        self.qiqihar.start()
        for _ in range(30):
            time.sleep(1)
            back = self.stay(self.code(citizen_id))["outcome"]
            if back == "benefit":
                break
        must(back == "benefit", "恢复后又互认 · it is there again, and so is the benefit")

    def rotated(self, citizen_id: str) -> None:
        """Qiqihar makes its next key; the province renews its statement with both."""
        say("齐齐哈尔市换钥，省里续签新旧两把", "Qiqihar makes its next key; the province's next statement has both")
        self.qiqihar.run("federation", "init", "city", "--next")
        told = self.province.run("federation", "statement", "--renew")
        line = next(one for one in told.splitlines() if one.startswith(QIQIHAR))
        must(line.count(", ") == 1, line)
        time.sleep(2)
        must(self.stay(self.code(citizen_id))["outcome"] == "benefit", "互认不中断 · recognition goes on")


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two answers differ only in their own name, instant and signature, and not in any length."""
    plain = [{name: value for name, value in answer.items() if name not in OWN} for answer in (one, other)]
    return plain[0] == plain[1] and [len(one[name]) for name in OWN] == [len(other[name]) for name in OWN]


def today() -> str:
    """The day in the counties."""
    from creditplus.tools import clock

    return str(clock.today())
