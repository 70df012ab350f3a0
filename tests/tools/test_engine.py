"""The rule engine behind its one door: what it answers, how it recovers, and the trial before a text can take effect."""

import resource
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import durable_rules_engine as durable
import pytest

from creditplus.language.conditions import Absent, All, Compare, Condition, Either, Exists, Value
from creditplus.tools import engine
from creditplus.tools.engine import trials

NEVER = 10**9
"""Compare no answer with the plain reading: these tests want the engine's own."""
RULES: dict[str, Condition] = {
    "献血": All((Compare("kind", "eq", "献血"), Compare("millilitres", "ge", 200))),
    "any.record": All(()),
    "late": All((Compare("kind", "eq", 'late "payment"\\\n'), Compare("paid", "eq", False), Absent("reason"))),
    "weak": Either((Compare("level", "ne", "nation"), Compare("hours", "lt", 105), Exists("title"))),
    "never": Either(()),
    "again": All((Compare("kind", "eq", "献血"), Compare("millilitres", "ge", 200))),
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ["any.record"]),
        ({"kind": "献血", "millilitres": 200}, ["献血", "any.record", "again"]),
        ({"kind": "献血", "millilitres": 199}, ["any.record"]),
        ({"kind": "献血", "millilitres": 2**100}, ["献血", "any.record", "again"]),
        ({"kind": 'late "payment"\\\n', "paid": False}, ["any.record", "late"]),
        ({"kind": 'late "payment"\\\n', "paid": False, "reason": ""}, ["any.record"]),
        ({"kind": 'late "payment"\\\n', "paid": 0}, ["any.record"]),
        ({"level": "nation", "hours": 105}, ["any.record"]),
        ({"level": "city", "hours": 104, "title": "x" * 70_000}, ["any.record", "weak"]),
    ],
)
def test_the_engine_names_every_rule_that_holds_in_the_order_of_the_text(
    facts: dict[str, Value], expected: list[str]
) -> None:
    with engine.open(RULES, sample=NEVER) as opened:
        assert (opened.match(facts), opened.failures, opened.plain) == (expected, 0, {})


RECORDS: list[dict[str, Value]] = [
    {"level": "5", "hours": 300},
    {"hours": 299, "x": 7},
    {"level": "599"},
    {"x7": 1},
    {},
]
LARGE: list[dict[str, Condition]] = [
    {f"r{n}": Compare("level", "eq", f"{n}") for n in range(600)},
    {f"r{n}": Compare("hours", "ge", n) for n in range(600)},
    {f"r{n}": Exists("hours") for n in range(300)},
    {f"r{n}": Absent(f"x{n}") for n in range(300)},
    {f"r{n}": All((Exists("hours"), Either((Compare("level", "eq", "5"), Compare("x", "eq", n))))) for n in range(300)},
    {f"r{n}": All((Compare("level", "eq", f"{n % 90}"), Compare("hours", "gt", n))) for n in range(2000)},
    {},
]


@pytest.mark.parametrize("rules", LARGE, ids=["siblings", "holding", "identical", "absent", "joints", "kinds", "none"])
def test_texts_beyond_one_network_are_divided_and_answered_exactly(rules: dict[str, Condition]) -> None:
    with engine.open(rules, sample=NEVER) as opened:
        for facts in RECORDS:
            assert opened.match(facts) == opened.read(facts)
        assert (opened.failures, opened.plain) == (0, {})


def test_rules_the_engine_has_no_room_for_are_read_plainly_in_their_place() -> None:
    wide = All(tuple(Either((Exists(f"a{n}"), Exists(f"b{n}"))) for n in range(9)))
    facts: dict[str, Value] = {f"a{n}": 1 for n in range(9)}
    with engine.open({"first": All(()), "wide": wide, "last": Exists("a0")}) as opened:
        assert (opened.match(facts), list(opened.plain)) == (["first", "wide", "last"], ["wide"])


def test_a_record_with_more_fields_than_the_engine_takes_is_read_plainly() -> None:
    rules: dict[str, Condition] = {f"r{n}": Compare(f"x{n}", "ge", n) for n in range(300)}
    with engine.open(rules, sample=NEVER) as opened:
        assert (opened.match({f"x{n}": 200 for n in range(300)}), opened.failures) == ([f"r{n}" for n in range(201)], 0)


def test_an_interrupted_call_costs_nothing_but_a_new_opening() -> None:
    with engine.open(RULES, sample=NEVER) as opened:
        durable.assert_fact(opened._handles[0], '{"id":"r","k":1}')
        answers = [opened.match({"hours": 1}) for _ in range(3)]
        assert (answers, opened.failures) == ([["any.record", "weak"]] * 3, 1)


def test_a_handle_that_is_gone_is_opened_anew() -> None:
    with engine.open(RULES, sample=NEVER) as opened:
        durable.delete_ruleset(opened._handles[0])
        answers = [opened.match({"hours": 1}) for _ in range(3)]
        assert (answers, opened.failures) == ([["any.record", "weak"]] * 3, 1)


def test_a_closed_engine_still_answers_rightly() -> None:
    opened = engine.open(RULES)
    opened.close()
    opened.close()
    assert (opened.match({"hours": 1}), opened.failures) == (["any.record", "weak"], 0)


def test_a_wrong_answer_is_counted_and_the_plain_reading_is_served() -> None:
    with engine.open(RULES, sample=2) as opened:
        opened.rules["never"] = All(())  # from now on the engine and the plain reading differ
        answers = [opened.match({}) for _ in range(4)]
        assert (answers, opened.mismatches) == ([["any.record"], ["any.record", "never"]] * 2, 2)


def test_four_threads_share_one_engine() -> None:
    records: list[dict[str, Value]] = [{"kind": "献血", "millilitres": n % 400, "hours": n} for n in range(1500)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with engine.open(RULES, sample=NEVER) as opened, ThreadPoolExecutor(4) as threads:
            expected = [opened.read(facts) for facts in records]
            start = threading.Barrier(4)

            def all_records(_: int) -> list[list[str]]:
                start.wait()
                return [opened.match(facts) for facts in records]

            answers = list(threads.map(all_records, range(4)))
            assert (answers, opened.failures) == ([expected] * 4, 0)
    finally:
        sys.setswitchinterval(before)


def test_opening_and_closing_gives_all_memory_back() -> None:
    def opened_and_closed(times: int) -> int:
        for _ in range(times):
            with engine.open(LARGE[2], sample=NEVER) as opened:
                opened.match({"hours": 1})
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    before = opened_and_closed(50)
    assert opened_and_closed(300) - before < 4096


def test_a_trial_finds_nothing_wrong_with_sound_rules() -> None:
    assert engine.try_out(RULES) == []


def test_a_trial_names_the_rule_that_the_engine_has_no_room_for() -> None:
    wide = All(tuple(Either((Exists(f"a{n}"), Exists(f"b{n}"))) for n in range(9)))
    assert [words.en for words in engine.try_out({"fine": All(()), "wide": wide})] == [
        "rule `wide`: one record could satisfy it in more than 64 ways at once; write fewer alternatives in `any`"
    ]


def test_a_trial_ends_when_its_time_is_up() -> None:
    assert [words.en for words in engine.try_out(RULES, seconds=0.01)] == [
        "the trial did not end within 0.01 seconds; write fewer rules"
    ]


def test_a_trial_that_breaks_down_says_so() -> None:
    unreadable: dict[str, Any] = {"r": {"type": "no condition"}}
    assert [words.en for words in engine.try_out(unreadable)] == [
        "the rule engine broke down over these rules; write fewer or simpler ones"
    ]


def test_a_trial_visits_the_bounds_of_every_comparison() -> None:
    rules: dict[str, Condition] = {"r": All((Compare("hours", "ge", 10), Compare("late", "eq", True)))}
    records = list(trials.bounds(rules))
    assert {facts["hours"] for facts in records if "hours" in facts} == {9, 10, 11}
    assert {facts["late"] for facts in records if "late" in facts} == {True, False, ""}
