"""A seal (封存): one signed number that stands for all events up to then, so that nothing can be changed, added or lost unnoticed.

Events are leaves of a Merkle tree as RFC 6962 (section 2.1) describes it: `hash` of a leaf begins with the byte 0, of a node with 1. A
leaf is the event's line: JSON with sorted keys, in which a person is only `about`, a hash that nobody can join across events.
Why sealed afterwards and not chained while deciding: a chain would make every decision wait for the one before.
Why tiles of 256: what a proof needs of a long log is then a few rows, and a row is written once.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from creditplus.audit import Numbered
from creditplus.errors import Words
from creditplus.people import Role

TILE = 256
HASH = 32
Span = Callable[[int, int], bytes]
"""The hash of the leaves from one place up to (not with) another."""
Asks = Callable[[Span], list[bytes]]
"""A proof that still has to be told the hashes it is made of."""


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """The seal `number`: `size` events, the last of which is `through`, have this `root`; `checkpoint` is the signed note."""

    number: int
    size: int
    through: int
    root: str
    at: datetime
    checkpoint: str


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """256 hashes of a level, side by side: of leaves (level 0), or of whole tiles below. `first` and `through` are event numbers."""

    level: int
    place: int
    first: int
    through: int
    hashes: bytes


class Cosignature(msgspec.Struct, frozen=True, kw_only=True):
    """A witness's line under a seal: it saw this log grow, never shrink or change."""

    id: str
    seal: int
    witness: str
    line: str
    at: datetime


class Witnessed(msgspec.Struct, frozen=True, kw_only=True):
    """What this deployment has seen, as a witness, of another one's log."""

    origin: str
    size: int
    root: str
    checkpoint: str
    at: datetime


class Checked(msgspec.Struct, frozen=True):
    """How much was checked, how many events no seal covers yet, and everything that is wrong."""

    seals: int
    events: int
    unsealed: int
    wrong: tuple[Words, ...]


class Evidence(msgspec.Struct, frozen=True):
    """Notes by seal, proofs between neighbours, the last event they cover, and the log's public keys, the newest last."""

    notes: tuple[str, ...]
    proofs: tuple[dict[str, Any], ...]
    through: int
    keys: tuple[str, ...]


def about(event: str, person: str) -> str:
    """Who an event is about, for whoever already knows the code name; two events of one person do not look alike."""
    return hashlib.sha256(f"{event}:{person}".encode()).hexdigest()


def line(event: Numbered) -> bytes:
    """The one form in which an event is sealed: canonical JSON, instants in whole microseconds."""
    epoch = datetime(1970, 1, 1, tzinfo=event.at.tzinfo)
    said: dict[str, Any] = msgspec.structs.asdict(event) | {"at": (event.at - epoch) // timedelta(microseconds=1)}
    said |= {"about": about(event.id, event.subject) if event.subject else None, "by": acting(event)}
    del said["subject"]
    return msgspec.json.encode(said, order="sorted")


def acting(event: Numbered) -> str:
    """Who acted: an organisation by its id, a resident like a subject."""
    resident: Role = "resident"
    return about(event.id, event.by) if event.role == resident else event.by


def leaf(line: bytes) -> bytes:
    """The hash of one leaf."""
    return hashlib.sha256(b"\x00" + line).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The greatest power of two below a size of two or more."""
    return 1 << (size - 1).bit_length() - 1


def root(hashes: Sequence[bytes]) -> bytes:
    """The hash of a whole tree, given its leaves' hashes."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    middle = split(len(hashes))
    return node(root(hashes[:middle]), root(hashes[middle:]))


def tile_hashes(tile: Tile) -> list[bytes]:
    """The hashes in a tile."""
    return [tile.hashes[place : place + HASH] for place in range(0, len(tile.hashes), HASH)]


def inclusion(place: int, size: int, span: Span) -> list[bytes]:
    """What is needed to get from a leaf to the root, nearest first (RFC 6962, 2.1.1)."""

    def path(low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        middle = low + split(high - low)
        if place < middle:
            return [*path(low, middle), span(middle, high)]
        return [*path(middle, high), span(low, middle)]

    return path(0, size)


def consistency(old: int, new: int, span: Span) -> list[bytes]:
    """What is needed to see that an older tree is the beginning of a newer one (RFC 6962, 2.1.2)."""

    def path(low: int, high: int, *, whole: bool) -> list[bytes]:
        if old == high:
            return [] if whole else [span(low, high)]
        middle = low + split(high - low)
        if old <= middle:
            return [*path(low, middle, whole=whole), span(middle, high)]
        return [*path(middle, high, whole=False), span(low, middle)]

    return path(0, new, whole=True) if 0 < old < new else []


def included(leaf: bytes, place: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that a proof of inclusion leads to, or None if it cannot be one (RFC 9162, 2.1.3.2)."""
    at, last, found = place, size - 1, leaf
    if not 0 <= place < size:
        return None
    for one in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            found = node(one, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, one)
        at, last = at >> 1, last >> 1
    return found if last == 0 else None


def consistent(old: int, new: int, first: bytes, second: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the tree `first` is the beginning of the tree `second` (RFC 9162, 2.1.4.2)."""
    if old == 0 or old == new:
        return not proof and (old == 0 or first == second)
    if not 0 < old < new or not proof:
        return False
    steps: Iterator[bytes] = iter(proof if old & (old - 1) else [first, *proof])
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = next(steps)
    for one in steps:
        if last == 0:
            return False
        if at & 1 or at == last:
            older, newer = node(one, older), node(one, newer)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            newer = node(newer, one)
        at, last = at >> 1, last >> 1
    return (older, newer, last) == (first, second, 0)


class Stack:
    """A tree that grows leaf by leaf and remembers only the whole subtrees at its right edge."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[bytes] = []

    def push(self, leaf: bytes) -> None:
        """One more leaf."""
        size, found = self.size, leaf
        while size & 1:
            found, size = node(self._whole.pop(), found), size >> 1
        self._whole.append(found)
        self.size += 1

    def root(self) -> bytes:
        """The hash of the whole tree as it is now."""
        if not self._whole:
            return root([])
        found = self._whole[-1]
        for left in reversed(self._whole[:-1]):
            found = node(left, found)
        return found
