"""What the bulk re-score is measured against: the same rulebook by hand in SQL and for OpenFisca, and the rule engine record by record.

The SQL is what somebody would write who knew the fifty rules of `tests.bench.text` and nothing else: one branch for each rule,
summed up for each person at once, all branches put together, then categories, base, scale and grade. In memory the words that
rules ask for are kept as an ENUM, which saves a third of its time. It keeps nobody's points by rule, as our side does.
"""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy
import polars as pl

from creditplus import workdays
from creditplus.rulebooks import Ready, Rulebook
from creditplus.tools import engine
from creditplus.tools.bulk import snapshots
from creditplus.tools.bulk.columns import told_of_day
from creditplus.tools.bulk.frames import Partition

EPOCH = date(1970, 1, 1)
PER_YEAR = """SELECT who, least(3000, sum(p)) AS p FROM (
  SELECT who, least(600, 200 * count(*)) AS p FROM {kind} WHERE {holds} GROUP BY who, year(on_day)) GROUP BY who"""
POOLED = """SELECT who, sum(least(800, 100 * least(n, 5) + 100 * (greatest(n - 5, 0) // 2))) AS p FROM (
  SELECT who, count(*) AS n FROM {kind} WHERE {holds} GROUP BY who, year(on_day)) GROUP BY who"""
PER_MONTH = """SELECT who, sum(least(1200, p)) AS p FROM (
  SELECT who, y, sum(p) AS p FROM (
    SELECT who, year(on_day) AS y, month(on_day) AS m, least(600, 300 * count(*)) AS p
    FROM {kind} WHERE {holds} GROUP BY who, y, m) GROUP BY who, y) GROUP BY who"""
SHAPES = (PER_YEAR, POOLED, PER_MONTH)
LOAD = """CREATE TABLE "{kind}" AS SELECT * EXCLUDE ("on", live_from, live_until, before_from, before_until),
  DATE '1970-01-01' + ("on" - {epoch}) AS on_day FROM read_parquet('{file}')
  WHERE live_from <= {day} AND (live_until IS NULL OR live_until > {day})"""
ALL = """SELECT who, s, CASE WHEN s >= 60000 THEN 'A' ELSE 'B' END AS grade FROM (
SELECT p.who,
  least(100000, greatest(0, 50000 + least(20000, coalesce(one, 0)) + least(20000, coalesce(two, 0)))) // 100 * 100 AS s
FROM (SELECT who FROM people) p LEFT JOIN (
  SELECT who, CAST(sum(CASE WHEN c = 1 THEN p ELSE 0 END) AS BIGINT) AS one,
    CAST(sum(CASE WHEN c = 2 THEN p ELSE 0 END) AS BIGINT) AS two
  FROM ({branches}) GROUP BY who) USING (who))"""
TOLD = "SELECT count(*), sum(s), sum(s * (who % 1009)) FROM scored"
WORDS = """CREATE TYPE "{kind} {field}" AS ENUM (SELECT DISTINCT word FROM (
  SELECT "fields.{field}" AS word FROM "{kind}" UNION ALL SELECT unnest({words})) WHERE word IS NOT NULL);
ALTER TABLE "{kind}" ALTER "fields.{field}" TYPE "{kind} {field}";"""


def loaded(snapshot: snapshots.Snapshot, book: Rulebook, on: date) -> duckdb.DuckDBPyConnection:
    """A database in memory with what stands on a day, a table for each kind, in the order of the people."""
    base = duckdb.connect()
    base.execute("SET preserve_insertion_order = true")
    (part,) = snapshot.parts
    for kind in sorted({rule.kind for rule in book.rules}):
        file = part / "kinds" / f"{kind}.parquet"
        base.execute(LOAD.format(kind=kind, file=file, day=on.toordinal(), epoch=EPOCH.toordinal()))
    base.execute(f"CREATE TABLE people AS SELECT who FROM read_parquet('{part / 'people.parquet'}')")
    return base


def in_words(base: duckdb.DuckDBPyConnection, book: Rulebook) -> duckdb.DuckDBPyConnection:
    """The same database with the words of each field that rules ask for as numbers."""
    for kind, field in sorted({(rule.kind, field) for rule in book.ready for field in rule.when}):
        words = [_choice(rule) for rule in book.ready if rule.kind == kind]
        base.execute(WORDS.format(kind=kind, field=field, words=words))
    return base


def scored(base: duckdb.DuckDBPyConnection, book: Rulebook, on: date) -> tuple[int, int, int]:
    """Everybody scored: how many they are, the sum of their points, and a sum that tells who has them."""
    base.execute(f"CREATE OR REPLACE TEMP TABLE scored AS {statement(book, on)}")
    found = base.execute(TOLD).fetchone()
    assert found is not None
    return tuple(map(int, found))  # type: ignore[return-value]  # three numbers


def statement(book: Rulebook, on: date) -> str:
    """The whole statement."""
    branches = [
        f"SELECT who, p, {1 if rule.category == 'one' else 2} AS c FROM ({_branch(rule, place, on)})"
        for place, rule in enumerate(book.ready)
    ]
    return ALL.format(branches="\nUNION ALL ".join(branches))


def _branch(rule: Ready, place: int, on: date) -> str:
    ((field, choice),) = rule.when.items()
    since = _since(on)
    holds = f"NOT declared AND \"fields.{field}\" = '{choice}' AND on_day >= DATE '{since}'"
    return SHAPES[place % 3].format(kind=f'"{rule.kind}"', holds=holds)


def _since(on: date) -> date:
    """The first day whose 24 months are not over."""
    since = workdays.months_after(on, -24)
    while workdays.after(since, "24 months") <= on:
        since = date.fromordinal(since.toordinal() + 1)
    return since


def matched(book: Rulebook, facts: list[dict[str, int | str | bool]]) -> int:
    """How many records meet a rule, asked of the rule engine one by one."""
    with engine.open({rule.code: rule.condition for rule in book.ready}, sample=1_000_000) as bare:
        return sum(bool(bare.match(one)) for one in facts)


def size(folder: Path) -> int:
    """How many bytes the files of a folder have."""
    return sum(path.stat().st_size for path in folder.rglob("*.parquet"))


def by_openfisca(partition: Partition, book: Rulebook, on: date, folder: Path) -> tuple[float, tuple[int, int, int]]:
    """How long OpenFisca takes for the same rules and people, and what their points add up to (`openfisca_yardstick`).

    It gets an environment of its own in a folder, for nothing of it is needed anywhere else. Raises CalledProcessError.
    """
    python = folder / "openfisca" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", python.parents[1]], check=True)
    installing: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "openfisca-core==46.0.1",
    ]
    subprocess.run(installing, check=True, stderr=subprocess.DEVNULL)
    _told_to_openfisca(partition, book, on, folder)
    program = Path(__file__).with_name("openfisca_yardstick.py")
    asked = [python, program, folder / "records.npz", folder / "rules.json"]
    done = subprocess.run(asked, check=True, capture_output=True, text=True)
    taken, *sums = json.loads(done.stdout)
    return taken, tuple(sums)


def _told_to_openfisca(partition: Partition, book: Rulebook, on: date, folder: Path) -> None:
    """What is known of each record as arrays, and the rules, in two files."""
    since = _since(on)
    fields = {rule.kind: next(iter(rule.when)) for rule in book.ready}
    choices = {choice: place for place, choice in enumerate(sorted({_choice(rule) for rule in book.ready}), 1)}
    columns: dict[str, list[pl.Series]] = {"who": [], "kind": [], "choice": [], "month": [], "counts": []}
    for place, (kind, field) in enumerate(sorted(fields.items())):
        rows = partition.kinds[kind]
        said = rows[f"fields.{field}"].replace_strict(choices, default=0, return_dtype=pl.Int64)
        found = (rows["who"].cast(pl.Int64), pl.repeat(place, len(rows), eager=True), said)
        months = told_of_day(rows["on"], "month")
        counts = ~rows["declared"] & (rows["on"] >= since.toordinal())
        for name, column in zip(columns, (*found, months, counts), strict=True):
            columns[name].append(column)
    arrays: dict[str, Any] = {name: pl.concat(found).to_numpy() for name, found in columns.items()}
    numpy.savez(folder / "records.npz", **arrays)
    kinds = sorted(fields)
    rules = [
        {
            "name": f"r{place}",
            "kind": kinds.index(rule.kind),
            "choice": choices[_choice(rule)],
            "shape": place % 3,
            "category": rule.category,
        }
        for place, rule in enumerate(book.ready)
    ]
    first, last = (workdays.number_of(day, "month") for day in (since, on))
    told = {"residents": len(partition.people), "months": list(range(first, last + 1)), "rules": rules}
    (folder / "rules.json").write_text(json.dumps(told), "utf-8")


def _choice(rule: Ready) -> str:
    """The one word that a rule asks for."""
    (choice,) = rule.when.values()
    assert isinstance(choice, str)
    return choice
