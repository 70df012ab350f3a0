"""Households: who was invited to share an account, and each one's steps into it and out of it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

KEPT_FOR_EVER = ("household_words", "household_steps")


def upgrade() -> None:
    """Make the tables, then lock them."""
    _words()
    _steps()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in KEPT_FOR_EVER:
        _lock_on_sqlite(table) if sqlite else _lock_on_postgresql(table)


def _words() -> None:
    op.create_table(
        "household_words",
        *map(_text, ("id", "household", "person", "county", "digest")),
        _instant("given_at"),
        _instant("until"),
        sa.CheckConstraint("length(digest) = 64", name="ck_household_words_digest"),
        sa.CheckConstraint("length(county) = 6", name="ck_household_words_county"),
        sa.CheckConstraint("until > given_at", name="ck_household_words_until"),
        sa.UniqueConstraint("digest", name="uq_household_words_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_household_words"),
    )
    op.create_index("ix_household_words_person", "household_words", ["person"])


def _steps() -> None:
    op.create_table(
        "household_steps",
        *map(_text, ("id", "household", "person", "what")),
        sa.Column("word", sa.String(), nullable=True),
        sa.Column("notice_digest", sa.String(), nullable=True),
        _instant("at"),
        sa.CheckConstraint("what IN ('joined', 'left')", name="ck_household_steps_what"),
        sa.CheckConstraint("(what = 'joined') = (notice_digest IS NOT NULL)", name="ck_household_steps_notice_digest"),
        sa.ForeignKeyConstraint(["word"], ["household_words.id"], name="fk_household_steps_word"),
        sa.UniqueConstraint("word", name="uq_household_steps_word"),
        sa.PrimaryKeyConstraint("id", name="pk_household_steps"),
    )
    op.create_index("ix_household_steps_person", "household_steps", ["person"])
    op.create_index("ix_household_steps_household", "household_steps", ["household"])


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
