"""A loss (损失): what a database that was brought back does not hold, told exactly: by what was kept elsewhere, or by the original itself.

Checkpoints say how many events there were and that these here are their beginning; only an original that still answers, or another copy
of its log, can say which events the missing ones were.
"""

from collections.abc import Iterator, Mapping

import msgspec

from creditplus.audit import Numbered
from creditplus.errors import Words


class Part(msgspec.Struct, frozen=True):
    """Events that only one of two logs has: how many, of which verbs, the first and the last of them."""

    events: int = 0
    verbs: Mapping[str, int] = {}
    first: Numbered | None = None
    last: Numbered | None = None


class Rest(msgspec.Struct, frozen=True):
    """How many first events the log here and the original's have in common, and what follows only here, and only there."""

    alike: int
    here: Part
    there: Part


class Loss(msgspec.Struct, frozen=True):
    """How many events are here, the last of them, which kept checkpoints agree (by size), which do not, which are of a longer log."""

    events: int
    last: Numbered | None
    agree: tuple[int, ...]
    differ: tuple[int, ...]
    beyond: tuple[int, ...]
    rest: Rest | None

    @property
    def whole(self) -> bool:
        """Whether what is here is the true beginning of what was; events may still be missing at its end."""
        return not self.differ and (self.rest is None or not self.rest.here.events)

    @property
    def missing(self) -> int:
        """How many events are known to be missing."""
        known = max(self.beyond, default=self.events) - self.events
        return max(known, self.rest.there.events if self.rest else 0)

    def counts(self) -> dict[str, int]:
        """What an event tells of it."""
        return {"events": self.events, "missing": self.missing, "differing": len(self.differ)}


def told(loss: Loss) -> Iterator[Words]:
    """What was lost, a sentence a line."""
    yield Words(f"这里有 {loss.events} 条事件", f"{loss.events} events are here")
    if loss.last is not None:
        yield Words(f"最后一条：{_named(loss.last)}", f"the last: {_named(loss.last)}")
    for size in loss.agree:
        yield Words(f"✔ 别处保存的 {size} 条的检查点相符", f"✔ a checkpoint of {size} events, kept elsewhere, agrees")
    for size in loss.differ:
        zh, en = (
            f"✘ 别处保存的 {size} 条的检查点不符：日志被改动",
            f"✘ a checkpoint of {size} events differs: something was changed",
        )
        yield Words(zh, en)
    for size in loss.beyond:
        zh = f"✘ 别处保存的检查点有 {size} 条：这里缺 {size - loss.events} 条"
        yield Words(zh, f"✘ a checkpoint kept elsewhere has {size} events: {size - loss.events} are missing here")
    if loss.rest is not None:
        yield from _beyond(loss.rest)


def _beyond(rest: Rest) -> Iterator[Words]:
    yield Words(f"与原库相同的前 {rest.alike} 条", f"the first {rest.alike} are the original's")
    if rest.here.events:
        zh = f"✘ 之后这里有 {rest.here.events} 条是原库没有的：恢复之后写入，或是伪造"
        en = f"✘ then {rest.here.events} follow that the original does not have: written since it was brought back, or forged"
        yield Words(zh, en)
        yield from _part(rest.here)
    if rest.there.events:
        zh = f"原库还有 {rest.there.events} 条，这里没有"
        yield Words(zh, f"the original holds {rest.there.events} more, which are not here")
        yield from _part(rest.there)
    else:
        yield Words("原库的事件全部都在", "nothing of the original is missing")


def _part(part: Part) -> Iterator[Words]:
    if part.first is not None and part.last is not None:
        yield Words(f"  从 {_named(part.first)}", f"  from {_named(part.first)}")
        yield Words(f"  到 {_named(part.last)}", f"  to {_named(part.last)}")
    for verb, count in sorted(part.verbs.items()):
        yield Words(f"{count:8} {verb}", f"{count:8} {verb}")


def _named(event: Numbered) -> str:
    return f"{event.number} {event.id} {event.at.isoformat(timespec='seconds')} {event.verb}"
