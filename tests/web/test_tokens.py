"""Who asks is known by a token of ours that is still good; everything else is the same refusal."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from creditplus.tools import tokens
from creditplus.tools.tokens import files
from tests.web.town import Town, citizen_id, good, problem, running


def claims(**changes: Any) -> dict[str, Any]:
    """Claims that would be good, but for what is changed."""
    now = int(time.time())
    body = {"iss": "creditplus", "aud": "creditplus", "iat": now, "exp": now + 300, "jti": "t1", "sub": "r1"}
    return body | {"role": "resident", "scope": "me"} | changes


HEADER = ("kid", "jwk", "jku", "x5c", "x5u", "crit", "cty")


def ours(typ: str = "at+jwt", **changes: Any) -> str:
    """A token signed with the town's own key; what belongs into its header goes there."""
    newest = files.files(tokens.keys().directory)[-1]
    header = {"kid": files.kid_of(newest), "typ": typ} | {name: changes.pop(name) for name in HEADER if name in changes}
    if "b64" in changes:
        return headed(json.dumps({"alg": "EdDSA", "b64": changes["b64"], **header}))
    return jwt.encode(claims(**changes), newest.read_bytes().decode(), "EdDSA", headers=header)


def part(said: str | bytes) -> str:
    """One part of a token."""
    return base64.urlsafe_b64encode(said if isinstance(said, bytes) else said.encode()).decode().rstrip("=")


def headed(header: str, body: str | None = None) -> str:
    """A token signed with the town's own key under a header, over a body, that nobody else would write."""
    path = files.files(tokens.keys().directory)[-1]
    _, private = files.load(path, "creditplus")
    said = f"{part(header.replace('KID', files.kid_of(path)))}.{part(body or json.dumps(claims()))}"
    return f"{said}.{part(private.sign(said.encode()))}"


def written(body: dict[str, Any], name: str, value: str) -> str:
    """A token in which one claim is written as no library writes it."""
    text = json.dumps(body | {name: "HERE"}).replace('"HERE"', value)
    return headed('{"alg":"EdDSA","kid":"KID","typ":"at+jwt"}', text)


def own_key() -> dict[str, str]:
    """A key that somebody brings along, as a token would carry it."""
    return {"kty": "OKP", "crv": "Ed25519", "x": part(bytes(32))}


def confused() -> str:
    """A token that is signed with our public key as if it were a shared secret."""
    (key, *_) = tokens.keys().jwks()["keys"]
    said = f"{part(json.dumps({'alg': 'HS256', 'kid': key['kid'], 'typ': 'at+jwt'}))}.{part(json.dumps(claims()))}"
    return f"{said}.{part(hmac.digest(base64.urlsafe_b64decode(key['x'] + '=='), said.encode(), hashlib.sha256))}"


def tampered() -> str:
    """A good token in which the subject was exchanged afterwards."""
    head, _, signature = ours().split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims(sub="r2")).encode()).decode().rstrip("=")
    return f"{head}.{body}.{signature}"


def foreign() -> str:
    """A token that somebody else signed under our key's name."""
    kid = files.kid_of(files.files(tokens.keys().directory)[-1])
    return jwt.encode(claims(), Ed25519PrivateKey.generate(), "EdDSA", headers={"kid": kid, "typ": "at+jwt"})


BAD = {
    "no token": lambda: None,
    "nothing after the word": lambda: "Bearer",
    "another scheme": lambda: f"Basic {ours()}",
    "the token alone": lambda: ours(),
    "not a token": lambda: "Bearer abc",
    "three dots": lambda: "Bearer ...",
    "expired": lambda: f"Bearer {ours(iat=int(time.time()) - 600, exp=int(time.time()) - 1)}",
    "not yet": lambda: f"Bearer {ours(iat=int(time.time()) + 600, exp=int(time.time()) + 900)}",
    "foreign": lambda: f"Bearer {foreign()}",
    "unsigned": lambda: f"Bearer {jwt.encode(claims(), '', 'none', headers={'typ': 'at+jwt'})}",
    "signed with a word": lambda: f"Bearer {jwt.encode(claims(), 'w' * 32, 'HS256', headers={'typ': 'at+jwt'})}",
    "tampered": lambda: f"Bearer {tampered()}",
    "for another service": lambda: f"Bearer {ours(aud='elsewhere')}",
    "an attestation": lambda: f"Bearer {ours('attestation+jwt')}",
    "a role that there is not": lambda: f"Bearer {ours(role='emperor')}",
    "without a subject": lambda: f"Bearer {ours(sub=None)}",
    "for ever": lambda: f"Bearer {ours(exp=10**12)}",
    "too long": lambda: f"Bearer {ours(scope='a' * 9000)}",
    "thirty thousand letters": lambda: "Bearer " + "a" * 30_000,
    "a list of audiences": lambda: f"Bearer {ours(aud=['creditplus', 'elsewhere'])}",
    "an end beyond all time": lambda: f"Bearer {written(claims(), 'exp', '1e308')}",
    "an end that is a text": lambda: f"Bearer {written(claims(), 'exp', json.dumps(str(int(time.time()) + 300)))}",
    "an end before all time": lambda: f"Bearer {ours(exp=-1)}",
    "an end that is no number": lambda: f"Bearer {written(claims(), 'exp', 'NaN')}",
    "two subjects": lambda: "Bearer " + written(claims(), "sub", '"r1", "sub": "r2"'),
    "two algorithms": lambda: "Bearer " + headed('{"alg":"none","alg":"EdDSA","kid":"KID","typ":"at+jwt"}'),
    "a key that is a path": lambda: f"Bearer {ours(kid='../../../../etc/passwd')}",
    "a key that is an order": lambda: "Bearer " + ours(kid="x' UNION SELECT 'secret"),
    "a key with a long name": lambda: f"Bearer {ours(kid='k' * 4000)}",
    "a key that is none": lambda: f"Bearer {ours(kid='')}",
    "a key of its own": lambda: f"Bearer {ours(jwk=own_key())}",
    "a key from elsewhere": lambda: f"Bearer {ours(jku='https://credit.example/keys')}",
    "a certificate": lambda: f"Bearer {ours(x5c=['MIIB'])}",
    "a certificate from elsewhere": lambda: f"Bearer {ours(x5u='https://credit.example/cert')}",
    "what must be understood": lambda: f"Bearer {ours(crit=['exp'])}",
    "what is not encoded": lambda: f"Bearer {ours(b64=False)}",
    "a token in a token": lambda: f"Bearer {ours(cty='JWT')}",
    "our public key as a secret": lambda: f"Bearer {confused()}",
    "another type of ours": lambda: f"Bearer {ours('session+jwt')}",
    "a sign-in under way": lambda: f"Bearer {ours('sign-in+jwt')}",
    "a token of another deployment": lambda: f"Bearer {ours(iss='elsewhere')}",
    "without a number of its own": lambda: f"Bearer {ours(jti='')}",
    "two tokens": lambda: f"Bearer {ours()} {ours()}",
    "encrypted": lambda: "Bearer " + ".".join(["eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0", "", "a", "b", "c"]),
}
"""Every kind of attack on a token that is known (RFC 8725 and its sources)."""


def looked(town: Town, header: str | None, language: str = "zh") -> httpx.Response:
    """Somebody looks at their score with this header."""
    named = {"Accept-Language": language} | ({"Authorization": header} if header is not None else {})
    return town.http.get("/v1/me/score", headers=named)


@pytest.mark.parametrize("what", BAD)
def test_whatever_is_wrong_with_a_token_the_refusal_is_the_same(town: Town, what: str) -> None:
    answer = looked(town, BAD[what]())
    plain = looked(town, None)
    said = [{name: value for name, value in one.json().items() if name != "instance"} for one in (answer, plain)]
    assert (problem(answer), answer.status_code, said[0]) == ("not-signed-in", 401, said[1])


@pytest.mark.parametrize("what", BAD)
def test_a_refused_token_says_how_to_sign_in_in_both_languages(town: Town, what: str) -> None:
    zh, en = (looked(town, BAD[what](), language) for language in ("zh", "en"))
    assert (zh.json()["title"], en.json()["title"]) == ("请先登录", "Not signed in")
    assert zh.headers["www-authenticate"] == 'Bearer realm="creditplus"'


def test_a_good_token_is_let_in(town: Town) -> None:
    assert looked(town, f"Bearer {ours()}").status_code != 401


def test_the_word_bearer_may_be_written_in_any_case(town: Town) -> None:
    assert looked(town, f"bearer {ours()}").status_code != 401


def asked(town: Town, form: dict[str, str], **more: Any) -> tuple[int, str]:
    """What the token door answers: the status and OAuth's own word for it."""
    answer = town.http.post("/oauth/token", data=form, **more)
    return answer.status_code, answer.json().get("error", "")


def test_an_organisation_may_show_its_secret_in_the_form_or_with_http_basic(town: Town) -> None:
    client = town.clients["operator"]
    form = {"grant_type": "client_credentials"}
    basic = httpx.BasicAuth(client.id, client.secret)
    with_form = asked(town, form | {"client_id": client.id, "client_secret": client.secret})
    assert [with_form, asked(town, form, auth=basic)] == [(200, ""), (200, "")]


def test_what_the_token_door_refuses_is_told_in_the_words_of_oauth(town: Town) -> None:
    client = town.clients["operator"]
    right = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": client.secret}
    said = [
        asked(town, right | {"client_secret": "wrong"}),
        asked(town, right | {"client_id": "nobody"}),
        asked(town, right | {"scope": "everything"}),
        asked(town, right | {"grant_type": "password"}),
        asked(town, {}),
        asked(town, right | {"more": "1"}),
        asked(town, right, auth=httpx.BasicAuth(client.id, client.secret)),
    ]
    refused, request = (401, "invalid_client"), (400, "invalid_request")
    assert said == [refused, refused, refused, (400, "unsupported_grant_type"), request, request, request]


def test_a_refused_secret_asks_for_http_basic(town: Town) -> None:
    form = {"grant_type": "client_credentials", "client_id": "a", "client_secret": "b"}
    assert town.http.post("/oauth/token", data=form).headers["www-authenticate"] == 'Basic realm="creditplus"'


def test_a_form_that_names_something_twice_or_is_json_is_refused(town: Town) -> None:
    form = "application/x-www-form-urlencoded"
    twice = town.http.post("/oauth/token", content="grant_type=a&grant_type=b", headers={"Content-Type": form})
    json_body = town.http.post("/oauth/token", json={"grant_type": "client_credentials"})
    assert [twice.json()["error"], json_body.json()["error"]] == ["invalid_request", "invalid_request"]


def test_the_token_says_only_who_and_what_for(town: Town) -> None:
    body = jwt.decode(town.of("operator")["Authorization"].removeprefix("Bearer "), options={"verify_signature": False})
    assert sorted(body) == ["aud", "county", "exp", "iat", "iss", "jti", "operator_kind", "role", "scope", "sub"]


def test_tokens_can_be_checked_with_the_published_keys(town: Town) -> None:
    keys = jwt.PyJWKSet.from_dict(good(town.http.get("/.well-known/jwks.json")))
    token = town.resident(citizen_id())["Authorization"].removeprefix("Bearer ")
    key = keys[jwt.get_unverified_header(token)["kid"]]
    assert jwt.decode(token, key, ["EdDSA"], audience="creditplus")["role"] == "resident"


def test_signing_in_by_citizen_id_alone_exists_only_where_the_settings_say_so(town: Town) -> None:
    strict = type(town.settings)(database_url=town.settings.database_url, keys_directory=town.settings.keys_directory)
    with running(strict) as address, httpx.Client(base_url=address, trust_env=False) as http:
        answer = http.post("/v1/sign-in", json={"citizen_id": citizen_id()})
        described = http.get("/schema").json()["paths"]
    assert (problem(answer), answer.status_code, "/v1/sign-in" in described) == ("unknown-door", 404, False)
