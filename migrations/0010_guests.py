"""Guests: what was attested of whom to which city, the province's words on cities, and a decision keeps where a guest is at home.

Why a use of a code may now name an answer to another city: a code is used once, here or there, and one key says so for both.
Why the words of SQLite's own table are rewritten: see 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TABLES = ("attestations", "vouchers")
OLD = "'unknown-link', 'no-rulebook', 'emergency', 'guardrail'"
NEW = "'unknown-link', 'no-rulebook', 'emergency', 'guardrail', 'not-recognised'"
WHOLE = "'benefit', 'below', 'not-joined', 'left', 'no-consent', 'withdrawn', 'suspended', "
FOREIGN = "\tCONSTRAINT fk_code_uses_decision FOREIGN KEY(decision) REFERENCES decisions (id) DEFERRABLE INITIALLY DEFERRED, \n"


def upgrade() -> None:
    """Make the tables and lock them; widen the decisions; let a code be used for another city."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("decisions", sa.Column("guest", sa.Text(), nullable=True))
    _rules_on_sqlite() if sqlite else _rules_on_postgresql()
    _attestations()
    _vouchers()
    for table in TABLES:
        _lock_on_sqlite(table) if sqlite else _lock_on_postgresql(table)


def _rules_on_sqlite() -> None:
    op.execute("PRAGMA writable_schema = ON")
    change = "UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = :name"
    for name, old, new in (("decisions", OLD, NEW), ("code_uses", FOREIGN, "")):
        op.get_bind().execute(sa.text(change), {"name": name, "old": old, "new": new})
    version = op.get_bind().execute(sa.text("PRAGMA schema_version")).scalar_one()
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = OFF")


def _rules_on_postgresql() -> None:
    op.drop_constraint("ck_decisions_cause", "decisions", type_="check")
    op.create_check_constraint(op.f("ck_decisions_cause"), "decisions", f"cause IN ({WHOLE}{NEW})")
    op.drop_constraint("fk_code_uses_decision", "code_uses", type_="foreignkey")


def _attestations() -> None:
    op.create_table(
        "attestations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("city", "county", "operator_kind", "question")),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint("length(city) = 6", name="ck_attestations_city"),
        sa.CheckConstraint("length(county) = 6", name="ck_attestations_county"),
        sa.CheckConstraint("length(digest) = 64", name="ck_attestations_digest"),
        sa.CheckConstraint("grade IS NULL OR person IS NOT NULL", name="ck_attestations_grade"),
        sa.PrimaryKeyConstraint("id", name="pk_attestations"),
        sa.UniqueConstraint("city", "question", name="uq_attestations_city_question"),
    )
    op.create_index("ix_attestations_person", "attestations", ["person"])


def _vouchers() -> None:
    op.create_table(
        "vouchers",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("length(city) = 6", name="ck_vouchers_city"),
        sa.CheckConstraint("number > 0", name="ck_vouchers_number"),
        sa.PrimaryKeyConstraint("city", "number", name="pk_vouchers"),
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
