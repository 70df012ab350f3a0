"""A database that was brought back is compared with what was kept elsewhere: every event that only one of the two holds."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence

from creditplus.audit import Numbered
from creditplus.log import seals
from creditplus.log.losses import Loss, Part, Rest
from creditplus.log.notes import Checkpoint
from creditplus.people import Actor
from creditplus.tools import store


async def measure_loss(
    db: store.Transaction, by: Actor, kept: Sequence[Checkpoint], original: store.Transaction | None = None
) -> Loss:
    """Compare the log with kept checkpoints, and with the original's log if that still answers. `tell_loss` logs what was found."""
    asked = {one.size for one in kept}
    roots, stack, last = {0: seals.root([])}, seals.Stack(), None
    theirs = _events(original) if original is not None else _none()
    here, there, alike = _Counted(), _Counted(), 0
    async for event in _events(db):
        line, last = seals.line(event), event
        stack.push(seals.leaf(line))
        if stack.size in asked:
            roots[stack.size] = stack.root()
        other = await anext(theirs, None) if not here.events else None
        if other is not None and seals.line(other) == line:
            alike += 1
        else:
            here.add(event)
            there.add(other)
    async for other in theirs:
        there.add(other)
    known = [one for one in kept if one.size <= stack.size]
    differ = sorted(one.size for one in known if roots[one.size] != one.root)
    agree = sorted({one.size for one in known} - set(differ))
    beyond = sorted({one.size for one in kept if one.size > stack.size})
    rest = Rest(alike, here.part(), there.part()) if original is not None else None
    return Loss(stack.size, last, tuple(agree), tuple(differ), tuple(beyond), rest)


class _Counted:
    """Events that are counted as they come."""

    def __init__(self) -> None:
        self.verbs: Counter[str] = Counter()
        self.first: Numbered | None = None
        self.last: Numbered | None = None

    @property
    def events(self) -> int:
        return self.verbs.total()

    def add(self, event: Numbered | None) -> None:
        """One more, if there is one."""
        if event is not None:
            self.first, self.last = self.first or event, event
            self.verbs[event.verb] += 1

    def part(self) -> Part:
        return Part(self.events, dict(self.verbs), self.first, self.last)


async def _events(db: store.Transaction) -> AsyncIterator[Numbered]:
    async for some in store.numbered(db):
        for event in some:
            yield event


async def _none() -> AsyncIterator[Numbered]:
    nothing: tuple[Numbered, ...] = ()
    for event in nothing:
        yield event
