"""What a text would make of its residents, seen before anybody approves it; and an approval names what was seen."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Widen the approvals, and make the table of simulations, which is locked."""
    op.add_column("approvals", sa.Column("simulation", sa.String(), nullable=True))
    text = ("digest", "document")
    op.create_table(
        "simulations",
        *(sa.Column(name, sa.String(), nullable=False) for name in text),
        sa.Column("against", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name="ck_simulations_digest"),
        sa.ForeignKeyConstraint(["document"], ["documents.digest"], name="fk_simulations_document"),
        sa.PrimaryKeyConstraint("digest", name="pk_simulations"),
    )
    op.create_index("ix_simulations_document", "simulations", ["document"])
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER simulations_no_{act.lower()} BEFORE {act} ON simulations "
                "BEGIN SELECT RAISE(ABORT, 'simulations is never changed'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER simulations_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON simulations "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change()"
        )
