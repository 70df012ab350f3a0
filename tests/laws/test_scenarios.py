"""Laws of scenarios: more never gives less, for every shipped text and every text that can be written; a bill never grows."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as some

from creditplus import decisions
from creditplus.arithmetic import integers
from creditplus.decisions import Decided, Facts
from creditplus.errors import Words
from creditplus.offers import charges, commitments, needs, terms
from creditplus.offers.charges import Bill, Charge, Tariff
from creditplus.offers.commitments import Commitment, Deferral, Payment
from creditplus.offers.needs import Need, Standing, Total
from creditplus.scenarios import Benefit, Offer, Quota, Scenario
from creditplus.tools import holidays
from tests import scenario_texts, shelf
from tests.documents.test_harmful_scenarios import read

AT = datetime(2026, 10, 1, 4, tzinfo=UTC)
GRADES = ("C", "B", "A", "AA", "AAA")
HONOURS = ("moral_model", "model_worker", "blood_honour")
TOTALS = (Total(kind="volunteer_service", at_least=10_000), Total(kind="blood_donation", more_than=20_000))
POINTS = some.integers(0, 120_000)


def shipped() -> list[Scenario]:
    """Every shipped scenario, and those of the town."""
    values = [shelf.read_scenario(file).value for file in shelf.SCENARIOS]
    values += [read(text).value for text in (scenario_texts.PARKING, scenario_texts.HOSPITAL, scenario_texts.AMBULANCE)]
    return [value for value in values if value is not None]


def leaves() -> some.SearchStrategy[Need]:
    """Any single need."""
    lists: some.SearchStrategy[Any] = some.sampled_from([None, "year", "life"])
    return some.one_of(
        some.builds(Need, score_at_least=POINTS),
        some.builds(Need, grade_at_least=some.sampled_from(GRADES)),
        some.builds(Need, recognised_at_least=some.sampled_from(GRADES)),
        some.builds(Need, honour=some.sampled_from(HONOURS), list=lists),
        some.builds(Need, total=some.sampled_from(TOTALS)),
    )


NEEDS = some.recursive(
    leaves(),
    lambda inner: some.one_of(
        some.builds(Need, any=some.lists(inner, min_size=1, max_size=3).map(tuple)),
        some.builds(Need, all=some.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)
NAMES = some.lists(some.sampled_from(sorted(terms.TERMS)), min_size=1, max_size=5, unique=True)


@some.composite
def texts(draw: Callable[[Any], Any]) -> Scenario:
    """Any scenario that could be written, its benefits good and bad alike."""
    names = draw(NAMES)
    values = {name: some.integers(0, terms.TERMS[name].most) for name in names}
    benefits = tuple(
        Benefit(
            code=f"b{place}",
            title=Words("优惠", "benefit"),
            when=draw(NEEDS),
            terms={name: draw(values[name]) for name in names if draw(some.booleans())},
            quota=draw(some.none() | some.just(Quota("month", 1))),
            entitlement=draw(some.booleans()),
        )
        for place in range(draw(some.integers(1, 4)))
    )
    standard = Offer(Words("标准", "standard"), {name: draw(values[name]) for name in names})
    return msgspec.structs.replace(shipped()[0], standard=standard, benefits=benefits)


@some.composite
def standings(draw: Callable[[Any], Any]) -> Standing:
    """Anybody."""
    subset = some.sets(some.sampled_from(HONOURS)).map(frozenset)
    grades = some.integers(0, len(GRADES)).map(lambda many: frozenset(GRADES[:many]))
    totals = {total.name: draw(some.integers(0, 50_000)) for total in TOTALS}
    return Standing(draw(POINTS), draw(grades), draw(subset), draw(subset), draw(subset), totals, draw(grades))


def more(person: Standing, draw: Callable[[Any], Any]) -> Standing:
    """Somebody with at least as much of everything."""
    subset = some.sets(some.sampled_from(HONOURS)).map(frozenset)
    grades = some.integers(0, len(GRADES)).map(lambda many: frozenset(GRADES[:many]))
    return Standing(
        person.points + draw(POINTS),
        person.grades | draw(grades),
        person.honours | draw(subset),
        person.listed | draw(subset),
        person.ever | draw(subset),
        {name: value + draw(some.integers(0, 50_000)) for name, value in person.totals.items()},
        person.recognised | draw(grades),
    )


def never_less(scenario: Scenario, one: Standing, other: Standing, suspended: bool, used: dict[str, int]) -> None:
    """Whoever has more receives at least as much, and both at least the standard."""
    made = [
        decisions.decide(scenario, Facts(person=who, suspended=suspended, used=used), AT).terms for who in (one, other)
    ]
    assert terms.at_least_as_good(made[1], made[0])
    assert terms.at_least_as_good(made[0], scenario.standard.terms)


@settings(max_examples=300, deadline=None)
@given(some.data(), texts(), standings(), some.booleans())
def test_having_more_never_worsens_a_term_of_any_scenario(
    data: some.DataObject, scenario: Scenario, person: Standing, suspended: bool
) -> None:
    used = {benefit.code: data.draw(some.integers(0, 2)) for benefit in scenario.benefits}
    never_less(scenario, person, more(person, data.draw), suspended, used)


@settings(max_examples=200, deadline=None)
@given(some.data(), some.sampled_from(shipped()), standings(), some.booleans())
def test_having_more_never_worsens_a_term_of_a_shipped_scenario(
    data: some.DataObject, scenario: Scenario, person: Standing, suspended: bool
) -> None:
    never_less(scenario, person, more(person, data.draw), suspended, {})


@settings(max_examples=100, deadline=None)
@given(texts(), standings(), some.lists(some.booleans(), min_size=1, max_size=4))
def test_over_a_month_with_quotas_having_more_never_gives_less(
    scenario: Scenario, person: Standing, growing: list[bool]
) -> None:
    """The same questions in the same order: at each of them the one with more has received no less."""
    all_grades, all_honours = frozenset(GRADES), frozenset(HONOURS)
    rich = Standing(
        points=120_000,
        grades=all_grades,
        honours=all_honours,
        listed=all_honours,
        ever=all_honours,
        totals=dict.fromkeys(person.totals, 10**9),
        recognised=all_grades,
    )
    used: list[dict[str, int]] = [{}, {}]
    for _ in growing:
        made = [
            decisions.decide(scenario, Facts(person=who, used=had), AT)
            for who, had in zip((person, rich), used, strict=True)
        ]
        assert terms.at_least_as_good(made[1].terms, made[0].terms)
        used = [
            {code: had.get(code, 0) + (code in one.benefits) for code in {*had, *one.benefits}}
            for had, one in zip(used, made, strict=True)
        ]


@settings(max_examples=200, deadline=None)
@given(texts(), standings())
def test_no_decision_breaks_a_theorem_at_run_time(scenario: Scenario, person: Standing) -> None:
    for facts in (Facts(person=person), Facts(), Facts(cause="withdrawn")):
        decision = decisions.decide(scenario, facts, AT)
        assert decisions.broken(scenario, facts, decision) is None


@given(texts())
def test_a_decision_that_takes_something_away_is_noticed_at_run_time(scenario: Scenario) -> None:
    decision = decisions.decide(scenario, Facts(), AT)
    name, value = next(iter(decision.terms.items()))
    worse = value - 1 if terms.TERMS[name].better == "higher" else value + 1
    changed = msgspec.structs.replace(decision, terms={**decision.terms, name: worse})
    fewer = msgspec.structs.replace(decision, terms={})
    better = msgspec.structs.replace(decision, outcome="benefit")
    found = [decisions.broken(scenario, Facts(), one) for one in (changed, fewer, better)]
    assert found == ["T1", "T1", "T7"]


CHARGES = some.builds(
    Charge,
    rounding=some.sampled_from(["down", "up", "half up"]),
    tariff=some.none()
    | some.builds(
        Tariff,
        unit_minutes=some.integers(1, 120),
        unit_fen=some.integers(0, 1000),
        most_fen=some.none() | some.integers(0, 10_000),
    ),
    free_time=some.just("short stays"),
)


@settings(max_examples=300, deadline=None)
@given(
    CHARGES,
    some.fixed_dictionaries(
        {
            "free_minutes": some.tuples(some.integers(0, 200), some.integers(0, 200)),
            "discount_percent": some.tuples(some.integers(0, 100), some.integers(0, 100)),
            "credit_limit_fen": some.tuples(some.integers(0, 9_999), some.integers(0, 9_999)),
            "pay_after": some.tuples(some.integers(0, 1), some.integers(0, 1)),
        }
    ),
    some.builds(Bill, amount_fen=some.integers(0, 100_000), minutes=some.integers(0, 2_000)),
    some.integers(0, 20_000),
)
def test_better_terms_never_cost_more(charge: Charge, pairs: dict[str, tuple[int, int]], bill: Bill, owed: int) -> None:
    made = [
        charges.charged(integers, charge, {name: of(pair) for name, pair in pairs.items()}, bill, owed)
        for of in (min, max)
    ]
    assert made[1].due_fen <= made[0].due_fen
    assert made[1].to_pay_fen <= made[0].to_pay_fen
    assert all(one.to_pay_fen + one.deferred_fen == one.due_fen and one.to_pay_fen >= 0 for one in made)


@given(some.integers(0, 10**9), some.integers(0, 100))
def test_percentages_are_exact_to_the_fen(amount: int, off: int) -> None:
    from fractions import Fraction
    from math import ceil, floor

    exact = Fraction(amount * (100 - off), 100)
    made = [charges.percent(integers, amount, off, rounding) for rounding in ("down", "up", "half up")]
    assert made == [floor(exact), ceil(exact), floor(exact + Fraction(1, 2))]


LAPSES = some.sampled_from(["1 hour", "48 hours", "3 days", "10 days", "2 working days", "5 working days"])
DEFERRALS = some.builds(
    Deferral, pay_within=LAPSES, remind_after=some.none() | LAPSES, suspend_after=some.none() | LAPSES
)


@given(some.lists(DEFERRALS, min_size=1, max_size=4), DEFERRALS)
def test_one_more_way_to_pay_later_never_shortens_a_commitment(open: list[Deferral], another: Deferral) -> None:
    fewer = commitments.instants(open, AT, holidays.days_off)
    with_it = commitments.instants([*open, another], AT, holidays.days_off)
    assert with_it.due_at >= fewer.due_at
    never = datetime.max.replace(tzinfo=UTC)
    assert (with_it.suspend_at or never) >= (fewer.suspend_at or never)
    assert (with_it.suspend_at or never) >= with_it.due_at


@given(DEFERRALS, some.lists(some.integers(0, 40 * 24), max_size=4), some.integers(0, 40 * 24))
def test_paying_never_makes_anything_worse(deferral: Deferral, hours: list[int], now: int) -> None:
    from datetime import timedelta

    ends = commitments.instants([deferral], AT, holidays.days_off)
    owed = Commitment(
        id="c",
        decision="d",
        person="p",
        county="231181",
        scenario="s",
        scenario_digest="0" * 64,
        operator="o",
        amount_fen=300,
        at=AT,
        **msgspec.structs.asdict(ends),
    )
    paid = [
        Payment(id=str(place), commitment="c", amount_fen=100, at=AT + timedelta(hours=one))
        for place, one in enumerate(hours)
    ]
    at = AT + timedelta(hours=now)
    order = ["paid", "restored", "open", "reminded", "overdue", "suspended"]
    states = [commitments.state(owed, paid[:many], at) for many in range(len(paid) + 1)]
    assert [order.index(state) for state in states] == sorted((order.index(state) for state in states), reverse=True)
    assert commitments.left_fen(owed, paid, at) == max(300 - 100 * sum(one.at <= at for one in paid), 0)


def test_a_quota_counts_the_month_or_year_in_shanghai() -> None:
    scenario = next(one for one in shipped() if one.scenario == "parking-longer")

    def had(at: str) -> Decided:
        return Decided(
            id=at,
            at=datetime.fromisoformat(at),
            operator="o",
            person="p",
            scenario="parking-longer",
            scenario_digest="0" * 64,
            rulebook_digest=None,
            outcome="benefit",
            terms={},
            until=AT,
            cause="benefit",
            benefits=("honoured",),
        )

    told = [had("2026-09-30T15:59:59+00:00"), had("2026-09-30T16:00:00+00:00"), had("2026-10-02T00:00:00+00:00")]
    assert decisions.used(told, scenario, AT) == {"honoured": 1}


def test_needs_count_what_they_say() -> None:
    """Over 1,500 hours means more; a list of the year ends with last year; for life means ever."""
    total = Total(kind="volunteer_service", measure="hours", more_than=15_000_000)
    assert [
        needs.met(Need(total=total), Standing(0, totals={total.name: hours})) for hours in (15_000_000, 15_000_001)
    ] == [
        False,
        True,
    ]
