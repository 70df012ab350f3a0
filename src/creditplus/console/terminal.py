"""What each command of the command line does: open the database, act in one transaction, print what happened."""

import contextlib
import sys
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import msgspec

from creditplus import arithmetic, people
from creditplus.actions.end_client import end_client
from creditplus.actions.read_score import read_score
from creditplus.actions.register_client import register_client
from creditplus.actions.rekey_people import rekey_people
from creditplus.actions.rotate_keys import rotate_keys
from creditplus.actions.suppose_record import suppose_record
from creditplus.errors import Flaw, Invalid, NotFound, Words
from creditplus.outlooks import explanations
from creditplus.people import Actor, Role
from creditplus.tools import identity, settings, store, tokens

TERMINAL = Actor("terminal", "auditor")
"""Who looks when somebody with access to the machine asks: logged like everybody else."""


@contextlib.asynccontextmanager
async def transaction(*, reads: bool = False) -> AsyncIterator[store.Transaction]:
    """One open transaction of the database that the settings name; with `reads` one that only reads and makes nobody wait."""
    chosen = settings.read()
    identity.open(chosen.keys_directory)
    database = store.open(chosen.database_url)
    try:
        async with database.reading() if reads else database.transaction() as db:
            yield db
    finally:
        await database.close()


async def migrate(role: str | None = None) -> int:
    """Bring the database to its newest form, and let the service's own role in."""
    database = store.open(settings.read().database_url)
    try:
        await store.migrate(database)
        print(f"数据库已是最新 · the database has its newest form: {store.head()}")
        if role is not None:
            await store.admit(database, role)
            print(f"角色可读取和追加，仅此而已 · reads and appends, nothing else: {role}")
    finally:
        await database.close()
    return 0


async def register(
    role: Role,
    name: Words,
    county: str | None,
    operator_kind: str | None,
    scopes: tuple[str, ...],
    uscc: str | None = None,
    holder: str | None = None,
) -> int:
    """Register a client; its secret is printed this once."""
    async with transaction() as db:
        client = await register_client(db, TERMINAL, role, name, county, scopes, operator_kind, uscc, holder)
    print(f"client_id {client.id}\nclient_secret {client.secret}")
    return 0


async def end(client: str, because: str) -> int:
    """Shut a client's access for good."""
    async with transaction() as db:
        ended = await end_client(db, TERMINAL, client, because)
    print(f"已停用 · ended: {ended.client}  {ended.at:%Y-%m-%dT%H:%M:%SZ}  {ended.because}")
    print("已发放的令牌最多再用十分钟 · a token that it already has is good for ten minutes at most")
    return 0


async def keys_rotate() -> int:
    """Make a new signing key and a new identity key."""
    chosen = settings.read()
    tokens.open(chosen.keys_directory, chosen.issuer, chosen.audience)
    async with transaction() as db:
        made = await rotate_keys(db, TERMINAL)
    print(f"signing {made.signing}\nidentity {made.identity}")
    print("十分钟后用于签名，一分钟后用于身份 · signs in ten minutes, identities use it in one")
    return 0


async def keys_rekey() -> int:
    """Give everybody who is known by an older identity key the newest one."""
    done, more = 0, True
    while more:
        async with transaction() as db:
            some = await rekey_people(db, TERMINAL)
        done, more = done + some, some > 0
        print(f"\r{done}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(f"{done} 人已改用新密钥 · {done} people have the newest key")
    return 0


async def score(person: str, on: date | None, *, explain: bool) -> int:
    """Print a person's score on a day, and every line if asked."""
    async with transaction() as db:
        own = await read_score(db, TERMINAL, on, of=await _code_name(db, person))
        catalogue = await store.catalogue(db, own.score.on)
    lines = explanations.told(own.score, catalogue, own.marks) if explain else (explanations.total_told(own.score),)
    for told in lines:
        print(f"{arithmetic.shown(told.points):>9}  {told.words.zh}\n{'':>9}  {told.words.en}")
    for words in own.switched_off if explain else ():
        print(f"\n{words.zh}\n{words.en}")
    if explain and own.next_says is not None:
        print(f"\n{own.next_says.zh}\n{own.next_says.en}")
    return 0


async def what_if(person: str, kind: str, fields: list[str]) -> int:
    """Print what one more record would do to a person's score; nothing is kept of it."""
    said = {name: _value(value) for name, _, value in (field.partition("=") for field in fields)}
    async with transaction() as db:
        outlook = await suppose_record(db, TERMINAL, kind, said, of=await _code_name(db, person))
    supposed = " ".join([kind, *fields])
    print(f"假如今天再有一条 · suppose one more today: {supposed}\n{outlook.words.zh}\n{outlook.words.en}")
    return 0


def _value(written: str) -> Any:
    """A field's value as typed: a number, true or false, or a text."""
    try:
        return msgspec.json.decode(written)
    except msgspec.DecodeError:
        return written


async def _code_name(db: store.Transaction, citizen_id: str) -> str:
    """The code name of a person known by a citizen id. Raises Invalid, NotFound."""
    number = people.citizen_id(citizen_id)
    if number is None:
        flaw = Flaw("/citizen_id", Words("不是有效的公民身份号码", "not a valid citizen id"))
        raise Invalid("bad-identity", flaws=(flaw,))
    known = await store.known(db, identity.lookups(number))
    if known is None:
        raise NotFound("not-joined")
    return known
