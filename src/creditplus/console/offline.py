"""What the commands do that need no database: tell the settings, check an attestation as a gate does, make the keys with which
a city or the province signs, and compare what two cities say of a day."""

import sys
import urllib.request
from datetime import timedelta
from pathlib import Path

import msgspec

from creditplus.federation import attestations
from creditplus.federation.attestations import Tallies
from creditplus.tools import settings, tokens

AHEAD = {"province": timedelta(days=7), "city": timedelta(days=1)}
"""How long a successor is known before it signs: until every city has pinned it, or the province has renewed its statement."""


def settings_told() -> int:
    """Print every setting with its value, where it comes from, and what it means."""
    for line in settings.told():
        print(line)
    return 0


def verify_attestation(file: str, jwks: str, audience: str, issuer: str) -> int:
    """Check a signed decision as a gate does: with the issuer's public keys alone, and nothing else of ours."""
    try:
        token = (sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")).strip()
        keys = msgspec.json.decode(fetched(jwks))
    except (OSError, ValueError) as wrong:
        print(f"无法读取 · cannot be read: {wrong}", file=sys.stderr)
        return 1
    try:
        said = tokens.read_attestation(token, keys, audience=audience, issuer=issuer)
    except (tokens.Rejected, KeyError, TypeError, ValueError):
        print("不能接受这份答复，按标准服务办理 · not accepted: give the standard service", file=sys.stderr)
        return 1
    print(msgspec.json.format(msgspec.json.encode(said)).decode())
    return 0


def fetched(place: str) -> bytes:
    """What lies at an address or in a file."""
    if place.startswith(("https://", "http://")):
        with urllib.request.urlopen(place, timeout=10) as answer:
            return bytes(answer.read(1_000_000))
    return Path(place).read_bytes()


def init(whose: str, *, successor: bool) -> int:
    """Make the keys of the province or of this city, or their successor, and print the public ones."""
    chosen = settings.read()
    keys = tokens.Keys.open(chosen.keys_directory / whose, whose, whose)
    if successor:
        keys.rotate(int(AHEAD[whose].total_seconds()))
    print(msgspec.json.format(msgspec.json.encode(keys.jwks())).decode())
    return 0


def reconcile(one: str, other: str) -> int:
    """Compare two cities' answers of a day, both ways; 1 if a city was given an answer that the other never gave."""
    read = [msgspec.json.decode(Path(file).read_bytes(), type=Tallies) for file in (one, other)]
    forged = 0
    for home, receiving in (read, read[::-1]):
        found = attestations.agreement(home, receiving)
        forged += found.only_heard
        both = f"{found.home} → {found.receiving}: 两边都有 in both {found.both}"
        print(f"{both}, 只有本地 only at home {found.only_given}, 只有对方 only there {found.only_heard}")
    return 1 if forged else 0
