"""What the bulk re-score is measured against: the same rulebook written by hand in SQL, and the rule engine record by record.

The SQL is what somebody would write who knew the fifty rules of `tests.bench.text` and nothing else: one branch for each rule,
summed up for each person at once, all branches put together, then categories, base and scale.
"""

from datetime import date
from pathlib import Path

import duckdb

from creditplus import workdays
from creditplus.rulebooks import Ready, Rulebook
from creditplus.tools import engine
from creditplus.tools.bulk import snapshots

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
ALL = """SELECT p.who, 50000 + least(20000, coalesce(one, 0)) + least(20000, coalesce(two, 0)) AS points
FROM (SELECT who FROM people) p LEFT JOIN (
  SELECT who, CAST(sum(CASE WHEN c = 1 THEN p ELSE 0 END) AS BIGINT) AS one,
    CAST(sum(CASE WHEN c = 2 THEN p ELSE 0 END) AS BIGINT) AS two
  FROM ({branches}) GROUP BY who) USING (who)"""
TOLD = """SELECT count(*), sum(s), sum(s * (who % 1009)) FROM (
  SELECT who, least(100000, greatest(0, points)) // 100 * 100 AS s FROM scored)"""


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
    since = workdays.months_after(on, -24)
    while workdays.after(since, "24 months") <= on:
        since = date.fromordinal(since.toordinal() + 1)
    holds = f"NOT declared AND \"fields.{field}\" = '{choice}' AND on_day >= DATE '{since}'"
    return SHAPES[place % 3].format(kind=f'"{rule.kind}"', holds=holds)


def matched(book: Rulebook, facts: list[dict[str, int | str | bool]]) -> int:
    """How many records meet a rule, asked of the rule engine one by one."""
    with engine.open({rule.code: rule.condition for rule in book.ready}, sample=1_000_000) as bare:
        return sum(bool(bare.match(one)) for one in facts)


def size(folder: Path) -> int:
    """How many bytes the files of a folder have."""
    return sum(path.stat().st_size for path in folder.rglob("*.parquet"))
