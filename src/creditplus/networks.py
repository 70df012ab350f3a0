"""How conditions become the tables of the rule engine, without ever filling one of them to its end.

The engine shares equal beginnings of rules in a network: every comparison is a node, and what is asked after it hangs below.
Its tables have fixed sizes and it does not always look where they end, so the network is drawn here first and counted.

Why only numbers reach the engine: a field becomes up to four short names (number, text, yes/no, presence), a text becomes the
number of the constant it equals (0: none of them). No quotation mark, emoji, dot or reserved name can then do harm there.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

import msgspec

from creditplus.conditions import NUMBER_END, All, Compare, Condition, Either, Exists, Leafy, Value
from creditplus.errors import Words

# The engine's sizes, in one place. Beyond them it reports an error at best; it may also loop for ever or write elsewhere.
GROUPS_MAX = 15
"""`all` and `any` in one rule: each takes two of 32 places, one place stays free."""
WAYS_MAX = 64
"""Ways in which one record may satisfy one rule at once: the engine reports every one of them, and ways multiply."""
PENDING_MAX = 64
"""Comparisons that hold and are not yet followed up, at any time while one record is matched."""
SIBLINGS_MAX = 511
"""Comparisons directly below one node: the table of 512 is searched until an empty place is found."""
LISTED_MAX = 127
"""Questions for absence and joints of `any` directly below one node: a list of 128 that ends with an empty place."""
ENDINGS_MAX = 255
"""Rules that end in one node: a list of 256 that ends with an empty place."""
FIELDS_MAX = 200
"""Fields of one record: 255 fit."""
RULES_MAX = 4000
"""Rules of one network: 4,096 fit."""
NAMES_MAX = 1024
"""Fields: names are known there by a hash of 32 bits, and below this number none of ours share one (a test looks)."""

Test = tuple[str, str, int]
"""One comparison as the engine knows it: operator, short name, number."""
Part = tuple[str, str, int] | tuple[str, tuple["Part", ...]]
"""A comparison, or a group: `$and` or `$or` and its parts."""
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
        if field not in self.fields and len(self.fields) == NAMES_MAX:
            raise Unfit(f"各规则合计超过 {NAMES_MAX} 个字段", f"the rules ask for more than {NAMES_MAX} fields")
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
        return ("$and" if isinstance(condition, All) else "$or", tuple(sorted(parts, key=is_group)))

    def rule(self, condition: Condition) -> Part | None:
        """A condition as the engine's rule, or None if it never holds; raises Unfit."""
        plain = normal(condition)
        if isinstance(plain, Either) and not plain.parts:
            return None
        part = self.part(plain)
        below = part[1] if part[0] == "$and" and is_group(part) else (part,)
        rule: Part = ("$and", (EVERY, *below))  # type: ignore[assignment]  # a group's second element is its parts
        if groups(rule) > GROUPS_MAX:
            raise Unfit(
                f"`any` 和 `all` 合计超过 {GROUPS_MAX} 个；请拆成几条规则",
                f"more than {GROUPS_MAX} groups of `any` and `all`; write several rules",
            )
        if ways(rule) > WAYS_MAX:
            raise Unfit(
                f"一条信息可能同时以 {WAYS_MAX} 种以上的方式满足；请减少 `any` 中的选项",
                f"one record could satisfy it in more than {WAYS_MAX} ways at once; write fewer alternatives in `any`",
            )
        if not room([rule]):
            raise Unfit(
                "一条规则里的比较太多；请拆成几条规则", "too many comparisons for one rule; write several rules"
            )
        return rule


def is_group(part: Part) -> bool:
    """Whether a part is an `$and` or `$or`."""
    return len(part) == 2


def groups(part: Part) -> int:
    """How many groups a part has."""
    return 1 + sum(map(groups, part[1])) if len(part) == 2 else 0


def ways(part: Part) -> int:
    """In how many ways at most one record can satisfy a part: a field equals only one of many values."""
    if len(part) == 3:
        return 1
    if part[0] == "$or":
        equal = {one[1] for one in part[1] if one[0] == "$eq"}
        return len(equal) + sum(ways(one) for one in part[1] if one[0] != "$eq")
    product = 1
    for one in part[1]:
        product *= ways(one)
    return product


class Node:
    """One comparison in the network: what is asked after it, the joints of `any` that it leads to, and the rules that end here."""

    def __init__(self) -> None:
        self.below: dict[Test, Node] = {}
        self.joints: list[Node] = []
        self.endings = 0

    def grow(self, part: Part) -> "Node":
        """Hang a part below this node; the node where it ends. Equal beginnings are shared, joints never are."""
        if len(part) == 3:
            return self.below.setdefault(part, Node())
        if part[0] == "$and":
            node = self
            for one in part[1]:
                node = node.grow(one)
            return node
        joint = Node()
        for one in part[1]:
            self.grow(one).joints.append(joint)
        return joint

    @cached_property
    def following(self) -> list["Node"]:
        """Every node directly below."""
        return [*self.below.values(), *self.joints]

    @cached_property
    def fits(self) -> bool:
        """Whether this node's tables and those of all nodes below have room."""
        listed = len(self.joints) + sum(test[0] == "$nex" for test in self.below)
        here = len(self.below) <= SIBLINGS_MAX and listed <= LISTED_MAX and self.endings <= ENDINGS_MAX
        return here and all(node.fits for node in self.following)

    @cached_property
    def pending(self) -> int:
        """The most nodes that can be waiting at once while one record is followed through this node."""
        equal = {name for word, name, _ in self.below if word == "$eq"}
        holding = len(self.joints) + len(equal) + sum(word != "$eq" for word, _, _ in self.below)
        return max(1, holding - 1 + max((node.pending for node in self.following), default=0))


def network(rules: Iterable[Part]) -> Node:
    """The network of some rules."""
    root = Node()
    for rule in rules:
        root.grow(rule).endings += 1
    return root


def room(rules: list[Part]) -> bool:
    """Whether one network has room for some rules."""
    drawn = network(rules)
    return len(rules) <= RULES_MAX and drawn.fits and drawn.pending <= PENDING_MAX


def shards(rules: list[Part]) -> list[list[Part]]:
    """The rules, in their order, in as many groups as are needed for each to have room. One rule alone has."""
    if len(rules) <= 1 or room(rules):
        return [rules] if rules else []
    half = len(rules) // 2
    return shards(rules[:half]) + shards(rules[half:])


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
        kind = type(value)
        if kind is str:
            if other:
                parts.append(texts.get(value, other))  # type: ignore[arg-type]  # its type was just compared
        elif kind is int:
            if number:
                parts.append(f"{number}{value}" if -NUMBER_END < value < NUMBER_END else f"{number}{cut(value)}")  # type: ignore[operator,arg-type]
        elif kind is bool and truth:
            parts.append(truth[value])  # type: ignore[index]
        if presence:
            parts.append(presence)
    return ",".join(parts) + "}" if len(parts) <= FIELDS_MAX else None


def cut(number: int) -> int:
    """A number too large for the engine, cut down: every constant is smaller still, so it compares as before."""
    return NUMBER_END if number > 0 else -NUMBER_END
