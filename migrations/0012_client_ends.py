"""The end of a client's access: who shut it, when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

TABLE = "client_ends"


def upgrade() -> None:
    """Make the table, then lock it."""
    op.create_table(
        TABLE,
        *(sa.Column(name, sa.String(), nullable=False) for name in ("client", "by", "because")),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name="fk_client_ends_client"),
        sa.PrimaryKeyConstraint("client", name="pk_client_ends"),
    )
    _lock_on_sqlite() if op.get_bind().dialect.name == "sqlite" else _lock_on_postgresql()


def _lock_on_sqlite() -> None:
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is never changed'); END"
        )


def _lock_on_postgresql() -> None:
    op.execute(
        f"CREATE TRIGGER {TABLE}_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change()"
    )
