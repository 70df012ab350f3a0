"""Who is behind a code name: a citizen id can be looked for and, with the key, read again; without the key it is noise.

Why two keys from one file: the same number must always give the same hash, but never the same encryption. What is encrypted is
tied to the one row it was written for, so that it cannot be moved to another person.
Keys are never thrown away here: a new one is used from then on, older ones still open what they sealed.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
import time
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SERIAL = 20
"""Digits of the time in a file's name; the newest key sorts last."""
NONCE = 12
ID = 8
"""Bytes of a key's id, which stand before everything that is sealed with it."""


class Unreadable(Exception):
    """What was sealed cannot be opened: its key is not here, it was sealed for another row, or somebody changed it."""


class Key(msgspec.Struct, frozen=True):
    """One secret: its id, the key that looks up, and the key that seals."""

    id: bytes
    looks: bytes
    seals: bytes


_keys: list[Key] = []


def open(directory: Path) -> None:
    """Open the identity keys of a directory, the newest first; the first one is made if there is none."""
    global _keys
    if not _files(directory):
        with contextlib.suppress(FileExistsError):  # of two processes that come first, one makes the key for both
            _write_once(directory / f"{0:0{SERIAL}d}.identity", secrets.token_bytes(32))
    _keys = [_key(path.read_bytes()) for path in reversed(_files(directory))]


def rotate(directory: Path) -> None:
    """Make a new key for whoever is met for the first time from now on; what older keys sealed stays readable.

    Running processes know it after they are started again.
    """
    _write_once(directory / f"{time.time_ns():0{SERIAL}d}.identity", secrets.token_bytes(32))


def lookup(number: str) -> str:
    """The keyed hash of a citizen id, by the newest key."""
    return lookups(number)[0]


def lookups(number: str) -> list[str]:
    """The keyed hashes of a citizen id by every key, the newest first: a person met long ago is known by an older one."""
    return [f"{key.id.hex()}:{hmac.digest(key.looks, number.encode(), 'sha256').hex()}" for key in _opened()]


def alias(*parts: str) -> str:
    """A name that means nothing to anybody else: the same parts give the same name, and without the key nobody can link two."""
    return hmac.digest(_opened()[0].looks, "\0".join(("alias", *parts)).encode(), "sha256").hex()


def seal(number: str, person: str) -> bytes:
    """A citizen id, encrypted for the row of one code name."""
    key, nonce = _opened()[0], secrets.token_bytes(NONCE)
    return key.id + nonce + AESGCM(key.seals).encrypt(nonce, number.encode(), _row(person))


def unseal(sealed: bytes, person: str) -> str:
    """The citizen id behind a code name. Raises Unreadable."""
    key = next((key for key in _opened() if key.id == sealed[:ID]), None)
    if key is None:
        raise Unreadable("the key is not here")
    try:
        return AESGCM(key.seals).decrypt(sealed[ID : ID + NONCE], sealed[ID + NONCE :], _row(person)).decode()
    except (InvalidTag, ValueError):
        raise Unreadable("sealed for another row, or changed") from None


def _row(person: str) -> bytes:
    return f"people/{person}".encode()


def _opened() -> list[Key]:
    if not _keys:
        raise RuntimeError("no keys: call identity.open first")
    return _keys


def _files(directory: Path) -> list[Path]:
    return sorted(directory.glob("*.identity")) if directory.is_dir() else []


def _key(secret: bytes) -> Key:
    """The keys that one secret stands for, each derived for its one purpose."""
    looks, seals, name = (hmac.digest(secret, purpose, "sha256") for purpose in (b"look up", b"seal", b"name"))
    return Key(hashlib.sha256(name).digest()[:ID], looks, seals)


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
