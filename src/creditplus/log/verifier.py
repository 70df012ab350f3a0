"""Checks an evidence package with nothing but Python itself: python3 verifier.py FOLDER --key KEY… [--witness KEY] [--against FILE]

It needs no part of Credit+ and no network: copy this one file, read it, run it. It hashes every line of `events.ndjson` as RFC 6962 says,
derives the root under every seal again, checks each signature (Ed25519, RFC 8032; signed notes and cosignatures, c2sp.org), and
checks that every proof in `proofs.json` leads from an older seal to the newer one. It ends with 0 if all of it holds.

Why it does not use the project's own code: who doubts a log should not have to trust the program that wrote it.
"""

import argparse
import base64
import binascii
import hashlib
import json
import sys
from pathlib import Path

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def add(p: Point, q: Point) -> Point:
    """The sum of two points in extended coordinates (RFC 8032, 5.1.4)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n: int, p: Point) -> Point:
    """A point added to itself `n` times."""
    q: Point = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p, n = add(p, p), n >> 1
    return q


def point(raw: bytes) -> Point | None:
    """A point from its 32 bytes (RFC 8032, 5.1.3), or None."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE_POINT = point(bytes([0x58]) + bytes([0x66]) * 31)


def good(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature holds (RFC 8032, 5.1.7)."""
    a, r = point(key), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or BASE_POINT is None or s >= L or len(signature) != 64:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE_POINT), add(r, times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf."""

    def __init__(self) -> None:
        self.size = 0
        self.edge: list[tuple[int, bytes]] = []

    def push(self, line: bytes) -> None:
        """One more leaf."""
        height, found = 0, hashlib.sha256(b"\x00" + line).digest()
        while self.edge and self.edge[-1][0] == height:
            height, found = height + 1, node(self.edge.pop()[1], found)
        self.edge.append((height, found))
        self.size += 1

    def root(self) -> bytes:
        """The hash of the whole tree as it is now."""
        found = self.edge[-1][1] if self.edge else hashlib.sha256().digest()
        for _, left in reversed(self.edge[:-1]):
            found = node(left, found)
        return found


def continues(old: int, new: int, first: bytes, second: bytes, proof: list[bytes]) -> bool:
    """Whether a proof leads from an older root to a newer one (RFC 9162, 2.1.4.2)."""
    if old == new:
        return first == second and not proof
    path = proof if old & (old - 1) else [first, *proof]
    if not path or not 0 < old < new:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            older, newer = node(one, older), node(one, newer)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            newer = node(newer, one)
        at, last = at >> 1, last >> 1
    return older == first and newer == second and last == 0


def key_of(written: str) -> tuple[str, bytes, int, bytes]:
    """A key from its text `name+id+key`: name, id, purpose (1 a log, 4 a witness), and 32 bytes."""
    name, id, key = written.strip().split("+", 2)
    raw = base64.b64decode(key)
    if hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != id:
        raise SystemExit(f"not a key: {name}")
    return name, bytes.fromhex(id), raw[0], raw[1:]


def signed(note: str, written: str) -> bool:
    """Whether a note carries a good signature by a key."""
    name, id, purpose, key = key_of(written)
    text, _, below = note.rpartition("\n\n")
    text += "\n"
    for line in below.splitlines():
        raw = base64.b64decode(line.rpartition(" ")[2])
        if line.startswith(f"— {name} ") and raw[:4] == id:
            if purpose == 4:
                at = int.from_bytes(raw[4:12], "big")
                return good(key, f"cosignature/v1\ntime {at}\n{text}".encode(), raw[12:])
            return good(key, text.encode(), raw[4:])
    return False


def signer(note: str, keys: list[str]) -> int:
    """The place of the key, among those of the log, that signed a checkpoint under its own name; -1 if none did."""
    return next((n for n, key in enumerate(keys) if state(note)[0] == key_of(key)[0] and signed(note, key)), -1)


def state(note: str) -> tuple[str, int, bytes]:
    """A checkpoint's name, size and root."""
    origin, size, root, *_ = note.split("\n")
    return origin, int(size), base64.b64decode(root)


def check(folder: Path, keys: list[str], witnesses: list[str], against: str | None) -> list[str]:
    """Everything that is wrong with a package; an empty list if nothing is."""
    notes = [path.read_text("utf-8") for path in sorted((folder / "checkpoints").iterdir())]
    signers = [signer(note, keys) for note in notes]
    wrong = [f"checkpoint {n}: not signed by the log" for n, place in enumerate(signers, 1) if place < 0]
    wrong += [] if signers == sorted(signers) else ["a seal is signed with a key that was given up before"]
    for witness in witnesses:
        wrong += [] if notes and signed(notes[-1], witness) else [f"the newest seal is not witnessed by {witness[:40]}"]
    wanted = [state(note) for note in notes] + ([state(against)] if against else [])
    wrong += (
        ["a checkpoint is of another log"] if {name for name, _, _ in wanted} - {key_of(one)[0] for one in keys} else []
    )
    sizes = [size for _, size, _ in wanted]
    tree, roots, before = Tree(), {}, 0
    for line in (folder / "events.ndjson").read_bytes().splitlines():
        number = json.loads(line)["number"]
        wrong += [] if number > before else [f"event {number} does not come after event {before}"]
        tree.push(line)
        before = number
        if tree.size in sizes:
            roots[tree.size] = tree.root()
    for _, size, root in wanted:
        wrong += [] if roots.get(size) == root else [f"the {size} events under a seal are not those that were sealed"]
    wrong += [] if notes and tree.size == wanted[len(notes) - 1][1] else ["there are events that no seal covers"]
    return wrong + proofs_wrong(folder, {size: root for _, size, root in wanted})


def proofs_wrong(folder: Path, roots: dict[int, bytes]) -> list[str]:
    """Every proof that does not lead from an older seal to a newer one."""
    found = []
    for one in json.loads((folder / "proofs.json").read_text("utf-8")):
        hashes = [bytes.fromhex(hash) for hash in one["hashes"]]
        old, new = one["old_size"], one["size"]
        if old not in roots or new not in roots or not continues(old, new, roots[old], roots[new], hashes):
            found.append(f"the seal over {new} events does not continue the one over {old}")
    return found


def main() -> int:
    """Check a folder; 0 if everything holds."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument(
        "--key",
        action="append",
        required=True,
        help="the log's public key, learnt from somewhere else than the package; if it was renewed, each of them, the oldest first",
    )
    asked.add_argument(
        "--witness", action="append", default=[], help="a witness's public key; may be given several times"
    )
    asked.add_argument("--against", type=Path, help="a checkpoint that was kept elsewhere")
    wanted = asked.parse_args()
    try:
        against = wanted.against.read_text("utf-8") if wanted.against else None
        wrong = check(wanted.folder, wanted.key, wanted.witness, against)
    except (OSError, ValueError, KeyError, TypeError, binascii.Error) as broken:
        wrong = [f"the package cannot be read: {type(broken).__name__}"]
    print("\n".join(wrong) or "everything holds")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
