"""What differs between two texts by meaning: nothing where nothing does, and every single edit where one was made."""

import re
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditplus import differences
from creditplus.documents import DocumentKind
from tests import shelf

ALL: list[tuple[DocumentKind, str]] = [
    *(("guardrails", file) for file in shelf.LIMITS),
    *(("catalogue", file) for file in shelf.CATALOGUES),
    *(("rulebook", file) for file in shelf.RULEBOOKS),
    *(("scenario", file) for file in shelf.SCENARIOS),
]
BOOK = shelf.text(next(file for file in shelf.RULEBOOKS if shelf.BEIAN in file))
NUMBER = re.compile(r"(?m)^(points|at_least|to|base|max|min|year|life|month)(\s*=\s*)(-?\d+)\s*$")


def blocks(text: str) -> tuple[str, list[str], str]:
    """What stands before the rules of a rulebook, each rule, and what stands after them."""
    begin = text.index("[[rules]]")
    rules = re.split(r"(?m)^(?=\[\[rules\]\])", text[begin:])[1:]
    found = re.search(r"(?m)^\[(?!\[rules\]\]|rules\.)", rules[-1])
    after = rules[-1][found.start() :] if found else ""
    rules[-1] = rules[-1][: found.start()] if found else rules[-1]
    return text[:begin], rules, after


HEAD, RULES, TAIL = blocks(BOOK)


def kinds_of(rules: list[str]) -> list[str]:
    return [tomllib.loads(rule)["rules"][0]["kind"] for rule in rules]


@pytest.mark.parametrize(("kind", "file"), ALL)
def test_a_text_differs_in_nothing_from_itself(kind: DocumentKind, file: str) -> None:
    found = differences.difference(kind, shelf.text(file), shelf.text(file))
    assert (found.changes, found.says.en, found.lines) == ((), "no change in meaning", ())


@pytest.mark.parametrize(("kind", "file"), ALL)
def test_a_remark_changes_lines_and_no_meaning(kind: DocumentKind, file: str) -> None:
    found = differences.difference(kind, shelf.text(file), shelf.text(file) + "\n# a remark\n")
    assert found.changes == ()
    assert "+# a remark" in found.lines


@settings(deadline=None)
@given(st.data())
def test_every_edit_of_one_number_is_found_and_nothing_else(data: Any) -> None:
    places = list(NUMBER.finditer(BOOK))
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.integers(1, 400).filter(lambda number: number != int(place[3])))
    edited = BOOK[: place.start(3)] + str(other) + BOOK[place.end(3) :]
    found = differences.difference("rulebook", BOOK, edited)
    assert [(one.what, one.before, one.after) for one in found.changes] == [("changed", place[3], str(other))]


@settings(deadline=None)
@given(st.permutations(range(len(RULES))))
def test_rules_of_different_kinds_may_stand_in_any_order(order: list[int]) -> None:
    """Those of one kind keep their order; everything else is shuffled."""
    kinds = kinds_of(RULES)
    left = {kind: iter([place for place, one in enumerate(kinds) if one == kind]) for kind in set(kinds)}
    kept = [next(left[kinds[place]]) for place in order]
    shuffled = HEAD + "".join(RULES[place] for place in kept) + TAIL
    assert differences.difference("rulebook", BOOK, shuffled).changes == ()


@settings(deadline=None)
@given(st.integers(0, len(RULES) - 1))
def test_a_rule_that_is_taken_out_is_told_once(place: int) -> None:
    code = tomllib.loads(RULES[place])["rules"][0]["code"]
    without = HEAD + "".join(rule for number, rule in enumerate(RULES) if number != place) + TAIL
    assert [(one.what, one.path) for one in differences.difference("rulebook", BOOK, without).changes] == [
        ("removed", f"rules.{code}")
    ]
    assert [(one.what, one.path) for one in differences.difference("rulebook", without, BOOK).changes] == [
        ("added", f"rules.{code}")
    ]


RULE = """
[[rules]]
code = "{code}"
title = {{ zh = "志愿服务", en = "volunteering" }}
kind = "{kind}"
law = "《志愿服务条例》第三十二条"
points = {points}
counts_for = "1 year"
when = {when}
"""


@pytest.mark.parametrize(
    ("one", "other", "moved"),
    [
        ('{ level = "市" }', "{ hours = { at_least = 10 } }", ["second"]),
        ('{ level = "市" }', '{ level = "省" }', []),
        ('{ level = ["市", "县"] }', '{ level = ["省", "国家"] }', []),
        ('{ level = ["市", "省"] }', '{ level = ["省", "国家"] }', ["second"]),
        ("{}", "{}", ["second"]),
        ('{ any = [{ level = "市" }] }', '{ any = [{ level = "省" }] }', ["second"]),
    ],
)
def test_order_is_told_where_one_record_may_fit_both(one: str, other: str, moved: list[str]) -> None:
    first = RULE.format(code="first", kind="volunteer_honour", points=1, when=one)
    second = RULE.format(code="second", kind="volunteer_honour", points=2, when=other)
    found = differences.difference("rulebook", HEAD + first + second + TAIL, HEAD + second + first + TAIL)
    assert [(change.what, change.path) for change in found.changes] == [("moved", f"rules.{code}") for code in moved]


def test_what_is_written_as_it_stands_anyway_changes_nothing() -> None:
    rule = RULE.format(code="one", kind="volunteer_honour", points=1, when="{}")
    found = differences.difference("rulebook", HEAD + rule + TAIL, HEAD + rule + 'pooled = "record"\n' + TAIL)
    assert found.changes == ()


def test_a_change_says_in_both_languages_from_what_to_what() -> None:
    book = RULE.format(code="one", kind="volunteer_honour", points=1, when="{}")
    more = RULE.format(code="one", kind="volunteer_honour", points=1.5, when="{}")
    change = differences.difference("rulebook", HEAD + book + TAIL, HEAD + more + TAIL).changes[0]
    assert (change.says.zh, change.says.en) == (
        "规则 `one.points` 改变：1 → 1.5",
        "rule `one.points` changed: 1 → 1.5",
    )
