"""Neighbours for tests: a province and a city, played on a port of this machine, which can misbehave in every way.

The keys are real and so are the signatures; only what is said with them is up to the test.
"""

import contextlib
import itertools
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import msgspec

from creditplus import consents
from creditplus.federation import attestations, trust
from creditplus.federation.attestations import Question, Reply
from creditplus.federation.trust import Statement
from creditplus.tools import clock, tokens
from creditplus.tools.tokens.checking import LIFETIME_MAX_S

PROVINCE = "http://127.0.0.1:9"
"""The province of the tests; nobody is there unless a test says so."""
Claims = dict[str, Any]
Act = Callable[["Visit"], None]


def claims_of(token: str) -> Claims:
    """What a token says; nobody checks it."""
    return dict(jwt.decode(token, options={"verify_signature": False}))


class Visit(BaseHTTPRequestHandler):
    """One request to a played city."""

    server: "Played"

    def do_POST(self) -> None:  # the library calls it so
        """A question came."""
        self.sent = self.rfile.read(int(self.headers["content-length"]))
        self.question = claims_of(json.loads(self.sent)["question"])
        self.server.asked.append(self.question)
        with contextlib.suppress(OSError):
            self.server.act(self)

    def do_GET(self) -> None:  # the library calls it so
        """Somebody knocks, or fetches what the province says."""
        self.server.knocked.append(self.path)
        with contextlib.suppress(OSError):
            self.server.publish(self)

    def say(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Answer with something."""
        self.send_response(status)
        for name, value in ({"content-length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def sign(self, token: str) -> None:
        """Answer with what was signed."""
        self.say(json.dumps({"answer": token}).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing about it."""


class Played(ThreadingHTTPServer):
    """A played service: what it does with a question, and what it publishes."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.act: Act = lambda visit: visit.say(b"", 500)
        self.publish: Act = lambda visit: visit.say(b"", 404)
        self.asked: list[Claims] = []
        self.knocked: list[str] = []

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class City:
    """A city with keys of its own, and what it signs."""

    def __init__(self, folder: Path, code: str) -> None:
        self.code = code
        self.keys = tokens.Keys.open(folder / code, code, code)

    def answer(self, question: Claims, to: str, grade: str | None, **other: Any) -> str:
        """The signed answer to a question, as it should be or with something else in it."""
        reply = Reply(jti=secrets.token_hex(16), question=question["jti"], scenario=question["scenario"], grade=grade)
        said = msgspec.structs.asdict(reply) | {"pad": attestations.padding(grade)} | other
        return self.keys.sign("city-answer+jwt", said, LIFETIME_MAX_S["city-answer+jwt"], audience=to)

    def ask(self, question: Question, **other: Any) -> str:
        """The signed question, as it should be or with something else in it."""
        said = msgspec.structs.asdict(question) | other
        lifetime_s = LIFETIME_MAX_S["city-question+jwt"]
        return self.keys.sign("city-question+jwt", said, lifetime_s, audience=question.home)

    def signed(self, typ: str, claims: Claims, **header: Any) -> str:
        """Any claims, under any header, with this city's right signature."""
        _, kid, private = self.keys._own[-1]
        head = {"alg": "EdDSA", "kid": kid, "typ": typ} | header
        parts = [jwt.utils.base64url_encode(json.dumps(part).encode()).decode() for part in (head, claims)]
        line = ".".join(parts)
        return f"{line}.{jwt.utils.base64url_encode(private.sign(line.encode())).decode()}"


NUMBERS = itertools.count(1)
"""Of all provinces of a test run: two files of tests may play one each on the same town."""


class Province:
    """The province with its key, and its numbered words on cities."""

    def __init__(self, folder: Path, address: str = PROVINCE) -> None:
        self.keys = tokens.Keys.open(folder / "province", address, address)

    @property
    def pinned(self) -> bytes:
        """Its public keys, as every city pins them."""
        return msgspec.json.encode(self.keys.jwks())

    def said(self, city: City, address: str, **other: Any) -> Statement:
        """The next statement about a city, as it should be or with something else in it."""
        number, now = next(NUMBERS), clock.now().replace(microsecond=0)
        keys = tuple(city.keys.jwks()["keys"])
        said = Statement(
            city=city.code, number=number, issued_at=now, until=now + trust.LIVES_MAX, keys=keys, address=address
        )
        return msgspec.structs.replace(said, **other)

    def vouch(self, city: City, address: str, **other: Any) -> str:
        """The same, signed."""
        return tokens.vouch(self.keys, self.said(city, address, **other))


def code_for(city: str) -> str:
    """A code as a city's service would hand it out."""
    return consents.code_of(city, secrets.token_bytes(consents.CODE_LENGTH - 1))


@contextlib.contextmanager
def playing() -> Iterator[Played]:
    """A played service on a port of this machine."""
    played = Played()
    thread = threading.Thread(target=played.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield played
    finally:
        played.shutdown()
        played.server_close()
        thread.join(5)
