"""Proves the promises for a text (底线证明): every theorem either holds for all residents, or a resident is told who shows it.

Why statements are SMT-LIB 2 text: the certificate holds the very words that the solver was asked, so anyone can ask another.

What is said more narrowly than a reader might think: a list is no record that adds up, so T4 holds it to a floor and not to the
limit of one record; T6 reaches grades only by sums that ten or fewer records of one kind were seen to have, honours left out;
and what looks at whole rules, categories and the score apart (T3, T4) refuses a rule even where its category would always hide it.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from creditplus.errors import Words
from creditplus.language import texts
from creditplus.language.lines import Path
from creditplus.proofs import Certificate, Failure, Theorem
from creditplus.province.catalogues import Catalogue
from creditplus.province.limits import Limits
from creditplus.recognition import Recognition
from creditplus.rulebooks import Rulebook
from creditplus.scenarios import Scenario
from creditplus.tools.proof import (
    bills,
    bounds,
    everyone,
    exactness,
    forgetting,
    guests,
    merits,
    offers,
    reaching,
    solver,
    standings,
)
from creditplus.tools.proof.claims import Statement, Subject

Made = Callable[[Subject], Iterator[Statement]]
THEOREMS: dict[str, tuple[Words, Made]] = {
    "T2": (Words("分数更高，等级不更低", "more points never give a worse grade"), merits.grades),
    "T3": (Words("守信有益", "a good deed never costs points"), merits.helping),
    "T4": (Words("影响有限", "no record weighs too much"), bounds.bounded),
    "T5": (Words("到期遗忘", "everything ends on its day"), forgetting.forgotten),
    "T6": (Words("人人可及", "every grade and benefit is within reach"), reaching.reachable),
    "T10": (Words("计算精确", "reckoning is exact"), exactness.exact),
}

TOLD_MOST = 12
LOOKING_SECONDS = 1.0
"""So many failures of a theorem get a resident who shows them, and no further one is looked for after so many seconds."""


def rulebook(
    book: Rulebook, catalogue: Catalogue, limits: Limits, seconds: float, lines: Mapping[Path, int] | None = None
) -> Certificate:
    """The certificate of a rulebook. Each theorem has so many `seconds`; what is not known by then does not hold.

    `lines` says where each key of the text stands (`Text.lines`), so that a failure can name its line.
    """
    subject = Subject(book, catalogue, limits)
    asked = solver.Solver()
    found = [theorem(asked, code, says, made(subject), seconds, lines or {}) for code, (says, made) in THEOREMS.items()]
    return Certificate(digest=book.digest, solver=solver.version(), theorems=tuple(found))


def scenario(
    text: Scenario,
    book: Rulebook,
    catalogue: Catalogue,
    seconds: float,
    lines: Mapping[Path, int] | None = None,
) -> Certificate:
    """The certificate of a scenario on the scale of a county where it rules."""
    subject = offers.Asked(text, standings.scale(book), catalogue)
    made: dict[str, tuple[Words, Iterator[Statement]]] = {
        "T1": (
            Words("不差于标准", "never worse than the standard"),
            chain(offers.never_worse(subject), bills.never_dearer(text)),
        ),
        "T2": (Words("越好越好", "more points never give a worse service"), offers.monotone(subject)),
        "T6": (Words("人人可及", "every grade and benefit is within reach"), offers.reachable(subject)),
        "T7": (Words("不参加无损害", "no entry, no harm"), everyone.voluntary(subject)),
        "T9": (Words("基本公共服务完整", "basic services stay whole"), everyone.whole(subject)),
    }
    asked = solver.Solver()
    found = [theorem(asked, code, says, statements, seconds, lines or {}) for code, (says, statements) in made.items()]
    return Certificate(digest=text.digest, solver=solver.version(), theorems=tuple(found))


def recognition(
    text: Recognition,
    asked: Sequence[Scenario],
    book: Rulebook,
    seconds: float,
    lines: Mapping[Path, int] | None = None,
) -> Certificate:
    """The certificate of a recognition text, with the scenarios of its city and the scale of a county where they rule (T8)."""
    statements = guests.upward(text, asked, standings.scale(book))
    says = Words("互认只会更好", "recognition is upward")
    found = theorem(solver.Solver(), "T8", says, statements, seconds, lines or {})
    return Certificate(digest=text.digest, solver=solver.version(), theorems=(found,))


def theorem(
    asked: solver.Solver, code: str, says: Words, made: Iterator[Statement], seconds: float, lines: Mapping[Path, int]
) -> Theorem:
    """One theorem: every statement asked, and a resident looked for where one fails."""
    began = time.perf_counter()
    statements, answers = asked_twice(asked, list(made), seconds)
    took = time.perf_counter() - began
    wrong = [pair for pair in zip(statements, answers, strict=True) if pair[1] != pair[0].expected]
    failed = []
    for place, pair in enumerate(wrong):
        spent = time.perf_counter() - began - took
        failed.append(failure(*pair, lines, look=place < TOLD_MOST and spent < LOOKING_SECONDS))
    return Theorem(
        code=code,
        says=says,
        holds=not failed,
        seconds=round(took, 4),
        statements=len(statements),
        expected=tuple(statement.expected for statement in statements),
        smt=told(code, statements),
        failures=tuple(failed),
    )


def version() -> str:
    """The solver that answers, with its version."""
    return solver.version()


def holds_again(theorem: Theorem, seconds: float = 60.0) -> bool:
    """Whether a theorem's own statements still have the answers that were expected, asked anew."""
    return solver.script(theorem.smt, seconds) == list(theorem.expected)


def asked_twice(asked: solver.Solver, statements: list[Statement], seconds: float) -> tuple[list[Statement], list[str]]:
    """Every statement with its answer; where one fails and there is a narrower one, that one."""
    answers = asked.answers([statement.body for statement in statements], seconds)
    for place, statement in enumerate(statements):
        if answers[place] != statement.expected and statement.narrower is not None:
            statements[place] = statement.narrower()
            answers[place] = asked.answers([statements[place].body], seconds)[0]
    return statements, answers


def failure(statement: Statement, answer: str, lines: Mapping[Path, int], look: bool) -> Failure:
    """Why a theorem does not hold: the statement, its line, and who shows it."""
    in_time = answer != "unknown"
    return Failure(
        path=statement.path,
        line=texts.line_of(lines, statement.path),
        says=statement.says,
        law=statement.law,
        in_time=in_time,
        counterexample=statement.search() if look and in_time and statement.search else None,
    )


def told(code: str, statements: list[Statement]) -> str:
    """The statements of a theorem as an SMT-LIB 2 text, each with what it says and the answer that is expected."""
    blocks = [
        f"; {code} {texts.shown(statement.path)}: {statement.says.en}\n; {statement.says.zh}\n"
        f"; expected: {statement.expected}\n(push 1)\n{statement.body}\n(check-sat)\n(pop 1)\n"
        for statement in statements
    ]
    return "(set-logic ALL)\n\n" + "\n".join(blocks)
