"""A written `when`: what it means, and every mistake an author can make, each with advice."""

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from creditplus.language import whens
from creditplus.language.conditions import Absent, All, Compare, Condition, Either, Exists, FieldType

FIELDS = {
    "level": FieldType("text", choices=("nation", "province", "city")),
    "title": FieldType("text"),
    "hours": FieldType("decimal", places=1),
    "times": FieldType("whole"),
    "deposit": FieldType("fen"),
    "paid_on": FieldType("date"),
    "late": FieldType("yes_no"),
}


def written(text: str) -> Any:
    return tomllib.loads(f"when = {text}", parse_float=Decimal)["when"]


def flat(condition: Condition) -> Condition:
    return condition.parts[0] if isinstance(condition, All) and len(condition.parts) == 1 else condition


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", All(())),
        ('{ level = "nation" }', Compare("level", "eq", "nation")),
        ('{ level = ["nation", "city"] }', Either((Compare("level", "eq", "nation"), Compare("level", "eq", "city")))),
        ('{ level = { one_of = ["city"] } }', Either((Compare("level", "eq", "city"),))),
        ('{ level = { is_not = "city" } }', Compare("level", "ne", "city")),
        (
            "{ hours = { at_least = 10, below = 20.5 } }",
            All((Compare("hours", "ge", 100), Compare("hours", "lt", 205))),
        ),
        ("{ times = { above = 1, at_most = 3 } }", All((Compare("times", "gt", 1), Compare("times", "le", 3)))),
        ("{ hours = 2.50 }", Compare("hours", "eq", 25)),
        ("{ deposit = 19900 }", Compare("deposit", "eq", 19900)),
        ("{ paid_on = { below = 2026-07-01 } }", Compare("paid_on", "lt", date(2026, 7, 1).toordinal())),
        ("{ late = false }", Compare("late", "eq", False)),
        ("{ late = { exists = true } }", Exists("late")),
        ("{ late = { exists = false } }", Absent("late")),
        (
            '{ late = true, title = "中文 \\"引号\\"" }',
            All((Compare("late", "eq", True), Compare("title", "eq", '中文 "引号"'))),
        ),
        (
            "{ any = [{ late = true }, { all = [{ times = 1 }] }] }",
            Either((All((Compare("late", "eq", True),)), All((All((All((Compare("times", "eq", 1),)),)),)))),
        ),
    ],
)
def test_every_written_form_has_one_meaning(text: str, expected: Condition) -> None:
    condition, problems = whens.read(written(text), FIELDS)
    assert (repr(flat(condition)), problems) == (repr(expected), [])


DEEP = "{ any = [" * 5 + "{ late = true }" + "] }" * 5
MISTAKES = [
    ('{ levle = "city" }', ("levle",), "there is no field `levle`; write `level`"),
    ("{ late = 1 }", ("late",), "`1` cannot be compared with this field; write true or false"),
    ("{ times = true }", ("times",), "`true` cannot be compared with this field; write a whole number"),
    ("{ times = 1.5 }", ("times",), "`1.5` cannot be compared with this field; write a whole number"),
    (
        '{ hours = { at_least = "10" } }',
        ("hours", "at_least"),
        "`10` cannot be compared with this field; write a number",
    ),
    ("{ hours = 1.25 }", ("hours",), "`1.25` has too many decimal places; write at most 1"),
    ("{ hours = 1e20 }", ("hours",), "`1E+20` is too large; write a number from -1000000000000 to 1000000000000"),
    ("{ hours = nan }", ("hours",), "`NaN` cannot be compared with this field; write a number"),
    ("{ hours = inf }", ("hours",), "`Infinity` cannot be compared with this field; write a number"),
    ("{ deposit = 1.5 }", ("deposit",), "`1.5` cannot be compared with this field; write a whole number of fen"),
    (
        '{ paid_on = "2026-07-01" }',
        ("paid_on",),
        "`2026-07-01` cannot be compared with this field; write a date such as 2026-07-01",
    ),
    (
        "{ paid_on = 2026-07-01T08:00:00 }",
        ("paid_on",),
        "`2026-07-01 08:00:00` cannot be compared with this field; write a date such as 2026-07-01",
    ),
    ("{ title = 7 }", ("title",), "`7` cannot be compared with this field; write a text in quotes"),
    ('{ level = "provinse" }', ("level",), "`provinse` is not one of the choices; write `province`"),
    ('{ level = ["nation", "x"] }', ("level", 1), "`x` is not one of the choices; write `nation`, `province`, `city`"),
    ("{ level = [] }", ("level",), "write a list with at least one value for `level`: [ … ]"),
    ('{ level = { one_of = "city" } }', ("level", "one_of"), "write a list with at least one value for `level`: [ … ]"),
    (
        '{ level = { at_least = "city" } }',
        ("level", "at_least"),
        "`level` has no order for `at_least`; write `is` or `one_of`",
    ),
    ("{ late = { above = false } }", ("late", "above"), "`late` has no order for `above`; write `is` or `one_of`"),
    ("{ hours = { atleast = 1 } }", ("hours", "atleast"), "unknown comparison `atleast`; write `at_least`"),
    (
        "{ hours = {} }",
        ("hours",),
        "the table after `hours` is empty; write one of `is`, `is_not`, `at_least`, `at_most`, `above`, `below`, `one_of`, `exists`",
    ),
    ("{ late = { exists = 1 } }", ("late", "exists"), "`1` is neither true nor false; write `true` or `false`"),
    ("{ any = { late = true } }", ("any",), "write a list after `any`: [ { field = value }, … ]"),
    ("{ all = [] }", ("all",), "write a list after `all`: [ { field = value }, … ]"),
    ("{ any = [7] }", ("any", 0), "`7` is no condition; write { field = value }"),
    (DEEP, ("any", 0) * 4 + ("any",), "`any` lies more than 4 levels deep; write several rules"),
    (f"{{ times = {list(range(41))} }}", (), "41 comparisons, at most 40 fit; write several rules"),
]


@pytest.mark.parametrize(("text", "path", "message"), MISTAKES)
def test_every_mistake_names_its_place_and_says_what_to_write(
    text: str, path: tuple[str | int, ...], message: str
) -> None:
    _, problems = whens.read(written(text), FIELDS)
    assert [(path, words.en) for path, words in problems] == [(path, message)]


def test_all_mistakes_are_found_at_once() -> None:
    text = '{ levle = "x", hours = { at_least = 1.25, about = 3 }, any = [{ late = 1 }, { times = [1, "2"] }] }'
    _, problems = whens.read(written(text), FIELDS)
    assert [path for path, _ in problems] == [
        ("levle",),
        ("hours", "at_least"),
        ("hours", "about"),
        ("any", 0, "late"),
        ("any", 1, "times", 1),
    ]


def test_every_message_has_chinese_and_english_of_the_house_style() -> None:
    found = [words for text, _, _ in MISTAKES for _, words in whens.read(written(text), FIELDS)[1]]
    assert [w for w in found if w.en[0].isupper() or w.en.endswith(".") or w.zh.endswith("。") or not w.zh] == []


def test_four_levels_of_nesting_can_be_read() -> None:
    text = "{ any = [" * 4 + "{ late = true }" + "] }" * 4
    assert whens.read(written(text), FIELDS)[1] == []
