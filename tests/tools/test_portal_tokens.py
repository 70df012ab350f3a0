"""A portal's token is believed only if the portal's own key signed it, with that key's own algorithm, for this sign-in."""

import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from creditplus.tools import tokens
from creditplus.tools.tokens.checking import seconds
from tests.tools.test_tokens import part

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
WEAK = rsa.generate_private_key(public_exponent=65537, key_size=1024)
EC, OKP = ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()
WRITERS: dict[str, Any] = {
    "RS256": jwt.algorithms.RSAAlgorithm,
    "ES256": jwt.algorithms.ECAlgorithm,
    "EdDSA": jwt.algorithms.OKPAlgorithm,
}
WHERE = {"issuer": "https://sso.example", "audience": "county", "nonce": "n"}


def claims() -> dict[str, Any]:
    """What a good token says now."""
    now = int(seconds())
    return {"iss": "https://sso.example", "aud": "county", "iat": now, "exp": now + 60, "nonce": "n", "sub": "s"}


def jwks(*keys: tuple[str, Any], **more: Any) -> dict[str, Any]:
    """The public halves of some keys, named k0, k1 and so on."""
    return {
        "keys": [
            WRITERS[algorithm].to_jwk(key.public_key(), as_dict=True) | {"kid": f"k{place}"} | more
            for place, (algorithm, key) in enumerate(keys)
        ]
    }


def accepted(token: str, keys: dict[str, Any]) -> bool:
    """Whether a token is believed; if not, always with the same sentence and nothing behind it."""
    try:
        return bool(tokens.read_portal_token(token, keys, **WHERE)["sub"] == "s")
    except tokens.Rejected as why:
        if (str(why), why.__cause__) != ("the token is not accepted", None):
            raise
        return False


def signed(key: Any, algorithm: str, **header: Any) -> str:
    """A good token, signed with a key."""
    return jwt.encode(claims(), key, algorithm, headers={"kid": "k0"} | header)


@pytest.mark.parametrize(("algorithm", "key"), [("RS256", RSA), ("ES256", EC), ("EdDSA", OKP)], ids=WRITERS)
def test_each_kind_of_key_is_good_for_its_own_algorithm(algorithm: str, key: Any) -> None:
    assert accepted(signed(key, algorithm), jwks((algorithm, key)))


def test_a_token_without_a_key_id_is_believed_only_where_there_is_one_key() -> None:
    token = jwt.encode(claims(), RSA, "RS256")
    assert [accepted(token, jwks(*keys)) for keys in ([("RS256", RSA)], [("RS256", RSA), ("RS256", RSA)])] == [
        True,
        False,
    ]


@pytest.mark.parametrize("algorithm", ["RS512", "PS256", "RS384"])
def test_another_algorithm_of_the_same_key_is_refused(algorithm: str) -> None:
    assert not accepted(signed(RSA, algorithm), jwks(("RS256", RSA)))


def test_a_weak_key_a_key_for_encryption_and_a_foreign_key_are_refused() -> None:
    text = f"{part({'alg': 'RS256', 'kid': 'k0'})}.{part(claims())}"
    for key, good in ((RSA, True), (WEAK, False)):
        token = f"{text}.{part(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"
        assert accepted(token, jwks(("RS256", key))) is good
    assert not accepted(signed(RSA, "RS256"), jwks(("RS256", RSA), use="enc"))
    assert not accepted(signed(rsa.generate_private_key(65537, 2048), "RS256"), jwks(("RS256", RSA)))
    assert not accepted(signed(RSA, "RS256", kid="k9"), jwks(("RS256", RSA)))


def test_a_public_key_is_not_taken_for_a_shared_secret_and_nothing_unsigned_is_believed() -> None:
    form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    text = f"{part({'alg': 'HS256', 'kid': 'k0'})}.{part(claims())}"
    confused = f"{text}.{part(hmac.digest(RSA.public_key().public_bytes(*form), text.encode(), hashlib.sha256))}"
    shared = {"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "k0"}]}
    unsigned = f"{part({'alg': 'none', 'kid': 'k0'})}.{part(claims())}."
    told = [
        accepted(confused, jwks(("RS256", RSA))),
        accepted(confused, shared),
        accepted(unsigned, jwks(("RS256", RSA))),
    ]
    assert told == [False, False, False]


def test_what_asks_for_more_than_we_know_or_reads_in_two_ways_is_refused() -> None:
    keys = jwks(("EdDSA", OKP))
    assert not accepted(signed(OKP, "EdDSA", crit=["exp"], exp=1), keys)
    twice = json.dumps(claims())[:-1].encode() + b', "sub": "other"}'
    text = f"{part({'alg': 'EdDSA', 'kid': 'k0'})}.{part(twice)}"
    assert not accepted(f"{text}.{part(OKP.sign(text.encode()))}", keys)


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 10_000, "é.é.é"])
@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": [{}]}, {"keys": None}], ids=str)
def test_no_token_and_no_keys_let_nobody_in(token: str, keys: dict[str, Any]) -> None:
    assert not accepted(token, keys)
    assert not accepted(signed(RSA, "RS256"), keys)
