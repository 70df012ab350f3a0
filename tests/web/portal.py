"""A small portal on this machine, as strict as the two specifications ask: OpenID Connect with PKCE, and tickets."""

import base64
import contextlib
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "creditplus-town", "kept-between-us-two"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KID = "portal-1"


class Portal:
    """Who has signed in here, and what may still be asked about it. `claims` replaces claims of the next tokens."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.codes: dict[str, tuple[dict[str, str], str]] = {}
        self.tickets: dict[str, str] = {}
        self.claims: dict[str, Any] = {}
        self.asked: list[dict[str, Any]] = []

    def signed_in(self, location: str, citizen_id: str) -> str:
        """What a browser does that was sent here: somebody signs in, and it is sent back to the address that comes of it."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        if "back" in query:
            ticket = secrets.token_hex(8)
            self.tickets[ticket] = citizen_id
            return f"{query['back']}&ticket={ticket}"
        assert (query["client_id"], query["response_type"], query["code_challenge_method"]) == (CLIENT, "code", "S256")
        code = secrets.token_hex(8)
        self.codes[code] = (query, citizen_id)
        return f"{query['redirect_uri']}?code={code}&state={query['state']}&session_state=more"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens for a code: once, to the client that asked, and only with the verifier of its challenge."""
        query, citizen_id = self.codes.pop(form.get("code", ""), ({}, ""))
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        same = challenge.rstrip(b"=").decode() == query.get("code_challenge", "")
        if authorization != f"Basic {basic}" or not same or form.get("redirect_uri") != query.get("redirect_uri"):
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "sub": "s1", "iat": now, "exp": now + 60}
        claims |= {"nonce": query["nonce"], "citizen_id": citizen_id} | self.claims
        signed = jwt.encode(claims, KEY, "RS256", headers={"kid": KID})
        return {"access_token": "none", "token_type": "Bearer", "id_token": signed}

    def exchange(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """Whose ticket it is: once, if the request is signed and fresh."""
        self.asked.append(sent)
        signed = "\n".join((sent["client"], sent["ticket"], sent["timestamp"])).encode()
        signature = hmac.digest(SECRET.encode(), signed, "sha256").hex()
        fresh = abs(int(sent["timestamp"]) - time.time()) < 60
        whose = self.tickets.pop(sent["ticket"], None) if fresh and signature == sent["signature"] else None
        return {"citizen_id": whose} if whose else None

    def document(self) -> dict[str, str]:
        """What OpenID Connect Discovery asks an issuer to publish."""
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        return {"issuer": self.address} | {name: f"{self.address}/{place}" for name, place in places.items()}


@contextlib.contextmanager
def running() -> Iterator[Portal]:
    """A portal that answers on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    server.portal = Portal(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]  # what it answers for
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server.portal  # type: ignore[attr-defined]  # set just above
    server.shutdown()
    server.server_close()
    thread.join(5)


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        portal: Portal = self.server.portal  # type: ignore[attr-defined]  # set by `running`
        public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": KID, "use": "sig"}
        known: dict[str, dict[str, Any]] = {
            "/.well-known/openid-configuration": portal.document(),
            "/jwks": {"keys": [public]},
        }
        self._answer(known.get(self.path))

    def do_POST(self) -> None:
        portal: Portal = self.server.portal  # type: ignore[attr-defined]  # set by `running`
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/token":
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(portal.token(form, self.headers.get("Authorization", "")))
        else:
            self._answer(portal.exchange(json.loads(body)))

    def _answer(self, value: dict[str, Any] | None) -> None:
        body = json.dumps(value or {"error": "invalid_grant"}).encode()
        self.send_response(400 if value is None else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
