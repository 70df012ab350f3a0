"""A rulebook (评价标准): what a county says a record is worth, from a date on.

The types here are the whole rule language (`docs/rulebook.md`); points are hundredths, amounts ten-thousandths of a field's unit.

Why each rule stands alone: a score is a sum of limited per-rule terms, then a clamp. That keeps the proofs instant.
"""

from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import Meta

from creditplus.arithmetic import Amount, Points
from creditplus.deadlines import Deadlines
from creditplus.errors import Words
from creditplus.language.conditions import All, Condition
from creditplus.province.catalogues import Code, Division, Polarity
from creditplus.scales import Category, Cut, Grade, GradeCode, RuleCode, Scale
from creditplus.workdays import Lasting, Period

HEADER = {"guardrail": "G32"}
Law = Annotated[str, Meta(min_length=4, max_length=200, extra=HEADER, description="law, document and article")]
When = dict[str, Any]
POOLS = "^(record|month|year|life|rolling [1-9][0-9]{0,2} (day|month|year)s?)$"
Pool = Annotated[str, Meta(pattern=POOLS, description="`record`, `month`, `year`, `life`, or `rolling 12 months`")]


class Dates(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """From one day to another, both inclusive."""

    from_: date
    to: date


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`points` for each full `unit`, up to `to` in all (without `to`: and beyond). `parts` counts parts of a unit too (R05, R07)."""

    points: Points
    unit: Annotated[Amount, Meta(description="how much of the measured field earns the points")] = 10_000
    to: Amount | None = None
    parts: bool = False


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much one is: a field's value `times` a factor, or a fixed `count`; the first whose `when` applies (R07)."""

    field: Code | None = None
    times: Amount = 10_000
    count: Amount | None = None
    before: date | None = None
    when: When = {}


class Most(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The most of what is measured that counts per record, day, month or year, before it is pooled and valued (R06, R08)."""

    record: Amount | None = None
    day: Amount | None = None
    month: Amount | None = None
    year: Amount | None = None


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The most points of a rule per record, day, month, year, life, or rolling window of `window` that ends on the day asked for (R08)."""

    record: Points | None = None
    day: Points | None = None
    month: Points | None = None
    year: Points | None = None
    rolling: Points | None = None
    window: Period | None = None
    life: Points | None = None


class Occurrences(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The n-th occurrence `within` a period takes the n-th factor or points; with `state` the count decides the whole (R10)."""

    within: Lasting
    factors: tuple[Annotated[int, Meta(ge=0, le=100)], ...] = ()
    points: tuple[Points, ...] = ()
    state: tuple[Points, ...] = ()


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """A range of points within which someone decides, with a reason and an approver on the record (R11)."""

    from_: Points
    to: Points


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one kind of record is worth. Exactly one of `points`, `points_by`, `bands`, `discretion` says how (R05–R13)."""

    code: RuleCode
    title: Words
    kind: Code
    law: Law
    when: When = {}
    category: RuleCode | None = None
    points: Points | None = None
    points_by: dict[Code, dict[str, Points]] | None = None
    bands: tuple[Band, ...] = ()
    discretion: Span | None = None
    measure: Code | tuple[Measure, ...] | None = None
    at_least: Amount = 0
    at_most: Most = Most()
    pooled: Pool = "record"
    limits: Limits = Limits()
    same_matter_once: bool = False
    highest_of: Literal["year", "life"] | None = None
    occurrences: Occurrences | None = None
    counts_for: Lasting | None = None
    counts_from: Literal["act", "finding", "end", "release"] = "act"
    while_it_lasts: bool = False
    accepts_declared: bool = False


class Measured(msgspec.Struct, frozen=True):
    """A measure made ready: `field` times `multiplier`, or `count`; for records that meet `condition` from before a day."""

    condition: Condition
    field: str | None
    multiplier: int
    count: int
    before: int | None


class Ready(Rule, frozen=True, kw_only=True, dict=True):
    """A rule with what the catalogue adds: the sign of its points, its condition and its measures, ready to be read."""

    polarity: Polarity
    condition: Condition = All(())
    measures: tuple[Measured, ...] = ()
    magnitude: Literal[1, -1] = 1

    @cached_property
    def windows(self) -> tuple[str, ...]:
        """The rolling windows outside of which a rule's records do not count at all: each of them is a plain filter."""
        windows = [self.pooled.removeprefix("rolling ")] if self.pooled.startswith("rolling") else []
        if self.occurrences is not None and self.occurrences.state:
            windows.append(self.occurrences.within)
        if self.limits.window is not None:
            windows.append(self.limits.window)
        return tuple(windows)


class Standing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """While a person is on a named list: the score is set to `score`, or is at most `at_most`, or the grade is `grade` (R12).

    With `merits_since`, merits of acts on or after the day of listing add on top. It ends with the listing."""

    code: RuleCode
    title: Words
    kind: Code
    law: Law
    score: Points | None = None
    at_most: Points | None = None
    grade: GradeCode | None = None
    merits_since: bool = False


class Clean(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bonus for each of the last `periods_max` full periods since joining in which no demerit's act lies (R16)."""

    code: RuleCode
    title: Words
    law: Law
    per: Literal["month", "quarter", "year"]
    points: Points
    periods_max: Annotated[int, Meta(ge=1, le=60)]
    category: RuleCode | None = None


class Joining(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may join (R17). None of it is ever worth points."""

    age: Annotated[int, Meta(ge=16, le=18)] = 18
    age_with_own_income: Annotated[int, Meta(ge=16, le=18)] | None = None
    residence_months: Annotated[int, Meta(ge=0, le=60)] = 0
    insurance_months: Annotated[int, Meta(ge=0, le=60)] = 0
    households: Literal["none", "couple", "family"] = "none"


class Reward(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that spendable points are redeemed for: whole points only (R26)."""

    code: RuleCode
    title: Words
    price: Points


class Spending(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A spendable account that never touches the score: the rules that feed it, its limit a month, how long points last (R26)."""

    rules: Annotated[tuple[RuleCode, ...], Meta(min_length=1)]
    month_max: Points
    lasts: Lasting
    rewards: tuple[Reward, ...] = ()


class Rulebook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """A county's text: its header (R01, G32), scale, grades, categories, rules and standing conditions."""

    kind: Literal["rulebook"]
    county: Division
    title: Words
    document: Annotated[str, Meta(min_length=4, max_length=120, extra=HEADER)]
    law: Annotated[tuple[Law, ...], Meta(min_length=1, extra=HEADER)]
    commented: Annotated[Dates, Meta(extra=HEADER)]
    effective: Annotated[date, Meta(extra=HEADER)]
    expires: Annotated[date, Meta(extra=HEADER)]
    impact_assessment: Annotated[str, Meta(min_length=3, max_length=60, extra=HEADER)]
    score: Scale
    grades: Annotated[tuple[Grade, ...], Meta(min_length=2, max_length=12)]
    categories: Annotated[tuple[Category, ...], Meta(max_length=100)] = ()
    rules: Annotated[tuple[Rule, ...], Meta(min_length=1, max_length=1000)]
    standing: Annotated[tuple[Standing, ...], Meta(max_length=20)] = ()
    clean: Annotated[tuple[Clean, ...], Meta(max_length=10)] = ()
    joining: Joining = Joining()
    spending: Spending | None = None
    deadlines: Deadlines = Deadlines()
    digest: Annotated[str, Meta(extra={"written": False})] = ""

    @property
    def ready(self) -> tuple[Ready, ...]:
        """The rules made ready with the catalogue; none without one."""
        return cast(tuple[Ready, ...], self.rules) if isinstance(self.rules[0], Ready) else ()

    @cached_property
    def cuts(self) -> tuple[Cut, ...]:
        """What the limits of categories per month and year take away: one part of each category that has any."""
        limited = [one for one in self.categories if (one.limits.month, one.limits.year) != (None, None)]
        return tuple(Cut(f"per:{one.code}", one.code, one.limits) for one in limited)

    @cached_property
    def by_code(self) -> dict[str, Ready]:
        """Every rule by its code."""
        return {rule.code: rule for rule in self.ready}

    @cached_property
    def inside(self) -> dict[str, str | None]:
        """In which category lies whatever gives points, by its code: rules, bonuses, and what categories cut off."""
        parts: list[Any] = [*self.rules, *self.clean, *self.cuts]
        return {part.code: part.category for part in parts}

    def rule(self, code: str) -> Ready:
        """The rule with that code."""
        return self.by_code[code]
