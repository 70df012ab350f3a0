"""Imports: that a file of records came, each step in which it was read, and the rows that were not kept.

Why refused rows have no text: what a row said stays with its sender; here is only its place, its own id and why it was refused.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = ("imports", "import_steps", "refused_rows")


def upgrade() -> None:
    """Make the three tables and lock them."""
    _imports()
    _import_steps()
    _refused_rows()
    for table in TABLES:
        _lock_on_sqlite(table) if op.get_bind().dialect.name == "sqlite" else _lock_on_postgresql(table)


def _imports() -> None:
    op.create_table(
        "imports",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "provider", "county", "form")),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("length(county) = 6", name="ck_imports_county"),
        sa.CheckConstraint("form IN ('ndjson', 'csv', 'array')", name="ck_imports_form"),
        sa.CheckConstraint("substr(id, 1, length(provider) + 1) = provider || ':'", name="ck_imports_id"),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )


def _import_steps() -> None:
    numbers = ("number", "rows", "accepted", "same", "conflicts", "refused")
    op.create_table(
        "import_steps",
        sa.Column("import_id", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in numbers),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("last", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name="ck_import_steps_digest"),
        sa.CheckConstraint("rows = accepted + same + conflicts + refused", name="ck_import_steps_sum"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_import_steps_import_id"),
        sa.PrimaryKeyConstraint("import_id", "number", name="pk_import_steps"),
    )


def _refused_rows() -> None:
    op.create_table(
        "refused_rows",
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("own_id", sa.String(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("outcome", "problem")),
        sa.Column("flaws", sa.Text(), nullable=False),
        sa.CheckConstraint("outcome IN ('conflict', 'refused')", name="ck_refused_rows_outcome"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_refused_rows_import_id"),
        sa.PrimaryKeyConstraint("import_id", "row", name="pk_refused_rows"),
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
