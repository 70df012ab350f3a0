"""The service's own role in PostgreSQL reads and appends; what it may not do is refused before any trigger is asked."""

import secrets
from urllib.parse import urlsplit, urlunsplit

import pytest
from sqlalchemy import text

from creditplus.audit import Event
from creditplus.tools import store
from creditplus.tools.store import tables
from tests import servers
from tests.tools import examples
from tests.tools.test_store import write_everything

FORBIDDEN = (
    "UPDATE {0} SET {1} = {1}",
    "DELETE FROM {0}",
    "TRUNCATE {0} CASCADE",
    "ALTER TABLE {0} DISABLE TRIGGER ALL",
    "DROP TABLE {0} CASCADE",
)


def as_service(postgres: servers.Postgres, url: str, role: str) -> str:
    """The same database's address for a new role."""
    password = secrets.token_hex(8)
    postgres.run(f"create role {role} login password '{password}'")
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{role}:{password}@{parts.netloc.rpartition('@')[2]}"))


async def test_the_service_appends_to_every_table_and_can_change_none(postgres: servers.Postgres) -> None:
    url, role = postgres.fresh_database(), f"service_{secrets.token_hex(4)}"
    owner = store.open(url)
    await store.migrate(owner)
    service = store.open(as_service(postgres, url, role))
    await store.admit(owner, role)
    await store.admit(owner, role)  # again, as after every migration
    await store.ready(service)
    await write_everything(service)
    refused = []
    for table in sorted(tables.Row.metadata.tables):
        column = next(iter(tables.Row.metadata.tables[table].columns)).name
        for act in FORBIDDEN:
            if (table, act) == ("people", FORBIDDEN[1]):
                continue  # only who somebody is can be forgotten
            with pytest.raises(store.Unavailable, match="this database role may not do that"):
                async with service.transaction() as db:
                    await db.execute(text(act.format(table, column)))
            refused.append((table, act))
    assert len(refused) == len(tables.Row.metadata.tables) * len(FORBIDDEN) - 1
    as_service(postgres, url, f"{role}_too")
    with pytest.raises(store.Unavailable, match="may not"):
        await store.admit(service, f"{role}_too")  # PostgreSQL itself would only warn
    for statement in ("CREATE TABLE mine (x int)", "UPDATE alembic_version SET version_num = '9'"):
        with pytest.raises(store.Unavailable, match="may not"):
            async with service.transaction() as db:
                await db.execute(text(statement))
    await service.close()
    await owner.close()


async def test_the_service_still_forgets_who_somebody_is(postgres: servers.Postgres) -> None:
    url, role = postgres.fresh_database(), f"service_{secrets.token_hex(4)}"
    owner = store.open(url)
    await store.migrate(owner)
    service = store.open(as_service(postgres, url, role))
    await store.admit(owner, role)
    async with service.transaction() as db:
        person = await store.person(db, "k:1", lambda name: name.encode(), examples.NOON)
    async with service.transaction() as db:
        assert await store.erase(db, person)
        assert await store.read(db, Event) == []
    await service.close()
    await owner.close()


async def test_sqlite_has_no_roles_and_says_so(tmp_path: object) -> None:
    county = store.open(f"sqlite:///{tmp_path}/county.db")
    with pytest.raises(store.Unavailable, match="SQLite has no roles"):
        await store.admit(county, "creditplus")
    await county.close()
