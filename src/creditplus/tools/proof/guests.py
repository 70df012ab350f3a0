"""What a recognition text says (T8), as statements about any grade of another city, any day, and anybody who shows it.

What is asked is read from the very functions that recognise and decide (`recognition.worth`, `needs.met`, `decisions.offered`).
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from creditplus import arithmetic, decisions, recognition
from creditplus.errors import Words
from creditplus.offers import needs, terms
from creditplus.proofs import Counterexample
from creditplus.recognition import NOTHING, Issuer, Recognition
from creditplus.scenarios import Scenario
from creditplus.tools.proof import claims
from creditplus.tools.proof.claims import Statement
from creditplus.tools.proof.smt import Script
from creditplus.tools.proof.standings import Anybody, Scale

LAW = "《黑龙江省“十四五”社会信用体系建设规划》六（二）；《个人信息保护法》第二十四条"
DAY_MAX = 3_652_059
"""The last day that a calendar of four-digit years has."""


class Guest:
    """Anybody, who shows a grade of another city that stands for a rank of ours (`NOTHING`: who shows none)."""

    true = True
    false = False

    def __init__(self, anybody: Anybody, text: Recognition, ours: Any) -> None:
        self.anybody = anybody
        self.text = text
        self.ours = ours
        self.points = anybody.points
        self.reached = anybody.reached
        self.honoured = anybody.honoured
        self.total = anybody.total

    def attested(self, grade: str) -> Any:
        """Whether the grade shown stands for at least this one of ours."""
        least = recognition.rank(self.text.ladder, grade)
        return self.ours >= least if least else False


def upward(text: Recognition, scenarios: Sequence[Scenario], scale: Scale) -> Iterator[Statement]:
    """T8 of a text: every line of it, then every scenario of the city in which it counts."""
    for place, issuer in enumerate(text.issuers):
        yield _monotone(text, issuer, place)
        yield from _otherwise_nothing(text, issuer, place)
        for scenario in scenarios:
            if scenario.scenario in issuer.scenarios:
                yield from _never_less(text, issuer, place, scenario, scale)


def _worth(text: Recognition, issuer: Issuer, theirs: Any, on: Any) -> Any:
    return recognition.worth(claims.smt_operators, text, issuer, theirs, on)


def _monotone(text: Recognition, issuer: Issuer, place: int) -> Statement:
    script = Script()
    on = script.integer("on", 1, DAY_MAX)
    lower = script.integer("lower", NOTHING, len(issuer.ladder))
    higher = script.integer("higher", lower, len(issuer.ladder))
    one, other = (_worth(text, issuer, theirs, on) for theirs in (lower, higher))
    script.claim(one > other)
    return Statement(
        path=("issuers", place, "grades"),
        says=Words("对方等级更高，在本地不会更低", "a better grade there never stands for a worse one here"),
        body=claims.body(script),
        law=LAW,
        search=partial(_turned, text, issuer),
    )


def _turned(text: Recognition, issuer: Issuer) -> Counterexample | None:
    """Two grades of which the better one stands for less."""
    on = issuer.from_.toordinal()
    upwards = [*reversed(issuer.ladder)]
    here = [
        recognition.worth(arithmetic.integers, text, issuer, recognition.rank(issuer.ladder, one), on)
        for one in upwards
    ]
    for place in range(1, len(upwards)):
        if here[place] < here[place - 1]:
            lower, higher = (_told(text, upwards[one], here[one]) for one in (place - 1, place))
            return Counterexample(
                says=Words(f"{lower.zh}，而{higher.zh}", f"{lower.en}, yet {higher.en}"), reproduced=True
            )
    return None


def _told(text: Recognition, theirs: str, ours: int) -> Words:
    if not ours:
        return Words(f"对方 {theirs} 级没有写", f"{theirs} there stands for nothing")
    grade = text.ladder[len(text.ladder) - ours]
    return Words(f"对方 {theirs} 级按本地 {grade} 级对待", f"{theirs} there stands for {grade} here")


def _otherwise_nothing(text: Recognition, issuer: Issuer, place: int) -> Iterator[Statement]:
    """Before its first day, after its last one, and for a grade that the line does not name, it stands for nothing."""
    first, last = issuer.from_.toordinal(), issuer.until.toordinal()
    named = [recognition.rank(issuer.ladder, theirs) for theirs in issuer.grades]
    for key, zh, en in (
        ("from", "生效前没有认可", "before its first day a line stands for nothing"),
        ("until", "到期后没有认可", "after its last day a line stands for nothing"),
        ("grades", "没有写的等级没有认可", "a grade that a line does not name stands for nothing"),
    ):
        script = Script()
        on = script.integer("on", 1, DAY_MAX)
        theirs = script.integer("theirs", NOTHING, len(issuer.ladder))
        if key == "from":
            script.claim(on < first)
        elif key == "until":
            script.claim(on > last)
        else:
            for rank in named:
                script.claim(theirs != rank)
        found = _worth(text, issuer, theirs, on)
        script.claim(found != NOTHING)
        yield Statement(path=("issuers", place, key), says=Words(zh, en), body=claims.body(script), law=LAW)


def _never_less(text: Recognition, issuer: Issuer, place: int, scenario: Scenario, scale: Scale) -> Iterator[Statement]:
    """Whoever shows a grade has every term at least as good as the same person who shows none."""
    for name in scenario.standard.terms:
        script = Script()
        anybody = Anybody(script, scale)
        on = script.integer("on", 1, DAY_MAX)
        theirs = script.integer("theirs", NOTHING, len(issuer.ladder))
        shown = _worth(text, issuer, theirs, on)
        without, with_ = (_offered(scenario, Guest(anybody, text, ours))[name] for ours in (NOTHING, shown))
        as_good = terms.as_good(name, with_, without)
        script.claim(not as_good if isinstance(as_good, bool) else ~as_good)
        title = terms.TERMS[name].title
        yield Statement(
            path=("issuers", place, "scenarios", issuer.scenarios.index(scenario.scenario)),
            says=Words(
                f"出示外地等级，{title.zh}不会变差", f"showing another city's grade never gives a worse {title.en}"
            ),
            body=claims.body(script),
            law=LAW,
        )


def _offered(scenario: Scenario, guest: Guest) -> dict[str, Any]:
    opens = [needs.met(benefit.when, guest) for benefit in scenario.benefits]
    return decisions.offered(claims.smt_operators, scenario, opens)
