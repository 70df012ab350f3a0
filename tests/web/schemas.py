"""A small judge of JSON Schema (2020-12): the words that our schemas use, and an error for every other word."""

import base64
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

NOTES = {"title", "description", "default", "examples", "$defs"}
ABOUT: dict[str, Any] = dict.fromkeys(["properties", "additionalProperties", "required"], dict)
ABOUT |= dict.fromkeys(["items", "minItems", "maxItems"], list)
ABOUT |= dict.fromkeys(["pattern", "minLength", "maxLength", "format", "contentEncoding"], str)
ABOUT |= dict.fromkeys(["minimum", "maximum", "multipleOf"], int | float)
"""A word is about one type of value and says nothing of others."""
TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
FORMATS = {"date": date.fromisoformat, "date-time": lambda text: datetime.fromisoformat(text.replace("Z", "+00:00"))}


def wrong(value: Any, schema: dict[str, Any], components: dict[str, Any], where: str = "") -> list[str]:
    """Everything in a value that its schema does not allow, with its place."""
    found: list[str] = []
    for word, said in schema.items():
        if word not in NOTES and isinstance(value, ABOUT.get(word, object)):
            found += [
                f"{where}: {one}" if not one.startswith("/") else one
                for one in _judge(word, said, value, schema, components, where)
            ]
    return found


def _judge(
    word: str, said: Any, value: Any, schema: dict[str, Any], components: dict[str, Any], where: str
) -> list[str]:
    match word:
        case "$ref":
            return wrong(value, components[said.rsplit("/", 1)[1]], components, where)
        case "anyOf":
            return [] if any(not wrong(value, one, components, where) for one in said) else ["none of the alternatives"]
        case "allOf":
            return [one for part in said for one in wrong(value, part, components, where)]
        case "properties":
            known = {name: inner for name, inner in said.items() if name in value}
            return [
                one for name, inner in known.items() for one in wrong(value[name], inner, components, f"{where}/{name}")
            ]
        case "additionalProperties":
            more = [name for name in value if name not in schema.get("properties", {})]
            if said is False:
                return [f"unknown {name}" for name in more]
            return [one for name in more for one in wrong(value[name], said, components, f"{where}/{name}")]
        case "items":
            return [
                one for place, item in enumerate(value) for one in wrong(item, said, components, f"{where}/{place}")
            ]
    return [] if _holds(word, said, value) else [f"{word} {said}"]


def _holds(word: str, said: Any, value: Any) -> bool:
    match word:
        case "type":
            return any(_is(one, value) for one in ([said] if isinstance(said, str) else said))
        case "required":
            return set(said) <= set(value)
        case "enum":
            return bool(value in said)
        case "const":
            return bool(value == said)
        case "pattern":
            return re.search(said, value) is not None
        case "minLength" | "minItems":
            return bool(len(value) >= said)
        case "maxLength" | "maxItems":
            return bool(len(value) <= said)
        case "minimum":
            return bool(value >= said)
        case "maximum":
            return bool(value <= said)
        case "multipleOf":
            return Decimal(str(value)) % Decimal(str(said)) == 0
        case "contentEncoding":
            return str(base64.b64encode(base64.b64decode(value, validate=True)), "ascii") == str(value)
        case "format":
            FORMATS[said](value)
            return True
    raise AssertionError(f"this judge does not know `{word}`")


def _is(type: str, value: Any) -> bool:
    if type in ("integer", "number"):
        return isinstance(value, int if type == "integer" else int | float) and not isinstance(value, bool)
    return isinstance(value, TYPES[type])
