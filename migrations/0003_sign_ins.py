"""Who holds a role and for which organisation; and every return from a portal that signed somebody in, so that none counts twice."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Widen the clients, and make the table of returns, which is locked."""
    for column in ("uscc", "holder"):
        op.add_column("clients", sa.Column(column, sa.String(), nullable=True))
    op.create_table(
        "arrivals",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name="ck_arrivals_digest"),
        sa.PrimaryKeyConstraint("digest", name="pk_arrivals"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER arrivals_no_{act.lower()} BEFORE {act} ON arrivals "
                "BEGIN SELECT RAISE(ABORT, 'arrivals is never changed'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER arrivals_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON arrivals "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change()"
        )
