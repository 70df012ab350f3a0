"""Acting ahead of the database: on what was read before, with what would be written kept aside until the journal writes it.

An action that is given an `Ahead` instead of an open transaction does just the same. What it rests on is remembered from earlier
reading, together with how many rows there were; the journal counts them again inside the transaction in which it writes, and
only what still rests on the same rows is written. Whatever cannot be done so (a read that nobody foresaw, a refusal, a doubt) is
done again with an open transaction, plainly. So there is one program, and what is remembered may be old without ever being wrong.
"""

from collections.abc import Callable
from typing import Any, NoReturn, Protocol

import msgspec
from sqlalchemy import Table

from creditplus.tools.store import tables
from creditplus.tools.store.counts import About

Name = tuple[tuple[About, ...], Any]
SELDOM: dict[type[tables.Row], Callable[[dict[str, Any]], About]] = {
    tables.CodeUse: lambda row: ("use", row["digest"]),
    tables.Idempotency: lambda row: ("key", f"{row['client']} {row['key']}"),
    tables.Attestation: lambda row: ("asked", f"{row['city']} {row['question']}"),
}
"""Tables in which a row is hardly ever found: ahead, none is assumed, and the journal looks."""


class Plainly(Exception):
    """This cannot be done ahead; it is done with an open transaction."""


class Thing(msgspec.Struct, frozen=True):
    """Something remembered: since when, how many rows it was read from, what news make it old, and when it is read anew beforehand.

    What was put together from other things also has these, and the locks that were taken on the way.
    """

    value: Any
    since: float
    seen: dict[About, int]
    news: frozenset[str]
    soon: float
    parts: tuple[Name, ...] | None = None
    alone: frozenset[str] = frozenset()
    together: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()


class Memory(Protocol):
    """Where what was read is remembered."""

    def forget(self, names: list[Name]) -> None:
        """Read these anew when they are wanted again."""


class Ahead:
    """What one action reads and would write.

    `rests` says on how many rows about what; `alone` and `together` name its locks; `once` what no two of a batch may do.
    `anew`: what will soon be forgotten is read now, and not from memory.
    """

    def __init__(self, memory: Memory, *, anew: bool = False) -> None:
        self.memory = memory
        self.anew = anew
        self.rests: dict[About, int] = {}
        self.used: list[Name] = []
        self.alone: set[str] = set()
        self.together: set[str] = set()
        self.once: set[str] = set()
        self.rows: list[tuple[Table, dict[str, Any]]] = []

    def rest_on(self, seen: dict[About, int]) -> None:
        """Note on how many rows this rests. Two numbers for one thing: somebody wrote meanwhile."""
        if not self.rests:
            self.rests = dict(seen)
            return
        for about, rows in seen.items():
            if self.rests.setdefault(about, rows) != rows:
                self.memory.forget(self.used)
                raise Plainly

    def rest_on_thing(self, name: Name, thing: Thing) -> None:
        """Note that this uses something remembered: what that rests on, this rests on, and what it locked is locked."""
        self.used.append(name)
        if thing.parts is not None:
            self.used += thing.parts
            self.alone |= thing.alone
            self.together |= thing.together
            self.once |= thing.once
        self.rest_on(thing.seen)

    def none(self, model: type[tables.Row], equal: dict[str, Any]) -> None:
        """Assume that there is no row; only of tables where there hardly ever is one."""
        if model not in SELDOM:
            raise Plainly
        about = SELDOM[model](equal)
        self.rest_on({about: 0})
        self.once.add(" ".join(about))

    def lock(self, what: str) -> None:
        """Be alone with something: of those who want that, one is written at a time."""
        self.alone.add(what)
        self.once.add(what)

    def __getattr__(self, name: str) -> NoReturn:
        """Nothing else that an open transaction has can be had ahead."""
        raise Plainly
