"""Bringing a database to the newest form, one numbered step after the other, and saying whether it is there.

Why without Alembic's own environment file: a migration runs the same way from the command line, from a test and at a county
that only has the package, and there is one place where a database is reached. `HEAD` names the newest step, so that two
people who both add one collide where they merge, not where they deploy.
"""

import sysconfig
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from creditplus.errors import Words
from creditplus.tools.store.connections import Store, Unavailable
from creditplus.tools.store.tables import Row

PLACES = (
    Path(__file__).parents[4] / "migrations",
    Path(sysconfig.get_path("data")) / "share" / "creditplus" / "migrations",
)
"""Beside the sources, or where an installed package puts its data."""


@cache
def folder() -> Path:
    """Where the numbered steps are."""
    return next(place for place in PLACES if (place / "HEAD").is_file())


@cache
def head() -> str:
    """The number of the newest step."""
    return (folder() / "HEAD").read_text("utf-8").strip()


async def migrate(store: Store) -> None:
    """Bring a database to the newest form: all missing steps, or none. Two that try at once take turns."""
    async with store.transaction() as connection:
        await connection.run_sync(_upgrade)


async def ready(store: Store) -> None:
    """Raises Unavailable, with words for what is missing, unless the database can be reached and is in its newest form."""
    async with store.reading() as connection:
        found = await connection.run_sync(_found)
    if found != head():
        raise Unavailable(
            Words(
                f"数据库结构是 {found or '空的'}，需要 {head()}：请先运行 creditplus migrate",
                f"the database is at step {found or 'none'} and needs {head()}: run `creditplus migrate` first",
            )
        )


def drift(connection: Connection) -> list[object]:
    """Where the tables in the code and the tables in a migrated database differ; empty if nowhere."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, Row.metadata))


def _found(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('creditplus migrate', 0))"))
    script = ScriptDirectory(str(folder()), version_locations=[str(folder())])
    steps = {"fn": lambda revision, _: script._upgrade_revs("head", revision), "transactional_ddl": True}
    context = MigrationContext.configure(connection, opts=steps)
    with Operations.context(context):
        context.run_migrations()
