"""What a scenario offers (T1, T2, T6), as statements about anybody on the county's scale.

What a decision does is read from the very functions that decide (`needs.met`, `decisions.improved`, `charges.due`), over terms.
What a text *says* is judged too: a benefit that is worse in one term, or that gives less to whoever has more, is never applied
by a decision, but nobody should have to read it as a threat; so it is refused, with somebody who shows it.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from creditplus import decisions
from creditplus.arithmetic import integers
from creditplus.errors import Words
from creditplus.offers import needs, terms
from creditplus.proofs import Counterexample
from creditplus.province.catalogues import Catalogue
from creditplus.scenarios import Benefit, Scenario
from creditplus.tools.proof import claims, standings
from creditplus.tools.proof.claims import Statement
from creditplus.tools.proof.smt import Script
from creditplus.tools.proof.standings import Anybody, Scale

NEVER_WORSE = "《黑龙江省“十四五”社会信用体系建设规划》四（四）；《个人信息保护法》第二十四条"


class Asked:
    """A scenario with what it is judged by."""

    def __init__(self, scenario: Scenario, scale: Scale, catalogue: Catalogue) -> None:
        self.scenario = scenario
        self.scale = scale
        self.catalogue = catalogue
        self.benefits = list(enumerate(scenario.benefits))

    def opens(self, script: Script, person: Anybody, free: list[Any], active: Any) -> list[Any]:
        """Whether each benefit opens to a person, whose quotas are used up or not, and whose benefits rest or not."""
        made = []
        for place, benefit in self.benefits:
            opens = needs.met(benefit.when, person)
            made.append(_and(opens, free[place] if benefit.quota else True, True if benefit.entitlement else active))
        return made

    def first(self, judge: Callable[[needs.Standing], bool]) -> needs.Standing | None:
        """The first person of whom a judge says yes."""
        return next((person for person in standings.people(self.scenario, self.scale) if judge(person)), None)


def _and(*truths: Any) -> Any:
    whole: Any = True
    for truth in truths:
        whole = truth if whole is True else whole & truth
    return whole


def _not(truth: Any) -> Any:
    return not truth if isinstance(truth, bool) else ~truth


def never_worse(asked: Asked) -> Iterator[Statement]:
    """T1: whatever opens, every term is at least the standard's; and no benefit says otherwise of itself."""
    standard = asked.scenario.standard.terms
    for name in standard:
        script = Script()
        opens = [script.truth(benefit.code) for _, benefit in asked.benefits]
        given = decisions.offered(claims.smt_operators, asked.scenario, opens)
        script.claim(_not(terms.as_good(name, given[name], standard[name])))
        zh, en = (
            f"任何人的{terms.TERMS[name].title.zh}不差于标准服务",
            f"nobody's {terms.TERMS[name].title.en} is worse than standard",
        )
        yield Statement(path=("standard", "terms", name), says=Words(zh, en), body=claims.body(script), law=NEVER_WORSE)
    for place, benefit in asked.benefits:
        for name, value in benefit.terms.items():
            script = Script()
            script.claim(needs.met(benefit.when, Anybody(script, asked.scale)))
            script.claim(_not(terms.as_good(name, script.integer(name, value, value), standard[name])))
            title = terms.TERMS[name].title
            zh, en = f"优惠的{title.zh}不差于标准服务", f"a benefit's {title.en} is at least the standard's"
            yield Statement(
                path=("benefits", place, "terms", name),
                says=Words(zh, en),
                body=claims.body(script),
                law=NEVER_WORSE,
                search=partial(_worse, asked, benefit, name, standard[name]),
            )


def _worse(asked: Asked, benefit: Benefit, name: str, least: int) -> Counterexample | None:
    """Somebody whom a benefit, as it is written, gives less than somebody else has."""
    person = asked.first(lambda one: bool(needs.met(benefit.when, one)))
    if person is None or terms.as_good(name, benefit.terms[name], least):
        return None
    who = standings.told(person, benefit.when, asked.catalogue)
    got, should = terms.shown(name, benefit.terms[name]), terms.shown(name, least)
    return Counterexample(
        says=Words(
            f"一位居民（{who.zh}）按“{benefit.title.zh}”是{got.zh}，应当至少是{should.zh}",
            f"a resident with {who.en} would have {got.en} by `{benefit.title.en}` and should have {should.en}",
        ),
        reproduced=True,
    )


def monotone(asked: Asked) -> Iterator[Statement]:
    """T2: whoever has more never receives less, in any term; and no benefit for more gives less than one for less."""
    for name in asked.scenario.standard.terms:
        script = Script()
        person = Anybody(script, asked.scale)
        more = person.beyond()
        free = [script.truth(f"left_{benefit.code}") for _, benefit in asked.benefits]
        active = script.truth("not_suspended")
        one, other = (
            decisions.offered(claims.smt_operators, asked.scenario, asked.opens(script, who, free, active))[name]
            for who in (person, more)
        )
        script.claim(_not(terms.as_good(name, other, one)))
        title = terms.TERMS[name].title
        zh, en = f"条件更好，{title.zh}不会变差", f"having more never gives a worse {title.en}"
        yield Statement(path=("standard", "terms", name), says=Words(zh, en), body=claims.body(script), law=NEVER_WORSE)
    for place, benefit in asked.benefits:
        for _, lower in asked.benefits:
            yield from _in_order(asked, place, benefit, lower)


def _in_order(asked: Asked, place: int, benefit: Benefit, lower: Benefit) -> Iterator[Statement]:
    """A benefit that gives less of a term than another one does must be open to somebody to whom that one is not."""
    for name in benefit.terms:
        if name not in lower.terms or terms.as_good(name, benefit.terms[name], lower.terms[name]):
            continue
        if lower.quota is not None and benefit.quota is None:
            continue  # it is what is left when the other one's quota is used up
        script = Script()
        person = Anybody(script, asked.scale)
        script.claim(needs.met(benefit.when, person))
        script.claim(_not(needs.met(lower.when, person)))
        title = terms.TERMS[name].title
        zh = f"要求更高的优惠，{title.zh}不能更差"
        en = f"a benefit that asks for more never gives a worse {title.en}"
        yield Statement(
            path=("benefits", place, "terms", name),
            says=Words(zh, en),
            body=claims.body(script),
            expected="sat",
            law=NEVER_WORSE,
            search=partial(_worse, asked, benefit, name, lower.terms[name]),
        )


def reachable(asked: Asked) -> Iterator[Statement]:
    """T6: every benefit is open to somebody on the scale and improves something for them, whatever else is open to them."""
    for place, benefit in asked.benefits:
        script = Script()
        person = Anybody(script, asked.scale)
        free = [script.truth(f"left_{one.code}") for _, one in asked.benefits]
        opens = asked.opens(script, person, free, script.truth("not_suspended"))
        with_ = decisions.offered(claims.smt_operators, asked.scenario, opens)
        without = decisions.offered(claims.smt_operators, asked.scenario, [*opens[:place], False, *opens[place + 1 :]])
        script.claim(opens[place])
        changed: Any = False
        for name in benefit.terms:
            changed = changed | _differs(with_[name], without[name])
        script.claim(changed)
        zh, en = (
            f"优惠“{benefit.title.zh}”有人能得到，并且有用",
            f"somebody can have `{benefit.title.en}`, and it helps them",
        )
        yield Statement(
            path=("benefits", place, "when"),
            says=Words(zh, en),
            body=claims.body(script),
            expected="sat",
            law=NEVER_WORSE,
            search=partial(_useless, asked, benefit),
        )


def _differs(one: Any, other: Any) -> Any:
    if isinstance(one, int) and isinstance(other, int):
        return one != other
    return (one > other) | (one < other)


def _useless(asked: Asked, benefit: Benefit) -> Counterexample | None:
    """The best resident that the scale knows, who gets nothing from a benefit: it is out of reach, or adds nothing."""
    best = list(standings.people(asked.scenario, asked.scale))[-1]
    everything = [needs.met(one.when, best) and one is not benefit for one in asked.scenario.benefits]
    opens = bool(needs.met(benefit.when, best))
    with_ = [
        either or (one is benefit and opens) for either, one in zip(everything, asked.scenario.benefits, strict=True)
    ]
    made = [decisions.offered(integers, asked.scenario, which) for which in (with_, everything)]
    if made[0] != made[1]:
        return None
    who = standings.told(best, benefit.when, asked.catalogue)
    zh = f"得分最高的居民（{who.zh}）也" + ("不能从中多得什么" if opens else "达不到")
    en = f"even the best resident, with {who.en}, " + ("gains nothing from it" if opens else "cannot have it")
    return Counterexample(says=Words(zh, en), reproduced=True)
