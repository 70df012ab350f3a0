"""Conditions as data, read plainly: what holds, what a missing field means, and why something does not apply."""

import msgspec
import pytest

from creditplus.language import conditions
from creditplus.language.conditions import Absent, All, Compare, Condition, Either, Exists, Leaf, Plain

RECORD: dict[str, conditions.Value] = {"hours": 10, "level": "省级", "paid": True, "title": ""}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Compare("hours", "eq", 10), True),
        (Compare("hours", "ne", 10), False),
        (Compare("hours", "lt", 10), False),
        (Compare("hours", "le", 10), True),
        (Compare("hours", "gt", 9), True),
        (Compare("hours", "ge", 11), False),
        (Compare("level", "eq", "省级"), True),
        (Compare("level", "ne", "省级"), False),
        (Compare("paid", "eq", True), True),
        (Compare("paid", "ne", True), False),
        (Exists("title"), True),
        (Absent("title"), False),
        (All(()), True),
        (Either(()), False),
        (All((Exists("hours"), Absent("hours"))), False),
        (Either((Absent("hours"), Exists("hours"))), True),
    ],
)
def test_each_form_holds_or_does_not(condition: Condition, expected: bool) -> None:
    assert conditions.holds(condition, Plain(RECORD)) is expected


@pytest.mark.parametrize("op", ["eq", "ne", "lt", "le", "gt", "ge"])
def test_a_missing_field_satisfies_no_comparison_not_even_is_not(op: conditions.Op) -> None:
    assert conditions.holds(Compare("weight", op, 1), Plain(RECORD)) is False


@pytest.mark.parametrize(
    "condition",
    [Compare("paid", "eq", 1), Compare("paid", "ne", 0), Compare("hours", "ne", "10"), Compare("level", "ne", 1)],
)
def test_nothing_is_compared_across_types(condition: Condition) -> None:
    assert conditions.holds(condition, Plain(RECORD)) is False


@pytest.mark.parametrize(("op", "value"), [("lt", "b"), ("ge", True), ("eq", 2**62), ("gt", -(2**62))])
def test_an_order_of_texts_and_a_number_beyond_the_engine_cannot_be_written(
    op: conditions.Op, value: conditions.Value
) -> None:
    with pytest.raises(ValueError, match=r"order|large"):
        Compare("field", op, value)


def test_only_numbers_have_an_order_whoever_asks() -> None:
    assert Plain(RECORD).compare("level", "ge", "省级") is False


class Terms:
    """A reading that notes what it is asked, as terms of a solver do."""

    true, false = "true", "false"

    class Term(str):
        __slots__ = ()

        def __and__(self, other: str) -> "Terms.Term":
            return Terms.Term(f"({self} and {other})")

        def __or__(self, other: str) -> "Terms.Term":
            return Terms.Term(f"({self} or {other})")

        __rand__ = __ror__ = lambda self, other: self

    def compare(self, field: str, op: str, value: object) -> Term:
        return self.Term(f"{field} {op} {value}")

    def exists(self, field: str) -> Term:
        return self.Term(f"has {field}")

    def absent(self, field: str) -> Term:
        return self.Term(f"lacks {field}")


def test_other_readers_get_the_same_condition_with_and_and_or_alone() -> None:
    condition = All((Compare("a", "ge", 1), Either((Exists("b"), Absent("c")))))
    assert conditions.holds(condition, Terms()) == "(a ge 1 and (has b or lacks c))"


def test_an_explanation_gives_bound_value_and_verdict_of_every_comparison() -> None:
    condition = All(
        (Compare("hours", "ge", 12), Either((Compare("level", "eq", "国家级"), Absent("weight"))), Exists("weight"))
    )
    assert conditions.explain(condition, RECORD) == [
        Leaf("hours", "ge", 12, 10, False),
        Leaf("level", "eq", "国家级", "省级", False),
        Leaf("weight", "absent", None, None, True),
        Leaf("weight", "exists", None, None, False),
    ]


def test_a_condition_survives_being_written_as_json() -> None:
    condition = All(
        (Compare("a", "eq", True), Compare("b", "ne", 1), Either((Compare("c", "eq", "1"), Exists("d"), Absent("e"))))
    )
    again = msgspec.json.decode(msgspec.json.encode(condition), type=Condition)
    assert repr(again) == repr(condition)
