"""Good texts with one harmful edit each: every one is refused, by the reader, a guardrail or a theorem, and the resident it would
harm is told with a score that the ledger itself gives.
"""

import msgspec
import pytest

from creditplus import guardrails
from creditplus.drafting import drafts
from creditplus.errors import Problem
from creditplus.proofs import Certificate
from creditplus.rulebooks import Band, Limits, Occurrences, Ready, Rulebook
from creditplus.tools import proof
from tests import shelf
from tests.documents.mutations import GUARDRAILS, READER, THEOREMS, Row, edited

CATALOGUE = shelf.CATALOGUES[-1]
SECONDS = 10.0


def judged(row: Row) -> tuple[list[Problem], Certificate | None]:
    """What is wrong with an edited text: the reader's problems, else the guardrails' and the proof's."""
    kinds = drafts.catalogue(edited(shelf.text(CATALOGUE), list(row.catalogue)), CATALOGUE)
    assert kinds.value is not None
    draft = drafts.rulebook(edited(shelf.text(row.file), row.edits), row.file, kinds.value)
    if draft.value is None:
        return list(draft.problems), None
    ruling = shelf.read_limits().value
    assert ruling is not None
    certificate = proof.rulebook(draft.value, kinds.value, ruling, SECONDS, draft.lines)
    found = [*guardrails.of_rulebook(draft, kinds.value, ruling), *certificate.problems(row.file)]
    return found, certificate


def ids(rows: list[Row]) -> list[object]:
    """Each row named by what it says."""
    return [pytest.param(row, id=row.says) for row in rows]


@pytest.mark.parametrize("row", ids(THEOREMS))
def test_a_theorem_refuses_and_tells_who_would_be_harmed(row: Row):
    problems, certificate = judged(row)
    assert certificate is not None, [problem.told() for problem in problems]
    assert row.refused in {problem.code for problem in problems}
    (theorem,) = [theorem for theorem in certificate.theorems if theorem.code == row.refused]
    assert all(failure.line for failure in theorem.failures)
    shown = [failure.counterexample for failure in theorem.failures]
    assert [(example.says.en, example.reproduced) for example in shown if example and not example.reproduced] == []
    assert any(shown)


@pytest.mark.parametrize("row", ids(GUARDRAILS))
def test_a_guardrail_refuses(row: Row):
    problems, certificate = judged(row)
    assert certificate is not None, [problem.told() for problem in problems]
    assert row.refused in {problem.code for problem in problems}


@pytest.mark.parametrize("row", ids(READER))
def test_the_reader_refuses(row: Row):
    problems, certificate = judged(row)
    assert certificate is None
    assert [problem.message.en for problem in problems if row.refused in problem.message.en] != []
    assert all(problem.line for problem in problems)


# ---- what the reader already refuses must not pass the theorems either: books as values that no text could become ----


def changed(code: str, **new: object) -> Rulebook:
    """Nehe's rulebook with one rule changed behind the reader's back."""
    book = shelf.rulebook(shelf.NEHE)
    rules = tuple(msgspec.structs.replace(one, **new) if one.code == code else one for one in book.rules)
    return msgspec.structs.replace(book, rules=rules)


HIDDEN: list[tuple[str, Rulebook, str, str]] = [
    ("a merit that takes points away", changed("welfare.charity", points=-200), "welfare.charity", "T3"),
    ("a demerit that gives points", changed("conduct.minor", points=500), "conduct.minor", "T3"),
    (
        "factors that fall",
        changed("conduct.general", occurrences=Occurrences("12 months", factors=(2, 1))),
        "conduct.general",
        "T3",
    ),
    (
        "a table that falls",
        changed("conduct.drink_driving", occurrences=Occurrences("12 months", points=(-5000, -3000))),
        "conduct.drink_driving",
        "T3",
    ),
    (
        "a table by number that falls",
        changed("conduct.drink_driving", occurrences=Occurrences("12 months", state=(-5000, -3000))),
        "conduct.drink_driving",
        "T3",
    ),
    (
        "a band that takes points back",
        changed("welfare.trees", bands=(Band(100, 30_000, 90_000), Band(-100, 30_000))),
        "welfare.trees",
        "T3",
    ),
    ("a matter under a limit per year", changed("honours.work", limits=Limits(year=3000)), "honours.work", "T3"),
    (
        "a matter that takes points away",
        changed("honours.labour", points=-200, points_by=None, same_matter_once=True),
        "honours.labour",
        "T3",
    ),
    ("a matter under a pool per year", changed("welfare.trees", same_matter_once=True), "welfare.trees", "T3"),
    (
        "a demerit without an end",
        changed("conduct.minor", counts_for=None, counts_from="release"),
        "conduct.minor",
        "T5",
    ),
]


@pytest.mark.parametrize(("says", "book", "code", "refused"), HIDDEN, ids=[row[0] for row in HIDDEN])
def test_what_slips_by_the_reader_is_refused_by_a_theorem(says: str, book: Rulebook, code: str, refused: str):
    ruling = shelf.read_limits().value
    assert ruling is not None
    certificate = proof.rulebook(book, shelf.catalogue(), ruling, SECONDS)
    (theorem,) = [theorem for theorem in certificate.theorems if theorem.code == refused]
    places = [one.code for one in book.rules]
    failures = [failure for failure in theorem.failures if failure.path[:2] == ("rules", places.index(code))]
    assert failures != []
    assert [failure.counterexample is not None and failure.counterexample.reproduced for failure in failures][:1] == [
        True
    ]
    assert isinstance(book.rule(code), Ready)


def test_a_pool_with_occurrences_has_no_statement_and_does_not_pass():
    book = changed("welfare.volunteer", occurrences=Occurrences("12 months", state=(100, 200)))
    ruling = shelf.read_limits().value
    assert ruling is not None
    certificate = proof.rulebook(book, shelf.catalogue(), ruling, SECONDS)
    assert {theorem.code for theorem in certificate.theorems if not theorem.holds} >= {"T3"}


def test_there_are_more_than_forty_edits():
    assert len(THEOREMS) + len(GUARDRAILS) + len(READER) + len(HIDDEN) >= 60
