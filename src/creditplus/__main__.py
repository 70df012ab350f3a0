"""The command line: `creditplus COMMAND`. Exit code 0: done; 1: refused, with one sentence; 2: the command was not understood."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from datetime import date

from creditplus import errors, terminal

EXAMPLES = {
    "demo": "creditplus demo --once",
    "serve": "creditplus serve --port 8000",
    "migrate": "creditplus migrate",
    "propose": "creditplus propose rules/230281/2026-07-01.toml",
    "approve": "creditplus approve 3f2a… --by approver-1",
    "register": "creditplus register provider --name-zh 民政局 --name-en 'civil affairs' --county 230281 --scope report",
    "report": "creditplus report records.ndjson --county 230281 --by provider-1",
    "score": "creditplus score 23990019600101001X --on 2026-10-01 --explain",
    "settings": "creditplus settings",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code."""
    wanted = parser().parse_args(arguments)
    try:
        return int(wanted.run(wanted) or 0)
    except errors.Refusal as refusal:
        words = refusal.sentence
        print(f"{words.title.zh}：{words.detail.zh}{words.next.zh}", file=sys.stderr)
        print(f"{words.title.en}: {words.detail.en} {words.next.en}", file=sys.stderr)
        for flaw in refusal.flaws:
            print(f"  {flaw.pointer}: {flaw.message.zh} / {flaw.message.en}", file=sys.stderr)
        for problem in refusal.problems:
            print(f"  {problem.told('zh')}\n  {problem.told('en')}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Every command with its options and an example."""
    top = argparse.ArgumentParser(prog="creditplus", description="个人诚信积分与信用+场景 · personal integrity points and credit+ scenarios")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int | None], says: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=says, description=says, epilog=f"example: {EXAMPLES[name]}")
        added.set_defaults(run=run)
        return added

    demo = command("demo", _demo, "a town in a fresh database; tells the whole story over real HTTP and stays up")
    demo.add_argument("--once", action="store_true", help="stop after the story; exit 0 only if every step held")
    demo.add_argument("--residents", type=int, default=240, help="how many residents the town has (default 240)")
    demo.add_argument("--records", type=int, default=2200, help="how many records are reported (default 2200)")
    demo.add_argument("--seed", type=int, default=1, help="the seed that makes the town (default 1)")
    serve = command("serve", _serve, "answer HTTP requests")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    command("migrate", _migrate, "bring the database to the newest form")
    propose = command("propose", _propose, "put ruling texts on the shelf; tells every problem of every text")
    propose.add_argument("files", nargs="+", metavar="FILE")
    propose.add_argument("--by", default="author", help="who proposes")
    approve = command("approve", _approve, "say the second word on a proposed text")
    approve.add_argument("digest")
    approve.add_argument("--by", default="approver", help="who approves; never the author")
    register = command("register", _register, "register an operator, provider or administrator; prints its secret once")
    register.add_argument("role", choices=["operator", "provider", "author", "approver", "province", "auditor"])
    register.add_argument("--name-zh", required=True)
    register.add_argument("--name-en", required=True)
    register.add_argument("--county")
    register.add_argument("--operator-kind")
    register.add_argument("--scope", action="append", default=[], help="may be given several times")
    report = command("report", _report, "report records from a file, one JSON object a line")
    report.add_argument("file", metavar="FILE")
    report.add_argument("--county", required=True)
    report.add_argument("--by", required=True, help="the provider that reports")
    score = command("score", _score, "show a person's score, line by line if asked")
    score.add_argument("person", metavar="PERSON", help="a citizen id")
    score.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="as of this day (default: today)")
    score.add_argument("--explain", action="store_true", help="show every line; the lines add up to the score")
    command("settings", _settings, "every setting with its value, source and meaning")
    return top


def _demo(wanted: argparse.Namespace) -> int:
    from creditplus.demo import story

    return story.run(wanted.residents, wanted.records, wanted.seed, once=wanted.once)


def _serve(wanted: argparse.Namespace) -> int:
    from creditplus.web import serving

    return serving.serve(wanted.host, wanted.port)


def _migrate(wanted: argparse.Namespace) -> int:
    return asyncio.run(terminal.migrate())


def _propose(wanted: argparse.Namespace) -> int:
    return asyncio.run(terminal.propose(wanted.files, wanted.by))


def _approve(wanted: argparse.Namespace) -> int:
    return asyncio.run(terminal.approve(wanted.digest, wanted.by))


def _register(wanted: argparse.Namespace) -> int:
    name = errors.Words(wanted.name_zh, wanted.name_en)
    scopes = tuple(wanted.scope)
    return asyncio.run(terminal.register(wanted.role, name, wanted.county, wanted.operator_kind, scopes))


def _report(wanted: argparse.Namespace) -> int:
    return asyncio.run(terminal.report(wanted.file, wanted.county, wanted.by))


def _score(wanted: argparse.Namespace) -> int:
    return asyncio.run(terminal.score(wanted.person, wanted.on, explain=wanted.explain))


def _settings(wanted: argparse.Namespace) -> int:
    return terminal.settings_told()


if __name__ == "__main__":
    sys.exit(main())
