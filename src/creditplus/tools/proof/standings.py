"""Anybody a scenario may meet: as terms for the solver, and as people to try when somebody must be shown.

Whoever is tried stands just below, at, or just above a number that the text names, with or without each honour it names: where a
statement about such a text fails at all, one of these people shows it.
"""

from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Any, Literal

import msgspec

from creditplus import arithmetic
from creditplus.errors import Words
from creditplus.offers import needs
from creditplus.offers.needs import Need, Standing, Total
from creditplus.province.catalogues import Catalogue
from creditplus.rulebooks import Rulebook
from creditplus.scenarios import Scenario
from creditplus.tools.proof.smt import Script

POINTS_MAX = arithmetic.NUMBER_MAX
TRIED = 20_000
"""How many people are tried at most: a text names few numbers and honours."""


class Scale(msgspec.Struct, frozen=True):
    """Where scores can lie, and from which score on each grade is reached; without rulebooks anything is possible."""

    least: int
    most: int
    grades: dict[str, int | None]

    def reached(self, points: int) -> frozenset[str]:
        """The grades that so many points reach."""
        return frozenset(code for code, end in self.grades.items() if end is None or points >= end)


def scale(book: Rulebook) -> Scale:
    """The scale of a county; a grade by share can be reached by anybody."""
    ends = {grade.code: grade.at_least for grade in book.grades}
    tops = [end for end in ends.values() if end is not None]
    most = book.score.max if book.score.max is not None else max([*tops, book.score.base])
    return Scale(book.score.min, most, ends)


class Anybody:
    """Any person on a scale, in terms. `beyond` makes another one who has at least as much of everything."""

    true = True
    false = False

    def __init__(self, script: Script, scale: Scale, below: "Anybody | None" = None) -> None:
        self.script = script
        self.scale = scale
        self.below = below
        self.points: Any = script.integer("points", below.points if below else scale.least, scale.most)
        self.known: dict[tuple[str, ...], Any] = {}

    def beyond(self) -> "Anybody":
        """Another person with at least as many points, every grade, honour and good deed of this one, and perhaps more."""
        return Anybody(self.script, self.scale, self)

    def reached(self, grade: str) -> Any:
        """Whether the person has reached a grade: by points, or, where it is a share of the county, perhaps."""
        end = self.scale.grades.get(grade, -1)
        if end == -1:
            return False
        return self._truth("grade", grade) if end is None else self.points >= end

    def attested(self, grade: str) -> Any:
        """Whether another city attests a grade that stands for this one."""
        return self._truth("recognised", grade)

    def honoured(self, honour: str, list: Literal["year", "life"] | None) -> Any:
        """Whether the person holds an honour, by a list."""
        return self._truth("honour", honour, list or "today")

    def total(self, total: Total) -> Any:
        """What a total comes to."""
        name = ("total", total.name)
        if name not in self.known:
            least = self.below.total(total) if self.below else 0
            self.known[name] = self.script.integer(total.kind, least, POINTS_MAX)
        return self.known[name]

    def _truth(self, *name: str) -> Any:
        if name not in self.known:
            own = self.script.truth("_".join(name[:2]))
            self.known[name] = own | self.below._truth(*name) if self.below else own
        return self.known[name]


def people(scenario: Scenario, scale: Scale) -> Iterator[Standing]:
    """People to try, those with little first."""
    asked = [part for benefit in scenario.benefits for part in needs.parts(benefit.when)]
    ends = {scale.least, scale.most, *(one for one in scale.grades.values() if one is not None)}
    ends |= {part.score_at_least for part in asked if part.score_at_least is not None}
    points = sorted(one for end in ends for one in (end - 100, end) if scale.least <= one <= scale.most)
    honours = sorted({(part.honour, part.list) for part in asked if part.honour is not None}, key=str)
    totals = {part.total.name: needs.least(part.total) for part in asked if part.total is not None}
    shares = [code for code, end in scale.grades.items() if end is None]
    attested = sorted({part.recognised_at_least for part in asked if part.recognised_at_least is not None})
    things: list[Any] = [
        *honours,
        *totals,
        *(("share", code) for code in shares),
        *(("city", code) for code in attested),
    ]
    for held in islice(_subsets(things), TRIED // max(len(points), 1)):
        for number in points:
            yield _person(scale, number, held, totals)


def _subsets(things: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Nothing, each thing alone, everything, then every combination."""
    yield ()
    yield from ((thing,) for thing in things)
    yield tuple(things)
    for chosen in product((False, True), repeat=min(len(things), 12)):
        yield tuple(thing for thing, is_in in zip(things, chosen, strict=False) if is_in)


def _person(scale: Scale, points: int, held: Iterable[Any], totals: dict[str, int]) -> Standing:
    pairs = [thing for thing in held if isinstance(thing, tuple)]
    of = {name: frozenset(code for code, list in pairs if list == name) for name in (None, "year", "life")}
    shares = {code for kind, code in pairs if kind == "share"}
    return Standing(
        points=points,
        grades=frozenset(code for code in scale.reached(points) if scale.grades[code] is not None or code in shares),
        honours=of[None],
        listed=of["year"],
        ever=of["life"],
        totals={name: least if name in held else 0 for name, least in totals.items()},
        recognised=frozenset(code for kind, code in pairs if kind == "city"),
    )


def told(person: Standing, need: Need, catalogue: Catalogue) -> Words:
    """Who a person is, as far as a need asks."""
    zh, en = [f"{arithmetic.shown(person.points)} 分"], [f"{arithmetic.shown(person.points)} points"]
    for part in needs.parts(need):
        if part.grade_at_least is not None and person.reached(part.grade_at_least):
            zh, en = [*zh, f"等级达到 {part.grade_at_least}"], [*en, f"grade {part.grade_at_least} reached"]
        if part.honour is not None and person.honoured(part.honour, part.list):
            kind = catalogue.find(part.honour)
            title = kind.title if kind else Words(part.honour, part.honour)
            zh, en = [*zh, f"荣誉“{title.zh}”"], [*en, f"the honour `{title.en}`"]
        if part.total is not None and person.total(part.total):
            kind = catalogue.find(part.total.kind)
            title = kind.title if kind else Words(part.total.kind, part.total.kind)
            much = f"{person.total(part.total) / arithmetic.AMOUNT:g}"
            zh, en = [*zh, f"{title.zh}合计 {much}"], [*en, f"{much} of {title.en} in all"]
    return Words("、".join(dict.fromkeys(zh)), ", ".join(dict.fromkeys(en)))
