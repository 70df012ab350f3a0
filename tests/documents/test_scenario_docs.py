"""What `docs/scenarios.md` says is what happens: every text reads and is proved, every case holds, what is refused is refused."""

import re
import tomllib
from itertools import pairwise
from typing import Any

import pytest

from creditplus import scenarios
from creditplus.language.texts import Text
from creditplus.offers import terms
from creditplus.outlooks import situations
from creditplus.scenarios import Scenario
from creditplus.tools import holidays, proof
from tests import shelf
from tests.documents.rulebook_page import FENCE, parts

FILE = "docs/scenarios.md"
PAGE = (shelf.ROOT / FILE).read_text("utf-8")
BLOCKS = [(word, text) for _, word, text in FENCE.findall(PAGE)]
FRAME = next(text for word, text in BLOCKS if word == "frame")


def completed(fragment: str) -> str:
    """A fragment with the frame's keys and tables that it does not write itself."""
    own, frame = parts(fragment), parts(FRAME)
    header = own.pop("", "")
    known = set(re.findall(r"^(\w+)", header, re.M))
    lines = [line for line in frame.pop("").splitlines() if line.split(" ")[0] not in known]
    rest = "".join(text for name, text in frame.items() if name not in own)
    return "\n".join([*lines, header, rest, *own.values()])


def examples() -> list[tuple[str, str]]:
    """Every text of the page with its worked cases."""
    said = [(word, text) for word, text in BLOCKS if word in ("", "alone", "cases")]
    return [
        (text if word == "alone" else completed(text), after)
        for (word, text), (next_word, after) in pairwise([*said, ("", "")])
        if word != "cases" and next_word == "cases"
    ]


def read(text: str) -> Text[Scenario]:
    """A text of the page, read."""
    return scenarios.read(text, FILE, shelf.catalogue())


def problems(text: str) -> list[str]:
    """Everything that speaks against a text: its form, or what cannot be proved of it."""
    draft = read(text)
    if draft.value is None:
        return [problem.told() for problem in draft.problems]
    book = shelf.rulebook(draft.value.division)
    certificate = proof.scenario(draft.value, book, shelf.catalogue(), 30, draft.lines)
    return [problem.told() for problem in certificate.problems(FILE)]


@pytest.mark.parametrize("place", range(len(examples())))
def test_an_example_reads_is_proved_and_its_cases_hold(place: int) -> None:
    text, told = examples()[place]
    assert problems(text) == []
    draft, value = situations.read(told, FILE), read(text).value
    assert [problem.told() for problem in draft.problems] == []
    assert value is not None
    found = situations.run(draft, value, shelf.catalogue(), holidays.days_off)
    assert [problem.told() for problem in found] == []


def test_every_example_has_cases_and_every_capability_an_example() -> None:
    assert len(examples()) == len([word for word, _ in BLOCKS if word in ("", "alone")]) == 7
    keys = {name for struct in (scenarios.Benefit, scenarios.Quota) for name in struct.__struct_fields__}
    assert [key for key in keys if key not in PAGE] == []


def refusals() -> list[dict[str, Any]]:
    """What the page says is refused."""
    return list(tomllib.loads(next(text for word, text in BLOCKS if word == "refused"))["refused"])


@pytest.mark.parametrize("edit", refusals(), ids=lambda edit: str(edit["says"]))
def test_what_is_said_to_be_refused_is_refused(edit: dict[str, Any]) -> None:
    text = FRAME
    for change in (edit, *([edit["also"]] if "also" in edit else [])):
        assert change["replace"] in text
        text = text.replace(change["replace"], change["by"], 1)
    assert [one for one in problems(text) if edit["because"] in one] != []


def test_a_case_that_does_not_hold_is_told_with_its_line_and_what_came_out() -> None:
    value = read(FRAME).value
    assert value is not None
    wrong = '[[cases]]\nsays = "too good"\non = 2026-08-01\nscore = 600\noutcome = "standard"\nterms = { deposit_fen = 1, book = 2 }\n'
    found = situations.run(situations.read(wrong, FILE), value, shelf.catalogue(), holidays.days_off)
    assert [(one.line, one.path, one.message.en.split(" (case")[0]) for one in found] == [
        (5, "cases[0].outcome", "the scenario gives `benefit`"),
        (6, "cases[0].terms.deposit_fen", "the scenario gives `0`: deposit 0 yuan"),
        (6, "cases[0].terms.book", "no such term; write `deposit_fen`, `items`"),
    ]


def test_terms_are_shown_as_people_write_them() -> None:
    said = [terms.shown("deposit_fen", 12_345), terms.shown("pay_after", 1), terms.shown("free_minutes", 30)]
    assert [(one.zh, one.en) for one in said] == [
        ("押金123.45元", "deposit 123.45 yuan"),
        ("先用后付：是", "pay afterwards: yes"),
        ("免费时长30分钟", "free time 30 minutes"),
    ]
