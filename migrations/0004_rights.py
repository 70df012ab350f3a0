"""What people decide for themselves: which good records count, who may help, and the very text that a consent was given to."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEPT_FOR_EVER = ("switches", "delegations", "acceptances", "delegation_ends")


def upgrade() -> None:
    """Make the tables, let a consent name its text, then lock what is new."""
    op.add_column("consents", sa.Column("scenario_digest", sa.String(), nullable=True))
    _switches()
    _delegations()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in KEPT_FOR_EVER:
        _lock_on_sqlite(table) if sqlite else _lock_on_postgresql(table)


def _switches() -> None:
    op.create_table(
        "switches",
        *map(_text, ("id", "person", "kind", "what")),
        _instant("at"),
        sa.CheckConstraint("what IN ('off', 'on')", name="ck_switches_what"),
        sa.PrimaryKeyConstraint("id", name="pk_switches"),
    )
    op.create_index("ix_switches_person", "switches", ["person"])


def _delegations() -> None:
    op.create_table(
        "delegations",
        *map(_text, ("id", "person", "digest")),
        sa.Column("may", sa.Text(), nullable=False),
        _instant("given_at"),
        _instant("until"),
        sa.CheckConstraint("length(digest) = 64", name="ck_delegations_digest"),
        sa.CheckConstraint("until > given_at", name="ck_delegations_until"),
        sa.UniqueConstraint("digest", name="uq_delegations_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_delegations"),
    )
    op.create_index("ix_delegations_person", "delegations", ["person"])
    op.create_table(
        "acceptances",
        *map(_text, ("delegation", "delegate")),
        _instant("at"),
        sa.ForeignKeyConstraint(["delegation"], ["delegations.id"], name="fk_acceptances_delegation"),
        sa.PrimaryKeyConstraint("delegation", name="pk_acceptances"),
    )
    op.create_index("ix_acceptances_delegate", "acceptances", ["delegate"])
    op.create_table(
        "delegation_ends",
        *map(_text, ("id", "delegation")),
        _instant("at"),
        sa.ForeignKeyConstraint(["delegation"], ["delegations.id"], name="fk_delegation_ends_delegation"),
        sa.PrimaryKeyConstraint("id", name="pk_delegation_ends"),
    )
    op.create_index("ix_delegation_ends_delegation", "delegation_ends", ["delegation"])


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


def _instant(name: str) -> sa.Column[int]:
    """Microseconds since 1970 in UTC."""
    return sa.Column(name, sa.BigInteger(), nullable=False)
