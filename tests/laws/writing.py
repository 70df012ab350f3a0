"""Plain values written as TOML texts."""

from decimal import Decimal
from typing import Any


def toml(value: Any) -> str:
    """A plain value as TOML, on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + value + '"'
        case Decimal():
            return f"{value:f}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case dict():
            return "{ " + ", ".join(f'"{key}" = {toml(item)}' for key, item in value.items()) + " }"
    return str(value)


def document(value: dict[str, Any]) -> str:
    """A whole text: a key on each line, the entries of a list of tables on lines of their own."""
    lines = []
    for key, item in value.items():
        tables = isinstance(item, list) and item and isinstance(item[0], dict)
        body = "[\n" + "".join(f"  {toml(entry)},\n" for entry in item) + "]" if tables else toml(item)
        lines.append(f"{key} = {body}\n")
    return "".join(lines)
