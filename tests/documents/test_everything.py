"""A rulebook that says everything the language can say: one person's history, worked out by hand for five days."""

from pathlib import Path

import polars as pl
import pytest

from creditplus.drafting import drafts
from creditplus.language.texts import Text
from creditplus.outlooks import cases
from creditplus.outlooks.cases import Cases, Trial
from creditplus.province import catalogues
from creditplus.rulebooks import Rulebook
from creditplus.tools.bulk import frames, partitions

GOOD = Path(__file__).parent / "good"


def catalogue() -> Text[catalogues.Catalogue]:
    """The catalogue beside the text."""
    return drafts.catalogue((GOOD / "everything.catalogue.toml").read_text("utf-8"), "everything.catalogue.toml")


def rulebook() -> Text[Rulebook]:
    """The text itself."""
    found = catalogue().value
    assert found is not None
    return drafts.rulebook((GOOD / "everything.toml").read_text("utf-8"), "everything.toml", found)


def worked() -> Text[Cases]:
    """The cases that were worked out by hand."""
    return cases.read((GOOD / "everything.cases.toml").read_text("utf-8"), "everything.cases.toml")


def trials() -> list[Trial]:
    """Each of them before the text."""
    book, kinds = rulebook().value, catalogue().value
    assert book is not None
    assert kinds is not None
    return cases.trials(worked(), book, kinds)


TRIALS = pytest.mark.parametrize("trial", trials(), ids=lambda trial: str(trial.case.on))


def test_the_text_its_catalogue_and_its_cases_read_without_a_problem() -> None:
    problems = [*catalogue().problems, *rulebook().problems, *worked().problems]
    assert [problem.told() for problem in problems] == []


@TRIALS
def test_whole_numbers_agree_with_the_hand(trial: Trial) -> None:
    assert [problem.told() for problem in trial.problems()] == []


@TRIALS
def test_columns_agree_with_the_hand(trial: Trial) -> None:
    people = pl.DataFrame([("-", frames.ordinal(trial.case.joined))], schema=frames.PEOPLE, orient="row")
    partition = frames.Partition(people, frames.flatten((0, record) for record in trial.standing()))
    (row,) = partitions.score_partition(trial.rulebook, trial.case.on, partition).to_dicts()
    assert row["points"] == trial.case.score
    assert trial.rulebook.grades[row["place"]].code == trial.case.grade
