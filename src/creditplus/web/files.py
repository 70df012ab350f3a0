"""Taking a file of records: each step is a transaction of its own, so nothing that was told as kept is lost, and a file that broke
off is sent again under its name and goes on where it stopped.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request
from litestar.exceptions import InternalServerException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from msgspec import Meta

from creditplus import imports
from creditplus.actions.import_records import import_records
from creditplus.actions.open_import import open_import
from creditplus.actions.report_record import Receipt
from creditplus.errors import Invalid, Words
from creditplus.imports import Form, Import, Sifted, Step, Tally
from creditplus.people import Actor
from creditplus.province.catalogues import Catalogue
from creditplus.tools import clock, store
from creditplus.web import bodies, rows
from creditplus.web.rows import Batch, Charset

NDJSON, CSV = ("application/x-ndjson", "application/jsonl"), ("text/csv",)
CHARSETS: dict[str, Charset] = {
    "": "utf-8",
    "utf-8": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
}
SILENCE_S = 30.0
"""How long a sender may be silent in the middle of a file."""
SLOW = Words(f"超过 {SILENCE_S:.0f} 秒没有收到内容", f"nothing came for {SILENCE_S:.0f} seconds")
TRIES = 3
T = TypeVar("T")


class AfterRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """After which row of a file; from its beginning, if it is left out."""

    after_row: Annotated[str, Meta(pattern=r"^[0-9]{1,9}$", description="a row of the file")] = "0"


async def take(
    database: store.Store,
    by: Actor,
    county: str,
    own_name: str,
    form: Form,
    found: AsyncIterator[Batch],
    charset: Charset = "utf-8",
    told: Callable[[Tally], None] = lambda tally: None,
) -> Receipt:
    """Read a file to its end; steps that were kept before are passed over. `told` hears how far it is after each step.

    Raises NotFound, Forbidden, Invalid (columns; or the name was used for another file), Unavailable (send it again).
    """
    opened = await _act(database, lambda db: open_import(db, by, county, own_name, form))
    kept = _Kept({step.number: step for step in opened.steps}, told)
    try:
        async for batch in found:
            before = kept.steps.get(batch.number)
            if before is None:
                sifted = await asyncio.to_thread(_sifted, batch, form, charset, opened.catalogue)
                await kept.next(_keep(database, by, opened.about, sifted, batch))
            elif (before.digest, before.last) != (batch.digest, batch.last):
                raise Invalid("key-reused")
        return Receipt(own_name, "read", await kept.all())
    finally:
        await kept.nothing_under_way()


class _Kept:
    """The steps of a file; while one is being kept, the rows of the next one are read."""

    def __init__(self, steps: dict[int, Step], told: Callable[[Tally], None]) -> None:
        self.steps = steps
        self.told = told
        self.under_way: asyncio.Task[Step] | None = None

    async def next(self, keep: Coroutine[Any, Any, Step]) -> None:
        """Begin to keep a step, once the one before it is kept."""
        try:
            await self.all()
        except BaseException:
            keep.close()
            raise
        self.under_way = asyncio.create_task(keep)

    async def all(self) -> Tally:
        """What all steps add up to, once the last one that was begun is kept."""
        task, self.under_way = self.under_way, None
        if task is not None:
            step = await task
            self.steps[step.number] = step
        tally = imports.tally(self.steps.values())
        self.told(tally)
        return tally

    async def nothing_under_way(self) -> None:
        """Wait for what was begun, however it ends: whoever is told of a failure finds no step that still changes."""
        if self.under_way is not None:
            await asyncio.wait([self.under_way])


async def take_list(database: store.Store, by: Actor, county: str, own_name: str, body: bytes) -> Receipt:
    """Read a JSON array of a few records, kept together."""
    values = bodies.plain(body)
    opened = await _act(database, lambda db: open_import(db, by, county, own_name, "array"))
    batch = Batch(0, [], (), hashlib.sha256(body).hexdigest(), True)
    sifted = imports.sift(rows.listed(values), opened.catalogue, clock.today())
    step = await _keep(database, by, opened.about, sifted, batch)
    return Receipt(own_name, "read", imports.tally([step]))


def _sifted(batch: Batch, form: Form, charset: Charset, catalogue: Catalogue) -> Sifted:
    return imports.sift(rows.parsed(batch, form, charset), catalogue, clock.today())


async def _keep(database: store.Store, by: Actor, about: Import, found: Sifted, batch: Batch) -> Step:
    number, digest, last = batch.number, batch.digest, batch.last
    return await _act(
        database, lambda db: import_records(db, by, about, found, number=number, digest=digest, last=last)
    )


async def _act(database: store.Store, act: Callable[[store.Transaction], Awaitable[T]]) -> T:
    """One action in one transaction. Two at the same moment: the second looks again."""
    for left in reversed(range(TRIES)):
        try:
            async with database.transaction() as db:
                return await act(db)
        except store.Contradiction:
            if not left:
                raise
    raise AssertionError("unreachable")


def form_of(request: Request[Any, Any, Any]) -> tuple[Form, Charset] | None:
    """How a file is written, if it is one that comes as a stream. Raises Invalid."""
    name, _, rest = request.headers.get("content-type", "").partition(";")
    if name.strip().lower() not in (*NDJSON, *CSV):
        return None
    written = rest.strip().lower().replace('"', "").removeprefix("charset=")
    plain = request.headers.get("content-encoding", "identity").strip().lower() == "identity"
    if written not in CHARSETS or not plain:
        raise Invalid("wrong-media")
    return ("csv" if name.strip().lower() in CSV else "ndjson"), CHARSETS[written]


async def patient(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """The body piece by piece; a sender who breaks off or falls silent is not waited for. Raises Invalid."""
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(SILENCE_S):
                chunk = await anext(stream, None)
        except TimeoutError:
            bodies.refuse(SLOW)
        except InternalServerException:
            bodies.refuse(bodies.HALF)
        if chunk is None:
            return
        yield chunk


def bound(request: Request[Any, Any, Any], most: int) -> None:
    """Let this body have so many bytes at most, at a door where files may be of any length. Raises RequestEntityTooLarge."""
    if (request.content_length or 0) > most:
        raise RequestEntityTooLarge
    receive, come = request.receive, 0

    async def counted() -> Any:
        nonlocal come
        message = await receive()
        come += len(message.get("body", b""))  # type: ignore[arg-type]  # bytes, if it is there
        if come > most:
            raise RequestEntityTooLarge
        return message

    request.receive = counted
