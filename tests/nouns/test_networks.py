"""The engine's network, drawn and counted: what has room, what is divided, and what is never given to the engine."""

import json

import pytest

from creditplus.language import networks, spellings
from creditplus.language.conditions import Absent, All, Compare, Condition, Either, Exists, Value


def rules_of(*conditions: Condition) -> list[networks.Part]:
    names = spellings.Names()
    return [rule for condition in conditions if (rule := names.rule(condition)) is not None]


def test_equal_beginnings_are_shared_and_joints_are_not() -> None:
    kind = Compare("kind", "eq", "a")
    either = Either((Exists("x"), Exists("y")))
    root = networks.network(
        rules_of(All((kind, Exists("z"))), All((kind, Exists("z"), Absent("q"))), All((kind, either)), either)
    )
    top = root.below["$eq", "k", 1]
    below = top.below["$eq", "t0", 1]
    assert (len(root.following), len(top.below), len(below.below)) == (1, 3, 3)
    assert [len(node.joints) for node in below.below.values()] == [0, 1, 1]


def test_values_of_one_field_exclude_each_other_and_other_comparisons_do_not() -> None:
    equal = networks.network(rules_of(*(Compare("level", "eq", f"{n}") for n in range(100))))
    above = networks.network(rules_of(*(Compare("hours", "gt", n) for n in range(100))))
    assert (equal.pending, above.pending) == (1, 100)


@pytest.mark.parametrize(
    ("conditions", "networks_needed"),
    [
        ([Compare("level", "eq", f"{n}") for n in range(511)], 1),
        ([Compare("level", "eq", f"{n}") for n in range(512)], 2),
        ([Compare("hours", "gt", n) for n in range(64)], 1),
        ([Compare("hours", "gt", n) for n in range(65)], 2),
        ([All((Compare("kind", "eq", f"{n // 10}"), Compare("hours", "gt", n))) for n in range(2000)], 1),
        ([Absent(f"f{n}") for n in range(60)], 1),
        ([All((Compare("kind", "eq", f"{n}"), Either((Exists("a"), Exists("b"))))) for n in range(500)], 1),
        ([], 0),
    ],
)
def test_rules_are_divided_only_where_a_table_would_be_full(conditions: list[Condition], networks_needed: int) -> None:
    rules = rules_of(*conditions)
    shards = networks.shards(rules)
    assert (len(shards), [rule for shard in shards for rule in shard]) == (networks_needed, rules)


def test_the_list_of_joints_below_one_comparison_is_never_filled() -> None:
    both = [All((Exists("x"), Either((Compare("y", "eq", 1), Compare("z", "eq", n))))) for n in range(128)]
    root = networks.network(rules_of(*both))
    assert (root.fits, networks.network(rules_of(*both[:127])).fits) == (False, True)


@pytest.mark.parametrize(
    ("condition", "advice"),
    [
        (
            Either(tuple(All((Exists(f"a{n}"), Either((Exists(f"b{n}"), Exists(f"c{n}"))))) for n in range(8))),
            "more than 15 groups",
        ),
        (All(tuple(Either((Exists(f"a{n}"), Exists(f"b{n}"))) for n in range(7))), "more than 64 ways"),
        (Either(tuple(Compare("x", "eq", n) for n in range(600))), "too many comparisons"),
        (All(tuple(Exists(f"x{n}") for n in range(1025))), "more than 1024 fields"),
    ],
)
def test_what_the_engine_has_no_room_for_is_refused_with_a_sentence(condition: Condition, advice: str) -> None:
    with pytest.raises(spellings.Unfit, match=advice) as refused:
        spellings.Names().rule(condition)
    assert refused.value.words.zh != ""


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (All((All((Exists("a"), All(()))), All((Exists("b"),)))), All((Exists("a"), Exists("b")))),
        (Either((Exists("a"), All(()))), All(())),
        (All((Exists("a"), Either(()))), Either(())),
        (Either((Either((Exists("a"), Exists("b"))), Either(()))), Either((Exists("a"), Exists("b")))),
        (Either((All((Exists("a"),)),)), Exists("a")),
    ],
)
def test_idle_groups_disappear(condition: Condition, expected: Condition) -> None:
    assert spellings.normal(condition) == expected


def hashed(name: str) -> int:
    """The 32-bit hash by which the engine knows names (FNV-1a)."""
    value = 2166136261
    for byte in name.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value


def test_no_two_names_that_the_engine_may_see_share_a_hash() -> None:
    ours = [f"{kind}{number}" for kind in "entb" for number in range(networks.NAMES_MAX)]
    its_own = [
        "id",
        "sid",
        "$s",
        "k",
        "w",
        "m",
        "$m",
        "$forward",
        "$i",
        "$and",
        "$or",
        "$ex",
        "$nex",
        "$lt",
        "$gt",
        "$neq",
    ]
    names = [*ours, *its_own]
    assert (len({hashed(name) for name in names}), hashed("id"), hashed("sid")) == (len(names), 926444256, 3593476751)


def test_only_short_names_and_whole_numbers_reach_the_engine() -> None:
    names = spellings.Names()
    names.rule(
        All(
            (
                Compare('"', "eq", '\\"\0\n'),
                Compare("id", "ne", "😀"),
                Compare("$s", "ge", 1),
                Compare("a.b", "eq", True),
                Absent("sid"),
            )
        )
    )
    facts: dict[str, Value] = {
        '"': '\\"\0\n',
        "id": "😀" * 70_000,
        "$s": -(2**80),
        "a.b": False,
        "sid": "x",
        "other": "unasked",
    }
    text = spellings.record(facts, spellings.slots(names))
    assert json.loads(text or "") == {"id": "r", "k": 1, "t0": 1, "t1": 0, "n2": -(2**62), "b3": 0, "e4": 1}


def test_a_record_with_too_many_fields_is_not_spelled() -> None:
    names = spellings.Names()
    for n in range(250):
        names.rule(Exists(f"x{n}"))
    assert spellings.record({f"x{n}": 1 for n in range(250)}, spellings.slots(names)) is None
