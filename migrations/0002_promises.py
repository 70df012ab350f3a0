"""What runs on after a decision: commitments and their payments, links and their ends; a decision keeps what it rested on.

Why a rule of SQLite is rewritten in place: SQLite cannot change a CHECK rule, and copying a table that is never changed to another
one would be a stranger thing to do than SQLite's own way (lang_altertable, "the following simpler procedure").
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEPT_FOR_EVER = ("commitments", "payments", "links", "unlinks")
OLD = "'benefit', 'below', 'not-joined', 'no-consent', 'no-rulebook', 'emergency'"
NEW = (
    "'benefit', 'below', 'not-joined', 'left', 'no-consent', 'withdrawn', 'suspended', 'unknown-link', 'no-rulebook', "
    "'emergency', 'guardrail'"
)


def upgrade() -> None:
    """Make the tables, widen the decisions, then lock what is new."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    _decisions(sqlite)
    _commitments()
    _payments()
    _links()
    _unlinks()
    for table in KEPT_FOR_EVER:
        _lock_on_sqlite(table) if sqlite else _lock_on_postgresql(table)


def _decisions(sqlite: bool) -> None:
    for column in ("operator_kind", "county"):
        op.add_column("decisions", sa.Column(column, sa.String(), nullable=True))
    for column in ("bill", "charge"):
        op.add_column("decisions", sa.Column(column, sa.Text(), nullable=True))
    op.add_column("decisions", sa.Column("facts_digest", sa.String(), nullable=True))
    op.create_index("ix_decisions_had", "decisions", ["person", "scenario", "outcome", "at"])
    if sqlite:
        words = {"old": OLD, "new": NEW}
        # The two lists follow one another in the table's own words, so the rule changes and nothing else does.
        op.execute("PRAGMA writable_schema = ON")
        change = "UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = 'decisions'"
        op.get_bind().execute(sa.text(change), words)
        version = op.get_bind().execute(sa.text("PRAGMA schema_version")).scalar_one()
        op.execute(f"PRAGMA schema_version = {version + 1}")
        op.execute("PRAGMA writable_schema = OFF")
    else:
        op.drop_constraint("ck_decisions_cause", "decisions", type_="check")
        op.create_check_constraint(op.f("ck_decisions_cause"), "decisions", f"cause IN ({NEW})")


def _commitments() -> None:
    op.create_table(
        "commitments",
        *map(_text, ("id", "decision", "person", "county", "scenario", "scenario_digest", "operator")),
        _fen("amount_fen"),
        _instant("at"),
        _instant("remind_at", null=True),
        _instant("due_at"),
        _instant("suspend_at", null=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        _check("ck_commitments_amount_fen", "amount_fen > 0"),
        _check("ck_commitments_due_at", "due_at >= at"),
        _check("ck_commitments_county", "length(county) = 6"),
        _check("ck_commitments_scenario_digest", "length(scenario_digest) = 64"),
        sa.ForeignKeyConstraint(
            ["decision"], ["decisions.id"], name="fk_commitments_decision", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_commitments"),
    )
    op.create_index("ix_commitments_person", "commitments", ["person"])


def _payments() -> None:
    op.create_table(
        "payments",
        _text("id"),
        _text("commitment"),
        _fen("amount_fen"),
        _instant("at"),
        _check("ck_payments_amount_fen", "amount_fen > 0"),
        sa.ForeignKeyConstraint(["commitment"], ["commitments.id"], name="fk_payments_commitment"),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
    )
    op.create_index("ix_payments_commitment", "payments", ["commitment"])


def _links() -> None:
    op.create_table(
        "links",
        *map(_text, ("id", "digest", "person", "county", "scenario", "operator", "operator_kind", "kind")),
        _instant("at"),
        _check("ck_links_digest", "length(digest) = 64"),
        _check("ck_links_county", "length(county) = 6"),
        _check("ck_links_kind", "kind IN ('plate', 'card')"),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
    )
    op.create_index("ix_links_digest", "links", ["digest"])
    op.create_index("ix_links_person", "links", ["person"])


def _unlinks() -> None:
    op.create_table(
        "unlinks",
        _text("id"),
        _text("link"),
        _instant("at"),
        sa.ForeignKeyConstraint(["link"], ["links.id"], name="fk_unlinks_link"),
        sa.PrimaryKeyConstraint("id", name="pk_unlinks"),
    )
    op.create_index("ix_unlinks_link", "unlinks", ["link"])


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


def _fen(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _instant(name: str, *, null: bool = False) -> sa.Column[int]:
    """Microseconds since 1970 in UTC."""
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=name)
