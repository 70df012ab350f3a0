"""The difference between two texts by meaning: what a county clerk would say has changed, and the lines that say so.

Why the parts are named by their codes: a rule that moved down a page is the same rule. Order is told only where it matters: each
record goes to the first rule that applies to it, so two rules of one kind may change places freely only if no record fits both.
"""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, Literal

import msgspec

from creditplus.documents import DocumentKind
from creditplus.errors import Words
from creditplus.language import texts
from creditplus.province.catalogues import Catalogue
from creditplus.province.limits import Limits
from creditplus.rulebooks import Rulebook
from creditplus.scenarios import Scenario

TYPES: dict[DocumentKind, Any] = {
    "guardrails": Limits,
    "catalogue": Catalogue,
    "rulebook": Rulebook,
    "scenario": Scenario,
}
UNORDERED = ("law", "operators", "links")
"""Lists in which nothing comes first."""
IN_ORDER = ("grades", "benefits")
"""Parts of which the order may mean something wherever they stand."""
PARTS = {
    "rules": Words("规则", "rule"),
    "grades": Words("等级", "grade"),
    "categories": Words("类别", "category"),
    "standing": Words("名单", "list"),
    "clean": Words("无失信奖励", "clean-time bonus"),
    "benefits": Words("优惠", "benefit"),
    "standard": Words("标准服务", "standard service"),
    "kinds": Words("信息类别", "kind of record"),
    "score": Words("分值", "scale"),
    "spending": Words("积分兑换", "spendable points"),
    "joining": Words("参加条件", "joining"),
    "consent": Words("授权", "consent"),
    "charge": Words("收费", "charge"),
    "deadlines": Words("办理期限", "deadlines"),
}
What = Literal["added", "removed", "changed", "moved"]
Path = tuple[str, ...]
VERBS: dict[What, Words] = {
    "added": Words("新增", "added"),
    "removed": Words("删去", "removed"),
    "changed": Words("改变", "changed"),
    "moved": Words("次序改变，可能影响同一条信息归哪一项", "order changed, and one record may fit both"),
}
HEADER = Words("文件头", "header")
NONE = Words("含义没有变化", "no change in meaning")
Tree = dict[str, Any]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change of meaning: which `part` (`rules`, `grades`, `header` …), at which path of codes and names, from what to what
    as it is written (empty where nothing was written), and in words."""

    what: What
    part: str
    path: str
    before: str = ""
    after: str = ""
    says: Words


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Two texts compared: the changes of meaning, none if only the words or their order differ, and the lines that differ."""

    before: str
    after: str
    changes: tuple[Change, ...]
    says: Words
    lines: tuple[str, ...]


def difference(kind: DocumentKind, before: str, after: str, names: tuple[str, str] = ("", "")) -> Difference:
    """What differs between two sound texts of one kind; `names` are their digests."""
    changes = tuple(changed(kind, before, after))
    count = len(changes)
    return Difference(
        before=names[0],
        after=names[1],
        changes=changes,
        says=Words(f"{count} 处含义变化", f"{count} changes in meaning") if changes else NONE,
        lines=tuple(difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm="", n=1)),
    )


def changed(kind: DocumentKind, before: str, after: str) -> Iterator[Change]:
    """The changes of meaning, part by part."""
    old, new = _meaning(kind, before), _meaning(kind, after)
    written = _by_code(tomllib.loads(before)), _by_code(tomllib.loads(after))
    yield from _changes(old, new, (), written)
    for part in ("rules", *IN_ORDER):
        for code in _moved(part, old.get(part), new.get(part)):
            yield _change("moved", (part, code), "", "")


def _meaning(kind: DocumentKind, text: str) -> Tree:
    """A text as it is understood: what is left out stands at its default, and parts are found by their codes."""
    read = texts.read(text, "text.toml", TYPES[kind]).value
    assert read is not None, "a text on the shelf can be read"
    found: Tree = _by_code(msgspec.to_builtins(read))
    found.pop("digest", None)
    return found


def _by_code(tree: Any) -> Any:
    """A tree with every list of coded parts as a table by code, and lists without order sorted."""
    if isinstance(tree, dict):
        return {
            name: sorted(value, key=str) if name in UNORDERED and isinstance(value, (list, tuple)) else _by_code(value)
            for name, value in tree.items()
        }
    if isinstance(tree, (list, tuple)) and tree and all(isinstance(one, dict) and "code" in one for one in tree):
        coded = {one["code"]: _by_code(one) for one in tree}
        return coded if len(coded) == len(tree) else tree
    return tree


def _changes(old: Tree, new: Tree, path: Path, written: tuple[Any, Any]) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        here = (*path, name)
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        if isinstance(was, dict) and isinstance(now, dict) and name != "when":
            yield from _changes(was, now, here, written)
        else:
            what: What = "added" if name not in old else "removed" if name not in new else "changed"
            yield _change(what, here, _shown(written[0], here), _shown(written[1], here))


def _shown(tree: Any, path: Path) -> str:
    """What is written at a path; the title, where it is a whole part."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    if isinstance(tree, dict) and "code" in tree:
        return str(tree["code"])
    return "" if tree is None else str(tree)


def _change(what: What, path: Path, before: str, after: str) -> Change:
    part = path[0] if path[0] in PARTS else "header"
    named, place = PARTS.get(part, HEADER), ".".join(path[1:] if part != "header" else path)
    told = f"：{before or '（未写）'} → {after or '（未写）'}" if what == "changed" else ""
    said = f": {before or '(not written)'} → {after or '(not written)'}" if what == "changed" else ""
    says = Words(
        f"{named.zh} `{place}` {VERBS[what].zh}{told}".replace(" `` ", " "),
        f"{named.en} `{place}` {VERBS[what].en}{said}".replace(" `` ", " "),
    )
    return Change(what=what, part=part, path=".".join(path), before=before, after=after, says=says)


def _moved(part: str, old: Any, new: Any) -> Iterator[str]:
    """The parts that come before another now and came after it once, where that may mean something."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return
    place = {code: number for number, code in enumerate(old)}
    kept = [code for code in new if code in place]
    told: set[str] = set()
    for first, second in combinations(kept, 2):
        if place[first] > place[second] and first not in told and _meet(part, new[first], new[second]):
            told.add(first)
            yield first


def _meet(part: str, one: Tree, other: Tree) -> bool:
    """Whether the order of two parts may matter: rules that one record could fit, benefits that could give the same term."""
    if part == "rules":
        return one["kind"] == other["kind"] and not _exclude(one["when"], other["when"])
    if part == "benefits":
        return bool(one["terms"].keys() & other["terms"].keys())
    return True


def _exclude(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two conditions plainly cannot hold for one record: they name different values of one field."""
    shared = (one.keys() & other.keys()) - {"any", "all"}
    pairs = [(_values(one[field]), _values(other[field])) for field in shared]
    return any(here and there and here.isdisjoint(there) for here, there in pairs)


def _values(written: Any) -> frozenset[str]:
    """The values that a field is compared with, where it is nothing but that."""
    if isinstance(written, dict):
        return frozenset()
    return frozenset(map(repr, written if isinstance(written, (list, tuple)) else [written]))
