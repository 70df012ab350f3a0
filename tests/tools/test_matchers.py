"""Which rule a record earns under, asked of the engines that stay open for the rulebooks in use."""

from datetime import UTC, date, datetime

import pytest

from creditplus.arithmetic import POINT
from creditplus.errors import Words
from creditplus.language.conditions import All, Compare, Condition, Value
from creditplus.records import Record
from creditplus.rulebooks import Dates, Ready, Rulebook
from creditplus.scales import Grade, Scale
from creditplus.tools import engine
from creditplus.tools.engine import matchers

TITLE = Words("示例", "an example")
HOURS = All((Compare("kind", "eq", "volunteer_hours"), Compare("hours", "ge", 100)))
RULES: dict[str, Condition] = {
    "long": HOURS,
    "any_hours": Compare("kind", "eq", "volunteer_hours"),
    "blood": Compare("kind", "eq", "blood_donation"),
}


def rulebook(digest: str, rules: dict[str, Condition]) -> Rulebook:
    ready = tuple(
        Ready(code=code, title=TITLE, kind="any", law="示例第一条", points=POINT, polarity="merit", condition=condition)
        for code, condition in rules.items()
    )
    return Rulebook(
        kind="rulebook",
        county="230110",
        title=TITLE,
        document="示例〔2026〕1号",
        law=("示例第一条",),
        commented=Dates(date(2026, 1, 1), date(2026, 2, 1)),
        effective=date(2026, 3, 1),
        expires=date(2031, 3, 1),
        impact_assessment="示例-1",
        score=Scale(base=1000 * POINT),
        grades=(Grade("A", TITLE, at_least=0), Grade("B", TITLE, at_least=0)),
        rules=ready,
        digest=digest,
    )


def record(kind: str, /, **fields: Value) -> Record:
    at = datetime(2026, 7, 1, tzinfo=UTC)
    return Record(id="1", person="p", county="230110", kind=kind, on=at.date(), fields=fields, reported_at=at)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (record("volunteer_hours", hours=100), "long"),
        (record("volunteer_hours", hours=99), "any_hours"),
        (record("volunteer_hours"), "any_hours"),
        (record("blood_donation", hours=100), "blood"),
        (record("late_payment", kind="blood_donation"), None),
    ],
)
def test_a_record_earns_under_the_first_rule_that_applies(given: Record, expected: str | None) -> None:
    assert engine.matcher(rulebook("first", RULES))(given) == expected


def test_a_rulebook_in_use_is_opened_once() -> None:
    assert matchers.engine_of(rulebook("once", RULES)) is matchers.engine_of(rulebook("once", RULES))


def test_the_same_text_under_another_catalogue_is_opened_anew() -> None:
    before = engine.matcher(rulebook("same", {"r": Compare("hours", "ge", 100)}))
    after = engine.matcher(rulebook("same", {"r": Compare("hours", "ge", 1000)}))
    assert (before(record("k", hours=500)), after(record("k", hours=500))) == ("r", None)


def test_engines_not_asked_for_are_closed_and_whoever_holds_one_still_gets_answers() -> None:
    oldest = engine.matcher(rulebook("oldest", RULES))
    for number in range(matchers.HELD_MAX):
        engine.matcher(rulebook(f"newer {number}", {"r": All(())}))
    assert (len(matchers.held), "oldest" in matchers.held) == (matchers.HELD_MAX, False)
    assert oldest(record("blood_donation")) == "blood"


def test_all_that_went_wrong_is_counted_for_the_whole_process() -> None:
    before = dict(engine.counts)
    with engine.open({"r": All(())}, sample=1) as opened:
        opened.rules["r"] = Compare("hours", "ge", 1)  # from now on the engine and the plain reading differ
        opened.match({})
    assert engine.counts == {"mismatches": before["mismatches"] + 1, "failures": before["failures"]}
