"""The settings: read once, from the environment and, if named there, one TOML file; the environment wins.

Each setting has a meaning in Chinese and English. A name that nobody knows is refused, with the nearest known one: a setting
that was spelt wrongly and silently ignored is how a demonstration door stays open in production.
"""

import difflib
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from creditplus.errors import Invalid, Problem, Words
from creditplus.tools.settings.fields import Settings

__all__ = ["NEEDED", "Settings", "database", "meaning", "read", "read_from", "told"]

PREFIX = "CREDITPLUS_"
FILE = f"{PREFIX}SETTINGS"
OTHERS = frozenset({FILE, f"{PREFIX}POSTGRES_BIN", f"{PREFIX}REDIS_SERVER", f"{PREFIX}DIE_AT"})
"""Variables that are no settings of the service: the file itself, which servers the tests start, and where a test ends it."""


NEEDED = {
    "oidc": ("public_url", "oidc_issuer", "oidc_client_id", "oidc_client_secret"),
    "federation": ("public_url", "federation_city", "federation_province", "federation_keys"),
    "ticket": ("public_url", "ticket_address", "ticket_exchange", "ticket_client", "ticket_secret"),
    "witness_url": ("witness_key",),
    "witness_key": ("witness_url",),
}
"""What a portal or a witness needs: all of it, or none (but the first of a portal)."""


@cache
def read() -> Settings:
    """The settings of this process, read once. Raises Invalid with every problem."""
    return read_from(os.environ)[0]


def read_from(environment: Mapping[str, str]) -> tuple[Settings, dict[str, str]]:
    """The settings in an environment, and where each one comes from: `default`, the file, or the variable."""
    file = environment.get(FILE)
    problems: list[Problem] = []
    values, sources = _file(Path(file), problems) if file else ({}, {})
    names = Settings.__struct_fields__
    for variable in sorted(name for name in environment if name.startswith(PREFIX) and name not in OTHERS):
        name = variable.removeprefix(PREFIX).lower()
        if name in names and variable.isupper():
            values[name], sources[name] = environment[variable], variable
        else:
            problems.append(_unknown(variable, [PREFIX + name.upper() for name in names]))
    values = {name: value for name, value in values.items() if not _wrong(name, value, sources[name], problems)}
    problems += _half(values, names)
    if problems:
        raise Invalid("bad-settings", problems=tuple(problems))
    return msgspec.convert(values, Settings, strict=False, dec_hook=_path), {
        name: sources.get(name, "default") for name in names
    }


def told(environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """A line for each setting: its name, value (a password hidden), source, and meaning in both languages."""
    settings, sources = read_from(os.environ if environment is None else environment)
    for name in Settings.__struct_fields__:
        value = getattr(settings, name)
        shown = "-" if value is None else str(value).lower() if isinstance(value, bool) else _hidden(name, str(value))
        words = meaning(name)
        yield f"{PREFIX}{name.upper()} = {shown}  [{sources[name]}]\n    {words.zh}\n    {words.en}"


def database() -> str:
    """The database's address, without its password: whoever looks for a mistake must see which one was asked."""
    return _hidden("database_url", read().database_url)


def meaning(name: str) -> Words:
    """What a setting means."""
    type = next(field.type for field in msgspec.structs.fields(Settings) if field.name == name)
    said: Words = next(part.extra["says"] for part in get_args(type) if isinstance(part, Meta) and part.extra)
    return said


def _file(path: Path, problems: list[Problem]) -> tuple[dict[str, Any], dict[str, str]]:
    """The settings in a file; an unknown or unreadable one is noted."""
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as wrong:
        en = "cannot be read" if isinstance(wrong, OSError) else "is not valid TOML in UTF-8"
        problems.append(
            Problem(str(path), 0, "", Words("无法读取" if isinstance(wrong, OSError) else "不是正确的 TOML", en))
        )
        return {}, {}
    known = {name: value for name, value in written.items() if name in Settings.__struct_fields__}
    problems += [_unknown(name, Settings.__struct_fields__, str(path)) for name in written if name not in known]
    return known, dict.fromkeys(known, str(path))


def _unknown(name: str, known: Any, file: str = "environment") -> Problem:
    near = difflib.get_close_matches(name.lower(), [one.lower() for one in known], 1, 0)
    best = next(one for one in known if one.lower() == near[0])
    return Problem(
        file, 0, name, Words(f"没有这个设置；最接近的是 `{best}`", f"no such setting; the nearest is `{best}`")
    )


def _half(values: Mapping[str, Any], names: Iterable[str]) -> list[Problem]:
    """What is missing where a portal is half described: a sign-in that never works is found at the start, not by a resident."""
    begun = [
        needed for kind, needed in NEEDED.items() if any(name in values for name in names if name.startswith(kind))
    ]
    missing = sorted({name for needed in begun for name in needed if not values.get(name)})
    return [
        Problem("environment", 0, name, Words(f"缺少；含义：{meaning(name).zh}", f"missing: {meaning(name).en}"))
        for name in missing
    ]


def _wrong(name: str, value: Any, source: str, problems: list[Problem]) -> bool:
    """Whether a value cannot be what its setting needs; noted without the value, which may be a secret."""
    try:
        msgspec.convert({name: value}, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError:
        words = meaning(name)
        problems.append(
            Problem(source, 0, name, Words(f"值不对；含义：{words.zh}", f"not a value for this: {words.en}"))
        )
        return True
    return False


def _path(type: type[Any], value: Any) -> Any:
    """A folder, as settings write it: text."""
    if not isinstance(value, str):
        raise ValueError("a folder is written as text")
    return type(value)


def _hidden(name: str, value: str) -> str:
    """A secret not at all, and an address without its password."""
    if name.endswith("_secret"):
        return "…"
    password = urlsplit(value).password if "://" in value else None
    return value.replace(f":{password}@", ":…@") if password else value
