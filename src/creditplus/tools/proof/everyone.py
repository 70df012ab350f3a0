"""What everyone has (T7, T9): the standard, whole, whether or not they ever joined, and in a basic public service alike for all."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from creditplus import decisions
from creditplus.arithmetic import integers
from creditplus.errors import Words
from creditplus.offers import needs, terms
from creditplus.proofs import Counterexample
from creditplus.scenarios import Benefit
from creditplus.tools.proof import claims
from creditplus.tools.proof.claims import Statement
from creditplus.tools.proof.offers import Asked
from creditplus.tools.proof.smt import Script
from creditplus.tools.proof.standings import Scale

VOLUNTARY = "《个人信息保护法》第十三条至第十七条"
WHOLE = "《国家基本公共服务标准（2023年版）》"


def voluntary(asked: Asked) -> Iterator[Statement]:
    """T7: of whom nothing is known receives the standard; and nobody is better off by merely having joined (G26)."""
    script = Script()
    nobody = decisions.offered(claims.smt_operators, asked.scenario, [False] * len(asked.benefits))
    differs: Any = False
    for name, value in asked.scenario.standard.terms.items():
        differs = differs | (nobody[name] != value)
    script.claim(differs)
    zh, en = "没有积分的人得到完整的标准服务", "whoever has no score receives the whole standard"
    yield Statement(path=("standard",), says=Words(zh, en), body=claims.body(script), law=VOLUNTARY)
    lowest = needs.Standing(asked.scale.least, asked.scale.reached(asked.scale.least) - _shares(asked.scale))
    for place, benefit in asked.benefits:
        script = Script()
        script.claim(bool(needs.met(benefit.when, lowest)))
        zh, en = "优惠不是仅凭参加就有的", "no benefit is had by merely joining"
        yield Statement(
            path=("benefits", place, "when"),
            says=Words(zh, en),
            body=claims.body(script),
            law=VOLUNTARY,
            search=partial(_surcharged, asked, benefit, lowest),
        )


def _shares(scale: Scale) -> frozenset[str]:
    return frozenset(code for code, end in scale.grades.items() if end is None)


def received(asked: Asked, person: needs.Standing | None) -> dict[str, int]:
    """What somebody receives, or whoever nothing is known of: the plain reading of the text."""
    opens = [person is not None and bool(needs.met(benefit.when, person)) for _, benefit in asked.benefits]
    return decisions.offered(integers, asked.scenario, opens)


def _surcharged(asked: Asked, benefit: Benefit, lowest: needs.Standing) -> Counterexample:
    """Everybody who joined has the benefit, so its price is the ordinary one and the standard a surcharge."""
    nobody, joined = received(asked, None), received(asked, lowest)
    name = next((name for name in benefit.terms if joined[name] != nobody[name]), next(iter(benefit.terms)))
    got, should = terms.shown(name, nobody[name]), terms.shown(name, joined[name])
    return Counterexample(
        says=Words(
            f"一位没有参加的居民是{got.zh}，而参加的人不论分数都是{should.zh}：标准服务应当是{should.zh}",
            f"a resident who did not join has {got.en} while everyone who joined has {should.en}, whatever the score: "
            f"that should be the standard",
        ),
        reproduced=joined[name] != nobody[name],
    )


def whole(asked: Asked) -> Iterator[Statement]:
    """T9: a basic public service is complete for everyone, and nobody has of it what another one then lacks."""
    if asked.scenario.service.class_ == "basic public service":
        standard = asked.scenario.standard.terms
        yield from (_complete(asked, name, value) for name, value in standard.items())
        for place, benefit in asked.benefits:
            yield from (_alike(asked, place, benefit, name) for name in benefit.terms if name in standard)


def _complete(asked: Asked, name: str, value: int) -> Statement:
    """The standard has a term without which there is no service."""
    term, script = terms.TERMS[name], Script()
    script.claim(term.needed and script.integer(name, value, value) <= 0)
    got = terms.shown(name, value)
    zh = f"一位没有积分的居民是{got.zh}，等于没有服务，应当人人都有"
    en = f"a resident without a score has {got.en}, which is no service; everyone should have it"
    return Statement(
        path=("standard", "terms", name),
        says=Words(
            f"基本公共服务的标准要有{term.title.zh}", f"the standard of a basic public service has {term.title.en}"
        ),
        body=claims.body(script),
        law=WHOLE,
        search=lambda: Counterexample(says=Words(zh, en), reproduced=received(asked, None)[name] <= 0),
    )


def _alike(asked: Asked, place: int, benefit: Benefit, name: str) -> Statement:
    """A benefit does not give what somebody else then lacks."""
    value, least = benefit.terms[name], asked.scenario.standard.terms[name]
    term, script = terms.TERMS[name], Script()
    better = terms.as_good(name, value, least) and value != least
    script.claim(term.rival and better and script.integer(name, value, value) >= 0)
    zh = f"一位没有积分的居民要让别人先办（{terms.shown(name, value).zh}），应当按先后次序"
    en = f"a resident without a score waits while others are {term.title.en}, and should be served in turn"
    return Statement(
        path=("benefits", place, "terms", name),
        says=Words(
            f"基本公共服务中{term.title.zh}人人相同", f"in a basic public service {term.title.en} is the same for all"
        ),
        body=claims.body(script),
        law=WHOLE,
        search=partial(_overtaken, asked, benefit, name, Words(zh, en)),
    )


def _overtaken(asked: Asked, benefit: Benefit, name: str, says: Words) -> Counterexample:
    """Somebody who has the benefit comes before whoever nothing is known of."""
    person = asked.first(lambda one: bool(needs.met(benefit.when, one)))
    before = person is not None and received(asked, person)[name] != received(asked, None)[name]
    return Counterexample(says=says, reproduced=before)
