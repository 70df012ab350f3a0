"""What a rulebook makes use of, told in plain words, so that a test can tell whether everything was tried."""

from collections.abc import Iterator
from typing import Any

from creditplus.language.conditions import All
from creditplus.rulebooks import Ready, Rulebook
from tests.laws.strategies import LIMITS

ANYTHING = All(())
FLAGS = ("same_matter_once", "while_it_lasts", "accepts_declared", "at_least")
EVERYTHING = {
    "`above` in a condition",
    "`all` in a condition",
    "`any` in a condition",
    "`at_least` in a condition",
    "`at_most` in a condition",
    "`below` in a condition",
    "`exists` in a condition",
    "`is_not` in a condition",
    "`is` in a condition",
    "`one_of` in a condition",
    "accepts_declared",
    "at_least",
    "bands, part False, open False",
    "bands, part False, open True",
    "bands, part True, open False",
    "bands, part True, open True",
    "amount per day",
    "amount per month",
    "amount per record",
    "amount per year",
    "category base",
    "category limit per month",
    "category limit per year",
    "category max",
    "category min",
    "category within",
    "clean month",
    "clean quarter",
    "clean year",
    "counts from act",
    "counts from end",
    "counts from finding",
    "counts from release",
    "calendar years",
    "demerit",
    "discretion",
    "factors by count",
    "highest of life",
    "highest of year",
    "honour",
    "limit per day",
    "limit per life",
    "limit per month",
    "limit per record",
    "limit per rolling",
    "limit per year",
    "list sets at_most",
    "list sets grade",
    "list sets score",
    "list, merits since False",
    "list, merits since True",
    "measure before a day",
    "measure of a field",
    "measure that counts",
    "measure under a condition",
    "merit",
    "open-ended False",
    "open-ended True",
    "points",
    "points by count",
    "points_by",
    "pooled per life",
    "pooled per month",
    "pooled per record",
    "pooled per rolling",
    "pooled per year",
    "repeated, one matter False",
    "repeated, one matter True",
    "rounding down",
    "rounding half up",
    "same_matter_once",
    "share False",
    "share True",
    "state by count",
    "step 1",
    "step 100",
    "step 1000",
    "step 50",
    "while_it_lasts",
}
"""What the language can say, as random rulebooks say it."""


def words(condition: Any) -> Iterator[str]:
    """The words in which a condition is written."""
    for key, asked in condition.items() if isinstance(condition, dict) else ():
        if key in ("any", "all"):
            yield key
            yield from (word for part in asked for word in words(part))
        else:
            yield from asked if isinstance(asked, dict) else ["is"]


def of_rule(rule: Ready) -> Iterator[str]:
    """The capabilities of one rule."""
    yield from (name for name in ("points", "points_by", "discretion") if getattr(rule, name) is not None)
    yield from (name for name in FLAGS if getattr(rule, name))
    yield from (f"highest of {span}" for span in [rule.highest_of] if span is not None)
    yield from (f"bands, part {band.parts}, open {band.to is None}" for band in rule.bands)
    yield from (f"limit per {period}" for period in LIMITS if getattr(rule.limits, period) is not None)
    yield from (f"amount per {period}" for period in LIMITS[:4] if getattr(rule.at_most, period) is not None)
    yield from ("calendar years" for _ in [0] if "calendar" in (rule.counts_for or ""))
    yield from (f"counts from {rule.counts_from}" for _ in [0] if rule.counts_for is not None)
    yield rule.polarity
    yield f"pooled per {rule.pooled.split(' ')[0]}"
    if rule.occurrences is not None:
        yield from (f"{name} by count" for name in ("factors", "points", "state") if getattr(rule.occurrences, name))
        yield f"repeated, one matter {rule.same_matter_once}"
    for measure in rule.measures:
        yield "measure that counts" if measure.field is None else "measure of a field"
        yield from ("measure before a day" for _ in [0] if measure.before is not None)
        yield from ("measure under a condition" for _ in [0] if measure.condition != ANYTHING)
    yield from (f"`{word}` in a condition" for word in words(rule.when))


def of(book: Rulebook) -> set[str]:
    """Everything that a rulebook makes use of."""
    found = {capability for rule in book.ready for capability in of_rule(rule)}
    for group in book.categories:
        found |= {f"category {name}" for name in ("base", "min", "max", "within") if getattr(group, name)}
    found |= {
        f"category limit per {name}" for cut in book.cuts for name in ("month", "year") if getattr(cut.limits, name)
    }
    for condition in book.standing:
        way = next(name for name in ("score", "at_most", "grade") if getattr(condition, name) is not None)
        found |= {f"list sets {way}", f"list, merits since {condition.merits_since}"}
    found |= {f"clean {clean.per}" for clean in book.clean}
    found |= {f"share {grade.top_percent is not None}" for grade in book.grades}
    found |= {f"rounding {book.score.rounding}", f"step {book.score.step}", f"open-ended {book.score.max is None}"}
    return found
