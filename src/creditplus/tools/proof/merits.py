"""T3, merits help: one more merit never lowers the score, and one demerit gone never does; and T2, more points never a worse grade."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import Any

import msgspec

from creditplus import scores, values
from creditplus.drafting import worths
from creditplus.errors import Words
from creditplus.rulebooks import Ready, Rulebook
from creditplus.scales import Cut
from creditplus.scores import Sums
from creditplus.tools.proof import claims, residents, smt
from creditplus.tools.proof.claims import Statement, Subject
from creditplus.tools.proof.readings import Column, Place, Terms, Touched
from creditplus.tools.proof.smt import Script

LAW = "国办发〔2020〕49号；《信用修复管理办法》（国家发展改革委令第36号）"


def helping(subject: Subject) -> Iterator[Statement]:
    """T3: per rule, per category, and for what follows the sum."""
    for rule in subject.ready:
        yield from per_rule(subject, rule)
    for category in dict.fromkeys([*(rule.category for rule in subject.ready), None]):
        script = Script()
        without = script.integer("sum")
        with_ = script.integer("sum_with", without)
        one, other = subject.totals(script, category, with_, without)
        script.claim(one < other)
        name = category or "-"
        yield Statement(
            path=place_of(subject.book, category),
            says=Words(
                f"类别 {name} 的分数不因多一份守信信息而降低", f"in category `{name}` a greater sum never gives less"
            ),
            body=claims.body(script),
            law=LAW,
        )
    for cut in subject.book.cuts:
        yield by_periods(subject, cut)
    yield from after_the_sum(subject.book)


def by_periods(subject: Subject, cut: Cut) -> Statement:
    """What a category gives for a month or a year never falls when a record of it gives more, nor moves by more than that."""
    script = Script()
    without = script.integer("points", 0)
    with_ = script.integer("points_with", without)
    column = values.within_periods(Terms(script), cut, None, Column(((with_, without),)))
    one, other = column.total
    script.claim((one < other) | (one - other > with_ - without))
    # Rules that count months together could take from one month what they give in another: of those nothing is said.
    period = "month" if cut.limits.month is not None else "year"
    if not all(worths.stays_within(rule, period) for rule in subject.ready if rule.category == cut.category):
        script = Script()
    says = Words("类别每月、每年的上限不会使多变少", "limits per month and year never turn more into less")
    path = (*place_of(subject.book, cut.category), "limits")
    return Statement(path=path, says=says, body=claims.body(script), law=LAW)


def place_of(book: Rulebook, category: str | None) -> tuple[str | int, ...]:
    """Where a category stands in the text."""
    codes = [one.code for one in book.categories]
    return ("categories", codes.index(category)) if category in codes else ("score",)


def per_rule(subject: Subject, rule: Ready) -> Iterator[Statement]:
    """One more record never makes a rule's records worth less, nor does one more occurrence before it."""
    zh, en = claims.rule_words(rule).zh, claims.rule_words(rule).en
    repeated = rule.occurrences is not None and not rule.occurrences.state
    more = Words(f"{zh}：多一条信息，合计不会变轻", f"{en}: one more record never makes all of them weigh less")
    again = Words(f"{zh}：前面多一次，后面的不会变轻", f"{en}: one more occurrence before never makes one weigh less")
    for says, made in [(more, one_more), *([(again, one_before)] if repeated else [])]:
        script = Script()
        with_, without = made(subject, script, rule).total
        script.claim(~kept(script, with_, without))
        yield Statement(
            path=subject.path(rule),
            says=says,
            body=claims.body(script),
            law=LAW,
            search=partial(residents.lowered, subject, rule),
        )


def kept(script: Script, with_: Any, without: Any) -> smt.Truth:
    """That a magnitude stays, or grows, from nothing or more."""
    found = (with_ >= without) & (without >= 0)
    return found if isinstance(found, smt.Truth) else smt.Truth(script, smt.written(found))


def one_more(subject: Subject, script: Script, rule: Ready) -> Column:
    """A rule's records with and without one of them; where a matter counts once, beside the heaviest of its matter."""
    item = subject.symbol(script, rule, script.integer("nth", 1) if rule.occurrences else 1)
    return valued(subject, script, rule, Place(item, None))


def one_before(subject: Subject, script: Script, rule: Ready) -> Column:
    """A rule's records with one of them as a later occurrence than it was."""
    nth = script.integer("nth", 1)
    item = subject.symbol(script, rule, nth)
    return valued(subject, script, rule, Place(item.again(nth + 1), item))


def valued(subject: Subject, script: Script, rule: Ready, place: Place) -> Column:
    """What the places that one change touches are worth, after every step."""
    places, rival = [place], None
    if values.rivals(rule):
        other = subject.symbol(script, rule, script.integer("nth", 1) if rule.occurrences else 1)
        places, rival = [place, Place(other, other)], 1
    column: Column = values.worth(Terms(script), rule, Touched(places, rival))[-1][1]
    return column


def scored(book: Rulebook, value: Any, since: Mapping[str, Any], listed: dict[str, Any]) -> Any:
    """The score from the sum of everything, with the merits since each listing: every list began on a day of its own."""
    bare = msgspec.structs.replace(
        book, categories=(), clean=(), rules=(msgspec.structs.replace(book.rules[0], code="in", category=None),)
    )
    extra = {condition.code: {"in": since.get(condition.code, 0)} for condition in book.standing}
    sums = Sums({"in": value - book.score.base}, listed, extra)
    return scores.add_up(claims.smt_operators, bare, sums).points


def since_lists(script: Script, book: Rulebook, least: int | None = None) -> dict[str, Any]:
    """What the merits since each listing may come to, where a list lets them count."""
    return {one.code: script.integer("since", least) for one in book.standing if one.merits_since}


def after_the_sum(book: Rulebook) -> Iterator[Statement]:
    """Lists, the ends of the scale and the rounding never turn more into less; a list never raises; clean time adds."""
    script = Script()
    without, since = script.integer("sum"), since_lists(script, book)
    with_ = script.integer("sum_with", without)
    later = {code: script.integer("since_with", sum_) for code, sum_ in since.items()}
    listed = {condition.code: script.truth("listed") for condition in book.standing}
    script.claim(scored(book, with_, later, listed) < scored(book, without, since, listed))
    zh, en = "名单、分值范围和取整不会使多变少", "lists, the ends of the scale and rounding never turn more into less"
    yield Statement(path=("score",), says=Words(zh, en), body=claims.body(script), law=LAW)
    for place, condition in enumerate(book.standing):
        script = Script()
        value, since = script.integer("sum"), since_lists(script, book)
        on = scored(book, value, since, {condition.code: True})
        script.claim(on > scored(book, value, since, {}))
        zh, en = "名单从不加分", "a list never raises a score"
        yield Statement(path=("standing", place), says=Words(zh, en), body=claims.body(script), law=condition.law)
    for place, clean in enumerate(book.clean):
        script = Script()
        periods = script.integer("periods", 0, clean.periods_max - 1)
        script.claim((periods + 1) * clean.points < periods * clean.points)
        zh, en = "每多一个无失信的期间，分数不会降低", "one more clean period never lowers the score"
        yield Statement(
            path=("clean", place, "points"),
            says=Words(zh, en),
            body=claims.body(script),
            law=LAW,
            search=partial(residents.punished_for_clean_time, book, clean),
        )


def grades(subject: Subject) -> Iterator[Statement]:
    """T2: more points never give a worse grade, whatever shares were worked out and whichever list forces one."""
    book = subject.book
    script = Script()
    points = script.integer("points")
    more = script.integer("more_points", points)
    cutoffs: Any = {grade.code: script.integer("share_end") for grade in book.grades if grade.at_least is None}
    listed = {condition.code: script.truth("listed") for condition in book.standing}
    worse, better = (scores.place_of(claims.smt_operators, book, one, listed, cutoffs) for one in (points, more))
    script.claim(better > worse)
    zh, en = "分数更高，等级不会更低", "more points never give a worse grade"
    yield Statement(path=("grades",), says=Words(zh, en), body=claims.body(script), law=LAW)
    for place, (higher, lower) in enumerate(pairwise(grade for grade in book.grades if grade.at_least is not None)):
        script = Script()
        points = script.integer("points", higher.at_least)
        script.claim(points < lower.at_least)
        zh, en = f"达到 {higher.code} 就达到 {lower.code}", f"whoever reaches {higher.code} reaches {lower.code}"
        yield Statement(path=("grades", place), says=Words(zh, en), body=claims.body(script), law=LAW)
