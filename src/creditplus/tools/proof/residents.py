"""Looks for the resident whom a failed statement describes, with the integer reader, and tells of them in words."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import product

import msgspec

from creditplus import ledger, values, workdays
from creditplus.arithmetic import integers, shown
from creditplus.errors import Words
from creditplus.proofs import Counterexample
from creditplus.records import Record
from creditplus.rulebooks import Clean, Ready, Rulebook, Standing
from creditplus.tools.proof.claims import Subject
from creditplus.tools.proof.drawing import Template, Town, histories
from creditplus.tools.proof.earnings import Earnings

Judge = Callable[[int, int], bool]
END = 2**63
TRIED_MAX = 10_000
"""So many records of drawn residents are looked at for one failure: whoever shows it is nearly always among the first few thousand."""


def first(town: Town, rule: Ready, judge: Judge) -> tuple[list[Record], Record] | None:
    """The first resident drawn of whom a judge says yes, made as small as it stays so."""

    def harmed(before: Sequence[Record], one: Record) -> bool:
        return judge(town.score(before).points, town.score([*before, one]).points)

    tried = 0
    for background in backgrounds(town, rule):
        for drawn, one in histories(town, rule):
            tried += 1 + len(background) + len(drawn)
            if tried > TRIED_MAX:
                return None
            if harmed(before := [*background, *drawn], one):
                for record in before:
                    fewer = [other for other in before if other is not record]
                    before = fewer if harmed(fewer, one) else before
                return before, one
    return None


def backgrounds(town: Town, rule: Ready) -> Iterator[list[Record]]:
    """Nothing else; or a little or much of all that adds, or takes away, in the same categories, so that none rests at its end."""
    yield []
    around = {category.code for category in town.subject.above(rule.category)}
    for sign in (1, -1):
        others = [
            other
            for other in town.subject.ready
            if other.magnitude == sign and other.code != rule.code and other.category in around
        ]
        found = Earnings(town.subject)
        for end in (-1, 0):
            few = [(other, ends[end]) for other in others if (ends := found.ends(other))]
            if few:
                yield [record for other, template in few for record in found.records(other, template, 1)]


def lowered(subject: Subject, rule: Ready) -> Counterexample | None:
    """One more merit that lowers the score, or one more demerit that raises it."""
    town = Town(subject)
    demerit = rule.magnitude == -1
    found = first(town, rule, lambda without, with_: with_ > without if demerit else with_ < without)
    if found is None:
        return None
    without, with_ = town.score(found[0]).points, town.score([*found[0], found[1]]).points
    zh, en = (
        ("多一条失信信息，分数反而升高", "one more demerit raises the score")
        if demerit
        else ("多一条守信信息，分数反而降低", "one more merit lowers the score")
    )
    return town.told(changed(subject, rule, zh, en, without, with_, without), *found)


def changed(subject: Subject, rule: Ready, zh: str, en: str, without: int, with_: int, should: int) -> Words:
    """The sentence about a score that one record moved."""
    title = subject.kinds[rule.kind].title
    better = ("不高于", "at most") if rule.magnitude == -1 else ("不低于", "at least")
    return Words(
        f"{title.zh}：{zh}，由 {shown(without)} 变为 {shown(with_)}，应{better[0]} {shown(should)}",
        f"{title.en}: {en}, from {shown(without)} to {shown(with_)}; it should be {better[1]} {shown(should)}",
    )


def moved_far(subject: Subject, rule: Ready, limit: int) -> Counterexample | None:
    """One record that moves the score by more than the limit."""
    # In the new year, a month, a quarter and a year have just been clean.
    for town in (Town(subject), Town(subject, date(subject.book.effective.year + 2, 1, 10))):
        found = first(town, rule, lambda without, with_: abs(with_ - without) > limit)
        if found is not None:
            break
    else:
        return None
    without, with_ = town.score(found[0]).points, town.score([*found[0], found[1]]).points
    title = subject.kinds[rule.kind].title
    says = Words(
        f"{title.zh}：一条信息使分数由 {shown(without)} 变为 {shown(with_)}，最多应变动 {shown(limit)}",
        f"{title.en}: one record moves the score from {shown(without)} to {shown(with_)}; at most {shown(limit)} is allowed",
    )
    return town.told(says, *found)


def punished_for_clean_time(book: Rulebook, clean: Clean) -> Counterexample:
    """A bonus for clean time that takes points away."""
    one, two = clean.points, 2 * clean.points
    says = Words(
        f"{clean.title.zh}：一个无失信期间 {shown(one)} 分，两个反而 {shown(two)} 分",
        f"{clean.title.en}: one clean period gives {shown(one)}, two give {shown(two)}",
    )
    return Counterexample(says=says, without=one, with_=two, reproduced=two < one)


def decided_much(subject: Subject, name: str) -> Counterexample | None:
    """A resident whose score is decided by one category, or one rule, beyond its share."""
    town = Town(subject)
    inside = {name, *subject.below(name)} if name in subject.categories else {name}
    base, found = town.score([]), Earnings(subject)
    for sign, (times, apart) in product((1, -1), ((40, 366), (300, 31))):
        many = [
            record
            for rule in subject.ready
            if rule.magnitude == sign and (rule.category in inside or rule.code in inside)
            for record in found.many(rule, times, apart)
        ]
        points, share = town.score(many).points, subject.share(subject.limits.category_percent.most, sign)
        if abs(points - base.points) > share:
            one, other, most = shown(base.points), shown(points), shown(share)
            zh = f"仅凭 {name} 分数由 {one} 变为 {other}，最多应变动 {most}"
            en = f"`{name}` alone moves the score from {one} to {other}; at most {most} is allowed"
            example = town.told(Words(zh, en), many[:20], None)
            return msgspec.structs.replace(example, without=base.points, with_=points)
    return None


def sunk(subject: Subject, condition: Standing, floor: int) -> Counterexample:
    """A resident at the base whom a list sinks too low."""
    town = Town(subject)
    kind = subject.kinds[condition.kind]
    listing = Record(
        id="r",
        person="-",
        county=subject.book.county,
        kind=kind.code,
        on=town.today,
        reported_at=workdays.starts(town.today),
    )
    points = town.score([listing]).points
    says = Words(
        f"{kind.title.zh}：分数降到 {shown(points)}，不应低于 {shown(floor)}",
        f"{kind.title.en}: the score sinks to {shown(points)}; it should not be below {shown(floor)}",
    )
    found = town.told(says, [], listing)
    return msgspec.structs.replace(found, reproduced=points < floor)


def not_forgotten(subject: Subject, rule: Ready, months: int) -> Counterexample | None:
    """A demerit that counts on a day on which it should be forgotten."""
    town = Town(subject)
    templates = town.templates(rule) or [Template(rule, {})]
    acts = [date(2025, 6, 15), date(2024, 2, 29), date(2026, 2, 1), date(2025, 11, 30)]
    waits = rule.counts_from == "release" and subject.kinds[rule.kind].severity != "serious"
    for act, late in product(acts, (0, 30, 400, 1200)):
        day = act + timedelta(days=late)
        days = dict.fromkeys(("found_on", "ends_on", "released_on"), None if waits else day)
        record = town.record(templates[0], act, "r00", days=days)
        starts = {"act": act, "finding": day, "end": day, "release": act if waits else day}[rule.counts_from]
        due = min(workdays.months_after(starts, months), workdays.months_after(day, subject.limits.months.absolute))
        if (end := ledger.until(record, rule)) > due:
            title = subject.kinds[rule.kind].title
            still = town.score([record], due)
            says = Words(
                f"{title.zh}：{act} 的行为到 {due} 应不再计算，却计算到 {end}",
                f"{title.en}: an act of {act} should be forgotten on {due}, but counts until {end}",
            )
            return Counterexample(
                says=says,
                on=due,
                one=town.shown(record),
                without=town.score([], due).points,
                with_=still.points,
                reproduced=True,
            )
    return None


def fraction_lost(subject: Subject, rule: Ready) -> Counterexample | None:
    """A record whose points are not whole hundredths."""
    town = Town(subject)
    for template in town.templates(rule):
        record = town.record(template, town.today, "r")
        amount = values.counted(integers, rule, ledger.Item(record, date.max))
        low = 0
        for band in rule.bands:
            part = max(0, (min(amount, band.to) if band.to else amount) - low)
            low = band.to or low
            if band.parts and part * abs(band.points) % band.unit:
                lost = part * abs(band.points) * 100 // band.unit % 100
                says = Words(
                    f"{part / 10_000:g} 单位会丢失 0.{lost:02d} 个百分之一分",
                    f"{part / 10_000:g} units would lose 0.{lost:02d} hundredths of a point",
                )
                return town.told(says, [], record)
    return None


def too_large(subject: Subject, rule: Ready) -> Counterexample | None:
    """A record that, a million times, leaves 64 bits."""
    town = Town(subject)
    for template in town.templates(rule):
        record = town.record(template, town.today, "r")
        item = ledger.Item(record, date.max)
        worth = [abs(column[0]) for _, column in values.worth(integers, rule, [item])]
        size = max(values.counted(integers, rule, item), *worth)
        if size * 1_000_000 >= END:
            says = Words("一百万条这样的信息超出 64 位", "a million such records leave 64 bits")
            return town.told(says, [], record)
    return None
