"""The commands between cities, by name; what they do is read when one is given."""

import argparse
import asyncio
import sys
from datetime import timedelta

from creditplus.console.commands import Command


def _init(wanted: argparse.Namespace) -> int:
    from creditplus.console import offline

    return offline.init(wanted.whose, successor=wanted.next)


def _statement(wanted: argparse.Namespace) -> int:
    from creditplus.console import federation

    if wanted.renew:
        return asyncio.run(federation.renew())
    if wanted.city is None or not (wanted.remove or (wanted.keys and wanted.address)):
        print("要写城市，以及 --keys 和 --address，或 --remove；或只写 --renew", file=sys.stderr)
        print("name a city with --keys and --address, or with --remove; or write --renew alone", file=sys.stderr)
        return 2
    keys = () if wanted.remove else federation.keys_in(wanted.keys)
    return asyncio.run(federation.statement(wanted.city, keys, wanted.address, timedelta(days=wanted.days)))


def _list(wanted: argparse.Namespace) -> int:
    from creditplus.console import federation

    return asyncio.run(federation.listed())


def _join(wanted: argparse.Namespace) -> int:
    from creditplus.console import federation

    return asyncio.run(federation.join())


def _reconcile(wanted: argparse.Namespace) -> int:
    from creditplus.console import offline

    return offline.reconcile(wanted.one, wanted.other)


SAYS = "recognition between cities: keys, the province's list, joining, comparing logs"
COMMANDS = {
    "federation init": Command(
        "make the keys with which the province or this city signs, or their successor; prints the public ones",
        "creditplus federation init city > city-keys.json",
        _init,
        {
            "whose": {"choices": ["city", "province"], "help": "the province's keys, or this city's"},
            "--next": {
                "action": "store_true",
                "help": "make the successor: signs in a week (province) or a day (city)",
            },
        },
    ),
    "federation statement": Command(
        "the province signs its next word on a city: vouches for its keys, removes it, or renews all",
        "creditplus federation statement 230200 --keys qiqihar-keys.json --address https://credit.qqhr.example",
        _statement,
        {
            "city": {"nargs": "?", "metavar": "CITY", "help": "the city's six digits"},
            "--keys": {"metavar": "FILE", "help": "the city's public keys, from its own `federation init city`"},
            "--address": {"metavar": "URL", "help": "where the city's service is reached"},
            "--days": {"type": int, "default": 7, "help": "how long it counts, a week at most (default 7)"},
            "--remove": {
                "action": "store_true",
                "help": "the city is removed: nothing that it signs counts from the next fetch on",
            },
            "--renew": {"action": "store_true", "help": "sign anew for every city, with the keys that each names now"},
        },
    ),
    "federation list": Command(
        "the newest statement about every city, as this database has it",
        "creditplus federation list",
        _list,
        {},
    ),
    "federation join": Command(
        "fetch the province's list now, and see that it vouches for the key that signs here",
        "creditplus federation join",
        _join,
        {},
    ),
    "federation reconcile": Command(
        "compare two cities' answers of a day without a person; exit 1 if one was given what the other never gave",
        "creditplus federation reconcile heihe-2026-07-01.json qiqihar-2026-07-01.json",
        _reconcile,
        {
            "one": {"metavar": "FILE", "help": "what GET /v1/attestations?on=DATE says at one city"},
            "other": {"metavar": "FILE", "help": "and at the other"},
        },
    ),
}
