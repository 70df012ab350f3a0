"""What a theorem is made of: small statements, each about one rule, one category or the scale alone, each with its expected answer.

Why small: the language is a sum of limited terms and then a clamp, so statements about the parts carry over to the whole.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Literal

import msgspec

from creditplus import scores
from creditplus.arithmetic import integers
from creditplus.errors import Words
from creditplus.language.conditions import holds
from creditplus.language.lines import Path
from creditplus.proofs import Counterexample
from creditplus.province.catalogues import Catalogue, Kind
from creditplus.province.limits import Limits
from creditplus.rulebooks import Ready, Rule, Rulebook
from creditplus.scales import Category
from creditplus.tools.proof import smt
from creditplus.tools.proof.readings import Symbol
from creditplus.tools.proof.smt import Script


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One statement: what it says, where in the text it belongs, the body to be answered, the answer that is hoped for.

    `search` looks with the integer reader for a resident whom the failed statement describes; `narrower` is a statement that
    says enough too, and is asked where this one fails.
    """

    path: Path
    says: Words
    body: str
    expected: Literal["sat", "unsat"] = "unsat"
    law: str
    search: Callable[[], Counterexample | None] | None = None
    narrower: Callable[[], "Statement"] | None = None


class Subject:
    """A rulebook with what it is judged by."""

    def __init__(self, book: Rulebook, catalogue: Catalogue, limits: Limits) -> None:
        self.book = book
        self.catalogue = catalogue
        self.limits = limits
        self.kinds: dict[str, Kind] = {kind.code: kind for kind in catalogue.kinds}
        self.ready = book.ready
        self.places = {rule.code: place for place, rule in enumerate(book.rules)}
        self.categories = {category.code: category for category in book.categories}

    def path(self, rule: Rule, *below: str | int) -> Path:
        """Where a rule stands in the text."""
        return ("rules", self.places[rule.code], *below)

    def earlier(self, rule: Ready) -> list[Ready]:
        """The rules of the same kind that are asked before a rule."""
        return [one for one in self.ready[: self.places[rule.code]] if one.kind == rule.kind]

    def symbol(self, script: Script, rule: Ready, nth: Any = 1) -> Symbol:
        """Any record that earns under a rule: its condition holds, and no earlier rule's."""
        item = Symbol(script, self.kinds[rule.kind], nth)
        script.claim(holds(rule.condition, item))
        for other in self.earlier(rule):
            found = holds(other.condition, item)
            script.claim(not found if isinstance(found, bool) else ~found)
        return item

    def above(self, category: str | None) -> list[Category]:
        """A category and those around it, from the innermost outwards."""
        found = []
        while category is not None:
            found.append(self.categories[category])
            category = self.categories[category].within
        return found

    @cached_property
    def resting(self) -> tuple[dict[str, int], int]:
        """What each category and the whole are worth without any record."""
        steps, total = scores.total(integers, self.book, {})
        return {category.code: after for category, _, after in steps}, total

    @property
    def base(self) -> int:
        """The score of somebody of whom nothing is known."""
        return int(scores.add_up(integers, self.book, scores.Sums({}, {}, {})).points)

    @property
    def scale(self) -> int:
        """The width of the scale that limits are shares of; an open one ends at its highest grade, or where everyone begins."""
        score = self.book.score
        tops = [grade.at_least for grade in self.book.grades if grade.at_least is not None]
        most = score.max if score.max is not None else max([*tops[:1], self.resting[1]])
        return most - score.min

    def share(self, percent: int, sign: int = 1) -> int:
        """A share of the scale, in whole steps of the score.

        What takes away (`sign` -1) is held to a scale that reaches no higher above the base than it lies deep below: a high end
        that nobody is near would let one record take everything that everybody begins with.
        """
        below = self.base - self.book.score.min
        width = min(self.scale, 2 * below) if sign < 0 and below else self.scale
        return width * percent // 100 // self.book.score.step * self.book.score.step

    def narrowed(self, category: str | None) -> tuple[Rulebook, dict[str | None, str]]:
        """The same formula with only one way from a category to the score, and one sum for each category on the way."""
        around = self.above(category)
        codes: dict[str | None, str] = {one.code: f"in.{one.code}" for one in around} | {None: "in.none"}
        example = self.book.rules[0]
        rules = tuple(msgspec.structs.replace(example, code=code, category=name) for name, code in codes.items())
        return msgspec.structs.replace(self.book, categories=tuple(around), rules=rules, clean=()), codes

    def totals(self, script: Script, category: str | None, one: Any, other: Any) -> tuple[Any, Any]:
        """The sum of everything with one or another sum coming into a category, and anything else beside it."""
        book, codes = self.narrowed(category)
        inside = [None, *codes]
        others = {code: self.beside(script, name, inside[place]) for place, (name, code) in enumerate(codes.items())}
        mine = codes[category]
        return (
            scores.total(smt_operators, book, others | {mine: others[mine] + one})[1],
            scores.total(smt_operators, book, others | {mine: others[mine] + other})[1],
        )

    def beside(self, script: Script, category: str | None, known: str | None) -> Any:
        """What else may come into a category: without a demerit nothing below what it rests at, without a merit nothing above.

        `known` is the category inside it that is looked at itself.
        """
        inner = [one.code for one in self.book.categories if one.within == category and one.code != known]
        rest = sum(self.resting[0][code] for code in inner)
        signs = {sign for code in [category, *self.below(category)] for sign in self.signs.get(code, ())}
        return script.integer("beside", rest if -1 not in signs else None, rest if 1 not in signs else None)

    def only(self, categories: list[str]) -> Rulebook:
        """The same formula with a category and those inside it, and nothing else."""
        book = self.book
        inside = tuple(
            one if one.within in categories else msgspec.structs.replace(one, within=None)
            for one in book.categories
            if one.code in categories
        )
        return msgspec.structs.replace(
            book,
            categories=inside,
            rules=tuple(rule for rule in book.rules if rule.category in categories),
            clean=tuple(clean for clean in book.clean if clean.category in categories),
        )

    def below(self, category: str | None) -> list[str]:
        """Every category inside one."""
        inner = [one.code for one in self.book.categories if one.within == category]
        return [code for one in inner for code in (one, *self.below(one))]

    @cached_property
    def signs(self) -> Mapping[str | None, set[int]]:
        """Which categories have rules that add, and which have rules that take away."""
        found: dict[str | None, set[int]] = {}
        for rule in self.ready:
            found.setdefault(rule.category, set()).add(rule.magnitude)
        for clean in self.book.clean:
            found.setdefault(clean.category, set()).add(1)
        return found


class Operators:
    """The operators for sums that are already made."""

    choose = staticmethod(smt.choose)
    least = staticmethod(smt.least)
    most = staticmethod(smt.most)
    divide = staticmethod(smt.divide)


smt_operators: Any = Operators()


def body(script: Script) -> str:
    """The lines of a statement."""
    return "\n".join(script.lines)


def rule_words(rule: Rule) -> Words:
    """A rule by its title and code."""
    return Words(f"《{rule.title.zh}》（{rule.code}）", f"`{rule.title.en}` ({rule.code})")
