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


_pens: dict[int, list[Pen]] = {}
_where: list[tuple[Path, str]] = []


def open(directory: Path, issuer: str, *, fresh: bool = True) -> None:
    """Open the keys of a deployment, named after the issuer, without its scheme. They are made at first use.

    Raises FileNotFoundError without `fresh`: whoever only checks must not be given a new key and told that all seals are wrong.
    """
    name = issuer.split("://")[-1].rstrip("/").replace(" ", "-").replace("+", "-")
    _where[:] = [(directory, name)]
    later = [_pen(LOG, path, f"{name}/{path.stem}") for path in _renewed(directory)]
    _pens[LOG] = [_pen(LOG, _kept(directory / FILES[LOG], fresh=fresh), f"{name}/log"), *later]
    _pens[WITNESS] = [_pen(WITNESS, _kept(directory / FILES[WITNESS], fresh=fresh), f"{name}/witness")]


def renew() -> Verifier:
    """Make a new key for the log. From now on it seals, under a name of its own; what the older ones sealed stays sealed by them."""
    directory, name = _where[0]
    path = directory / f"log-{len(_pens[LOG]) + 1}.ed25519"
    keyfiles.write_once(path, Ed25519PrivateKey.generate().private_bytes_raw())
    _pens[LOG].append(_pen(LOG, path, f"{name}/{path.stem}"))
    return log()


def log() -> Verifier:
    """The public key that signs this deployment's log now."""
    return _opened(LOG)[-1].public


def logs() -> tuple[Verifier, ...]:
    """All public keys that ever signed it, the newest last."""
    return tuple(pen.public for pen in _opened(LOG))


def witness() -> Verifier:
    """The public key of this deployment as a witness."""
    return _opened(WITNESS)[-1].public


def sign(text: str) -> str:
    """A note: the text and the log's signature below it (c2sp.org/signed-note)."""
    pen = _opened(LOG)[-1]
    return f"{text}\n{Signature(pen.public.name, pen.public.id, pen.private.sign(text.encode())).written()}"


def cosign(text: str, at_s: int) -> str:
    """The line by which this deployment says that it saw a log's state at a second since 1970 (c2sp.org/tlog-cosignature)."""
    pen = _opened(WITNESS)[-1]
    signed = at_s.to_bytes(8, "big") + pen.private.sign(notes.cosigned(text, at_s))
    return Signature(pen.public.name, pen.public.id, signed).written()


def checks(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature is good."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _opened(purpose: int) -> list[Pen]:
    if not _pens:
        raise RuntimeError("no keys: call sealing.open first")
    return _pens[purpose]


def _renewed(directory: Path) -> list[Path]:
    """The log's later keys, in their order."""
    return sorted(directory.glob("log-*.ed25519"), key=lambda path: int(path.stem.removeprefix("log-")))


def _pen(purpose: int, path: Path, name: str) -> Pen:
    private = Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    return Pen(private, Verifier(name, purpose, private.public_key().public_bytes_raw()))


def _kept(path: Path, *, fresh: bool) -> Path:
    if fresh and not path.exists():
        with contextlib.suppress(FileExistsError):  # of two processes that come first, one makes the key for both
            keyfiles.write_once(path, Ed25519PrivateKey.generate().private_bytes_raw())
    return path
