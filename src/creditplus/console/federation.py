"""What the commands between cities do: make keys, sign and read the province's statements, join, and compare two cities' logs."""

import sys
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from creditplus.actions.keep_statements import keep_statements
from creditplus.actions.vouch_city import vouch_city
from creditplus.console import terminal
from creditplus.errors import Invalid, Problem, Words
from creditplus.federation import trust
from creditplus.federation.trust import Statement
from creditplus.tools import cities, clock, settings, store, tokens


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


def keys_in(file: str) -> tuple[dict[str, Any], ...]:
    """The public keys in a file, as `federation init` prints them."""
    return tuple(msgspec.json.decode(Path(file).read_bytes(), type=dict[str, list[dict[str, Any]]])["keys"])


def _line(said: Statement) -> str:
    ids = ", ".join(_ids(said.keys)) or "已移出 removed"
    return f"{said.city}  {said.number}  {said.issued_at:%Y-%m-%d %H:%M}–{said.until:%Y-%m-%d %H:%M}  {said.address}  {ids}"


def _ids(keys: Iterable[Mapping[str, Any]]) -> list[str]:
    return [str(key.get("kid", "-"))[:12] for key in keys]
