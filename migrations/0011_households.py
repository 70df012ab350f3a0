"""Households: who invited whom by a word, and each step into or out of one (R18)."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TABLES = ("household_words", "memberships")


def upgrade() -> None:
    """Make the tables, then lock them."""
    op.create_table(
        "household_words",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "person", "household", "county", "digest")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("given_at", "until")),
        sa.CheckConstraint("length(digest) = 64", name="ck_household_words_digest"),
        sa.CheckConstraint("length(county) = 6", name="ck_household_words_county"),
        sa.CheckConstraint("until > given_at", name="ck_household_words_until"),
        sa.UniqueConstraint("digest", name="uq_household_words_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_household_words"),
    )
    op.create_index("ix_household_words_person", "household_words", ["person"])
    op.create_table(
        "memberships",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "household", "person", "what")),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("what IN ('joined', 'left')", name="ck_memberships_what"),
        sa.PrimaryKeyConstraint("id", name="pk_memberships"),
    )
    op.create_index("ix_memberships_person", "memberships", ["person"])
    op.create_index("ix_memberships_household", "memberships", ["household"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        _lock_on_sqlite(table) if sqlite else _lock_on_postgresql(table)


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
