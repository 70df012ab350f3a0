"""The tree over all events, read from tiles and from the few events that no tile holds yet; and up to which event it may grow.

Why a frontier: numbers are handed out before transactions commit, so a lower number may appear after a higher one. Nothing is sealed
beyond a number below which nothing can appear any more. On PostgreSQL that is so once everybody who was writing events when the
number was seen has ended; they are waited for without holding anything. On SQLite there is one writer at a time.
"""

import asyncio
import time
from collections.abc import AsyncIterator

import msgspec
from sqlalchemy import func, select, text

from creditplus.audit import Numbered
from creditplus.log import seals
from creditplus.log.seals import TILE, Seal, Tile
from creditplus.tools.store import tables
from creditplus.tools.store.connections import Transaction
from creditplus.tools.store.keeping import read

PATIENCE_S = 5.0
BEFORE_ALL = -(2**62)
"""Below every number, also one that nobody was ever given."""
AT_ONCE = 16 * TILE
"""How many events are read at a time."""
WRITERS = text(
    "SELECT virtualtransaction FROM pg_locks WHERE relation = 'events'::regclass AND mode = 'RowExclusiveLock' AND granted"
)
_events = tables.Event.__table__  # type: ignore[attr-defined]  # SQLModel makes it when the class is made
_tiles = tables.Tile.__table__  # type: ignore[attr-defined]  # the same
_seals = tables.Seal.__table__  # type: ignore[attr-defined]  # the same


class Grown(msgspec.Struct, frozen=True):
    """A tree that is larger than at the last seal: the next seal's number, size, last event and root, and the new tiles."""

    number: int
    size: int
    through: int
    root: bytes
    tiles: tuple[Tile, ...]


async def frontier(db: Transaction) -> int | None:
    """The highest number below which no event can appear any more; None if somebody takes too long to say."""
    highest: int = (await db.execute(select(func.coalesce(func.max(_events.c.number), 0)))).scalar_one()
    if db.dialect.name == "sqlite":
        return highest
    writing = set((await db.execute(WRITERS)).scalars())
    until = time.monotonic() + PATIENCE_S
    while writing:
        writing &= set((await db.execute(WRITERS)).scalars())
        if writing and time.monotonic() > until:
            return None
        await asyncio.sleep(0.01 if writing else 0)
    return highest


async def numbered(
    db: Transaction, after: int = BEFORE_ALL, through: int | None = None
) -> AsyncIterator[list[Numbered]]:
    """Events after a number (all of them without one), in their order, some at a time."""
    fields = [_events.c[name] for name in Numbered.__struct_fields__]
    while True:
        wanted = select(*fields).where(_events.c.number > after)
        wanted = wanted if through is None else wanted.where(_events.c.number <= through)
        found = await db.execute(wanted.order_by(_events.c.number).limit(AT_ONCE))
        some = [msgspec.convert(dict(row), Numbered) for row in found.mappings()]
        if not some:
            return
        yield some
        after = some[-1].number


async def last_seal(db: Transaction) -> Seal | None:
    """The newest seal."""
    found = await read(db, Seal, last=1)
    return found[0] if found else None


async def grown(db: Transaction, events_max: int) -> Grown | None:
    """The tree as it can be sealed now, at most so many events larger; None if nothing happened but sealing."""
    before, through = await last_seal(db), await frontier(db)
    if through is None or through <= (before.through if before else 0):
        return None
    tree = await Tree.opened(db, before)
    size, news, last = (before.size if before else 0), False, 0
    async for some in numbered(db, before.through if before else BEFORE_ALL, through):
        for event in some[: events_max - (size - (before.size if before else 0))]:
            await tree.grow(event)
            size, last, news = size + 1, event.number, news or event.verb != "seal_events"
        if size - (before.size if before else 0) >= events_max:
            break
    if not news:
        return None
    root = await tree.hash(0, size)
    return Grown(before.number + 1 if before else 1, size, last, root, tuple(tree.fresh.values()))


class Tree:
    """The hashes of a log: its tiles, and the leaves after the last whole tile."""

    def __init__(self, db: Transaction) -> None:
        self.db = db
        self.fresh: dict[tuple[int, int], Tile] = {}
        self.tail: list[tuple[int, bytes]] = []
        self.tiled = 0
        self._read: dict[tuple[int, int], Tile | None] = {}

    @classmethod
    async def opened(cls, db: Transaction, seal: Seal | None) -> "Tree":
        """The tree as it was sealed."""
        tree = cls(db)
        last = (
            await db.execute(
                select(_tiles.c.place, _tiles.c.through).where(_tiles.c.level == 0).order_by(_tiles.c.place.desc())
            )
        ).first()
        tree.tiled = (last.place + 1) * TILE if last else 0
        if seal is not None:
            async for some in numbered(db, last.through if last else BEFORE_ALL, seal.through):
                tree.tail += [(event.number, seals.leaf(seals.line(event))) for event in some]
        return tree

    async def grow(self, event: Numbered) -> None:
        """One more leaf; when it fills a tile, the tile, and perhaps those above."""
        self.tail.append((event.number, seals.leaf(seals.line(event))))
        if len(self.tail) < TILE:
            return
        place = self.tiled // TILE
        self._add(0, place, self.tail[0][0], self.tail[-1][0], [hash for _, hash in self.tail])
        self.tail, self.tiled = [], self.tiled + TILE
        level, unit = 1, TILE
        while self.tiled % (unit * TILE) == 0:
            place, high = self.tiled // (unit * TILE) - 1, self.tiled
            below = [await self.hash(low, low + unit) for low in range(place * unit * TILE, high, unit)]
            first = (await self._tile(level - 1, place * TILE)) or self.fresh[level - 1, place * TILE]
            self._add(level, place, first.first, event.number, below)
            level, unit = level + 1, unit * TILE

    def _add(self, level: int, place: int, first: int, through: int, hashes: list[bytes]) -> None:
        tile = Tile(level=level, place=place, first=first, through=through, hashes=b"".join(hashes))
        self.fresh[level, place] = tile

    async def hash(self, low: int, high: int) -> bytes:
        """The hash of the leaves from one place up to another."""
        size, unit, level = high - low, 1, 0
        while unit * TILE <= size:
            unit, level = unit * TILE, level + 1
        while level >= 0:
            tile = await self._tile(level, low // unit // TILE) if not (low % unit or size % unit) else None
            if tile is not None and (high - 1) // unit // TILE == tile.place:
                first = low // unit % TILE
                return seals.root(seals.tile_hashes(tile)[first : first + size // unit])
            unit, level = unit // TILE, level - 1
        if low >= self.tiled:
            return seals.root([hash for _, hash in self.tail[low - self.tiled : high - self.tiled]])
        middle = low + seals.split(size)
        return seals.node(await self.hash(low, middle), await self.hash(middle, high))

    async def _tile(self, level: int, place: int) -> Tile | None:
        """A tile, if it is whole."""
        if (level, place) in self.fresh:
            return self.fresh[level, place]
        if (level, place) not in self._read:
            found = await read(self.db, Tile, level=level, place=place)
            self._read[level, place] = found[0] if found else None
        return self._read[level, place]

    async def place(self, number: int) -> int | None:
        """At which place the event with a number stands, if it does."""
        for place, (known, _) in enumerate(self.tail):
            if known == number:
                return self.tiled + place
        wanted = select(_tiles.c.place, _tiles.c.first, _tiles.c.through).where(
            _tiles.c.level == 0, _tiles.c.through >= number
        )
        tile = (await self.db.execute(wanted.order_by(_tiles.c.place).limit(1))).first()
        if tile is None or number < tile.first:
            return None
        before = select(func.count()).where(_events.c.number >= tile.first, _events.c.number < number)
        return int(tile.place) * TILE + int((await self.db.execute(before)).scalar_one())

    async def proof(self, asks: "seals.Asks") -> list[bytes]:
        """A proof: what it needs is asked for once to learn which hashes those are, and again with them."""
        wanted: list[tuple[int, int]] = []

        def note(low: int, high: int) -> bytes:
            wanted.append((low, high))
            return b""

        asks(note)
        known = {span: await self.hash(*span) for span in wanted}
        return asks(lambda low, high: known[low, high])
