"""Letting the service's own role into a PostgreSQL database: it may read, append, and erase who somebody is; nothing else.

Why beside the triggers: who owns a table can switch its triggers off. The service owns none, so whatever goes wrong in it, or breaks
in through it, cannot change what happened, even for a moment.
"""

from sqlalchemy import text

from creditplus.errors import Words
from creditplus.tools.store import tables
from creditplus.tools.store.connections import NOT_ALLOWED, Store, Unavailable

CANNOT = text(
    "SELECT name FROM unnest(CAST(:names AS text[])) AS name WHERE NOT has_table_privilege(:role, name, 'INSERT')"
)


async def admit(store: Store, role: str) -> None:
    """Give a role what the service needs, and take from it whatever else it had. Raises Unavailable: SQLite has no roles."""
    if store.embedded:
        raise Unavailable(Words("SQLite 没有角色，不需要 --for", "SQLite has no roles: leave --for out"))
    async with store.transaction() as db:
        who = db.dialect.identifier_preparer.quote_identifier(role)
        names = ", ".join(map(db.dialect.identifier_preparer.quote, sorted(tables.Row.metadata.tables)))
        for statement in (
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who}",
            f"REVOKE ALL ON SCHEMA public FROM {who}",
            f"GRANT USAGE ON SCHEMA public TO {who}",
            f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {who}",
            f"GRANT INSERT ON {names} TO {who}",
            f"GRANT DELETE ON people TO {who}",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {who}",
        ):
            await db.execute(text(statement))
        lacking = await db.execute(CANNOT, {"role": role, "names": sorted(tables.Row.metadata.tables)})
        if lacking.first() is not None:  # who does not own a table grants nothing, and is only warned
            raise Unavailable(NOT_ALLOWED)
