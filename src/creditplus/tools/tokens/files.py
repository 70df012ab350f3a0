"""Key files: where private keys lie, and how a key becomes something to check a signature with."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import ECAlgorithm, OKPAlgorithm
from nacl.bindings import crypto_sign, crypto_sign_BYTES
from nacl.signing import SigningKey

from creditplus import keyfiles

SUFFIX = ".pem"


class Key(msgspec.Struct, frozen=True):
    """A key that signatures are checked with: whose it is, its one algorithm, its public half for the library and as JWK."""

    issuer: str
    kid: str
    algorithm: str
    public: Any
    jwk: dict[str, Any]


class Private:
    """A private key that signs. Why by another library than the one that checks: it needs about half the time, for every decision."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        key = SigningKey(private.private_bytes_raw())
        self._key = bytes(key) + bytes(key.verify_key)

    def sign(self, words: bytes) -> bytes:
        """The signature of some bytes (RFC 8032)."""
        return bytes(crypto_sign(words, self._key)[:crypto_sign_BYTES])


def files(directory: Path) -> list[Path]:
    """The private keys of a directory, the newest last."""
    return keyfiles.found(directory, SUFFIX)


def kid_of(path: Path) -> str:
    """The id of the key in a file, which is its name."""
    return path.stem[keyfiles.SERIAL + 1 :]


def make(directory: Path, serial: int) -> str:
    """Make a private key and keep it; its id."""
    private = Ed25519PrivateKey.generate()
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    kid = _thumbprint(OKPAlgorithm.to_jwk(private.public_key(), as_dict=True))
    keyfiles.write_once(directory / keyfiles.name(serial, f"-{kid}{SUFFIX}"), private.private_bytes(*form))
    return kid


def load(path: Path, issuer: str) -> tuple[Key, Private]:
    """A private key, and its public half for checking."""
    private = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(private, Ed25519PrivateKey)
    public = private.public_key()
    jwk = OKPAlgorithm.to_jwk(public, as_dict=True)
    jwk |= {"kid": _thumbprint(jwk), "alg": "EdDSA", "use": "sig"}
    return Key(issuer, jwk["kid"], "EdDSA", public, jwk), Private(private)


def foreign(issuer: str, jwk: Mapping[str, Any]) -> Key:
    """A public key of another issuer; the kind of key decides its one algorithm, whatever else the JWK says."""
    algorithm = {("OKP", "Ed25519"): "EdDSA", ("EC", "P-256"): "ES256"}[jwk["kty"], jwk["crv"]]
    public = {name: value for name, value in jwk.items() if name in ("kty", "crv", "x", "y")}
    read = OKPAlgorithm.from_jwk if algorithm == "EdDSA" else ECAlgorithm.from_jwk
    return Key(issuer, str(jwk["kid"]), algorithm, read(public), dict(jwk))


def _thumbprint(jwk: Mapping[str, Any]) -> str:
    needed = {name: jwk[name] for name in ("crv", "kty", "x")}
    digest = hashlib.sha256(msgspec.json.encode(needed, order="sorted")).digest()
    return jwt.utils.base64url_encode(digest).decode()
