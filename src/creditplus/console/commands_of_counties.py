"""The commands for whole counties at once, by name; what they do is read when one is given."""

import argparse
import asyncio
from pathlib import Path

from creditplus.console.commands import DAY, Command
from creditplus.tools import bulk


def _extract(wanted: argparse.Namespace) -> int:
    from creditplus.console import counties

    return asyncio.run(counties.extract(wanted.counties, wanted.to, whole=wanted.whole))


def _rescore(wanted: argparse.Namespace) -> int:
    from creditplus.console import counties

    return asyncio.run(counties.rescore(wanted))


def _publish(wanted: argparse.Namespace) -> int:
    from creditplus.console import counties

    return asyncio.run(counties.publish(wanted.county, wanted.as_of, wanted.to, wanted.engine, wanted.master))


def _town(wanted: argparse.Namespace) -> int:
    from creditplus.console import counties

    return asyncio.run(counties.town(wanted))


COUNTIES = {"nargs": "+", "metavar": "COUNTY", "help": "division codes of six digits"}
ENGINE = {"choices": bulk.ENGINES, "default": "local", "help": "this machine, or a Spark cluster"}
MASTER = {"metavar": "ADDRESS", "help": "where Spark is: spark://…, or local[2] (default: as it is set up)"}
TO = {"type": Path, "metavar": "FOLDER", "help": "where the files lie (default: CREDITPLUS_SNAPSHOTS_DIRECTORY)"}
COMMANDS = {
    "extract": Command(
        "write the facts of counties into files, from which everybody can be scored at once",
        "creditplus extract 230281 231181",
        _extract,
        {
            "counties": COUNTIES,
            "--to": TO,
            "--whole": {"action": "store_true", "help": "everybody anew, not only those who were touched"},
        },
    ),
    "rescore": Command(
        "score everybody of some counties on a day, from the files; prints a seal of each result",
        "creditplus rescore 230281 231181 --on 2026-12-31",
        _rescore,
        {
            "counties": COUNTIES,
            "--on": DAY | {"help": "as of this day (default: today)"},
            "--engine": ENGINE,
            "--master": MASTER,
            "--rulebook": {"metavar": "DIGEST", "help": "a text on the shelf instead of the one in force"},
            "--to": TO,
        },
    ),
    "publish": Command(
        "publish everybody's score of a day by the rhythm of the county's rulebook; safe to run again",
        "creditplus publish 230281 --as-of 2026-12-01",
        _publish,
        {
            "county": {"metavar": "COUNTY", "help": "a division code of six digits"},
            "--as-of": DAY | {"required": True, "help": "the day published"},
            "--engine": ENGINE,
            "--master": MASTER,
            "--to": TO,
        },
    ),
    "town": Command(
        "make up a town of any size from a seed and the catalogue, to try out how long a county takes",
        "creditplus town --residents 500000 --records-per 6 --seed 1 --to var/snapshots",
        _town,
        {
            "--residents": {"type": int, "default": 20_000, "help": "how many in all (default 20000)"},
            "--records-per": {"type": int, "default": 6, "help": "records for each of them (default 6)"},
            "--seed": {"type": int, "default": 1, "help": "the seed that makes the town (default 1)"},
            "--county": {
                "action": "append",
                "metavar": "COUNTY",
                "help": "where they live; may be given several times",
            },
            "--into": {"choices": ["files", "database"], "default": "files", "help": "where they are written"},
            "--to": TO,
        },
    ),
}
