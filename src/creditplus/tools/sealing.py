"""The key that signs the log's seals, and the one with which this deployment bears witness to another's log (Ed25519).

Why keys of their own, apart from those of tokens: a seal must be checkable for as long as the log exists, and what a witness signs
must never be taken for what a log signs.
"""

import contextlib
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from creditplus import keyfiles
from creditplus.log import notes
from creditplus.log.notes import LOG, WITNESS, Signature, Verifier

FILES = {LOG: "log.ed25519", WITNESS: "witness.ed25519"}


class Pen(msgspec.Struct, frozen=True):
    """A private key and its public half by name."""

    private: Ed25519PrivateKey
    public: Verifier


_pens: dict[int, Pen] = {}


def open(directory: Path, issuer: str, *, fresh: bool = True) -> None:
    """Open both keys of a deployment, named after the issuer, without its scheme. They are made at first use.

    Raises FileNotFoundError without `fresh`: whoever only checks must not be given a new key and told that all seals are wrong.
    """
    name = issuer.split("://")[-1].rstrip("/").replace(" ", "-").replace("+", "-")
    for purpose, place in ((LOG, "log"), (WITNESS, "witness")):
        private = _private(directory / FILES[purpose], fresh=fresh)
        _pens[purpose] = Pen(private, Verifier(f"{name}/{place}", purpose, private.public_key().public_bytes_raw()))


def log() -> Verifier:
    """The public key of this deployment's log."""
    return _pen(LOG).public


def witness() -> Verifier:
    """The public key of this deployment as a witness."""
    return _pen(WITNESS).public


def sign(text: str) -> str:
    """A note: the text and the log's signature below it (c2sp.org/signed-note)."""
    pen = _pen(LOG)
    return f"{text}\n{Signature(pen.public.name, pen.public.id, pen.private.sign(text.encode())).written()}"


def cosign(text: str, at_s: int) -> str:
    """The line by which this deployment says that it saw a log's state at a second since 1970 (c2sp.org/tlog-cosignature)."""
    pen = _pen(WITNESS)
    signed = at_s.to_bytes(8, "big") + pen.private.sign(notes.cosigned(text, at_s))
    return Signature(pen.public.name, pen.public.id, signed).written()


def checks(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature is good."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _pen(purpose: int) -> Pen:
    if not _pens:
        raise RuntimeError("no keys: call sealing.open first")
    return _pens[purpose]


def _private(path: Path, *, fresh: bool) -> Ed25519PrivateKey:
    if fresh and not path.exists():
        with contextlib.suppress(FileExistsError):  # of two processes that come first, one makes the key for both
            keyfiles.write_once(path, Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
