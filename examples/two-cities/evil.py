"""A third city, on the list and in the text, that is evil: it answers and asks whatever might help it, and gains nothing.

It is a program of its own, with real keys that the province vouches for.
"""

import json
import secrets
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from service import said

from creditplus import consents
from creditplus.tools import tokens

DAQING, HEIHE, QIQIHAR = "230600", "231100", "230200"
STAY = "hotel-stay"


class Evil(ThreadingHTTPServer):
    """The evil city: how it answers is changed as the story goes on."""

    daemon_threads = True

    def __init__(self, keys: tokens.Keys) -> None:
        super().__init__(("127.0.0.1", 0), _Visit)
        self.keys, self.how = keys, "best"
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.asked = 0
        self.earlier = secrets.token_hex(16)

    def answer(self, question: dict[str, Any]) -> str:
        """What it signs."""
        lies: dict[str, dict[str, Any]] = {
            "best": {"grade": "AAA"},
            "honest": {},
            "replay": {"question": self.earlier},
            "other scenario": {"scenario": "bike-deposit"},
            "old key": {},
        }
        told = {"question": question["jti"], "scenario": question["scenario"], "grade": "AA"} | lies[self.how]
        return self.keys.sign("city-answer+jwt", told, 30, audience=HEIHE)

    def ask(self, code: str, home: str = QIQIHAR, **other: Any) -> str:
        """A question that it signs."""
        asked = {"home": home, "county": "230602", "scenario": STAY, "operator_kind": "hotel", "code": code}
        asked |= {"jti": secrets.token_hex(16), "recognition": "0" * 64, "text": "0" * 64} | other
        return self.keys.sign("city-question+jwt", asked, 30, audience=home)


class _Visit(BaseHTTPRequestHandler):
    server: Evil

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        question = json.loads(_decoded(sent["question"].split(".")[1]))
        self.server.asked += 1
        body = json.dumps({"answer": self.server.answer(question)}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _decoded(part: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def tell(story: Any, plain: dict[str, Any], say: Any, must: Any) -> None:
    """What it tries, and what comes of it."""
    say("第三个城市大庆也在名录里，但它作恶", "A third city, Daqing, is on the list and in the text, and it is evil")
    keys = tokens.Keys.open(story.room / "daqing" / "keys", DAQING, DAQING)
    city = Evil(keys)
    threading.Thread(target=city.serve_forever, daemon=True).start()
    file = story.room / "daqing-keys.json"
    file.write_text(json.dumps(keys.jwks()), "utf-8")
    vouched = ("federation", "statement", DAQING, "--keys", str(file), "--address", city.address)
    story.province.run(*vouched)
    time.sleep(2.5)
    _answers(story, city, plain, must)
    _asks(story, city, must)
    story.province.run("federation", "statement", DAQING, "--remove")
    time.sleep(2.5)
    before = city.asked
    code = consents.code_of(DAQING, secrets.token_bytes(15))
    standard = story.stay(code)
    refused = story.qiqihar.http.post("/v1/cities/answers", json={"question": city.ask(code)}).status_code
    must(
        (standard["outcome"], city.asked, refused) == ("standard", before, 403),
        "移出名录，一次取用之内不再问它，也不再答它 · removed: within one fetch it is neither asked nor answered",
    )
    city.shutdown()


def _answers(story: Any, city: Evil, plain: dict[str, Any], must: Any) -> None:
    """It always says the best, replays, answers for another scenario, and signs with a key that the province does not know.

    In between it once answers as it may, so that its line is not shut before everything was tried; then it is."""
    known, old = city.keys, tokens.Keys.open(story.room / "daqing" / "old", DAQING, DAQING)
    for how in ("best", "replay", "honest", "old key", "other scenario", "best"):
        city.how, city.keys = how, old if how == "old key" else known
        answer = story.stay(consents.code_of(DAQING, secrets.token_bytes(15)))
        if how != "honest":
            must(
                {**answer, **_own(plain)} == plain, f"它回答（{how}）：标准服务 · it answers ({how}): standard service"
            )
    before = city.asked
    answer = story.stay(consents.code_of(DAQING, secrets.token_bytes(15)))
    must(
        ({**answer, **_own(plain)}, city.asked) == (plain, before),
        "连续三次以后不再问它 · after three in a row it is not asked any more",
    )
    alarms = Counter(one["detail"].get("alarm") for one in _events(story, story.heihe, "decide_scenario"))
    told = {name: count for name, count in alarms.items() if name}
    must(told == {"too-much": 2, "other-question": 2, "forged": 1}, f"每次都有警报 · each one alarms: {told}")


def _asks(story: Any, city: Evil, must: Any) -> None:
    """It asks without a code, once more, with a stranger's key, and very often."""
    token = city.ask(consents.code_of(QIQIHAR, secrets.token_bytes(15)))
    post = story.qiqihar.http.post
    first, again = (post("/v1/cities/answers", json={"question": token}) for _ in range(2))
    grade = json.loads(_decoded(said(first)["answer"].split(".")[1]))["grade"]
    must(
        (grade, again.status_code) == (None, 409),
        "它乱编一个码来问：没有；重放：不答 · asks about no code: nothing; again: refused",
    )
    stranger = tokens.Keys.open(story.room / "daqing" / "stranger", DAQING, DAQING)
    known, city.keys = city.keys, stranger
    forged = post("/v1/cities/answers", json={"question": city.ask("A" * 16)}).status_code
    city.keys = known
    must(forged == 403, "用没有声明过的密钥：不答 · with a key that nobody vouches for: refused")
    flood = Counter(
        post(
            "/v1/cities/answers", json={"question": city.ask(consents.code_of(QIQIHAR, secrets.token_bytes(15)))}
        ).status_code
        for _ in range(80)
    )
    must(
        flood[429] > 0,
        f"洪水般地问：每分钟超过限额就不办理 · it floods: over the limit nothing is worked on: {dict(flood)}",
    )
    alarms = Counter(one["detail"].get("alarm") for one in _events(story, story.qiqihar, "answer_city"))
    must(alarms["no-live-code"] >= 50, f"每一个编造的码都有警报 · each made-up code alarms: {alarms['no-live-code']}")


def _events(story: Any, service: Any, verb: str) -> list[dict[str, Any]]:
    headers = service.as_client(story.clients[service.name]["auditor"])
    found = said(service.http.get("/v1/events", params={"verb": verb}, headers=headers))
    return list(next(value for value in found.values() if isinstance(value, list)))


def _own(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: plain[name] for name in ("decision", "until", "attestation")}
