"""A proof (证明): which theorems hold for a text whatever a resident's records are, and if one does not, a resident who shows it.

The certificate of an approved text carries every statement in SMT-LIB 2, so that anyone can ask another solver.
"""

from datetime import date

import msgspec

from creditplus.errors import Problem, Words
from creditplus.language.lines import Path


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a counterexample, as a clerk would write it down."""

    kind: str
    title: Words
    on: date
    fields: dict[str, int | str | bool] = {}
    matter: str | None = None
    points: int | None = None
    found_on: date | None = None
    ends_on: date | None = None
    released_on: date | None = None


class Counterexample(msgspec.Struct, frozen=True, kw_only=True):
    """A resident whom a text would harm, or what the text can never do.

    `says` tells it in words; `one` is the record that makes the difference and `records` are those before it; scores are in
    hundredths of a point, `without` and `with_` the record. `reproduced` says that the score's own arithmetic gives these numbers.
    """

    says: Words
    on: date | None = None
    records: tuple[Shown, ...] = ()
    one: Shown | None = None
    without: int | None = None
    with_: int | None = None
    reproduced: bool = False


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that does not hold: where in the text, the law behind it, and who shows it; or that no answer came in time."""

    path: Path
    line: int
    says: Words
    law: str
    in_time: bool = True
    counterexample: Counterexample | None = None


class Theorem(msgspec.Struct, frozen=True, kw_only=True):
    """One theorem for one text: whether it holds, how long it took, and every statement with its expected answer (SMT-LIB 2)."""

    code: str
    says: Words
    holds: bool
    seconds: float
    statements: int
    expected: tuple[str, ...]
    smt: str
    failures: tuple[Failure, ...] = ()


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What was proved of a text, named by its digest, and by which solver."""

    digest: str
    solver: str
    theorems: tuple[Theorem, ...]

    @property
    def holds(self) -> bool:
        """Whether every theorem holds."""
        return all(theorem.holds for theorem in self.theorems)

    def problems(self, file: str) -> tuple[Problem, ...]:
        """Every failure as a problem of the text, with the theorem's code."""
        return tuple(
            Problem(file, failure.line, "", told(failure), theorem.code)
            for theorem in self.theorems
            for failure in theorem.failures
        )


def told(failure: Failure) -> Words:
    """A failure as one sentence: what does not hold, for whom, by which law."""
    if not failure.in_time:
        late = Words("未能在时限内证明", "could not be proved in time")
        return Words(f"{failure.says.zh}：{late.zh}", f"{failure.says.en}: {late.en}")
    example = failure.counterexample.says if failure.counterexample else Words("", "")
    zh = f"{failure.says.zh}{'：' if example.zh else ''}{example.zh}（{failure.law}）"
    en = f"{failure.says.en}{': ' if example.en else ''}{example.en} ({failure.law})"
    return Words(zh, en)
