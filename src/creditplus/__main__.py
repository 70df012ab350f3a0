"""The command line: `creditplus COMMAND`. Exit code 0: done; 1: refused, with one sentence; 2: the command was not understood."""

import argparse
import asyncio
import sys

from creditplus import errors
from creditplus.console import (
    commands_of_cities,
    commands_of_counties,
    commands_of_custody,
    commands_of_texts,
    failures,
)
from creditplus.console.commands import DAY, Command


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code."""
    wanted = parser().parse_args(arguments)
    try:
        return int(wanted.run(wanted) or 0)
    except errors.Refusal as refusal:
        failures.refused(refusal)
        return 1
    except OSError as wrong:
        what = wrong.filename or type(wrong).__name__
        print(f"无法读取或连接：{what}\ncannot be read or reached: {what}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as wrong:
        if not failures.told(wrong):
            raise
        return 1


def parser() -> argparse.ArgumentParser:
    """Every command with its options and an example."""
    top = argparse.ArgumentParser(
        prog="creditplus", description="个人诚信积分与信用+场景 · personal integrity points and credit+ scenarios"
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    groups = {"": commands}
    for name, command in COMMANDS.items():
        group, _, own = name.rpartition(" ")
        if group not in groups:
            above = commands.add_parser(group, help=GROUPS[group], description=GROUPS[group])
            groups[group] = above.add_subparsers(dest="what", required=True, metavar="WHAT")
        added = groups[group].add_parser(
            own, help=command.says, description=command.says, epilog=f"example: {command.example}"
        )
        added.set_defaults(run=command.run)
        for names, options in command.options.items():
            added.add_argument(*names.split(), **options)
    return top


def _demo(wanted: argparse.Namespace) -> int:
    from creditplus.demo import story

    return story.run(wanted.residents, wanted.records, wanted.seed, once=wanted.once)


def _serve(wanted: argparse.Namespace) -> int:
    from creditplus.web import serving

    return serving.serve(wanted.host, wanted.port, wanted.workers)


def _migrate(wanted: argparse.Namespace) -> int:
    from creditplus.console import terminal

    return asyncio.run(terminal.migrate(wanted.role))


def _register(wanted: argparse.Namespace) -> int:
    from creditplus.console import terminal

    name = errors.Words(wanted.name_zh, wanted.name_en)
    scopes = tuple(wanted.scope)
    kind, uscc, holder = wanted.operator_kind, wanted.uscc, wanted.holder
    return asyncio.run(terminal.register(wanted.role, name, wanted.county, kind, scopes, uscc, holder))


def _end_client(wanted: argparse.Namespace) -> int:
    from creditplus.console import terminal

    return asyncio.run(terminal.end(wanted.client, wanted.because))


def _keys(wanted: argparse.Namespace) -> int:
    from creditplus.console import custody, terminal

    what = {"rotate": terminal.keys_rotate, "rekey": terminal.keys_rekey, "renew-log": custody.renew}
    return asyncio.run(what[wanted.what]())


def _report(wanted: argparse.Namespace) -> int:
    from creditplus.console import reporting

    return asyncio.run(reporting.report(wanted.file, wanted.county, wanted.by, wanted.charset))


def _score(wanted: argparse.Namespace) -> int:
    from creditplus.console import terminal

    return asyncio.run(terminal.score(wanted.person, wanted.on, explain=wanted.explain))


def _what_if(wanted: argparse.Namespace) -> int:
    from creditplus.console import terminal

    return asyncio.run(terminal.what_if(wanted.person, wanted.kind, wanted.field))


def _settings(wanted: argparse.Namespace) -> int:
    from creditplus.console import offline

    return offline.settings_told()


def _verify_attestation(wanted: argparse.Namespace) -> int:
    from creditplus.console import offline

    return offline.verify_attestation(wanted.file, wanted.jwks, wanted.audience, wanted.issuer)


ROLES = ["operator", "provider", "author", "approver", "province", "auditor"]
COMMANDS = {
    "demo": Command(
        "a town in a fresh database; tells the whole story over real HTTP and stays up",
        "creditplus demo --once",
        _demo,
        {
            "--once": {"action": "store_true", "help": "stop after the story; exit 0 only if every step held"},
            "--residents": {"type": int, "default": 240, "help": "how many residents the town has (default 240)"},
            "--records": {"type": int, "default": 2200, "help": "how many records are reported (default 2200)"},
            "--seed": {"type": int, "default": 1, "help": "the seed that makes the town (default 1)"},
        },
    ),
    "serve": Command(
        "answer HTTP requests",
        "creditplus serve --port 8000",
        _serve,
        {
            "--host": {"default": "127.0.0.1"},
            "--port": {"type": int, "default": 8000},
            "--workers": {"type": int, "default": 1, "help": "how many processes share the port (default 1)"},
        },
    ),
    "migrate": Command(
        "bring the database to its newest form, and give the service's own role what it needs, nothing else",
        "creditplus migrate --for creditplus",
        _migrate,
        {"--for": {"dest": "role", "metavar": "ROLE", "help": "a PostgreSQL role that reads and appends"}},
    ),
    **commands_of_texts.COMMANDS,
    "register": Command(
        "register an operator, provider or administrator; prints its secret once",
        "creditplus register provider --name-zh 民政局 --name-en 'civil affairs' --county 230281 --scope report",
        _register,
        {
            "role": {"choices": ROLES},
            "--name-zh": {"required": True},
            "--name-en": {"required": True},
            "--county": {},
            "--operator-kind": {},
            "--uscc": {"metavar": "CODE", "help": "the organisation's unified social credit code (GB 32100)"},
            "--holder": {"metavar": "PERSON", "help": "the citizen id of who holds the role; it is not kept"},
            "--scope": {"action": "append", "default": [], "help": "may be given several times"},
        },
    ),
    "end-client": Command(
        "shut a client's access for good, because its secret leaked or nobody needs it; safe to run again",
        "creditplus end-client provider-0a1b2c3d4e5f --because 'its secret leaked'",
        _end_client,
        {
            "client": {"metavar": "ID", "help": "the client_id that `register` printed"},
            "--because": {"required": True, "metavar": "TEXT", "help": "why; it is kept, so it names no person"},
        },
    ),
    "keys": Command(
        "make new keys for tokens and identities (rotate) or for the log (renew-log); give everybody the newest identity key (rekey)",
        "creditplus keys rotate",
        _keys,
        {"what": {"choices": ["rotate", "rekey", "renew-log"]}},
    ),
    "report": Command(
        "report records from a file: one JSON object a line, or a .csv file; goes on where it was interrupted",
        "creditplus report records.ndjson --county 230281 --by provider-1",
        _report,
        {
            "file": {"metavar": "FILE"},
            "--county": {"required": True},
            "--by": {"required": True, "help": "the provider that reports"},
            "--charset": {"choices": ["utf-8", "gb18030"], "default": "utf-8", "help": "how the file is written"},
        },
    ),
    "score": Command(
        "show a person's score, line by line if asked",
        "creditplus score 23990019600101001X --on 2026-10-01 --explain",
        _score,
        {
            "person": {"metavar": "PERSON", "help": "a citizen id"},
            "--on": DAY | {"help": "as of this day (default: today)"},
            "--explain": {"action": "store_true", "help": "show every line; the lines add up to the score"},
        },
    ),
    "what-if": Command(
        "what one more good deed would do to a person's score; nothing is kept of it",
        "creditplus what-if 23990019600101001X --kind volunteer_service --field hours=20",
        _what_if,
        {
            "person": {"metavar": "PERSON", "help": "a citizen id"},
            "--kind": {"required": True, "help": "a kind of the catalogue"},
            "--field": {"action": "append", "default": [], "help": "name=value; may be given several times"},
        },
    ),
    "verify-attestation": Command(
        "check a signed decision offline, with the issuer's public keys alone",
        "creditplus verify-attestation decision.jwt --jwks keys.json --audience operator-3c4d",
        _verify_attestation,
        {
            "file": {"metavar": "FILE|-", "help": "the attestation; - reads it from standard input"},
            "--jwks": {"required": True, "metavar": "URL|FILE", "help": "the issuer's keys, /.well-known/jwks.json"},
            "--audience": {"required": True, "metavar": "ID", "help": "the operator for whom it was made"},
            "--issuer": {"default": "creditplus", "help": "who signed it (default creditplus)"},
        },
    ),
    **commands_of_counties.COMMANDS,
    **commands_of_cities.COMMANDS,
    "settings": Command("every setting with its value, source and meaning", "creditplus settings", _settings),
    **commands_of_custody.COMMANDS,
}
"""Every command of the command line."""
GROUPS = {"federation": commands_of_cities.SAYS}
"""Commands of two words, by the first."""


if __name__ == "__main__":
    sys.exit(main())
