"""The command that reports a file of records: it tells how far it is, goes on where it was interrupted, and puts refused rows aside.

Why refused rows are written beside the file and not taken from the database: what they said was never kept there.
"""

import asyncio
import functools
import hashlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from creditplus import errors
from creditplus.errors import NotFound
from creditplus.imports import Form, RefusedRow, Tally
from creditplus.people import Actor, Client
from creditplus.tools import identity, settings, store
from creditplus.web import files, rows
from creditplus.web.rows import Batch, Charset

PIECE = 1024 * 1024
PAGE = 1_000


async def report(file: str, county: str, by: str, charset: Charset = "utf-8") -> int:
    """Report a file of records; refused rows are told and do not stop the others."""
    chosen = settings.read()
    identity.open(chosen.keys_directory)
    database = store.open(chosen.database_url)
    try:
        provider = await _provider(database, by)
        form: Form = "csv" if Path(file).suffix.lower() == ".csv" else "ndjson"
        name = (await asyncio.to_thread(digest, Path(file)))[:32]
        found = functools.partial(rows.batches, form=form, charset=charset)
        receipt = await files.take(database, provider, county, name, form, found(pieces(file)), charset, told=_told)
        refused = await _refused(database, f"{provider.id}:{name}")
        aside = await put_aside(file, found(pieces(file)), refused)
    finally:
        await database.close()
    for row in refused:
        words = errors.problem_types()[row.problem].title
        where = " ".join(flaw.pointer for flaw in row.flaws)
        print(f"{file}:{row.row}: {words.zh} · {words.en} {where}".rstrip(), file=sys.stderr)
    assert receipt.tally is not None, "a file is always counted"
    print(counted(receipt.tally))
    if aside is not None:
        print(f"未保存的行 · rows that were not kept: {aside}", file=sys.stderr)
    return 1 if refused else 0


async def pieces(file: str) -> AsyncIterator[bytes]:
    """A file piece by piece."""
    with Path(file).open("rb") as opened:
        while piece := await asyncio.to_thread(opened.read, PIECE):
            yield piece


def digest(file: Path) -> str:
    """The SHA-256 of a file: the same file is the same import."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


async def put_aside(file: str, found: AsyncIterator[Batch], refused: list[RefusedRow]) -> Path | None:
    """Write the rows that were not kept, as they were sent, to a file beside it that can be mended and sent."""
    if not refused:
        return None
    wanted, aside = {row.row for row in refused}, Path(file).with_suffix(f".refused{Path(file).suffix}")
    with aside.open("wb") as opened:
        if Path(file).suffix.lower() == ".csv":
            with Path(file).open("rb") as whole:  # the names of the columns stand above what is put aside, too
                opened.write(whole.readline())
        async for batch in found:
            opened.writelines(line for number, line in batch.lines if number in wanted and line is not None)
    return aside


def counted(tally: Tally) -> str:
    """What became of the rows."""
    counts = {
        "accepted": tally.accepted,
        "same as before": tally.same,
        "conflict": tally.conflicts,
        "refused": tally.refused,
    }
    return ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count) or "0 rows"


async def _provider(database: store.Store, by: str) -> Actor:
    async with database.transaction() as db:
        client = await store.one(db, Client, id=by)
    if client is None:
        raise NotFound("unknown-provider")
    return Actor(client.id, client.role, client.county, scopes=frozenset(client.scopes))


async def _refused(database: store.Store, import_id: str) -> list[RefusedRow]:
    found: list[RefusedRow] = []
    async with database.reading() as db:
        while some := await store.refused_rows(db, import_id, found[-1].row if found else 0, PAGE):
            found += some
    return found


def _told(tally: Tally) -> None:
    """How far it is, on one line."""
    print(f"\r{tally.rows}", end="\n" if tally.done else "", file=sys.stderr, flush=True)
