"""T4, bounded: the score stays on its scale, no record moves it far, no category decides much of it, no list sinks it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import msgspec

from creditplus import scores, values
from creditplus.errors import Words
from creditplus.rulebooks import Ready
from creditplus.tools.proof import claims, merits, residents, wholes
from creditplus.tools.proof.claims import Statement, Subject
from creditplus.tools.proof.readings import Place, Terms, Touched
from creditplus.tools.proof.smt import Script

LATER_MAX = 12
"""Later records that one more may push up a table; longer tables are not proved."""


def bounded(subject: Subject) -> Iterator[Statement]:
    """T4: the scale, each record, what follows the sum, each category and each rule outside of one, each list."""
    yield on_the_scale(subject)
    for rule in subject.ready:
        yield one_record(subject, rule)
    for way in dict.fromkeys(rule.category for rule in subject.ready):
        yield never_wider(subject, way)
    for sign in {rule.magnitude for rule in subject.ready}:
        yield after_the_sum(subject, sign)
    for category in shared(subject):
        yield from deciding(subject, category)
    yield from deciding(subject, None)
    yield from lists(subject)


def on_the_scale(subject: Subject) -> Statement:
    """Whatever the sum, the score lies between the ends of the scale."""
    script, book = Script(), subject.book
    listed = {condition.code: script.truth("listed") for condition in book.standing}
    points = merits.scored(book, script.integer("sum"), merits.since_lists(script, book), listed)
    outside = points < book.score.min
    script.claim(outside if book.score.max is None else outside | (points > book.score.max))
    says = Words("分数总在分值范围内", "the score always lies on its scale")
    return Statement(path=("score",), says=says, body=claims.body(script), law=subject.limits.record_percent.law)


def one_record(subject: Subject, rule: Ready, on_the_way: bool = False) -> Statement:
    """One record moves a rule's sum by no more than the limit, with every later record that it makes heavier.

    Where that is not enough, what reaches the sum of everything is looked at, through the rule's own categories.
    """
    script = Script()
    limit = subject.share(subject.limits.record_percent.most, rule.magnitude)
    if len(wholes.tables(rule)) <= LATER_MAX:
        column = values.worth(Terms(script), rule, moved(subject, script, rule))[-1][1]
        one, other = (value * rule.magnitude for value in column.total)
        if on_the_way:
            one, other = subject.totals(script, rule.category, one, other)
        lost = sum(clean.points for clean in subject.book.clean) if rule.polarity == "demerit" else 0
        script.claim((one - other > limit - lost) | (one - other < lost - limit))
    told, most = claims.rule_words(rule), subject.limits.record_percent
    return Statement(
        path=subject.path(rule),
        says=Words(f"{told.zh}：{most.says.zh}", f"{told.en}: {most.says.en}"),
        body=claims.body(script),
        law=most.law,
        search=partial(residents.moved_far, subject, rule, limit),
        narrower=None if on_the_way else partial(one_record, subject, rule, on_the_way=True),
    )


def never_wider(subject: Subject, category: str | None) -> Statement:
    """On the way to the sum of everything, categories never make a movement wider."""
    script = Script()
    sum_, moved_by = script.integer("sum"), script.integer("moved", 0)
    one, other = subject.totals(script, category, sum_ + moved_by, sum_)
    script.claim((one - other > moved_by) | (one < other))
    return Statement(
        path=merits.place_of(subject.book, category),
        says=Words("类别的上下限不使变动变大", "the limits of categories never widen a movement"),
        body=claims.body(script),
        law=subject.limits.record_percent.law,
    )


def moved(subject: Subject, script: Script, rule: Ready) -> Touched:
    """A new record, and each later one that it makes a later occurrence, in the heaviest order that windows allow.

    The i-th later record within the window sees the new one, those between, and `before` of those that the new one saw;
    what it saw before never grows from one to the next. How many later ones there are is left open: too many would fill a limit
    with or without the new one, and hide what it moves. That a record's matter may have others only makes it move less.
    """
    before: Any = script.integer("before", 0) if wholes.tables(rule) else 0
    item = subject.symbol(script, rule, before + 1)
    places, there = [Place(item, None)], [True]
    for place in range(1, len(wholes.tables(rule))):
        seen = script.integer("before", 0)
        script.claim(seen <= before)
        before = seen
        later = subject.symbol(script, rule, before + place)
        places.append(Place(later.again(before + place + 1), later))
        there.append(script.truth("later") & there[-1])
    return Touched(places, there=there)


def after_the_sum(subject: Subject, sign: int) -> Statement:
    """Lists, the ends of the scale and rounding never make a movement wider than the limit."""
    script, book = Script(), subject.book
    limit = subject.share(subject.limits.record_percent.most, sign)
    value, since = script.integer("sum"), merits.since_lists(script, book)
    moved_value = script.integer("moved", -limit, limit)
    moved_since = {code: sum_ + script.integer("moved", -limit, limit) for code, sum_ in since.items()}
    listed = {condition.code: script.truth("listed") for condition in book.standing}
    one = merits.scored(book, value + moved_value, moved_since, listed)
    other = merits.scored(book, value, since, listed)
    script.claim((one - other > limit) | (one - other < -limit))
    zh, en = "名单、分值范围和取整不使变动变大", "lists, the ends of the scale and rounding never widen a movement"
    law = subject.limits.record_percent.law
    return Statement(path=("score",), says=Words(zh, en), body=claims.body(script), law=law)


def shared(subject: Subject, within: str | None = None) -> Iterator[str]:
    """The categories that have a share each. One that only holds others is a part of the score (R02): each of those has its own."""
    for category in subject.book.categories:
        if category.within == within:
            inner = subject.below(category.code)
            yield from (
                shared(subject, category.code) if inner and category.code not in subject.signs else [category.code]
            )


def deciding(subject: Subject, category: str | None) -> Iterator[Statement]:
    """A category, or the rules outside of every category one by one, never decides more than its share in either direction."""
    if category is None:
        yield from (alone(subject, rule) for rule in subject.ready if rule.category is None)
        return
    statement = decides(subject, category, wholes.anything)
    yield msgspec.structs.replace(statement, narrower=partial(decides, subject, category, wholes.whole))


def decides(subject: Subject, category: str, sum_of: Callable[[Subject, Script, Ready], Any]) -> Statement:
    """One category: first for any sums of its rules, for its own limits may be enough; then for what the rules can come to."""
    script, book = Script(), subject.book
    inside = [category, *subject.below(category)]
    sums: dict[str, Any] = {}
    for rule in subject.ready:
        if rule.category in inside:
            sums[rule.code] = sum_of(subject, script, rule) * rule.magnitude
    for clean in book.clean:
        if clean.category in inside:
            sums[clean.code] = script.integer("clean", 0, clean.periods_max) * clean.points
    for cut in (one for one in book.cuts if one.category in inside):
        sums |= wholes.cut_short(subject, script, cut, sums)
    part = scores.total(claims.smt_operators, subject.only(inside), sums)[1] - book.score.base
    rest = subject.resting[0][category]
    most = subject.limits.category_percent.most
    script.claim((part - rest > subject.share(most)) | (part - rest < -subject.share(most, -1)))
    return share_of(subject, merits.place_of(book, category), category, script)


def alone(subject: Subject, rule: Ready) -> Statement:
    """A rule outside of every category."""
    script = Script()
    script.claim(
        wholes.whole(subject, script, rule) > subject.share(subject.limits.category_percent.most, rule.magnitude)
    )
    return share_of(subject, subject.path(rule), rule.code, script)


def share_of(subject: Subject, path: tuple[str | int, ...], name: str, script: Script) -> Statement:
    """The statement about one part of the score."""
    most = subject.limits.category_percent
    return Statement(
        path=path,
        says=Words(f"{name}：{most.says.zh}", f"`{name}`: {most.says.en}"),
        body=claims.body(script),
        law=most.law,
        search=partial(residents.decided_much, subject, name),
    )


def lists(subject: Subject) -> Iterator[Statement]:
    """A list sets or caps the score no lower than its share of the scale."""
    least = subject.limits.listed_percent
    floor = subject.book.score.min + subject.scale * least.least // 100
    for place, condition in enumerate(subject.book.standing):
        end = condition.score if condition.score is not None else condition.at_most
        if end is not None:
            script = Script()
            value, since = script.integer("sum", floor), merits.since_lists(script, subject.book, 0)
            on = merits.scored(subject.book, value, since, {condition.code: True})
            off = merits.scored(subject.book, value, since, {})
            script.claim((on < floor) & (off >= floor))
            yield Statement(
                path=("standing", place),
                says=least.says,
                body=claims.body(script),
                law=least.law,
                search=partial(residents.sunk, subject, condition, floor),
            )
