"""Custody of the log: seals and tiles over it, witnesses, looks that are shown later; and what may be purged, and when.

Why the triggers themselves know when a row may go: what the law lets a county delete, and nothing else, can be deleted, whoever asks;
a row of `purges` has to announce it, and no such row can reach further than the law (its own CHECK rule).
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

KEPT_FOR_EVER = ("delays", "seals", "tiles", "cosignatures", "witnessed", "purges")
DAY = 86_400_000_000
DAYS = {"records": 1827, "codes": 1827, "consents": 1827, "idempotency": 90, "people": 1827}
ANNOUNCED = "(SELECT coalesce(max(before), 0) FROM purges WHERE what = '{}')"
RECORDS = ANNOUNCED.format("records")
ON_SQLITE = (
    'max(coalesce({0}.ends_on, {0}."on"), coalesce({0}.released_on, {0}."on")) < '
    f"date({RECORDS} / 1000000, 'unixepoch')"
)
ON_POSTGRESQL = (
    f'greatest(coalesce({{0}}.ends_on, {{0}}."on"), {{0}}.released_on) < to_timestamp({RECORDS} / 1000000)::date'
)
OVER = {
    "codes": f"OLD.expires_at < {ANNOUNCED.format('codes')}",
    "code_uses": "EXISTS (SELECT 1 FROM codes one WHERE one.digest = OLD.digest AND one.expires_at < "
    f"{ANNOUNCED.format('codes')})",
    "consents": f"OLD.until < {ANNOUNCED.format('consents')}",
    "withdrawals": "EXISTS (SELECT 1 FROM consents one WHERE one.id = OLD.consent AND one.until < "
    f"{ANNOUNCED.format('consents')})",
    "idempotency": f"OLD.at < {ANNOUNCED.format('idempotency')}",
}
"""When a row may be deleted, in words of both databases; records and their changes below, for they know days."""

HANGING = (
    ("replies", "objections", "objection"),
    ("settlements", "objections", "objection"),
    ("evidence", "objections", "objection"),
    ("repair_decisions", "repairs", "repair"),
)
"""What hangs on what hangs on a record, and goes with it."""


def upgrade() -> None:
    """Make the tables, lock them, and let go of what is over."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    _delays()
    _seals()
    _tiles()
    _witnesses()
    _purges()
    for table in KEPT_FOR_EVER:
        _lock_on_sqlite(table) if sqlite else _lock_on_postgresql(table)
    record = ON_SQLITE if sqlite else ON_POSTGRESQL
    over = OVER | {"records": record.format("OLD")}
    old = f"EXISTS (SELECT 1 FROM records one WHERE one.id = {{}} AND {record.format('one')})"
    over |= {child: old.format("OLD.record") for child in ("changes", "objections", "statements", "repairs")}
    for child, parent, column in HANGING:
        hung = f"(SELECT up.record FROM {parent} up WHERE up.id = OLD.{column})"
        over[child] = old.format(hung)
    for table, rule in over.items():
        _let_go_on_sqlite(table, rule) if sqlite else _let_go_on_postgresql(table, rule)


def _delays() -> None:
    op.create_table(
        "delays",
        *map(_text, ("id", "event", "person", "authority", "document")),
        sa.Column("until", sa.Date(), nullable=False),
        _text("by"),
        _whole("at"),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name="fk_delays_event"),
        sa.PrimaryKeyConstraint("id", name="pk_delays"),
    )
    op.create_index("ix_delays_person", "delays", ["person"])


def _seals() -> None:
    op.create_table(
        "seals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        _whole("size"),
        _whole("through"),
        _text("root"),
        _whole("at"),
        _text("checkpoint"),
        sa.CheckConstraint("length(root) = 64", name="ck_seals_root"),
        sa.CheckConstraint("size > 0", name="ck_seals_size"),
        sa.PrimaryKeyConstraint("number", name="pk_seals"),
    )


def _tiles() -> None:
    op.create_table(
        "tiles",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        _whole("place"),
        _whole("first"),
        _whole("through"),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(hashes) = 8192", name="ck_tiles_hashes"),
        sa.PrimaryKeyConstraint("level", "place", name="pk_tiles"),
    )
    op.create_index("ix_tiles_through", "tiles", ["through"])


def _witnesses() -> None:
    op.create_table(
        "cosignatures",
        _text("id"),
        sa.Column("seal", sa.Integer(), nullable=False),
        *map(_text, ("witness", "line")),
        _whole("at"),
        sa.ForeignKeyConstraint(["seal"], ["seals.number"], name="fk_cosignatures_seal"),
        sa.PrimaryKeyConstraint("id", name="pk_cosignatures"),
        sa.UniqueConstraint("seal", "witness", name="uq_cosignatures_seal_witness"),
    )
    op.create_table(
        "witnessed",
        _text("origin"),
        _whole("size"),
        *map(_text, ("root", "checkpoint")),
        _whole("at"),
        sa.CheckConstraint("length(root) = 64", name="ck_witnessed_root"),
        sa.PrimaryKeyConstraint("origin", "size", name="pk_witnessed"),
    )


def _purges() -> None:
    rule = " OR ".join(f"(what = '{table}' AND at - before >= {days * DAY})" for table, days in DAYS.items())
    op.create_table(
        "purges",
        *map(_text, ("id", "what")),
        *map(_whole, ("before", "rows", "at")),
        sa.CheckConstraint(rule, name="ck_purges_before"),
        sa.PrimaryKeyConstraint("id", name="pk_purges"),
    )
    op.create_index("ix_purges_what", "purges", ["what", "before"])


def _let_go_on_sqlite(table: str, over: str) -> None:
    op.execute(f"DROP TRIGGER {table}_no_delete")
    op.execute(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT coalesce({over}, 0) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
    )


def _let_go_on_postgresql(table: str, over: str) -> None:
    op.execute(f"DROP TRIGGER {table}_never_changed ON {table}")
    op.execute(
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change()"
    )
    op.execute(
        f"CREATE FUNCTION let_go_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {over} THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION let_go_of_{table}()"
    )


def _lock_on_sqlite(table: str) -> None:
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
        )


def _lock_on_postgresql(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change()"
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _whole(name: str) -> sa.Column[int]:
    """A whole number, or microseconds since 1970 in UTC."""
    return sa.Column(name, sa.BigInteger(), nullable=False, autoincrement=False)
