"""T6, reachable: every grade above the base can be reached by what any resident can do, and every rule can be worth something."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from creditplus import scores, values
from creditplus.errors import Words
from creditplus.rulebooks import Ready
from creditplus.scales import Grade
from creditplus.scores import Sums
from creditplus.tools.proof import claims, dead_ends, earnings
from creditplus.tools.proof.claims import Statement, Subject
from creditplus.tools.proof.readings import Place, Terms, Touched
from creditplus.tools.proof.smt import Script

LAW = "《黑龙江省“十四五”社会信用体系建设规划》四（四）"


def reachable(subject: Subject) -> Iterator[Statement]:
    """T6: every rule alive and not shadowed, every category open to its rules, every grade from the base upwards within reach."""
    for rule in subject.ready:
        yield alive(subject, rule)
    ways = [(rule.category, rule.magnitude) for rule in subject.ready]
    for category, sign in dict.fromkeys(ways):
        yield open_way(subject, category, sign)
    found = earnings.Earnings(subject)
    base = scores.grade_of(subject.book, subject.base).code
    for grade in subject.book.grades:
        yield within_reach(subject, grade, found)
        if grade.code == base:  # a grade below it harms nobody by staying empty: a text may take no points at all
            break


def alive(subject: Subject, rule: Ready) -> Statement:
    """Some record earns under the rule, not under an earlier one, and makes a difference beside some others."""
    script = Script()
    item = subject.symbol(script, rule, script.integer("nth", 1) if rule.occurrences else 1)
    with_, without = values.worth(Terms(script), rule, Touched([Place(item, None)]))[-1][1].total
    script.claim(with_ > without)
    told = claims.rule_words(rule)
    return Statement(
        path=subject.path(rule),
        says=Words(
            f"{told.zh}要有作用：有记录适用它，且能得分或减分", f"{told.en} must be able to count for something"
        ),
        body=claims.body(script),
        expected="sat",
        law=LAW,
        search=partial(dead_ends.dead, subject, rule),
    )


def open_way(subject: Subject, category: str | None, sign: int) -> Statement:
    """A greater (or smaller) sum in a category can change the sum of everything."""
    script = Script()
    one, other = subject.totals(script, category, sign, 0)
    script.claim((one > other) | (one < other))
    rules = [rule for rule in subject.ready if (rule.category, rule.magnitude) == (category, sign)]
    return Statement(
        path=subject.path(rules[0], "category"),
        says=Words(
            f"类别 {category or '-'} 要让其中的规则起作用", f"category `{category or '-'}` must let its rules count"
        ),
        body=claims.body(script),
        expected="sat",
        law=LAW,
        search=partial(dead_ends.closed, subject, rules[0]),
    )


def within_reach(subject: Subject, grade: Grade, found: earnings.Earnings) -> Statement:
    """Some sums that the integer reader was seen to give, with or without a list, lead to the grade."""
    script, book = Script(), subject.book
    sums: dict[str, Any] = {rule.code: earned(script, found, rule) * rule.magnitude for rule in subject.ready}
    for clean in book.clean:
        sums[clean.code] = script.integer("clean", 0, clean.periods_max) * clean.points
    for cut in book.cuts:
        inside = [rule.code for rule in subject.ready if rule.category == cut.category]
        sums |= dict.fromkeys(inside, 0)
        sums[cut.code] = one_of(script, found.within_periods(cut)) * cut.magnitude
    listed = {condition.code: script.truth("listed") for condition in book.standing}
    since: dict[str, dict[str, Any]] = {code: {} for code in listed}
    points = scores.add_up(claims.smt_operators, book, Sums(sums, listed, since)).points
    ends: Any = {one.code: script.integer("share_end", book.score.min) for one in book.grades if one.at_least is None}
    place = scores.place_of(claims.smt_operators, book, points, listed, ends)
    script.claim(place == book.grades.index(grade))
    return Statement(
        path=("grades", book.grades.index(grade)),
        says=Words(f"等级 {grade.code} 要能达到", f"grade {grade.code} must be within reach"),
        body=claims.body(script),
        expected="sat",
        law=LAW,
        search=partial(dead_ends.out_of_reach, subject, grade, found),
    )


def earned(script: Script, found: earnings.Earnings, rule: Ready) -> Any:
    """Nothing, or one of the sums that records were seen to have."""
    seen = found.sums(rule)
    return one_of(script, seen) if seen else 0


def one_of(script: Script, seen: list[int]) -> Any:
    """Nothing, or one of some sums, which ascend."""
    total = script.integer("earned", 0, seen[-1])
    one: Any = total == 0
    for number in seen:
        one = one | (total == number)
    script.claim(one)
    return total
