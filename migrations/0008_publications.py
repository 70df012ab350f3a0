"""Published scores: when a county published as of which day, and the score of each person where it changed.

Why three indices on older tables: files of facts are kept up to date from what was told since the last time, so it must be
possible to ask for that alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0004"

TABLES = ("publications", "published_scores")


def upgrade() -> None:
    """Make the two tables, lock them, and let what is new be asked for."""
    _publications()
    _published_scores()
    for table in TABLES:
        _lock_on_sqlite(table) if op.get_bind().dialect.name == "sqlite" else _lock_on_postgresql(table)
    op.create_index("ix_records_reported_at", "records", ["reported_at"])
    op.create_index("ix_changes_at", "changes", ["at"])
    op.create_index("ix_enrolments_at", "enrolments", ["at"])
    op.create_index("ix_enrolments_county_person", "enrolments", ["county", "person"])


def _publications() -> None:
    op.create_table(
        "publications",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "county")),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("rulebook", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("people", "changed")),
        sa.Column("cutoffs", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.CheckConstraint("length(county) = 6", name="ck_publications_county"),
        sa.CheckConstraint("length(rulebook) = 64", name="ck_publications_rulebook"),
        sa.CheckConstraint("length(seal) = 64", name="ck_publications_seal"),
        sa.ForeignKeyConstraint(["rulebook"], ["documents.digest"], name="fk_publications_rulebook"),
        sa.UniqueConstraint("county", "on", "rulebook", name="uq_publications_county_on_rulebook"),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
    )


def _published_scores() -> None:
    op.create_table(
        "published_scores",
        sa.Column("publication", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.CheckConstraint("(points IS NULL) = (grade IS NULL)", name="ck_published_scores_grade"),
        sa.ForeignKeyConstraint(["publication"], ["publications.id"], name="fk_published_scores_publication"),
        sa.PrimaryKeyConstraint("publication", "person", name="pk_published_scores"),
    )
    op.create_index("ix_published_scores_person", "published_scores", ["person"])


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
