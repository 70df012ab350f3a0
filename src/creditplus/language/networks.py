"""The rule engine's network of comparisons, drawn here first and counted, so that no table of the engine is ever filled to its end.

The engine shares equal beginnings of rules: every comparison is a node, and what is asked after it hangs below. Its tables
have fixed sizes, and it does not always look where they end.
"""

from collections.abc import Iterable
from functools import cached_property

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
RULES_MAX = 4000
"""Rules of one network: 4,096 fit."""
FIELDS_MAX = 200
"""Fields of one record: 255 fit."""
NAMES_MAX = 1024
"""Fields: names are known there by a hash of 32 bits, and below this number none of ours share one (a test looks)."""

Test = tuple[str, str, int]
"""One comparison as the engine knows it: operator, short name, number."""
Part = tuple[str, str, int] | tuple[str, tuple["Part", ...]]
"""A comparison, or a group: `$and` or `$or` and its parts."""


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
