"""The commands that keep the log trustworthy and those round a loss, by name; what they do is read when one is given."""

import argparse
import asyncio

from creditplus.console.commands import Command


def _verify(wanted: argparse.Namespace) -> int:
    from creditplus.console import custody, proving

    both = wanted.proofs == wanted.log
    proofs = asyncio.run(proving.verify(wanted.to)) if both or wanted.proofs else 0
    log = asyncio.run(custody.verify(wanted.against)) if both or wanted.log else 0
    return proofs or log


def _seal(wanted: argparse.Namespace) -> int:
    from creditplus.console import custody

    return custody.keys() if wanted.keys else asyncio.run(custody.seal(wanted.witness, wanted.key))


def _evidence(wanted: argparse.Namespace) -> int:
    from creditplus.console import custody

    return asyncio.run(custody.evidence(wanted.folder))


def _purge(wanted: argparse.Namespace) -> int:
    from creditplus.console import custody

    return asyncio.run(custody.purge(dry_run=wanted.dry_run))


def _lost(wanted: argparse.Namespace) -> int:
    from creditplus.console import recovery

    return asyncio.run(recovery.lost(wanted.against, wanted.original))


def _take(wanted: argparse.Namespace) -> int:
    from creditplus.console import recovery

    return asyncio.run(recovery.take(wanted.folder))


COMMANDS = {
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
    "lost": Command(
        "say exactly what a database that was brought back does not hold; exit 1 if it is not the beginning of what was",
        "creditplus lost --against kept/own --original postgresql://creditplus@db/creditplus",
        _lost,
        {
            "--against": {
                "metavar": "FILE|FOLDER",
                "action": "append",
                "default": [],
                "help": "checkpoints of this log that were kept elsewhere; may be given several times",
            },
            "--original": {"metavar": "URL", "help": "the database as it was, if it can still be read"},
        },
    ),
    "checkpoints": Command(
        "write every checkpoint that is kept here, of the own log and of those countersigned, to be kept elsewhere",
        "creditplus checkpoints kept",
        _take,
        {"folder": {"metavar": "FOLDER", "help": "on another machine's disk; run it after each seal"}},
    ),
}
