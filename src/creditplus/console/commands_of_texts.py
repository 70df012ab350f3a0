"""The commands for ruling texts, by name. What they do is read only when one is given: reading everything takes seconds."""

import argparse
import asyncio
from typing import Any

from creditplus.console.commands import DAY, Command


def _propose(wanted: argparse.Namespace) -> int:
    from creditplus.console import shelves

    if wanted.again is not None:
        return asyncio.run(shelves.propose_again(wanted.again, wanted.by, wanted.effective, wanted.expires))
    return asyncio.run(shelves.propose(wanted.files, wanted.by))


def _simulate(wanted: argparse.Namespace) -> int:
    from creditplus.console import shelves

    return asyncio.run(shelves.simulate(wanted.digest, wanted.by))


def _approve(wanted: argparse.Namespace) -> int:
    from creditplus.console import shelves

    return asyncio.run(shelves.approve(wanted.digest, wanted.by, wanted.simulation, wanted.because))


def _reject(wanted: argparse.Namespace) -> int:
    from creditplus.console import shelves

    return asyncio.run(shelves.reject(wanted.digest, wanted.by, wanted.because))


def _history(wanted: argparse.Namespace) -> int:
    from creditplus.console import shelves

    return asyncio.run(shelves.history(wanted.digest))


def _difference(wanted: argparse.Namespace) -> int:
    from creditplus.console import shelves

    return asyncio.run(shelves.difference(wanted.before, wanted.after))


DIGEST: dict[str, Any] = {"metavar": "DIGEST"}
APPROVER: dict[str, Any] = {"default": "approver", "help": "who says so; never the author"}
COMMANDS = {
    "propose": Command(
        "put ruling texts on the shelf; tells every problem of every text",
        "creditplus propose rules/230281/2026-07-01.toml",
        _propose,
        {
            "files": {"nargs": "*", "metavar": "FILE"},
            "--by": {"default": "author", "help": "who proposes"},
            "--again": {"metavar": "DIGEST", "help": "what an old text says, once more: so one goes back"},
            "--effective": DAY | {"help": "with --again: from which day on"},
            "--expires": DAY | {"help": "with --again: until which day"},
        },
    ),
    "simulate": Command(
        "see whom a proposed text would help or cost, in tens of residents",
        "creditplus simulate 3f2a…",
        _simulate,
        {"digest": DIGEST, "--by": {"default": "approver", "help": "who asks"}},
    ),
    "approve": Command(
        "say yes to a proposed text as a second person",
        "creditplus approve 3f2a… --simulation 9c1b… --by approver",
        _approve,
        {
            "digest": DIGEST,
            "--simulation": {"metavar": "DIGEST", "help": "the simulation that was looked at today"},
            "--because": {"default": "", "help": "why"},
            "--by": APPROVER,
        },
    ),
    "reject": Command(
        "say no to a proposed text as a second person",
        "creditplus reject 3f2a… --because 公示意见尚未回复",
        _reject,
        {"digest": DIGEST, "--because": {"required": True, "help": "why"}, "--by": APPROVER},
    ),
    "history": Command(
        "read who did what with a text, when and why",
        "creditplus history 3f2a…",
        _history,
        {"digest": DIGEST},
    ),
    "difference": Command(
        "what one text changes against another, by meaning and by line",
        "creditplus difference 3f2a… 7b0c…",
        _difference,
        {"before": DIGEST, "after": DIGEST},
    ),
}
"""The commands by name."""
