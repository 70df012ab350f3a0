"""Terms of SMT-LIB 2: numbers and truth values that are written down instead of worked out.

Why text and not a solver's objects: what the solver is asked and what the certificate shows are then the same letters, any
other solver can be asked them too, and writing is ten times faster than building. Whatever is known is worked out at once.
"""

from __future__ import annotations

from typing import Any


class Script:
    """The lines of one statement: what is declared, what is defined, what is claimed."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[str, str] = {}
        self.count = 0

    def integer(self, name: str, least: Any = None, most: Any = None) -> Number:
        """Any whole number between two ends."""
        found = Number(self, self._declared(name, "Int"))
        if least is not None:
            self.claim(found >= least)
        if most is not None:
            self.claim(found <= most)
        return found

    def truth(self, name: str) -> Truth:
        """Either true or false."""
        return Truth(self, self._declared(name, "Bool"))

    def claim(self, truth: Any) -> None:
        """What must hold in every case that is looked at."""
        if truth is not True:
            self.lines.append(f"(assert {written(truth)})")

    def named(self, sort: str, text: str) -> str:
        """A name for a long text, so that it is written once."""
        if text not in self.names:
            self.count += 1
            self.names[text] = name = f"t.{self.count}"
            self.lines.append(f"(define-fun {name} () {sort} {text})")
        return self.names[text]

    def _declared(self, name: str, sort: str) -> str:
        self.count += 1
        unique = f"{name}.{self.count}"
        self.lines.append(f"(declare-const {unique} {sort})")
        return unique


class Truth:
    """A truth value as text. `&` and `|` meet plain ones too."""

    __slots__ = ("script", "text")

    def __init__(self, script: Script, text: str) -> None:
        self.script = script
        self.text = text

    def __and__(self, other: Any) -> Any:
        if isinstance(other, bool):
            return self if other else False
        return Truth(self.script, f"(and {self.text} {other.text})")

    def __or__(self, other: Any) -> Any:
        if isinstance(other, bool):
            return True if other else self
        return Truth(self.script, f"(or {self.text} {other.text})")

    __rand__ = __and__
    __ror__ = __or__

    def __invert__(self) -> Truth:
        return Truth(self.script, f"(not {self.text})")


class Number:
    """A whole number as text. `branches` remembers a choice, so that products of choices stay sums of constants."""

    __slots__ = ("branches", "script", "text")
    __hash__ = None  # type: ignore[assignment]  # two terms are compared by a term

    def __init__(self, script: Script, text: str, branches: tuple[Any, Any, Any] | None = None) -> None:
        self.script = script
        self.text = text
        self.branches = branches

    def __add__(self, other: Any) -> Any:
        return self if _is(other, 0) else Number(self.script, f"(+ {self.text} {written(other)})")

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self if _is(other, 0) else Number(self.script, f"(- {self.text} {written(other)})")

    def __rsub__(self, other: Any) -> Any:
        return Number(self.script, f"(- {written(other)} {self.text})")

    def __mul__(self, other: Any) -> Any:
        if _is(other, 0) or _is(other, 1):
            return self if other else 0
        if isinstance(other, Number):
            one, many = (other, self) if other.branches else (self, other)
            if one.branches is None:
                return Number(self.script, f"(* {self.text} {other.text})")
            given, then, otherwise = one.branches
            return choose(given, many * then, many * otherwise)
        return Number(self.script, f"(* {written(other)} {self.text})")

    __rmul__ = __mul__

    def __ge__(self, other: Any) -> Any:
        return Truth(self.script, f"(>= {self.text} {written(other)})")

    def __gt__(self, other: Any) -> Any:
        return Truth(self.script, f"(> {self.text} {written(other)})")

    def __le__(self, other: Any) -> Any:
        return Truth(self.script, f"(<= {self.text} {written(other)})")

    def __lt__(self, other: Any) -> Any:
        return Truth(self.script, f"(< {self.text} {written(other)})")

    def __eq__(self, other: object) -> Any:
        return Truth(self.script, f"(= {self.text} {written(other)})")

    def __ne__(self, other: object) -> Any:
        return Truth(self.script, f"(not (= {self.text} {written(other)}))")


def choose(given: Any, then: Any, otherwise: Any) -> Any:
    """`then` where `given` holds, `otherwise` elsewhere."""
    if isinstance(given, bool):
        return then if given else otherwise
    if written(then) == written(otherwise):
        return then
    text = f"(ite {given.text} {written(then)} {written(otherwise)})"
    return Number(given.script, given.script.named("Int", text), (given, then, otherwise))


def least(one: Any, other: Any) -> Any:
    """The smaller of two numbers."""
    return choose(one <= other, one, other)


def most(one: Any, other: Any) -> Any:
    """The larger of two numbers."""
    return choose(one >= other, one, other)


def divide(number: Any, by: int) -> Any:
    """How often the positive constant `by` goes wholly into a number that is not negative."""
    if isinstance(number, int) or by == 1:
        return number // by if isinstance(number, int) else number
    return Number(number.script, number.script.named("Int", f"(div {number.text} {by})"))


def written(value: Any) -> str:
    """A plain or a written value as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value >= 0 else f"(- {-value})"
    return str(value.text)


def _is(value: Any, number: int) -> bool:
    return isinstance(value, int) and value == number
