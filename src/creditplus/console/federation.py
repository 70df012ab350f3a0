"""The commands between cities: make keys, sign and read the province's statements, join, and compare two cities' logs."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from creditplus.actions.keep_statements import keep_statements
from creditplus.actions.vouch_city import vouch_city
from creditplus.console import terminal
from creditplus.errors import Invalid, Problem, Words
from creditplus.federation import attestations, trust
from creditplus.federation.attestations import Tallies
from creditplus.federation.trust import Statement
from creditplus.tools import cities, clock, settings, store, tokens

Told = tuple[str, str, Callable[[argparse.Namespace], int], Mapping[str, dict[str, Any]]]
"""A command: what it does, an example, what runs, and its options by name."""
AHEAD = {"province": timedelta(days=7), "city": timedelta(days=1)}
"""How long a successor is known before it signs: until every city has pinned it, or the province has renewed its statement."""


def _init(wanted: argparse.Namespace) -> int:
    return init(wanted.whose, successor=wanted.next)


def _statement(wanted: argparse.Namespace) -> int:
    if wanted.renew:
        return asyncio.run(renew())
    if wanted.city is None or not (wanted.remove or (wanted.keys and wanted.address)):
        print("要写城市，以及 --keys 和 --address，或 --remove；或只写 --renew", file=sys.stderr)
        print("name a city with --keys and --address, or with --remove; or write --renew alone", file=sys.stderr)
        return 2
    keys = () if wanted.remove else _keys_in(wanted.keys)
    return asyncio.run(statement(wanted.city, keys, wanted.address, timedelta(days=wanted.days)))


def _list(wanted: argparse.Namespace) -> int:
    return asyncio.run(listed())


def _join(wanted: argparse.Namespace) -> int:
    return asyncio.run(join())


def _reconcile(wanted: argparse.Namespace) -> int:
    return reconcile(wanted.one, wanted.other)


def init(whose: str, *, successor: bool) -> int:
    """Make the keys of the province or of this city, or their successor, and print the public ones."""
    chosen = settings.read()
    keys = tokens.Keys.open(chosen.keys_directory / whose, whose, whose)
    if successor:
        keys.rotate(int(AHEAD[whose].total_seconds()))
    print(msgspec.json.format(msgspec.json.encode(keys.jwks())).decode())
    return 0


async def statement(city: str, keys: tuple[dict[str, Any], ...], address: str | None, lives: timedelta) -> int:
    """Sign the province's next statement about a city."""
    async with terminal.transaction() as db:
        said = await vouch_city(db, terminal.TERMINAL, _signing(), city, keys, address, lives)
    print(_line(said))
    return 0


async def renew() -> int:
    """Sign the next statement about every city that is not removed, with the keys that it names now by one that we know."""
    signing = _signing()
    async with terminal.transaction(reads=True) as db:
        known = [tokens.said_by(signing, one) for one in await store.newest_vouchers(db)]
    for one in known:
        if one is not None and not one.removes:
            keys = await _named(one)
            async with terminal.transaction() as db:
                said = await vouch_city(db, terminal.TERMINAL, signing, one.city, keys)
            print(_line(said))
    return 0


async def _named(one: Statement) -> tuple[Mapping[str, Any], ...] | None:
    """The keys that a city names now, if it signs that with one that the last statement has; else those of that statement."""
    try:
        return tokens.read_configuration(await cities.configuration(one.address), one)[-trust.KEYS_MAX :]
    except (cities.Silent, tokens.Rejected):
        print(f"{one.city} 没有应答，按原有公钥续签 · no answer; renewed with the keys it had", file=sys.stderr)
        return None


async def listed() -> int:
    """Print the newest statement about every city, as this database has it."""
    async with terminal.transaction(reads=True) as db:
        kept = await store.newest_vouchers(db)
    for one in kept:
        print(_line(tokens.look_at_statement(one.token)))
    return 0


async def join() -> int:
    """Fetch the province's list now, keep what is new, and see that it vouches for this city with the key that signs here."""
    chosen = settings.read()
    own, city, province, pinned = (_must_have(name, getattr(chosen, name)) for name in settings.NEEDED["federation"])
    tokens.join(chosen.keys_directory, city, own, province, pinned.read_bytes())
    try:
        fetched = await cities.statements(province.rstrip("/"))
    except cities.Silent:
        print("取不到省信任名录 · the province's list cannot be fetched", file=sys.stderr)
        return 1
    async with terminal.transaction() as db:
        told = await keep_statements(db, terminal.TERMINAL, fetched)
        kept = [tokens.said_before(one) for one in await store.newest_vouchers(db)]
    for one in told:
        print(f"{'✘' if one.refused else '✔'} {one.city or '-'} {one.number or '-'} {one.refused or ''}".rstrip())
    here = next((one for one in kept if one is not None and one.city == city), None)
    if here is None or not _signs(here) or trust.vouched(here, clock.now()) is None:
        print(
            "省里还没有为本市现用的密钥作声明 · the province does not vouch for the key that signs here",
            file=sys.stderr,
        )
        return 1
    print(f"✔ 已加入 · joined: {_line(here)}")
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


def _signs(said: Statement) -> bool:
    own = tokens.federation()
    return own is not None and own.keys.kid in {key.get("kid") for key in said.keys}


def _signing() -> tokens.Keys:
    chosen = settings.read()
    return tokens.province(chosen.keys_directory, _must_have("public_url", chosen.public_url))


def _must_have(name: str, value: Any) -> Any:
    if not value:
        words = settings.meaning(name)
        said = Words(f"缺少；含义：{words.zh}", f"missing: {words.en}")
        raise Invalid("bad-settings", problems=(Problem("environment", 0, name, said),))
    return value


def _keys_in(file: str) -> tuple[dict[str, Any], ...]:
    return tuple(msgspec.json.decode(Path(file).read_bytes(), type=dict[str, list[dict[str, Any]]])["keys"])


def _line(said: Statement) -> str:
    ids = ", ".join(_ids(said.keys)) or "已移出 removed"
    return f"{said.city}  {said.number}  {said.issued_at:%Y-%m-%d %H:%M}–{said.until:%Y-%m-%d %H:%M}  {said.address}  {ids}"


def _ids(keys: Iterable[Mapping[str, Any]]) -> list[str]:
    return [str(key.get("kid", "-"))[:12] for key in keys]


SAYS = "recognition between cities: keys, the province's list, joining, comparing logs"
COMMANDS: dict[str, Told] = {
    "federation init": (
        "make the keys with which the province or this city signs, or their successor; prints the public ones",
        "creditplus federation init city > city-keys.json",
        _init,
        {
            "whose": {"choices": sorted(AHEAD), "help": "the province's keys, or this city's"},
            "--next": {
                "action": "store_true",
                "help": "make the successor: signs in a week (province) or a day (city)",
            },
        },
    ),
    "federation statement": (
        "the province signs its next word on a city: vouches for its keys, removes it, or renews all",
        "creditplus federation statement 230200 --keys qiqihar-keys.json --address https://credit.qqhr.example",
        _statement,
        {
            "city": {"nargs": "?", "metavar": "CITY", "help": "the city's six digits"},
            "--keys": {"metavar": "FILE", "help": "the city's public keys, from its own `federation init city`"},
            "--address": {"metavar": "URL", "help": "where the city's service is reached"},
            "--days": {"type": int, "default": 7, "help": "how long it counts, a week at most (default 7)"},
            "--remove": {
                "action": "store_true",
                "help": "the city is removed: nothing that it signs counts from the next fetch on",
            },
            "--renew": {"action": "store_true", "help": "sign anew for every city, with the keys that each names now"},
        },
    ),
    "federation list": (
        "the newest statement about every city, as this database has it",
        "creditplus federation list",
        _list,
        {},
    ),
    "federation join": (
        "fetch the province's list now, and see that it vouches for the key that signs here",
        "creditplus federation join",
        _join,
        {},
    ),
    "federation reconcile": (
        "compare two cities' answers of a day without a person; exit 1 if one was given what the other never gave",
        "creditplus federation reconcile heihe-2026-07-01.json qiqihar-2026-07-01.json",
        _reconcile,
        {
            "one": {"metavar": "FILE", "help": "what GET /v1/attestations?on=DATE says at one city"},
            "other": {"metavar": "FILE", "help": "and at the other"},
        },
    ),
}
