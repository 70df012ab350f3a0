"""Law: whatever the rules and the record, the engine answers exactly what the plain reading says."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditplus.language import conditions
from creditplus.language.conditions import Absent, All, Compare, Condition, Either, Exists, Value
from creditplus.tools import engine

FIELDS = ["kind", "hours", "级别", "id", "sid", "$s", "k", "a.b", "", '"', "__w"]
TEXTS = ["献血", "志愿服务", "nation", "", "1", "true", '"', "\\", "\n\0", "😀", "x" * 300, "级别"]
NUMBERS = [
    -(2**62) + 1,
    -1000,
    -1,
    0,
    1,
    2,
    105,
    1050,
    date(2026, 7, 1).toordinal(),
    10**16,
    2**53,
    2**53 + 1,
    2**62 - 1,
]
OPS: list[conditions.Op] = ["eq", "ne", "lt", "le", "gt", "ge"]

fields = st.sampled_from(FIELDS)
leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Compare, fields, st.sampled_from(OPS), st.sampled_from(NUMBERS)),
    st.builds(Compare, fields, st.sampled_from(OPS[:2]), st.sampled_from(TEXTS)),
    st.builds(Compare, fields, st.sampled_from(OPS[:2]), st.booleans()),
    st.builds(Exists, fields),
    st.builds(Absent, fields),
)


def grouped(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    some = st.lists(parts, max_size=4).map(tuple)
    return st.one_of(st.builds(All, some), st.builds(Either, some))


rule_sets = st.lists(st.recursive(leaves, grouped, max_leaves=10), min_size=1, max_size=40)


def records(chance: random.Random, rules: Sequence[Condition], count: int) -> list[dict[str, Value]]:
    """Records whose values lie at and beside the constants of the rules, some of another type, many missing."""
    bounds = [leaf.value for rule in rules for leaf in conditions.leaves(rule) if isinstance(leaf, Compare)]
    numbers = [bound + step for bound in bounds if type(bound) is int for step in (-1, 0, 1)]
    values: list[Value] = [*bounds, *numbers, True, False, "another", 2**70, -(2**70)]
    return [{field: chance.choice(values) for field in FIELDS if chance.random() < 0.6} for _ in range(count)]


def test_the_engine_equals_the_plain_reading_over_fifty_thousand_pairs_of_rule_and_record() -> None:
    asked = 0

    @settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(rule_sets, st.integers(0, 2**32))
    def equal(rules: list[Condition], seed: int) -> None:
        nonlocal asked
        named = {f"规则.{place}": rule for place, rule in enumerate(rules)}
        with engine.open(named, sample=10**9) as opened:
            for facts in records(random.Random(seed), rules, 160):
                assert opened.match(facts) == opened.read(facts)
                asked += len(named) - len(opened.plain)
            assert opened.failures == 0

    equal()
    assert asked >= 50_000


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(rule_sets, st.integers(0, 2**32))
def test_the_order_of_records_never_matters(rules: list[Condition], seed: int) -> None:
    chance = random.Random(seed)
    several: list[Any] = list(enumerate(records(chance, rules, 40)))
    with engine.open({f"r{place}": rule for place, rule in enumerate(rules)}, sample=10**9) as opened:
        first = {place: opened.match(facts) for place, facts in several}
        chance.shuffle(several)
        again = {place: opened.match(facts) for place, facts in several * 2}
    assert first == again


def test_many_rules_of_many_kinds_equal_the_plain_reading() -> None:
    chance = random.Random(7)
    rules: list[Condition] = []
    for place in range(400):
        kind = Compare("kind", "eq", f"kind{place % 20}")
        bound: Condition = Compare("hours", chance.choice(OPS), chance.randrange(50))
        level: Condition = Either(tuple(Compare("级别", "eq", text) for text in chance.sample(TEXTS, 3)))
        rules.append(
            All((kind, chance.choice([bound, level, All((bound, level)), Either((bound, level, Absent("id")))])))
        )
    with engine.open({f"r{place}": rule for place, rule in enumerate(rules)}, sample=10**9) as opened:
        for _ in range(300):
            facts: dict[str, Value] = {
                "kind": f"kind{chance.randrange(21)}",
                "hours": chance.randrange(52),
                "级别": chance.choice(TEXTS),
            }
            assert opened.match(facts) == opened.read(facts)
        assert (opened.failures, opened.plain) == (0, {})
