"""Texts that follow what cities and counties have published: each can be said, holds what was worked out by hand, and is proved."""

from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from creditplus import guardrails
from creditplus.drafting import drafts
from creditplus.language.texts import Text
from creditplus.outlooks import cases
from creditplus.outlooks.cases import Trial
from creditplus.proofs import Certificate
from creditplus.province.catalogues import Catalogue
from creditplus.rulebooks import Rulebook
from creditplus.tools import proof
from creditplus.tools.bulk import frames, partitions
from tests import shelf
from tests.tools.test_proof import by_cvc5

FOLDER = Path(__file__).parent / "good" / "published"
NAMES = sorted(file.stem for file in FOLDER.glob("*.toml") if "." not in file.stem and file.stem != "catalogue")
SECONDS = 10.0
EVERY = pytest.mark.parametrize("name", NAMES)


@cache
def catalogue() -> Text[Catalogue]:
    """The kinds that all these texts speak of."""
    return drafts.catalogue((FOLDER / "catalogue.toml").read_text("utf-8"), "catalogue.toml")


def kinds() -> Catalogue:
    """The same as a value."""
    found = catalogue().value
    assert found is not None
    return found


@cache
def read(name: str) -> Text[Rulebook]:
    """One text."""
    return drafts.rulebook((FOLDER / f"{name}.toml").read_text("utf-8"), f"{name}.toml", kinds())


def book(name: str) -> Rulebook:
    """The same as a value."""
    found = read(name).value
    assert found is not None
    return found


@cache
def certified(name: str) -> Certificate:
    """Its certificate."""
    ruling = shelf.read_limits().value
    assert ruling is not None
    return proof.rulebook(book(name), kinds(), ruling, SECONDS, read(name).lines)


def trials() -> list[Any]:
    """Every worked case of every text."""
    found = []
    for name in NAMES:
        file = f"{name}.cases.toml"
        draft = cases.read((FOLDER / file).read_text("utf-8"), file)
        assert [problem.told() for problem in draft.problems] == []
        found += [
            pytest.param(trial, id=f"{name}: {trial.case.says}") for trial in cases.trials(draft, book(name), kinds())
        ]
    return found


def test_there_are_five_of_them() -> None:
    assert len(NAMES) == 5


@EVERY
def test_it_reads_without_a_problem_and_breaks_no_guardrail(name: str) -> None:
    ruling = shelf.read_limits().value
    assert ruling is not None
    problems = [*catalogue().problems, *guardrails.of_catalogue(catalogue(), ruling)]
    problems += [*read(name).problems, *guardrails.of_rulebook(read(name), kinds(), ruling)]
    assert [problem.told() for problem in problems] == []


@pytest.mark.parametrize("trial", trials())
def test_whole_numbers_and_columns_agree_with_the_hand(trial: Trial) -> None:
    assert [problem.told() for problem in trial.problems()] == []
    people = pl.DataFrame([("-", frames.ordinal(trial.case.joined))], schema=frames.PEOPLE, orient="row")
    partition = frames.Partition(people, frames.flatten((0, record) for record in trial.standing()))
    (row,) = partitions.score_partition(trial.rulebook, trial.case.on, partition).to_dicts()
    assert row["points"] == trial.case.score
    assert trial.case.grade in (None, trial.rulebook.grades[row["place"]].code)


@EVERY
def test_every_theorem_holds_and_another_solver_says_so_too(name: str) -> None:
    assert [problem.told() for problem in certified(name).problems(name)] == []
    for theorem in certified(name).theorems:
        assert by_cvc5(theorem.smt) == list(theorem.expected), theorem.code
