"""Tokens say who acts; whatever is not exactly right is rejected, always with the same words."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import freezegun
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from creditplus.people import Actor
from creditplus.tools import tokens
from creditplus.tools.tokens import files
from creditplus.tools.tokens.checking import LIFETIME_MAX_S

NOW = datetime(2026, 7, 1, 4, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
GOOD = {"iss": "county", "aud": "county", "iat": SECONDS, "exp": SECONDS + 600, "jti": "one", "sub": "p1"}


@pytest.fixture
def keys(tmp_path: Path) -> tokens.Keys:
    """The keys of a county, just made."""
    return tokens.open(tmp_path / "keys", "county", "county")


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(keys: tokens.Keys, payload: Any, **header: Any) -> str:
    """A token with the right signature over whatever it says."""
    _, kid, private = keys._own[-1]
    text = f"{part({'alg': 'EdDSA', 'kid': kid, 'typ': 'at+jwt'} | header)}.{part(payload)}"
    return f"{text}.{part(private.sign(text.encode()))}"


def rejected(keys: tokens.Keys, token: str, typ: tokens.Type = "at+jwt", audience: str | None = None) -> bool:
    """Whether a token is rejected at an instant, with the one sentence and nothing behind it."""
    with freezegun.freeze_time(NOW, real_asyncio=True):
        try:
            keys.verify(token, typ, audience)
        except tokens.Rejected as why:
            return (str(why), why.__cause__) == ("the token is not accepted", None)
        return False


def test_the_good_example_is_accepted(keys: tokens.Keys) -> None:
    assert not rejected(keys, signed(keys, GOOD))


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": 1e308},
        {"exp": "1795469940"},
        {"exp": -1},
        {"exp": True},
        {"exp": None},
        {"exp": SECONDS + 600.5},
        {"exp": float(SECONDS + 600)},
        {"exp": 10**30},
        {"exp": SECONDS},
        {"exp": SECONDS - 1, "iat": SECONDS - 601},
        {"exp": SECONDS + 601},
        {"exp": 253402300800, "iat": SECONDS},
        {"iat": True},
        {"iat": SECONDS + 31, "exp": SECONDS + 91},
        {"iat": 0},
        {"iat": str(SECONDS)},
        {"nbf": SECONDS + 31},
        {"nbf": "soon"},
        {"aud": ["county"]},
        {"aud": ["county", "other"]},
        {"aud": "other"},
        {"aud": None},
        {"aud": ""},
        {"iss": "other"},
        {"iss": ["county"]},
        {"jti": ""},
        {"jti": 5},
        {"jti": "x" * 129},
        {"sub": 5},
    ],
    ids=str,
)
def test_a_wrong_claim_is_rejected(keys: tokens.Keys, wrong: dict[str, Any]) -> None:
    assert rejected(keys, signed(keys, GOOD | wrong))


@pytest.mark.parametrize("missing", ["iss", "aud", "iat", "exp", "jti"])
def test_a_missing_claim_is_rejected(keys: tokens.Keys, missing: str) -> None:
    assert rejected(keys, signed(keys, {name: value for name, value in GOOD.items() if name != missing}))


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "ES256"},
        {"alg": "RS256"},
        {"alg": "eddsa"},
        {"typ": "JWT"},
        {"typ": "attestation+jwt"},
        {"typ": None},
        {"kid": "nobody's"},
        {"kid": ""},
        {"kid": "../../etc/passwd"},
        {"kid": None},
        {"jku": "https://example.org/keys"},
        {"jwk": {"kty": "OKP"}},
        {"x5u": "https://example.org/cert"},
        {"crit": ["exp"]},
        {"b64": False},
        {"zip": "DEF"},
    ],
    ids=str,
)
def test_a_header_that_says_anything_else_is_rejected(keys: tokens.Keys, header: dict[str, Any]) -> None:
    assert rejected(keys, signed(keys, GOOD, **header))


@pytest.mark.parametrize("missing", ["alg", "kid", "typ"])
def test_a_header_that_lacks_something_is_rejected(keys: tokens.Keys, missing: str) -> None:
    header, payload, signature = signed(keys, GOOD).split(".")
    said = json.loads(base64.urlsafe_b64decode(header + "=="))
    del said[missing]
    assert rejected(keys, f"{part(said)}.{payload}.{signature}")


TWICE = json.dumps(GOOD)[:-1].encode()


@pytest.mark.parametrize(
    "payload",
    [
        TWICE + b', "sub": "p2"}',
        TWICE + b', "a": {"b": 1, "b": 2}}',
        TWICE + b', "a": NaN}',
        TWICE + b', "a": Infinity}',
        TWICE + b', "\\u0073ub": "p2"}',
        TWICE + b', "a": ' + b"[" * 2000 + b"]" * 2000 + b"}",
        TWICE + b"} {}",
        TWICE,
        b"[]",
        b"null",
        b"",
        b"\xff\xfe",
        b"\x00",
    ],
    ids=range(13),
)
def test_claims_that_can_be_read_in_two_ways_or_none_are_rejected(keys: tokens.Keys, payload: bytes) -> None:
    assert rejected(keys, signed(keys, payload))


def test_a_header_member_written_twice_is_rejected(keys: tokens.Keys) -> None:
    _, kid, private = keys._own[-1]
    header = f'{{"alg":"none","alg":"EdDSA","kid":"{kid}","typ":"at+jwt"}}'.encode()
    text = f"{part(header)}.{part(GOOD)}"
    assert rejected(keys, f"{text}.{part(private.sign(text.encode()))}")


def test_a_token_larger_than_8_kib_is_rejected(keys: tokens.Keys) -> None:
    sizes = {len(signed(keys, GOOD | {"pad": "x" * size})): size for size in range(5500, 5900)}
    fits, too_long = max(size for size in sizes if size <= 8192), min(size for size in sizes if size > 8192)
    assert not rejected(keys, signed(keys, GOOD | {"pad": "x" * sizes[fits]}))
    assert rejected(keys, signed(keys, GOOD | {"pad": "x" * sizes[too_long]}))


@pytest.mark.parametrize("token", ["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "\0", "x" * 10_000_000])
def test_what_is_no_token_is_rejected(keys: tokens.Keys, token: str) -> None:
    assert rejected(keys, token)


def test_every_changed_character_is_noticed(keys: tokens.Keys) -> None:
    token = signed(keys, GOOD)
    others = {place: "A" if token[place] != "A" else "B" for place in range(len(token))}
    accepted = [
        place for place, other in others.items() if not rejected(keys, token[:place] + other + token[place + 1 :])
    ]
    assert accepted == []


def test_padding_and_stray_bits_make_no_second_form_of_a_token(keys: tokens.Keys) -> None:
    token = signed(keys, GOOD)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    stray = token[:-1] + letters[letters.index(token[-1]) ^ 1]
    assert [rejected(keys, form) for form in (token + "=", token + "==", token + "\n", stray, token)] == [True] * 4 + [
        False
    ]


def test_a_public_key_is_never_taken_for_a_shared_secret(keys: tokens.Keys) -> None:
    (key,) = keys._keys.values()
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    pem = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    for secret in (key.public.public_bytes(*raw), key.public.public_bytes(*pem)):
        text = f"{part({'alg': 'HS256', 'kid': key.kid, 'typ': 'at+jwt'})}.{part(GOOD)}"
        assert rejected(keys, f"{text}.{part(hmac.digest(secret, text.encode(), hashlib.sha256))}")


def test_an_unsigned_token_is_rejected(keys: tokens.Keys) -> None:
    kid = keys.jwks()["keys"][0]["kid"]
    for alg in ("none", "EdDSA"):
        assert rejected(keys, f"{part({'alg': alg, 'kid': kid, 'typ': 'at+jwt'})}.{part(GOOD)}.")


def test_a_token_is_good_until_its_end_also_when_it_is_remembered(keys: tokens.Keys) -> None:
    with freezegun.freeze_time(NOW, real_asyncio=True) as held:
        token = keys.sign("at+jwt", {"sub": "p1"}, 60)
        for second in (0, 30, 59):
            held.move_to(NOW + timedelta(seconds=second))
            assert keys.verify(token, "at+jwt")["sub"] == "p1"
        held.move_to(NOW + timedelta(seconds=60))
        with pytest.raises(tokens.Rejected):
            keys.verify(token, "at+jwt")


def test_what_is_remembered_for_one_audience_or_type_is_not_good_for_another(keys: tokens.Keys) -> None:
    with freezegun.freeze_time(NOW, real_asyncio=True):
        token = keys.sign("attestation+jwt", {}, 60, audience="library-1")
        assert keys.verify(token, "attestation+jwt", "library-1")["aud"] == "library-1"
    assert rejected(keys, token, "attestation+jwt", "library-2")
    assert rejected(keys, token, "at+jwt", "library-1")


def test_claims_that_a_caller_changes_stay_as_signed(keys: tokens.Keys) -> None:
    token = keys.sign("at+jwt", {"sub": "p1", "list": [1]}, 60)
    keys.verify(token, "at+jwt")["list"].append(2)
    assert keys.verify(token, "at+jwt")["list"] == [1]


def test_only_so_many_verified_tokens_are_remembered(keys: tokens.Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditplus.tools.tokens.checking.REMEMBERED", 3)
    for _ in range(5):
        keys.verify(keys.sign("at+jwt", {}, 60), "at+jwt")
    assert len(keys._verified) == 3


@pytest.mark.parametrize("lifetime_s", [0, -1, 601])
def test_nothing_is_signed_for_longer_than_its_type_may_live(keys: tokens.Keys, lifetime_s: int) -> None:
    with pytest.raises(ValueError, match="no lifetime"):
        keys.sign("at+jwt", {}, lifetime_s)


def test_the_first_use_makes_a_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    tokens.Keys.open(tmp_path / "keys", "county")
    found = list((tmp_path / "keys").iterdir())
    assert [(path.suffix, path.stat().st_mode & 0o777) for path in found] == [(".pem", 0o600)]


def test_opening_again_finds_the_same_key(keys: tokens.Keys) -> None:
    token = keys.sign("at+jwt", {"sub": "p1"}, 60)
    again = tokens.Keys.open(keys.directory, "county", "county")
    assert (again.jwks(), again.verify(token, "at+jwt")["sub"]) == (keys.jwks(), "p1")


def kid(token: str) -> str:
    """The key that signed a token."""
    return str(jwt.get_unverified_header(token)["kid"])


def test_a_new_key_is_published_before_it_signs_and_the_old_one_stays_as_long_as_its_tokens(keys: tokens.Keys) -> None:
    with freezegun.freeze_time(NOW, real_asyncio=True) as held:
        old = keys.sign("attestation+jwt", {}, LIFETIME_MAX_S["attestation+jwt"], audience="gate")
        new = keys.rotate()
        assert [key["kid"] for key in keys.jwks()["keys"]] == [kid(old), new]
        assert kid(keys.sign("at+jwt", {}, 60)) == kid(old)
        held.move_to(NOW + timedelta(seconds=600))
        assert kid(keys.sign("at+jwt", {}, 60)) == new
        held.move_to(NOW + timedelta(days=30, hours=23))
        keys.rotate()
        assert keys.verify(old, "attestation+jwt", "gate")["aud"] == "gate"
        held.move_to(NOW + timedelta(days=31, hours=1))
        keys.rotate()
        assert kid(old) not in [key["kid"] for key in keys.jwks()["keys"]]


def test_a_key_that_a_neighbouring_process_made_is_found_and_used(keys: tokens.Keys) -> None:
    neighbour = tokens.Keys.open(keys.directory, "county", "county")
    made = neighbour.rotate(0)
    assert keys.verify(neighbour.sign("at+jwt", {"sub": "p1"}, 60), "at+jwt")["sub"] == "p1"
    assert kid(keys.sign("at+jwt", {}, 60)) == made


def test_published_keys_hold_no_private_part(keys: tokens.Keys) -> None:
    (published,) = keys.jwks()["keys"]
    assert sorted(published) == ["alg", "crv", "kid", "kty", "use", "x"]


def foreign_key(curve: str) -> tuple[Any, dict[str, Any]]:
    """A key pair of another city, and its public half as it publishes it."""
    if curve == "Ed25519":
        private: Any = ed25519.Ed25519PrivateKey.generate()
        return private, jwt.algorithms.OKPAlgorithm.to_jwk(private.public_key(), as_dict=True) | {"kid": "k1"}
    private = ec.generate_private_key(ec.SECP256R1())
    return private, jwt.algorithms.ECAlgorithm.to_jwk(private.public_key(), as_dict=True) | {"kid": "k1"}


@pytest.mark.parametrize(("curve", "algorithm"), [("Ed25519", "EdDSA"), ("P-256", "ES256")])
def test_another_city_is_trusted_only_in_its_own_name_and_with_its_own_algorithm(
    keys: tokens.Keys, curve: str, algorithm: str
) -> None:
    private, public = foreign_key(curve)
    keys.trust("city", {"keys": [public]})
    header = {"kid": "k1", "typ": "at+jwt"}
    ours = jwt.encode(GOOD, private, algorithm, headers=header)
    theirs = jwt.encode(GOOD | {"iss": "city"}, private, algorithm, headers=header)
    assert (rejected(keys, ours), rejected(keys, theirs)) == (True, False)
    assert len(keys.jwks()["keys"]) == 1


def test_a_key_of_another_kind_is_not_trusted_at_all(keys: tokens.Keys) -> None:
    with pytest.raises(KeyError):
        keys.trust("city", {"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "k1"}]})


def test_a_grant_says_who_acts(keys: tokens.Keys) -> None:
    for actor in (
        Actor("p1", "resident", scopes=frozenset(["me"])),
        Actor("library-1", "operator", "230281", "library", frozenset(["decide:library-deposit", "decide:hotel"])),
        Actor("author-1", "author"),
    ):
        granted = tokens.grant(actor)
        assert (tokens.actor(granted.access_token), granted.token_type, granted.expires_in) == (actor, "Bearer", 600)


@pytest.mark.parametrize("wrong", [{"role": "king"}, {"scope": 5}, {"sub": None}, {"county": 5}], ids=str)
def test_a_token_that_does_not_say_who_acts_is_rejected(keys: tokens.Keys, wrong: dict[str, Any]) -> None:
    token = signed(keys, GOOD | {"role": "resident", "scope": "me"} | wrong)
    with freezegun.freeze_time(NOW, real_asyncio=True), pytest.raises(tokens.Rejected):
        tokens.actor(token)


def test_an_attestation_is_checked_with_the_published_keys_alone_and_is_no_access_token(keys: tokens.Keys) -> None:
    with freezegun.freeze_time(NOW, real_asyncio=True):
        until = NOW + timedelta(hours=1)
        token = tokens.attest({"jti": "d1", "outcome": "benefit"}, audience="library-1", until=until)
        said = tokens.read_attestation(token, keys.jwks(), audience="library-1", issuer="county")
        assert (said["jti"], said["outcome"], said["exp"]) == ("d1", "benefit", int(until.timestamp()))
        for audience, issuer in (("library-2", "county"), ("library-1", "city")):
            with pytest.raises(tokens.Rejected):
                tokens.read_attestation(token, keys.jwks(), audience=audience, issuer=issuer)
        with pytest.raises(tokens.Rejected):
            tokens.actor(token)


def test_a_secret_matches_only_its_own_digest() -> None:
    digest = tokens.secret_digest("right")
    assert [tokens.secret_matches(*pair) for pair in (("right", digest), ("wrong", digest), ("right", None))] == [
        True,
        False,
        False,
    ]


def test_a_key_file_that_was_cut_short_never_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content is written elsewhere first: a process that dies in between leaves no key behind."""

    def die(*_: object) -> None:
        raise OSError("power cut")

    monkeypatch.setattr("os.fsync", die)
    with pytest.raises(OSError, match="power cut"):
        files.make(tmp_path, 1)
    assert list(tmp_path.iterdir()) == []
