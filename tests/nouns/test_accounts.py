"""The spendable account: what comes in, what is left, and that it never touches the score."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditplus import ledger, publications
from creditplus.errors import Conflict, NotFound, Words
from creditplus.lives import accounts
from creditplus.lives.accounts import Earned, Redemption
from creditplus.rulebooks import Reward, Spending
from tests.nouns import small

SPENDING = Spending(
    rules=("service",),
    month_max=1000,
    lasts="12 months",
    rewards=(Reward(code="cut", title=Words("理发", "cut"), price=500),),
)
TEXT = """
[spending]
rules = ["service"]
month_max = 10
lasts = "12 months"
"""
BOOK = small.book(small.SERVICE, small.GIFT, TEXT)
MATCH = ledger.plainly(BOOK)


def came(*lots: tuple[date, int]) -> tuple[Earned, ...]:
    return tuple(
        Earned(record=f"r{place}", rule="service", on=on, until=date(on.year + 1, on.month, on.day), points=points)
        for place, (on, points) in enumerate(lots)
    )


def spent(on: date, points: int) -> Redemption:
    return Redemption(id=str(on), person="p", reward="cut", on=on, points=points)


def earned(history, on: date):
    return accounts.earned(BOOK, ledger.standing(history.records, history.changes, on), on, MATCH)


def test_what_a_deed_earned_stays_when_it_no_longer_counts_for_the_score():
    history = small.history(small.service(date(2026, 3, 1), 8))
    later = date(2027, 6, 1)
    assert publications.live(BOOK, history, later, MATCH).points == 500_00
    assert [(lot.on, lot.until, lot.points) for lot in earned(history, later)] == [
        (date(2026, 3, 1), date(2027, 3, 1), 800)
    ]


def test_points_come_in_on_the_day_on_which_the_service_learns_of_the_deed():
    history = small.history(small.service(date(2026, 3, 1), 8) | {"reported_on": date(2026, 4, 9)})
    assert [lot.on for lot in earned(history, date(2026, 5, 1))] == [date(2026, 4, 9)]


def test_only_the_listed_rules_bring_something_in():
    history = small.history(small.gift(date(2026, 3, 1)), small.service(date(2026, 3, 2), 3))
    assert [lot.rule for lot in earned(history, date(2026, 5, 1))] == ["service"]


def test_a_text_without_an_account_has_nothing_to_redeem():
    history = small.history(small.gift(date(2026, 3, 1)))
    book = small.book(small.GIFT)
    assert accounts.earned(book, history.records, date(2026, 5, 1), ledger.plainly(book)) == ()


def test_the_oldest_points_go_first_so_that_the_fewest_end():
    lots = came((date(2026, 1, 1), 400), (date(2026, 6, 1), 400))
    now = accounts.balance(SPENDING, lots, [spent(date(2026, 7, 1), 500)], date(2026, 7, 2))
    assert (now.points, now.ends_on, now.ending) == (300, date(2027, 6, 1), 300)


def test_points_that_came_later_pay_nothing_earlier():
    lots = came((date(2026, 6, 1), 400))
    now = accounts.balance(SPENDING, lots, [spent(date(2026, 5, 1), 500)], date(2026, 7, 2))
    assert now.points == 400


def test_a_revoked_record_leaves_nothing_owed():
    lots = came((date(2026, 1, 1), 300))
    now = accounts.balance(SPENDING, lots, [spent(date(2026, 2, 1), 500)], date(2026, 3, 1))
    assert (now.points, now.redeemable) == (0, 0)


def test_no_more_than_the_months_limit_is_redeemed_and_only_whole_points():
    lots = came((date(2026, 1, 1), 5050))
    first = accounts.balance(SPENDING, lots, [], date(2026, 2, 1))
    later = accounts.balance(SPENDING, lots, [spent(date(2026, 2, 1), 700)], date(2026, 2, 28))
    march = accounts.balance(SPENDING, lots, [spent(date(2026, 2, 1), 700)], date(2026, 3, 1))
    assert [first.redeemable, later.redeemable, march.redeemable] == [1000, 300, 1000]


def test_a_reward_is_redeemed_at_its_price_or_refused_in_words():
    rich = accounts.balance(SPENDING, came((date(2026, 1, 1), 800)), [], date(2026, 2, 1))
    poor = accounts.balance(SPENDING, came((date(2026, 1, 1), 450)), [], date(2026, 2, 1))
    done = accounts.redeem(SPENDING, rich, "cut", id="1", person="p")
    assert done == Redemption(id="1", person="p", reward="cut", on=date(2026, 2, 1), points=500)
    with pytest.raises(Conflict, match="points-short"):
        accounts.redeem(SPENDING, poor, "cut", id="2", person="p")
    with pytest.raises(NotFound, match="unknown-reward"):
        accounts.redeem(SPENDING, rich, "car", id="3", person="p")


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 28)).filter(lambda day: (day.month, day.day) != (2, 29))


@given(st.lists(st.tuples(DAYS, st.integers(1, 900))), st.lists(st.tuples(DAYS, st.integers(1, 900))), DAYS)
@settings(max_examples=200)
def test_a_balance_is_never_negative_and_never_more_than_what_is_alive(lots, redeemed, on):
    alive = sum(points for day, points in lots if day <= on < date(day.year + 1, day.month, day.day))
    redemptions = [spent(day, points) for day, points in redeemed]
    now = accounts.balance(SPENDING, came(*sorted(lots)), redemptions, on)
    assert 0 <= now.redeemable <= now.points <= alive
    assert accounts.balance(SPENDING, came(*sorted(lots)), redemptions[::-1], on) == now
