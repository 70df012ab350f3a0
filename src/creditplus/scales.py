"""A scale (分值): where everyone begins, where scores end, how they are cut into grades, and the categories on the way to it."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from creditplus.arithmetic import Points
from creditplus.errors import Words

RuleCode = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9_.]*$", max_length=60, description="lower-case letters, digits, `_`, `.`")
]
GradeCode = Annotated[str, Meta(pattern=r"^[A-Z][A-Za-z0-9+-]{0,7}$", description="such as `AAA` or `A-`")]


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where everyone begins and where the score ends; how it is rounded, and when it is published (R02, R15, R30)."""

    base: Points
    min: Points = 0
    max: Points | None = None
    published: Literal["at once", "monthly", "quarterly", "yearly"] = "at once"
    rounding: Literal["down", "half up"] = "down"
    step: Points = 100


class Grade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A grade by its inclusive lower end (R03), or by the share of the county's residents at the top, in percent (R04)."""

    code: GradeCode
    title: Words
    at_least: Points | None = None
    top_percent: Annotated[int, Meta(ge=1, le=99)] | None = None


class Periods(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The most points that all rules of a category together give for the acts of one month, or of one year (R08)."""

    month: Points | None = None
    year: Points | None = None


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of rules with its own base and limits, perhaps within another one (R02, R08)."""

    code: RuleCode
    title: Words
    within: RuleCode | None = None
    base: Points = 0
    min: Points | None = None
    max: Points | None = None
    limits: Periods = Periods()


class Cut(msgspec.Struct, frozen=True):
    """What the limits of a category per month and year take away: a part of the category's sum, as a rule's points are."""

    code: str
    category: str
    limits: Periods

    @property
    def magnitude(self) -> Literal[1, -1]:
        """Whether the limits are about points that are added or taken away."""
        return -1 if min(self.limits.month or 0, self.limits.year or 0) < 0 else 1
