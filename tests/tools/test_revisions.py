"""The numbered steps and the tables say the same, on both databases, and a database knows which step it is at."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from creditplus.tools import store
from creditplus.tools.store import revisions, tables


def test_head_names_the_newest_of_steps_that_follow_each_other() -> None:
    folder = str(revisions.folder())
    steps = list(ScriptDirectory(folder, version_locations=[folder]).walk_revisions())
    assert [step.revision for step in steps] == [f"{number:04d}" for number in range(len(steps), 0, -1)]
    assert store.head() == steps[0].revision
    assert [Path(step.path).name[:5] for step in steps] == [f"{step.revision}_" for step in steps]


async def test_tables_and_steps_do_not_drift_apart(county: store.Store) -> None:
    async with county.reading() as db:
        assert await db.run_sync(store.drift) == []


def rules(connection: Connection) -> dict[str, list[tuple[str, str]]]:
    """Every rule for values, by table."""
    asked = inspect(connection)
    names = sorted(tables.Row.metadata.tables)
    return {
        name: sorted((str(one["name"]), one["sqltext"]) for one in asked.get_check_constraints(name)) for name in names
    }


async def test_the_steps_make_the_same_rules_for_values_as_the_tables(county: store.Store, tmp_path: Path) -> None:
    """Alembic does not compare CHECK rules, so both are made and read back."""
    async with county.reading() as db:
        migrated = await db.run_sync(rules)
    other = store.open(f"sqlite:///{tmp_path}/made.db") if county.embedded else county
    async with other.transaction() as db:
        if not county.embedded:
            await db.execute(text("CREATE SCHEMA made"))
            await db.execute(text("SET LOCAL search_path TO made"))
        await db.run_sync(tables.Row.metadata.create_all)
        assert await db.run_sync(rules) == migrated
    await other.close()


async def test_migrating_again_or_twice_at_once_changes_nothing(database_url: str) -> None:
    county, neighbour = store.open(database_url), store.open(database_url)
    await asyncio.gather(store.migrate(county), store.migrate(neighbour))
    await store.migrate(county)
    await store.ready(neighbour)
    await county.close()
    await neighbour.close()


async def test_a_database_that_is_not_migrated_is_not_ready_and_says_so(database_url: str) -> None:
    county = store.open(database_url)
    with pytest.raises(store.Unavailable, match="needs 0004: run `creditplus migrate` first"):
        await store.ready(county)
    await store.migrate(county)
    await store.ready(county)
    await county.close()


def test_the_steps_are_found_from_any_directory(tmp_path: Path) -> None:
    ask = "from creditplus.tools.store import revisions; print(revisions.head())"
    done = subprocess.run([sys.executable, "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == store.head()
