"""A signed note (签名便笺): a text with signatures below it, as c2sp.org/signed-note writes it; a log's newest state is one (checkpoint).

Only how notes are written stands here; signing needs keys (`tools/sealing.py`).
"""

import base64
import binascii
import hashlib
from collections.abc import Callable

import msgspec

LOG, WITNESS = 0x01, 0x04
"""What a key signs: notes (signed-note), or that it saw a log at an instant (tlog-cosignature)."""
DASH = "— "
SIGNATURES_MAX = 32
Checks = Callable[[bytes, bytes, bytes], bool]
"""Whether a signature (last) by a public key (first) is good for a message."""


class Malformed(ValueError):
    """What was sent is not a note, a key or a checkpoint."""


class Verifier(msgspec.Struct, frozen=True):
    """A public key with its name and purpose, as `name+id+key` (a vkey)."""

    name: str
    purpose: int
    key: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.purpose]) + self.key).digest()[:4]

    def written(self) -> str:
        """The key as text."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.purpose]) + self.key).decode()}"


class Signature(msgspec.Struct, frozen=True):
    """One line below a note."""

    name: str
    id: bytes
    signed: bytes

    def written(self) -> str:
        """The line with its end."""
        return f"{DASH}{self.name} {base64.b64encode(self.id + self.signed).decode()}\n"


class Checkpoint(msgspec.Struct, frozen=True):
    """A log's state: its name (`origin`), how many leaves, and their root (c2sp.org/tlog-checkpoint)."""

    origin: str
    size: int
    root: bytes

    def written(self) -> str:
        """The note's text."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def verifier(written: str) -> Verifier:
    """A key from its text. Raises Malformed."""
    name, _, rest = written.strip().partition("+")
    id, _, key = rest.partition("+")
    raw = decoded(key)
    found = Verifier(name, raw[0] if raw else 0, raw[1:])
    if not name or found.id.hex() != id or found.purpose not in (LOG, WITNESS) or len(found.key) != 32:
        raise Malformed("not a key")
    return found


def opened(note: str) -> tuple[str, list[Signature]]:
    """A note's text, with its last line end, and its signatures. Raises Malformed."""
    text, between, below = note.rpartition("\n\n")
    if not between or not text or any(ord(letter) < 32 and letter != "\n" for letter in note) or note[-1:] != "\n":
        raise Malformed("not a note")
    lines = below.splitlines()
    if not 0 < len(lines) <= SIGNATURES_MAX:
        raise Malformed("no signatures, or too many")
    return text + "\n", [signature(line) for line in lines]


def signature(line: str) -> Signature:
    """One signature from its line. Raises Malformed."""
    name, _, written = line.removeprefix(DASH).partition(" ")
    raw = decoded(written)
    if not line.startswith(DASH) or not name or "+" in name or len(raw) < 5:
        raise Malformed("not a signature")
    return Signature(name, raw[:4], raw[4:])


def checkpoint(text: str) -> Checkpoint:
    """A log's state from a note's text; lines after the third are allowed and mean nothing here. Raises Malformed."""
    lines = text.split("\n")
    if len(lines) < 4 or not lines[0] or not lines[1].isascii() or not lines[1].isdigit() or len(lines[1]) > 18:
        raise Malformed("not a checkpoint")
    root = decoded(lines[2])
    if str(int(lines[1])) != lines[1] or len(root) != 32:
        raise Malformed("not a checkpoint")
    return Checkpoint(lines[0], int(lines[1]), root)


def signed_by(note: str, key: Verifier, checks: Checks) -> bool:
    """Whether a note carries a good signature by a key, and none by it that is not. Raises Malformed."""
    text, signatures = opened(note)
    own = [one for one in signatures if (one.name, one.id) == (key.name, key.id)]
    return bool(own) and all(_good(text, one, key, checks) for one in own)


def _good(text: str, one: Signature, key: Verifier, checks: Checks) -> bool:
    if key.purpose == LOG:
        return checks(key.key, text.encode(), one.signed)
    at = int.from_bytes(one.signed[:8], "big")
    return checks(key.key, cosigned(text, at), one.signed[8:])


def cosigned(text: str, at: int) -> bytes:
    """What a witness signs at a second since 1970: that it saw this text."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def decoded(written: str) -> bytes:
    """Bytes from base64 in its one form. Raises Malformed."""
    try:
        raw = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("not base64") from None
    if base64.b64encode(raw).decode() != written:
        raise Malformed("not base64 in its one form")
    return raw
