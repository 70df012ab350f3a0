"""Key files: where private keys lie, and how a key becomes something to check a signature with."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import ECAlgorithm, OKPAlgorithm

SERIAL = 20
"""Digits of the time in a file's name; the newest key sorts last."""


class Key(msgspec.Struct, frozen=True):
    """A key that signatures are checked with: whose it is, its one algorithm, its public half for the library and as JWK."""

    issuer: str
    kid: str
    algorithm: str
    public: Any
    jwk: dict[str, Any]


def files(directory: Path) -> list[Path]:
    """The private keys of a directory, the newest last."""
    return sorted(directory.glob("*.pem")) if directory.is_dir() else []


def kid_of(path: Path) -> str:
    """The id of the key in a file, which is its name."""
    return path.stem[SERIAL + 1 :]


def make(directory: Path, serial: int) -> str:
    """Make a private key and keep it; its id."""
    private = Ed25519PrivateKey.generate()
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    kid = _thumbprint(OKPAlgorithm.to_jwk(private.public_key(), as_dict=True))
    _write_once(directory / f"{serial:0{SERIAL}d}-{kid}.pem", private.private_bytes(*form))
    return kid


def load(path: Path, issuer: str) -> tuple[Key, Ed25519PrivateKey]:
    """A private key, and its public half for checking."""
    private = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(private, Ed25519PrivateKey)
    public = private.public_key()
    jwk = OKPAlgorithm.to_jwk(public, as_dict=True)
    jwk |= {"kid": _thumbprint(jwk), "alg": "EdDSA", "use": "sig"}
    return Key(issuer, jwk["kid"], "EdDSA", public, jwk), private


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


def _write_once(path: Path, content: bytes) -> None:
    """Write a secret file that only its owner can read: whole or not at all, and never over another."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        os.link(temporary, path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)  # else a power cut could take the file's name while what it sealed stays
        os.close(folder)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
