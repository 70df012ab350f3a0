"""What `docs/rulebook.md` says is what happens: every fragment reads, and everything it says about it comes out."""

import re
from typing import Any

import msgspec
import pytest

from creditplus import ledger, publications, workdays
from creditplus.lives import accounts, households, joinings, optouts
from creditplus.lives.optouts import Switch
from creditplus.outlooks import explanations, forecasts
from creditplus.outlooks.cases import Trial
from tests.documents import rulebook_page
from tests.documents.rulebook_page import Example, hundredths

CAPABILITIES = {f"R{number:02}" for number in range(1, 20)} | {"R26", "R29", "R30"}
TRIALS = [trial for example in rulebook_page.examples() for trial in rulebook_page.trials(example)]


def every(word: str) -> list[Any]:
    """Everything that the blocks with that word say, each beside its example."""
    return [
        pytest.param(example, one, id=one["says"])
        for example in rulebook_page.examples()
        for one in rulebook_page.said(example, word)
    ]


def test_each_capability_has_its_section_with_an_example_and_a_case():
    headed = {example.heading.split()[0] for example in rulebook_page.examples() if rulebook_page.trials(example)}
    assert headed >= CAPABILITIES
    assert all(re.search(r"[\u4e00-\u9fff]", example.heading) for example in rulebook_page.examples())


def test_the_page_holds_at_least_sixty_worked_cases():
    assert len(TRIALS) >= 60


def test_every_block_of_the_page_is_run():
    words = {word for example in rulebook_page.examples() for word, _ in example.said}
    run = {"cases", "shares", "published", "joining", "households", "optouts", "accounts", "lines", "forecasts"}
    assert words == run


@pytest.mark.parametrize("example", rulebook_page.examples(), ids=lambda example: example.heading)
def test_a_fragment_reads_without_a_problem_once_the_frame_is_around_it(example: Example):
    assert rulebook_page.rulebook(example.fragment).digest != ""


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.case.says)
def test_a_worked_case_of_the_page_holds(trial: Trial):
    assert [problem.told() for problem in trial.problems()] == []


@pytest.mark.parametrize(("example", "said"), every("shares"))
def test_shares_have_the_lower_ends_that_the_page_says(example: Example, said: dict[str, Any]):
    book = rulebook_page.rulebook(example.fragment)
    cutoffs = publications.cutoffs(book, [hundredths(points) for points in said["points"]])
    assert cutoffs == {grade: hundredths(points) for grade, points in said["cutoffs"].items()}


@pytest.mark.parametrize(("example", "said"), every("published"))
def test_the_published_score_is_the_one_that_the_page_says(example: Example, said: dict[str, Any]):
    book, match = rulebook_page.rulebook(example.fragment), rulebook_page.match(example.fragment)
    history = rulebook_page.history(example.fragment, said["records"])
    assert publications.published(book, history, said["on"], match).points == hundredths(said["score"])


@pytest.mark.parametrize(("example", "said"), every("joining"))
def test_somebody_may_join_or_is_told_why_not(example: Example, said: dict[str, Any]):
    applicant = joinings.Applicant(
        citizen_id=said["citizen_id"],
        own_income=said.get("own_income", False),
        residence_months=said.get("residence_months", 0),
    )
    reasons = joinings.reasons(rulebook_page.rulebook(example.fragment).joining, applicant, said["on"])
    assert [reason.en for reason in reasons] == said["reasons"]


@pytest.mark.parametrize(("example", "said"), every("households"))
def test_a_household_and_its_members_have_the_scores_that_the_page_says(example: Example, said: dict[str, Any]):
    book, match = rulebook_page.rulebook(example.fragment), rulebook_page.match(example.fragment)
    members = [
        rulebook_page.history(example.fragment, member["records"], f"m{place}")
        for place, member in enumerate(said["members"])
    ]
    merged = households.merged("h", book.county, members, said["on"])
    household = publications.live(book, merged, said["on"], match)
    served = [
        households.better(book, publications.live(book, member, said["on"], match), household).points
        for member in members
    ]
    assert (household.points, served) == (
        hundredths(said["score"]),
        [hundredths(member["served"]) for member in said["members"]],
    )


@pytest.mark.parametrize(("example", "said"), every("optouts"))
def test_kinds_that_are_switched_off_count_for_nothing(example: Example, said: dict[str, Any]):
    book, match = rulebook_page.rulebook(example.fragment), rulebook_page.match(example.fragment)
    history = rulebook_page.history(example.fragment, said["records"])
    off = tuple(
        Switch(id=kind, person=history.person, kind=kind, what="off", at=workdays.starts(said["on"]))
        for kind in said["off"]
        if optouts.can_switch(rulebook_page.catalogue(), kind)
    )
    switched = msgspec.structs.replace(history, switches=off)
    assert publications.live(book, switched, said["on"], match).points == hundredths(said["score"])


@pytest.mark.parametrize(("example", "said"), every("accounts"))
def test_an_account_holds_what_the_page_says(example: Example, said: dict[str, Any]):
    book = rulebook_page.rulebook(example.fragment)
    assert book.spending is not None
    history = rulebook_page.history(example.fragment, said["records"])
    stand = ledger.standing(history.records, (), said["on"])
    came = accounts.earned(book, stand, said["on"], rulebook_page.match(example.fragment))
    redeemed: list[accounts.Redemption] = []
    for one in said.get("redeemed", []):
        then = accounts.balance(book.spending, came, redeemed, one["on"])
        redeemed.append(accounts.redeem(book.spending, then, one["reward"], id=str(one["on"]), person="p"))
    now = accounts.balance(book.spending, came, redeemed, said["on"])
    assert (now.points, now.redeemable) == (hundredths(said["points"]), hundredths(said["redeemable"]))


def test_the_lines_read_as_the_page_shows_them():
    (example,) = [example for example in rulebook_page.examples() if example.block("lines")]
    (trial,) = rulebook_page.trials(example)
    score = trial.score()
    assert score is not None
    told = explanations.told(score, rulebook_page.catalogue())
    assert [line.words.zh for line in told] + [line.words.en for line in told] == _shown(example, "lines")


def test_the_forecasts_read_as_the_page_shows_them():
    (example,) = [example for example in rulebook_page.examples() if example.block("forecasts")]
    ((trial,), book) = (rulebook_page.trials(example), rulebook_page.rulebook(example.fragment))
    history = rulebook_page.history(example.fragment, list(trial.case.records))
    match, on = rulebook_page.match(example.fragment), trial.case.on
    coming = forecasts.next_change(book, history, on, match)
    kind = rulebook_page.catalogue().find("volunteer_service")
    assert coming is not None
    assert kind is not None
    supposed = forecasts.suppose(kind, {"hours": 4}, on, person="p", county=book.county)
    more = forecasts.what_if(book, history, supposed, on, match)
    assert [words for one in (coming, more) for words in (one.words.zh, one.words.en)] == _shown(example, "forecasts")


def _shown(example: Example, word: str) -> list[str]:
    return (example.block(word) or "").splitlines()
