"""A text is read whole: every problem at once, each with its line, its key and what to write instead; nothing makes it stumble."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from creditplus.arithmetic import Points
from creditplus.errors import Words
from creditplus.language import lines, texts
from creditplus.rulebooks import Rulebook
from creditplus.workdays import Period
from tests import shelf


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a page."""

    code: Annotated[str, Meta(pattern=r"^[a-z]+$")]
    points: Points = 0
    size: Literal["small", "large"] = "small"


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """A page to read."""

    title: Words
    from_: date
    parts: tuple[Part, ...]
    lasts: Period = "permanent"
    either: str | tuple[Part, ...] | None = None
    named: dict[str, Points] = {}
    count: Annotated[int, Meta(ge=1, le=9)] = 1
    yes: bool = False


GOOD = """
title = { zh = "页", en = "page" }
from = 2026-07-01

[[parts]]
code = "one"
points = 1.25
"""

BAD = """title = { zh = "页" }
from = 2026-07-01T00:00:00
lasts = "2 fortnights"
count = 12
yes = 1
tittle = "page"

[[parts]]
code = "one"
points = 0.001

[[parts]]
code = "Two"
size = "smal"
"""


def told(text: str) -> list[tuple[int, str, str]]:
    """What is wrong with a page: line, key and sentence."""
    found = texts.read(text, "page.toml", Page)
    assert all(problem.message.zh for problem in found.problems)
    return [(problem.line, problem.path, problem.message.en) for problem in found.problems]


def test_a_good_text_is_a_value():
    page = texts.read(GOOD, "page.toml", Page)
    assert page.problems == ()
    assert page.value == Page(Words("页", "page"), date(2026, 7, 1), (Part("one", 125),))


def test_all_problems_are_told_at_once_each_with_its_line_and_key():
    assert told(BAD) == [
        (1, "title", "`en` is missing"),
        (2, "from", "write a date such as 2026-07-01 here"),
        (3, "lasts", "`2 fortnights` does not fit: a period such as `90 days`, `24 months`, `2 years`, or `permanent`"),
        (4, "count", "write a number from 1 to 9"),
        (5, "yes", "write true or false here"),
        (6, "tittle", "unknown key `tittle`; write `title`"),
        (10, "parts[0].points", "write a number with at most 2 decimal places"),
        (13, "parts[1].code", "`Two` does not fit: `^[a-z]+$`"),
        (14, "parts[1].size", "`smal` is not a choice; write `small`"),
    ]


def test_a_problem_is_told_as_one_line():
    problem = texts.read(BAD, "page.toml", Page).problems[5]
    assert problem.told() == "page.toml:6: tittle: unknown key `tittle`; write `title`"


def test_what_is_missing_is_told_where_it_should_stand():
    assert told("") == [
        (0, "", "`title` is missing"),
        (0, "", "`from` is missing"),
        (0, "", "`parts` is missing"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\na = 2\n", 2), ("a = \n", 1), ("a = 1\n[b\n", 2), ('x = "\n', 1)],
)
def test_what_is_no_toml_is_told_with_its_line(text, line):
    problem = texts.read(text, "page.toml", Page).problems[0]
    assert problem.line == line
    assert problem.message.en.startswith("not valid TOML")


def test_invisible_characters_are_not_let_through():
    assert told(GOOD + "# right-to-left \u202e\n")[0][::2] == (8, "an invisible character (at line 8); delete it")


def test_a_text_may_be_neither_endless_nor_bottomless():
    assert "larger than 256 KiB" in told("# " + "x" * 300_000)[0][2]
    assert "12 levels" in told("a = " + "[" * 13 + "]" * 13)[0][2]
    assert "12 levels" in told("a = " + "[" * 100_000)[0][2]
    assert "12 levels" in told(".".join("a" * 20) + " = 1")[0][2]


def test_the_form_that_fits_what_was_written_is_read():
    assert told(GOOD.replace("[[parts]]", 'either = "text"\n[[parts]]')) == []
    assert told(GOOD.replace("[[parts]]", 'either = [{ code = "two" }]\n[[parts]]')) == []
    assert told(GOOD.replace("[[parts]]", "either = [{ code = 2 }]\n[[parts]]"))[0][:2] == (5, "either[0].code")


def test_keys_that_the_author_chooses_are_read_with_their_values():
    page = texts.read(GOOD.replace("[[parts]]", 'named = { "国家" = 30, "村" = 0.5 }\n[[parts]]'), "page.toml", Page)
    assert page.value is not None
    assert page.value.named == {"国家": 3000, "村": 50}


def test_numbers_are_exact_decimals():
    assert texts.parse("a = 0.1")[0] == {"a": Decimal("0.1")}


@given(st.text(max_size=300))
def test_no_text_at_all_makes_the_reader_stumble(text):
    found = texts.read(text, "page.toml", Page)
    assert (found.value is None) == bool(found.problems)


@given(st.data())
def test_no_damage_to_a_rulebook_makes_the_reader_stumble(data):
    text = shelf.text(shelf.RULEBOOKS[0])
    at = data.draw(st.integers(0, len(text)))
    damaged = text[:at] + data.draw(st.text(max_size=3)) + text[at + data.draw(st.integers(0, 40)) :]
    found = texts.read(damaged, "book.toml", Rulebook)
    assert (found.value is None) == bool(found.problems)


@pytest.mark.parametrize("file", [*shelf.RULEBOOKS, *shelf.CATALOGUES])
def test_every_line_found_is_the_line_on_which_the_key_stands(file):
    text = shelf.text(file)
    rows = text.splitlines()
    wrong = [
        (path, line)
        for path, line in lines.find(text).items()
        if isinstance(path[-1], str) and str(path[-1]) not in rows[line - 1]
    ]
    assert wrong == []
