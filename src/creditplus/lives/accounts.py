"""The spendable account (积分兑换账户): points of good deeds that are redeemed for goods. It never touches the score (R26).

What the listed merit rules earn comes in on the day on which the record stands and lasts as long as the text says. Only whole
points are redeemed, the oldest first, and no more in a calendar month than the text allows.

Why a balance is derived and never stored: a late, corrected or revoked record changes what was earned. What was redeemed by
then stays redeemed: a balance falls to nothing at worst, and nobody ever owes points.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec

from creditplus import arithmetic, ledger, workdays
from creditplus.errors import Conflict, NotFound
from creditplus.language.lines import Finding, Path
from creditplus.ledger import Match
from creditplus.records import Record
from creditplus.rulebooks import Ready, Reward, Rulebook, Spending


class Earned(msgspec.Struct, frozen=True, kw_only=True):
    """Points that one record brought in under one rule, in hundredths, from a day until before another."""

    record: str
    rule: str
    on: date
    until: date
    points: int


class Redemption(msgspec.Struct, frozen=True, kw_only=True):
    """Points that were given for something, in hundredths, on a day."""

    id: str
    person: str
    reward: str
    on: date
    points: int


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """What an account holds on a day, in hundredths: all that is left, what can be redeemed today, and what ends next and when.

    `redeemable` is whole points, and within what the month still allows.
    """

    on: date
    points: int
    redeemable: int
    ends_on: date | None = None
    ending: int = 0


def earned(rulebook: Rulebook, stand: Iterable[Record], on: date, match: Match) -> tuple[Earned, ...]:
    """What the records that stand on a day (`ledger.standing`) brought into the account, in the order in which it came in.

    A deed stays earned when its points no longer count for the score: the account has its own end (`lasts`).
    """
    spending = rulebook.spending
    if spending is None:
        return ()
    stand = list(stand)
    known = {record.id: record for record in stand}
    rules = tuple(_without_end(rule) for rule in rulebook.ready)
    lasting = msgspec.structs.replace(rulebook, rules=rules)
    entries = ledger.post(lasting, ledger.gather(lasting, stand, on, match))
    came = [
        Earned(
            record=entry.record, rule=entry.rule, on=day, until=workdays.after(day, spending.lasts), points=entry.points
        )
        for entry in entries
        if entry.rule in spending.rules and entry.points > 0
        for day in [stands_from(known[entry.record])]
    ]
    return tuple(sorted(came, key=lambda one: (one.on, one.record)))


def stands_from(record: Record) -> date:
    """The first day on which a record can be redeemed: the act has happened and this service knows of it."""
    return max(record.on, workdays.day_of(record.reported_at))


def _without_end(rule: Ready) -> Ready:
    if rule.polarity == "demerit":
        return rule
    return msgspec.structs.replace(rule, counts_for=None, while_it_lasts=False)


def balance(spending: Spending, came: Sequence[Earned], redemptions: Iterable[Redemption], on: date) -> Balance:
    """What the account holds on a day, from what was earned and what was redeemed alone."""
    redeemed = sorted((one for one in redemptions if one.on <= on), key=lambda one: (one.on, one.id))
    left = _left(came, redeemed)
    alive = [(one, points) for one, points in zip(came, left, strict=True) if points and one.on <= on < one.until]
    total = sum(points for _, points in alive)
    this_month = sum(one.points for one in redeemed if (one.on.year, one.on.month) == (on.year, on.month))
    free = max(spending.month_max - this_month, 0)
    ends = min((one.until for one, _ in alive), default=None)
    return Balance(
        on=on,
        points=total,
        redeemable=min(total, free) // arithmetic.POINT * arithmetic.POINT,
        ends_on=ends,
        ending=sum(points for one, points in alive if one.until == ends),
    )


def _left(came: Sequence[Earned], redeemed: Iterable[Redemption]) -> list[int]:
    """What is left of everything that came in: each redemption took from the oldest that was there on its day."""
    left = [one.points for one in came]
    for redemption in redeemed:
        wanted = redemption.points
        for place, one in enumerate(came):
            if one.on <= redemption.on < one.until:
                taken = min(wanted, left[place])
                left[place] -= taken
                wanted -= taken
    return left


def redeem(spending: Spending, now: Balance, reward: str, *, id: str, person: str) -> Redemption:
    """Redeem points for a reward on the day of a balance. Raises NotFound (no such reward) and Conflict (not enough points)."""
    wanted = find(spending, reward)
    if wanted is None:
        raise NotFound("unknown-reward")
    if wanted.price > now.redeemable:
        raise Conflict("points-short")
    return Redemption(id=id, person=person, reward=wanted.code, on=now.on, points=wanted.price)


def find(spending: Spending, reward: str) -> Reward | None:
    """The reward with that code, if the text has it."""
    return next((one for one in spending.rewards if one.code == reward), None)


def flaws(rulebook: Rulebook) -> Iterator[Finding]:
    """What must make sense in a text's spendable account, once its rules are ready: each flaw with its key path."""
    spending = rulebook.spending
    if spending is None:
        return
    rules = {rule.code: rule for rule in rulebook.rules if isinstance(rule, Ready)}
    for place, code in enumerate(spending.rules):
        rule = rules.get(code)
        if rule is not None and rule.polarity == "demerit":
            yield ("spending", "rules", place), "减分不能进入兑换账户", "a demerit cannot feed the account"
        elif rule is not None and rule.windows:
            zh, en = "滚动期间的规则不能进入兑换账户", "a rule with a rolling window cannot feed the account"
            yield ("spending", "rules", place), zh, en
    if spending.month_max < arithmetic.POINT:
        yield ("spending", "month_max"), "至少 1 分", "write at least 1"
    seen: set[str] = set()
    for place, reward in enumerate(spending.rewards):
        where: Path = ("spending", "rewards", place)
        if reward.code in seen:
            yield (*where, "code"), f"`{reward.code}` 已经用过", f"`{reward.code}` is used already"
        seen.add(reward.code)
        if reward.price <= 0 or reward.price % arithmetic.POINT:
            yield (*where, "price"), "要写大于零的整数分", "write whole points, more than zero"
        elif reward.price > spending.month_max:
            yield (*where, "price"), "超过每月上限，谁也兑换不了", "more than `month_max`: nobody could ever redeem it"
