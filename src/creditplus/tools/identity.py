"""Who is behind a code name: a citizen id can be looked for and, with the key, read again; without the key it is noise.

Why two keys from one file: the same number must always give the same hash, but never the same encryption.
Why a key for each person: what belongs to a person is encrypted with the person's own key, and that key, encrypted with ours,
lies in the person's row alone. Erasing the row erases the key, and with it everything that was encrypted with it, wherever a
copy of it may still lie. What is encrypted is tied to the one table and row it was written for and cannot be moved.
Keys are never thrown away here: a new one is used from then on, older ones still open what they sealed.
"""

import contextlib
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from creditplus import keyfiles

SUFFIX = ".identity"
NONCE = 12
ID = 8
"""Bytes of a key's id, which stand before everything that is sealed with it."""
KEY = 32
WRAPPED = ID + NONCE + KEY + 16
"""Bytes of a person's own key as it lies in the row: id of our key, nonce, encrypted key, tag."""
ANNOUNCED_S = 60
"""How long all processes know a new key before the first one uses it."""


class Unreadable(Exception):
    """What was sealed cannot be opened: its key is not here, it was sealed for another row, or somebody changed it."""


class Key(msgspec.Struct, frozen=True):
    """One secret: from when on it is used, its id, the key that looks up, and the key that seals."""

    serial: int
    id: bytes
    looks: bytes
    seals: bytes


_keys: list[Key] = []
_directory: Path | None = None
_seen: frozenset[str] = frozenset()


def open(directory: Path) -> None:
    """Open the identity keys of a directory; the first one is made if there is none."""
    global _directory
    if not keyfiles.found(directory, SUFFIX):
        with contextlib.suppress(FileExistsError):  # of two processes that come first, one makes the key for both
            keyfiles.write_once(directory / keyfiles.name(keyfiles.FIRST, SUFFIX), secrets.token_bytes(KEY))
    _directory = directory
    _read()


def rotate(announced_s: int = ANNOUNCED_S) -> str:
    """Make a new key; its id. In so many seconds it is used for whoever is met from then on, also by running processes."""
    _opened()
    assert _directory is not None
    secret = secrets.token_bytes(KEY)
    serial = keyfiles.serial_at(datetime.now(UTC) + timedelta(seconds=announced_s))
    keyfiles.write_once(_directory / keyfiles.name(serial, SUFFIX), secret)
    _read()
    return _key(serial, secret).id.hex()


def lookup(number: str) -> str:
    """The keyed hash of a citizen id, by the key that is used now."""
    return lookups(number)[0]


def lookups(number: str) -> list[str]:
    """The keyed hashes of a citizen id by every key, the one used now first: somebody met long ago is known by an older one."""
    return [f"{key.id.hex()}:{hmac.digest(key.looks, number.encode(), 'sha256').hex()}" for key in _opened()]


def lookups_of(numbers: Iterable[str]) -> dict[str, list[str]]:
    """The keyed hashes of many citizen ids: what `lookups` gives, but the keys are looked for once."""
    keys = [(f"{key.id.hex()}:", key.looks) for key in _opened()]
    return {
        number: [name + hmac.digest(looks, number.encode(), "sha256").hex() for name, looks in keys]
        for number in numbers
    }


def newest() -> str:
    """What every keyed hash by the key that is used now begins with."""
    return f"{_opened()[0].id.hex()}:"


def alias(*parts: str) -> str:
    """A name that means nothing to anybody else: the same parts give the same name, and without the key nobody can link two."""
    return aliases(*parts)[0]


def aliases(*parts: str) -> list[str]:
    """The names by every key, the one used now first: a name given before a rotation is among them."""
    said = "\0".join(("alias", *parts)).encode()
    return [hmac.digest(key.looks, said, "sha256").hex() for key in _opened()]


def seal(number: str, person: str) -> bytes:
    """A person's row: a new key of the person's own, wrapped in ours, and the citizen id encrypted with it, for one code name."""
    return seals([(number, person)])[0]


def seals(people: Iterable[tuple[str, str]]) -> list[bytes]:
    """Many people's rows, each as `seal` makes it of a citizen id and a code name, but the keys are looked for once."""
    key = _opened()[0]
    wraps = AESGCM(key.seals)
    rows = []
    for number, person in people:
        own = secrets.token_bytes(KEY)
        rows.append(_wrap(own, person, key.id, wraps) + _encrypt(own, number, f"people/{person}/identity"))
    return rows


def unseal(sealed: bytes, person: str) -> str:
    """The citizen id behind a code name. Raises Unreadable."""
    return _decrypt(_unwrap(sealed, person), sealed[WRAPPED:], f"people/{person}/identity")


def reseal(sealed: bytes, person: str) -> bytes:
    """The same row with the person's key wrapped in the key that is used now; what it encrypts stays as it is."""
    key = _opened()[0]
    return _wrap(_unwrap(sealed, person), person, key.id, AESGCM(key.seals)) + sealed[WRAPPED:]


def conceal(text: str, sealed: bytes, person: str, row: str) -> bytes:
    """A text about a person for one row elsewhere (`table/id`), readable only as long as the person's own row is there."""
    return _encrypt(_unwrap(sealed, person), text, row)


def reveal(concealed: bytes, sealed: bytes, person: str, row: str) -> str:
    """What was concealed for a row with the key of a person. Raises Unreadable."""
    return _decrypt(_unwrap(sealed, person), concealed, row)


def is_holder(holder: str, sealed: bytes, person: str) -> bool:
    """Whether whoever holds a role under a name (`aliases`) is this very person."""
    return holder in aliases("holder", unseal(sealed, person))


def _wrap(own: bytes, person: str, key: bytes, wraps: AESGCM) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return key + nonce + wraps.encrypt(nonce, own, f"people/{person}/key".encode())


def _unwrap(sealed: bytes, person: str) -> bytes:
    key = next((key for key in _opened() if key.id == sealed[:ID]), None)
    if key is None:
        raise Unreadable("the key is not here")
    try:
        wrapped = sealed[ID + NONCE : WRAPPED]
        return AESGCM(key.seals).decrypt(sealed[ID : ID + NONCE], wrapped, f"people/{person}/key".encode())
    except (InvalidTag, ValueError):
        raise Unreadable("sealed for another row, or changed") from None


def _encrypt(own: bytes, text: str, row: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(own).encrypt(nonce, text.encode(), row.encode())


def _decrypt(own: bytes, encrypted: bytes, row: str) -> str:
    try:
        return AESGCM(own).decrypt(encrypted[:NONCE], encrypted[NONCE:], row.encode()).decode()
    except (InvalidTag, ValueError):
        raise Unreadable("sealed for another row, or changed") from None


def _opened() -> list[Key]:
    """The keys, the one used now first, then all others, the newest first; a key that a neighbour made is noticed at once."""
    if not _keys or _directory is None:
        raise RuntimeError("no keys: call identity.open first")
    if keyfiles.listed(_directory) != _seen:
        _read()
    now = keyfiles.in_use([key.serial for key in _keys], datetime.now(UTC))
    return [_keys[now], *(key for place, key in reversed(list(enumerate(_keys))) if place != now)]


def _read() -> None:
    """Read all keys of the directory, the newest last."""
    global _keys, _seen
    assert _directory is not None
    _seen = keyfiles.listed(_directory)
    _keys = [_key(keyfiles.serial(path), path.read_bytes()) for path in keyfiles.found(_directory, SUFFIX)] or _keys


def _key(serial: int, secret: bytes) -> Key:
    """The keys that one secret stands for, each derived for its one purpose."""
    looks, seals, name = (hmac.digest(secret, purpose, "sha256") for purpose in (b"look up", b"seal", b"name"))
    return Key(serial, hashlib.sha256(name).digest()[:ID], looks, seals)
