"""Writes the table of all settings for `docs/settings.md`: python -m tests.documents.settings_page"""

from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec

from creditplus.tools import settings
from creditplus.tools.settings import Settings
from tests.house import sources

PAGE = sources.ROOT / "docs" / "settings.md"
HEAD = "| setting | default | 含义 | meaning |\n|---|---|---|---|\n"


def shown(value: Any) -> str:
    """A default as a file would write it."""
    if value is None:
        return "none"
    return f"`{msgspec.json.encode(value if isinstance(value, bool | int | float) else str(value)).decode()}`"


def line(field: msgspec.structs.FieldInfo) -> str:
    """One setting."""
    words = settings.meaning(field.name)
    limits = [part for part in get_args(field.type) if isinstance(part, msgspec.Meta)]
    allowed = next((get_args(part) for part in get_args(field.type) if get_origin(part) is not None), ())
    choices = [str(one) for one in allowed if isinstance(one, str)]
    bounds = [f"{part.ge or 0:g} to {part.le:g}" for part in limits if part.le is not None]
    more = "".join(f" ({one})" for one in [*bounds, *([", ".join(choices)] if choices else [])])
    return f"| `{field.name}` | {shown(field.default)} | {words.zh} | {words.en}{more} |\n"


def table() -> str:
    """Every setting, in the order in which `creditplus settings` tells them."""
    return HEAD + "".join(line(field) for field in msgspec.structs.fields(Settings))


def written(page: Path = PAGE) -> str:
    """The page with the table as it has to be."""
    text = page.read_text("utf-8")
    before, _, rest = text.partition(HEAD)
    after = rest[rest.index("\n\n") + 1 :] if "\n\n" in rest else ""
    return before + table() + after


if __name__ == "__main__":
    PAGE.write_text(written(), "utf-8")
