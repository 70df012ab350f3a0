"""What people decide for themselves: what counts, who may help, what points are spent on; and the text that a consent was given to."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEPT_FOR_EVER = (
    "switches",
    "delegations",
    "acceptances",
    "delegation_ends",
    "guardian_words",
    "wards_joined",
    "redemptions",
)


def upgrade() -> None:
    """Make the tables, let a consent name its text, then lock what is new."""
    op.add_column("consents", sa.Column("scenario_digest", sa.String(), nullable=True))
    _switches()
    _delegations()
    _guardians()
    _redemptions()
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


def _guardians() -> None:
    op.create_table(
        "guardian_words",
        *map(_text, ("id", "guardian", "county", "digest")),
        _instant("given_at"),
        _instant("until"),
        sa.CheckConstraint("length(digest) = 64", name="ck_guardian_words_digest"),
        sa.CheckConstraint("length(county) = 6", name="ck_guardian_words_county"),
        sa.CheckConstraint("until > given_at", name="ck_guardian_words_until"),
        sa.UniqueConstraint("digest", name="uq_guardian_words_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_guardian_words"),
    )
    op.create_index("ix_guardian_words_guardian", "guardian_words", ["guardian"])
    op.create_table(
        "wards_joined",
        *map(_text, ("word", "ward")),
        _instant("at"),
        sa.ForeignKeyConstraint(["word"], ["guardian_words.id"], name="fk_wards_joined_word"),
        sa.PrimaryKeyConstraint("word", name="pk_wards_joined"),
    )
    op.create_index("ix_wards_joined_ward", "wards_joined", ["ward"])


def _redemptions() -> None:
    op.create_table(
        "redemptions",
        *map(_text, ("id", "person", "county", "reward")),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        _instant("at"),
        sa.CheckConstraint("length(county) = 6", name="ck_redemptions_county"),
        sa.CheckConstraint("points > 0", name="ck_redemptions_points"),
        sa.PrimaryKeyConstraint("id", name="pk_redemptions"),
    )
    op.create_index("ix_redemptions_person_county", "redemptions", ["person", "county"])


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
