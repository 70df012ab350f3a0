"""The numbers of a text that are changed most: where everyone begins, where grades begin, what a rule is worth and at most.

They can be shown in a form and written back. Only the number itself is written: comments, order and everything else of the text
stay as their author left them. A number that cannot be told from another one on its line is left to the text.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from creditplus.errors import Words
from creditplus.language import lines
from creditplus.language.lines import Path

WRITTEN = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,4})?")
"""What somebody may put in the place of a number."""
WHOLE = {
    "base": Words("每人从多少分开始", "Everybody begins with"),
    "min": Words("最低分", "Lowest score"),
    "max": Words("最高分", "Highest score"),
}
LIMITS = {
    "record": Words("每条最多", "at most for one record"),
    "day": Words("每天最多", "at most a day"),
    "month": Words("每月最多", "at most a month"),
    "year": Words("每年最多", "at most a year"),
    "life": Words("累计最多", "at most in all"),
}


class Figure(msgspec.Struct, frozen=True):
    """One number: its name in the form, what it stands for, and how it is written."""

    name: str
    group: Words
    says: Words
    written: str


def found(text: str) -> tuple[Figure, ...]:
    """The numbers of a text that a form can show; none of a text that cannot be read or is no rulebook."""
    try:
        told = tomllib.loads(text)
        places = lines.find(text)
    except (ValueError, RecursionError, IndexError):
        return ()
    rows = text.splitlines()
    shown = []
    for path, group, says in _wanted(told):
        place = places.get(path)
        match = _alone(rows[place - 1], str(path[-1])) if place else None
        if match is not None:
            shown.append(Figure(".".join(map(str, path)), group, says, match[2]))
    return tuple(shown)


def put(text: str, values: Mapping[str, str]) -> str:
    """The text with other numbers in the places of these names. A name that is not in it any more changes nothing."""
    known = {figure.name: figure for figure in found(text)}
    places, rows = lines.find(text) if known else {}, text.split("\n")
    for name, value in values.items():
        if name not in known or not WRITTEN.fullmatch(value):
            continue
        path = tuple(int(part) if part.isdigit() else part for part in name.split("."))
        match = _alone(rows[places[path] - 1], str(path[-1]))
        if match is not None:
            row = match.string
            rows[places[path] - 1] = row[: match.start(2)] + value + row[match.end(2) :]
    return "\n".join(rows)


def _alone(row: str, key: str) -> re.Match[str] | None:
    """The number below a key, if the key stands once on its line."""
    matches = list(
        re.finditer(rf"(?<![A-Za-z0-9_-])({re.escape(key)}\s*=\s*)(-?[0-9][0-9_.]*)(?=\s*(?:[,}}#]|$))", row)
    )
    return matches[0] if len(matches) == 1 else None


def _wanted(told: Mapping[str, Any]) -> Iterator[tuple[Path, Words, Words]]:
    """The keys that the form shows, in the order of the text."""
    score = told.get("score")
    for key, says in WHOLE.items() if isinstance(score, dict) else ():
        yield ("score", key), Words("分值", "Scale"), says
    for place, grade in _tables(told, "grades"):
        says = Words(f"{grade.get('code', '')} 从多少分起", f"{grade.get('code', '')} begins at")
        yield ("grades", place, "at_least"), Words("等级", "Grades"), says
    for place, rule in _tables(told, "rules"):
        group = _title(rule)
        yield ("rules", place, "points"), group, Words("每次", "each time")
        for key, says in LIMITS.items():
            yield ("rules", place, "limits", key), group, says


def _tables(told: Mapping[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
    listed = told.get(key)
    return (
        [(place, one) for place, one in enumerate(listed) if isinstance(one, dict)] if isinstance(listed, list) else []
    )


def _title(rule: Mapping[str, Any]) -> Words:
    title = rule.get("title")
    title = title if isinstance(title, dict) else {}
    code = str(rule.get("code", ""))
    return Words(str(title.get("zh", code)), str(title.get("en", code)))
