"""What a command is, and those that keep the log: seal, verify, evidence, purge."""

import argparse
import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from creditplus.console import custody, terminal


class Command(NamedTuple):
    """One command: what it does, an example, what runs, and its options by name."""

    says: str
    example: str
    run: Callable[[argparse.Namespace], int]
    options: Mapping[str, dict[str, Any]] = MappingProxyType({})


def _verify(wanted: argparse.Namespace) -> int:
    both = wanted.proofs == wanted.log
    proofs = asyncio.run(terminal.verify(wanted.to)) if both or wanted.proofs else 0
    log = asyncio.run(custody.verify(wanted.against)) if both or wanted.log else 0
    return proofs or log


def _seal(wanted: argparse.Namespace) -> int:
    return custody.keys() if wanted.keys else asyncio.run(custody.seal(wanted.witness, wanted.key))


def _evidence(wanted: argparse.Namespace) -> int:
    return asyncio.run(custody.evidence(wanted.folder))


def _purge(wanted: argparse.Namespace) -> int:
    return asyncio.run(custody.purge(dry_run=wanted.dry_run))


CUSTODY = {
    "seal": Command(
        "seal the log: sign the root of all events, and have a witness countersign it",
        "creditplus seal --witness https://other.example/v1/witness --key other.example/witness+0a1b2c3d+BA…",
        _seal,
        {
            "--witness": {"metavar": "URL", "help": "another deployment that countersigns"},
            "--key": {"metavar": "KEY", "help": "the witness's public key, from its own `creditplus seal --keys`"},
            "--keys": {"action": "store_true", "help": "only print this deployment's public keys: log and witness"},
        },
    ),
    "verify": Command(
        "check the log against its seals, and prove every text again; exit 1 if anything no longer holds",
        "creditplus verify --log --against checkpoint.txt",
        _verify,
        {
            "--proofs": {"action": "store_true", "help": "only the proofs"},
            "--log": {"action": "store_true", "help": "only the log"},
            "--to": {"metavar": "FOLDER", "help": "write each theorem as an SMT-LIB 2 file, for another solver"},
            "--against": {"metavar": "FILE", "help": "a checkpoint of this log that was kept elsewhere"},
        },
    ),
    "evidence": Command(
        "write a package with which anybody can check the log: events, seals, proofs and a program",
        "creditplus evidence evidence/2026-07",
        _evidence,
        {"folder": {"metavar": "FOLDER", "help": "a folder that does not exist yet"}},
    ),
    "purge": Command(
        "delete what the law no longer lets us keep; tells how much",
        "creditplus purge --dry-run",
        _purge,
        {"--dry-run": {"action": "store_true", "help": "only count"}},
    ),
}
"""The commands that keep the log trustworthy, by name."""
