"""T10, exact: no fraction is lost before the declared rounding point, and a million records never leave 64 bits."""

from collections.abc import Iterator
from functools import partial
from math import gcd
from typing import Any

import msgspec

from creditplus import arithmetic, values
from creditplus.errors import Words
from creditplus.rulebooks import Ready
from creditplus.tools.proof import claims, residents, smt
from creditplus.tools.proof.claims import Statement, Subject
from creditplus.tools.proof.readings import Place, Terms, Touched
from creditplus.tools.proof.smt import Script

LAW = "《黑龙江省“十四五”社会信用体系建设规划》四（四）"
RECORDS = 1_000_000
END = 2**63
ROOM = 2**40
"""What bases and limits of categories may add beside the records: more than any text can write in its hundred categories."""


def exact(subject: Subject) -> Iterator[Statement]:
    """T10: each rule that counts parts of a unit, and the size of each rule's sums."""
    for rule in subject.ready:
        if any(band.parts for band in rule.bands):
            yield no_fraction(subject, rule)
        yield no_overflow(subject, rule)


def no_fraction(subject: Subject, rule: Ready) -> Statement:
    """Where parts of a unit count, every amount that records can add up to gives whole hundredths of a point."""
    script = Script()
    item = subject.symbol(script, rule)
    others = script.integer("others", 0) if rule.pooled != "record" else 0
    over = Terms(script)
    much = values.counted(over, rule, item) + others * step_of(rule)
    over.divided.clear()
    values.banded(over, rule, much)
    lost: Any = False
    for band, (number, by) in zip(rule.bands, over.divided, strict=True):
        if band.parts:
            lost = lost | (number > smt.divide(number, by) * by)
    script.claim(lost)
    told = claims.rule_words(rule)
    return Statement(
        path=subject.path(rule, "bands"),
        says=Words(f"{told.zh}：取整之前不丢失小数", f"{told.en}: no fraction is lost before the rounding"),
        body=claims.body(script),
        law=LAW,
        search=partial(residents.fraction_lost, subject, rule),
    )


def step_of(rule: Ready) -> int:
    """The step in which a rule's amounts grow; what is cut off grows to where it is cut."""
    ends = [most for most in msgspec.structs.astuple(rule.at_most) if most is not None]
    return gcd(gcd(*(measure.multiplier or measure.count for measure in rule.measures)) or arithmetic.AMOUNT, *ends)


def no_overflow(subject: Subject, rule: Ready) -> Statement:
    """A million records at the greatest values that the catalogue allows stay within 64 bits at every step."""
    script = Script()
    over = Terms(script, lambda value: value * (RECORDS - 1))
    item = subject.symbol(script, rule, script.integer("nth", 1) if rule.occurrences else 1)
    column = values.worth(over, rule, Touched([Place(item, None)]))[-1][1]
    large: Any = False
    for number in (*over.sums, *(number for number, _ in over.divided), column.total[0] * RECORDS):
        large = large | (number >= END - ROOM) | (number <= ROOM - END)
    script.claim(large)
    told = claims.rule_words(rule)
    return Statement(
        path=subject.path(rule),
        says=Words(f"{told.zh}：一百万条信息之和不溢出", f"{told.en}: a million records never leave 64 bits"),
        body=claims.body(script),
        law=LAW,
        search=partial(residents.too_large, subject, rule),
    )
