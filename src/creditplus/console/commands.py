"""What a command is."""

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple


def day(text: str) -> date:
    """A day as it is written on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}：日期写成 2026-12-01 · a day is written like 2026-12-01") from None


class Command(NamedTuple):
    """One command: what it does, an example, what runs, and its options by name."""

    says: str
    example: str
    run: Callable[[argparse.Namespace], int]
    options: Mapping[str, dict[str, Any]] = MappingProxyType({})


DAY: dict[str, Any] = {"type": day, "metavar": "DATE"}
