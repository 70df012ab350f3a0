"""What the commands do that keep the log trustworthy: seal it, have it witnessed, check it, hand out evidence, purge what is over."""

import asyncio
import errno
import shutil
import sys
import urllib.error
import urllib.request
from pathlib import Path

from creditplus.actions.ask_witness import ask_witness
from creditplus.actions.check_log import check_log
from creditplus.actions.examine_log import examine_log
from creditplus.actions.gather_evidence import gather_evidence
from creditplus.actions.grow_log import grow_log
from creditplus.actions.keep_cosignature import keep_cosignature
from creditplus.actions.purge_expired import purge_expired
from creditplus.actions.renew_log_key import renew_log_key
from creditplus.actions.seal_events import seal_events
from creditplus.actions.take_evidence import take_evidence
from creditplus.errors import Invalid
from creditplus.log import notes, packages, seals, verifier
from creditplus.log.notes import Verifier
from creditplus.people import Actor
from creditplus.tools import sealing, settings, store

TERMINAL = Actor("terminal", "auditor")
WAIT_S = 30


def opened(*, fresh: bool = True) -> store.Store:
    """The database and the keys that the settings name; keys that are not there are only made where something is signed."""
    chosen = settings.read()
    sealing.open(chosen.keys_directory, chosen.issuer, fresh=fresh)
    return store.open(chosen.database_url)


async def seal(witness: str | None, key: str | None) -> int:
    """Seal all events, and have the newest seal countersigned if a witness is named, here or in the settings."""
    chosen, database = settings.read(), opened()
    witness, key = (witness, key) if witness else (chosen.witness_url, chosen.witness_key)
    try:
        made = None
        while True:
            async with database.reading() as db:
                grown = await grow_log(db, TERMINAL)
            if grown is None:
                break
            async with database.transaction() as db:
                made = await seal_events(db, TERMINAL, grown)
            print(f"✔ 封存 seal {made.number}: {made.size} 条事件 events, {made.root}")
        if made is None:
            print("没有新的事件需要封存 · nothing new to seal")
        if witness is not None:
            line = await countersigned(database, witness, notes.verifier(key or ""))
            print(f"✔ 见证 witnessed: {line}")
    except notes.Malformed:
        raise Invalid("bad-cosignature") from None
    finally:
        await database.close()
    return 0


async def countersigned(database: store.Store, witness: str, key: Verifier) -> str:
    """The newest seal's line by a witness, which is told what it saw last and asked once more if it remembers otherwise."""
    old = 0
    for _ in range(3):
        async with database.reading() as db:
            newest, request = await ask_witness(db, TERMINAL, old)
        status, answer = await asyncio.to_thread(posted, f"{witness.rstrip('/')}/add-checkpoint", request)
        if status == 200:
            async with database.transaction() as db:
                return (await keep_cosignature(db, TERMINAL, newest, key, answer)).line
        if status != 409 or not answer.strip().isdigit():
            break
        old = int(answer)
    raise Invalid("not-grown")


def posted(address: str, request: str) -> tuple[int, str]:
    """Status and body of what a witness answers."""
    asked = urllib.request.Request(address, request.encode(), {"Content-Type": "text/plain; charset=utf-8"})
    try:
        with urllib.request.urlopen(asked, timeout=WAIT_S) as answer:
            return answer.status, answer.read(100_000).decode("utf-8", "replace")
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read(100_000).decode("utf-8", "replace")
    except (urllib.error.URLError, TimeoutError) as silent:
        raise OSError(errno.EHOSTUNREACH, "the witness does not answer", address) from silent


def keys() -> int:
    """Print the public keys of this deployment: of its log, and as a witness."""
    chosen = settings.read()
    sealing.open(chosen.keys_directory, chosen.issuer)
    print(f"{sealing.log().written()}\n{sealing.witness().written()}")
    return 0


async def renew() -> int:
    """Give the log a new key, and say who must be told."""
    database = opened()
    try:
        async with database.transaction() as db:
            made = await renew_log_key(db, TERMINAL)
    finally:
        await database.close()
    print(made.written())
    print("以后的封存由它签名；请把它告知见证方和审计，备份密钥目录，并重启服务")
    print(
        "it signs from the next seal on: tell it to the witness and the auditors, back the keys up, restart the service"
    )
    return 0


async def verify(against: str | None) -> int:
    """Check every event against every seal; tell what is wrong."""
    database = opened(fresh=False)
    try:
        kept = notes.checkpoint(notes.opened(Path(against).read_text("utf-8"))[0]) if against else None
        async with database.reading() as db:
            found = await examine_log(db, TERMINAL, kept)
        async with database.transaction() as db:
            await check_log(db, TERMINAL, found)
    except notes.Malformed:
        raise Invalid("bad-checkpoint") from None
    finally:
        await database.close()
    for words in found.wrong:
        print(f"✘ {words.zh}\n  {words.en}", file=sys.stderr)
    if not found.wrong and not found.seals:
        print(f"✘ 还没有封存，无从核对 · nothing is sealed here, so nothing can be checked: {settings.database()}")
        return 1
    if not found.wrong:
        print(f"✔ {found.seals} 个封存 seals, {found.events} 条事件 events ({found.unsealed} 条未封存 not sealed yet)")
    return 1 if found.wrong else 0


async def evidence(folder: str) -> int:
    """Write an evidence package: events, checkpoints, proofs, the log's key, and the program that checks them."""
    place, database = Path(folder), opened()
    try:
        async with database.reading() as db:
            found = await gather_evidence(db, TERMINAL)
            (place / "checkpoints").mkdir(parents=True)
            with (place / "events.ndjson").open("wb") as file:
                async for some in store.numbered(db, through=found.through):
                    file.writelines(seals.line(event) + b"\n" for event in some)
        async with database.transaction() as db:
            await take_evidence(db, TERMINAL, found)
    finally:
        await database.close()
    for name, content in packages.files(found).items():
        (place / name).write_bytes(content)
    shutil.copyfile(verifier.__file__, place / "verifier.py")
    keys = " ".join(f"--key '{key}'" for key in found.keys)
    print(f"✔ {len(found.notes)} 个封存 seals → {folder}\n  python3 {folder}/verifier.py {folder} {keys}")
    return 0


async def purge(*, dry_run: bool) -> int:
    """Delete what the law no longer lets us keep, or only count it."""
    database = opened()
    try:
        async with database.transaction() as db:
            counts = await purge_expired(db, TERMINAL, dry_run=dry_run)
    finally:
        await database.close()
    for table, count in counts.items():
        print(f"{count:8}  {table}")
    print("没有删除 · nothing was deleted" if dry_run else "已删除 · deleted")
    return 0
