"""How conditions and records are spelled for the rule engine: short names and whole numbers, nothing else.

Why only numbers: a field becomes up to four short names (number, text, yes/no, presence), a text becomes the number of the
constant that it equals (0: none of them). No quotation mark, emoji, dot or reserved name can then do harm in the engine, and
values of different types never meet.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from creditplus.errors import Words
from creditplus.language import networks
from creditplus.language.conditions import NUMBER_END, All, Compare, Condition, Either, Exists, Leafy, Value
from creditplus.language.networks import Part, Test

OPERATORS = {"eq": "$eq", "ne": "$neq", "lt": "$lt", "le": "$lte", "gt": "$gt", "ge": "$gte"}
RECORD = '{"id":"r","k":1'
EVERY: Test = ("$eq", "k", 1)
"""What every record carries: so a rule without conditions has something to ask, and a state without a record satisfies nothing."""


class Unfit(Exception):
    """A condition that the engine must not be given; `words` says what to write instead."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)


def normal(condition: Condition) -> Condition:
    """The same condition without idle groups: no `all` directly in an `all`, no group of one, no constant but the whole."""
    if not isinstance(condition, All | Either):
        return condition
    parts: list[Condition] = []
    for part in map(normal, condition.parts):
        if type(part) is type(condition):
            parts += part.parts
        elif isinstance(part, All | Either) and not part.parts:
            return part
        else:
            parts.append(part)
    return parts[0] if len(parts) == 1 else type(condition)(tuple(parts))


class Names:
    """The short names of the fields, and the numbers of the texts that they are compared with."""

    def __init__(self) -> None:
        self.fields: dict[str, int] = {}
        self.asked: dict[str, set[str]] = {}
        self.texts: dict[str, dict[str, int]] = {}

    def number(self, field: str) -> int:
        """The number of a field; a new one if it has none yet."""
        if field not in self.fields and len(self.fields) == networks.NAMES_MAX:
            raise Unfit(
                f"各规则合计超过 {networks.NAMES_MAX} 个字段",
                f"the rules ask for more than {networks.NAMES_MAX} fields",
            )
        return self.fields.setdefault(field, len(self.fields))

    def test(self, leaf: Leafy) -> Test:
        """A comparison in the engine's terms."""
        number = self.number(leaf.field)
        asked = self.asked.setdefault(leaf.field, set())
        if not isinstance(leaf, Compare):
            asked.add("e")
            return ("$ex" if isinstance(leaf, Exists) else "$nex", f"e{number}", 1)
        match leaf.value:
            case bool():
                kind, value = "b", int(leaf.value)
            case str():
                known = self.texts.setdefault(leaf.field, {})
                kind, value = "t", known.setdefault(leaf.value, len(known) + 1)
            case _:
                kind, value = "n", leaf.value
        asked.add(kind)
        return (OPERATORS[leaf.op], f"{kind}{number}", value)

    def part(self, condition: Condition) -> Part:
        """A normal condition in the engine's terms, comparisons before groups, nothing twice in one group."""
        if not isinstance(condition, All | Either):
            return self.test(condition)
        parts = dict.fromkeys(map(self.part, condition.parts))
        return ("$and" if isinstance(condition, All) else "$or", tuple(sorted(parts, key=networks.is_group)))

    def rule(self, condition: Condition) -> Part | None:
        """A condition as the engine's rule, or None if it never holds; raises Unfit."""
        plain = normal(condition)
        if isinstance(plain, Either) and not plain.parts:
            return None
        part = self.part(plain)
        below = part[1] if len(part) == 2 and part[0] == "$and" else (part,)
        rule: Part = ("$and", (EVERY, *below))
        if networks.groups(rule) > networks.GROUPS_MAX:
            raise Unfit(
                f"`any` 和 `all` 合计超过 {networks.GROUPS_MAX} 个；请拆成几条规则",
                f"more than {networks.GROUPS_MAX} groups of `any` and `all`; write several rules",
            )
        if networks.ways(rule) > networks.WAYS_MAX:
            raise Unfit(
                f"一条信息可能同时以 {networks.WAYS_MAX} 种以上的方式满足；请减少 `any` 中的选项",
                f"one record could satisfy it in more than {networks.WAYS_MAX} ways at once; write fewer alternatives in `any`",
            )
        if not networks.room([rule]):
            raise Unfit(
                "一条规则里的比较太多；请拆成几条规则", "too many comparisons for one rule; write several rules"
            )
        return rule


def written(rules: Iterable[tuple[str, Part]]) -> str:
    """A ruleset in the engine's notation, with a sentinel rule `w` that only the warm-up record satisfies."""
    texts = {name: {"all": [{"m": spelled(rule)}]} for name, rule in rules}
    return msgspec.json.encode({**texts, "w": {"all": [{"m": {"w": 1}}]}}).decode()


def spelled(part: Part) -> dict[str, object]:
    """One part in the engine's notation."""
    if len(part) == 2:
        return {part[0]: [spelled(one) for one in part[1]]}
    word, name, number = part
    return {name: number} if word == "$eq" else {word: {name: number}}


class Slot(NamedTuple):
    """How one field of a record is spelled: its presence, what a number follows, the known texts and any other, no and yes.

    Empty is what no rule asks for.
    """

    presence: str
    number: str
    texts: Mapping[str, str]
    other: str
    truth: tuple[str, ...]


def slots(names: Names) -> dict[str, Slot]:
    """The slot of every field that some rule asks for."""
    return {
        field: Slot(
            f'"e{place}":1' if "e" in names.asked[field] else "",
            f'"n{place}":' if "n" in names.asked[field] else "",
            {text: f'"t{place}":{number}' for text, number in names.texts.get(field, {}).items()},
            f'"t{place}":0' if "t" in names.asked[field] else "",
            (f'"b{place}":0', f'"b{place}":1') if "b" in names.asked[field] else (),
        )
        for field, place in names.fields.items()
    }


def record(facts: Mapping[str, Value], slots: Mapping[str, Slot]) -> str | None:
    """One record in the engine's notation, with only what some rule asks for; None if it has too many fields for the engine."""
    parts = [RECORD]
    for field, value in facts.items():
        slot = slots.get(field)
        if slot is None:
            continue
        presence, number, texts, other, truth = slot
        if type(value) is str:
            if other:
                parts.append(texts.get(value, other))
        elif type(value) is int:
            if number:
                parts.append(f"{number}{value if -NUMBER_END < value < NUMBER_END else cut(value)}")
        elif type(value) is bool and truth:
            parts.append(truth[value])
        if presence:
            parts.append(presence)
    return ",".join(parts) + "}" if len(parts) <= networks.FIELDS_MAX else None


def cut(number: int) -> int:
    """A number too large for the engine, cut down: every constant is smaller still, so it compares as before."""
    return NUMBER_END if number > 0 else -NUMBER_END
