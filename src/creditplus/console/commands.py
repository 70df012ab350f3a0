"""What a command is."""

import argparse
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


class Command(NamedTuple):
    """One command: what it does, an example, what runs, and its options by name."""

    says: str
    example: str
    run: Callable[[argparse.Namespace], int]
    options: Mapping[str, dict[str, Any]] = MappingProxyType({})
