"""Every event is hashed again and every seal derived again: whatever was changed, added, moved or lost since is found.

Why in two steps: reading a long log takes long, and nobody shall wait for it; only what was found is written down.
A whole older database with its older log holds together in itself. It is noticed against a checkpoint kept elsewhere: by a witness
(`creditplus seal --witness`), or in a file (`--against`).
"""

from datetime import datetime
from typing import Any

import msgspec

from creditplus.errors import Words
from creditplus.log import notes, seals
from creditplus.log.notes import Checkpoint, Malformed
from creditplus.log.seals import Checked, Seal, Stack, Tile
from creditplus.people import Actor
from creditplus.tools import sealing, store


async def examine_log(db: store.Transaction, by: Actor, against: Checkpoint | None = None) -> Checked:
    """Read the whole log and compare it with its seals, and with a checkpoint that was kept elsewhere. `check_log` logs what was found."""
    sealed = await store.read(db, Seal)
    wrong = [*_signatures(sealed), *_order(sealed)]
    roots: dict[int, tuple[str, int]] = {}
    asked = {seal.size for seal in sealed} | ({against.size} if against else set())
    stack, tiles = Stack(), _Tiles(db, max((seal.size for seal in sealed), default=0), wrong)
    told: dict[Any, datetime] = {}
    try:
        async for some in store.numbered(db):
            for event in some:
                leaf = seals.leaf(seals.line(event))
                stack.push(leaf)
                await tiles.push(0, leaf, event.number, event.number)
                if stack.size in asked:
                    roots[stack.size] = stack.root().hex(), event.number
                if event.verb == "seal_events":
                    told[event.detail.get("seal")] = event.at
    except msgspec.MsgspecError:
        wrong.append(Words("有一条日志已读不出", "an event can no longer be read"))
    wrong += [_when(seal) for seal in sealed if told.get(seal.number) != seal.at]
    wrong += [_differs(seal) for seal in sealed if roots.get(seal.size) != (seal.root, seal.through)]
    if against is not None and (against.size not in roots or roots[against.size][0] != against.root.hex()):
        zh = f"别处保存的检查点有 {against.size} 条事件，与本库不符：可能恢复了旧库，或日志被改动"
        en = f"a checkpoint kept elsewhere has {against.size} events that this database does not: was an older one restored?"
        wrong.append(Words(zh, en))
    covered = sealed[-1].size if sealed else 0
    return Checked(len(sealed), stack.size, max(stack.size - covered, 0), tuple(wrong))


class _Tiles:
    """The tiles of every level, compared one after another with the leaves as they are now."""

    def __init__(self, db: store.Transaction, sealed: int, wrong: list[Words]) -> None:
        self.db = db
        self.sealed = sealed
        self.wrong = wrong
        self.places: dict[int, int] = {}
        self.hashes: dict[int, list[tuple[bytes, int, int]]] = {}

    async def push(self, level: int, hash: bytes, first: int, through: int) -> None:
        """One more hash of a level, and the numbers of the first and last event below it."""
        below = self.hashes.setdefault(level, [])
        below.append((hash, first, through))
        if len(below) < seals.TILE:
            return
        place, events = self.places.get(level, 0), seals.TILE ** (level + 1)
        hashes = [one for one, _, _ in below]
        right = Tile(level=level, place=place, first=below[0][1], through=through, hashes=b"".join(hashes))
        kept = await store.one(self.db, Tile, level=level, place=place)
        if kept != right and (kept is not None or (place + 1) * events <= self.sealed):
            low, high = place * events + 1, (place + 1) * events
            zh, en = f"第 {low} 至 {high} 条事件", f"events {low} to {high}"
            self.wrong.append(Words(f"{zh}与保存的摘要不同", f"{en} differ from the hashes that were kept"))
        self.hashes[level], self.places[level] = [], place + 1
        await self.push(level + 1, seals.root(hashes), right.first, through)


def _signatures(sealed: list[Seal]) -> list[Words]:
    """Seals whose note is not signed by a key of this log, or says something else than the row, or uses a key that was given up."""
    wrong, newest, keys = [], 0, {key.name: place for place, key in enumerate(sealing.logs())}
    for seal in sealed:
        try:
            said = notes.checkpoint(notes.opened(seal.checkpoint)[0])
            place = keys.get(said.origin, -1)
            good = place >= newest and notes.signed_by(seal.checkpoint, sealing.logs()[place], sealing.checks)
        except Malformed:
            said, place, good = None, -1, False
        same = said is not None and (said.size, said.root.hex()) == (seal.size, seal.root)
        newest = max(newest, place)
        if not (good and same):
            zh, en = f"第 {seal.number} 号封存的签名不成立", f"the signature of seal {seal.number} does not hold"
            wrong.append(Words(zh, en))
    return wrong


def _order(sealed: list[Seal]) -> list[Words]:
    """Seals that are missing, or do not grow."""
    numbers = [seal.number for seal in sealed]
    sizes = [seal.size for seal in sealed]
    if numbers == list(range(1, len(sealed) + 1)) and sizes == sorted(set(sizes)):
        return []
    return [Words("封存编号不连续或不递增", "seals are missing or do not grow")]


def _when(seal: Seal) -> Words:
    zh, en = (
        f"第 {seal.number} 号封存的时间与日志所记不同",
        f"the instant of seal {seal.number} is not the one in the log",
    )
    return Words(zh, en)


def _differs(seal: Seal) -> Words:
    return Words(
        f"第 {seal.number} 号封存所盖的 {seal.size} 条事件已不是当时的事件：有改动、增加、移动或缺失",
        f"the {seal.size} events under seal {seal.number} are no longer those: something was changed, added, moved or lost",
    )
