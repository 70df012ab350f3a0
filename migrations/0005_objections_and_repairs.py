"""What people and places may ask and are told: objections with replies, papers and settlements, own words, repairs, notices."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

KEPT_FOR_EVER = (
    "objections",
    "replies",
    "settlements",
    "evidence",
    "statements",
    "repairs",
    "repair_decisions",
    "notices",
)


def upgrade() -> None:
    """Make the tables, then lock them."""
    _objections()
    _replies()
    _settlements()
    _evidence()
    _statements()
    _repairs()
    _repair_decisions()
    _notices()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in KEPT_FOR_EVER:
        _lock_on_sqlite(table) if sqlite else _lock_on_postgresql(table)


def _objections() -> None:
    grounds = "'wrong facts', 'not me', 'no effective document', 'ended or remedied', 'not to be recorded'"
    op.create_table(
        "objections",
        *map(_text, ("id", "record", "person", "county", "provider", "grounds")),
        _bytes("words"),
        _instant("at"),
        *map(_number, ("days", "provider_days")),
        *map(_day, ("due_on", "provider_due_on")),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        _check("ck_objections_county", "length(county) = 6"),
        _check("ck_objections_grounds", f"grounds IN ({grounds})"),
        _check("ck_objections_days", "days > 0 AND provider_days > 0"),
        _refers("objections", "record", "records"),
        sa.PrimaryKeyConstraint("id", name="pk_objections"),
    )
    for column in ("record", "county", "person"):
        op.create_index(f"ix_objections_{column}", "objections", [column])


def _replies() -> None:
    op.create_table(
        "replies",
        *map(_text, ("id", "objection", "by")),
        _bytes("words"),
        _instant("at"),
        _refers("replies", "objection", "objections"),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
    )
    op.create_index("ix_replies_objection", "replies", ["objection"])


def _settlements() -> None:
    op.create_table(
        "settlements",
        *map(_text, ("id", "objection", "outcome", "because", "by", "division")),
        _instant("at"),
        _check("ck_settlements_outcome", "outcome IN ('upheld', 'corrected', 'withdrawn')"),
        _check("ck_settlements_division", "length(division) = 6"),
        _refers("settlements", "objection", "objections"),
        sa.PrimaryKeyConstraint("id", name="pk_settlements"),
    )
    op.create_index("ix_settlements_objection", "settlements", ["objection"], unique=True)


def _evidence() -> None:
    op.create_table(
        "evidence",
        *map(_text, ("id", "objection", "by", "media", "digest")),
        _number("size"),
        _instant("at"),
        _bytes("content"),
        _check("ck_evidence_media", "media IN ('application/pdf', 'image/jpeg', 'image/png')"),
        _check("ck_evidence_digest", "length(digest) = 64"),
        _check("ck_evidence_size", "size BETWEEN 1 AND 5242880"),
        _refers("evidence", "objection", "objections"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_objection", "evidence", ["objection"])


def _statements() -> None:
    op.create_table(
        "statements",
        *map(_text, ("id", "record", "person")),
        _bytes("words"),
        _instant("at"),
        _refers("statements", "record", "records"),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
    )
    op.create_index("ix_statements_person", "statements", ["person"])


def _repairs() -> None:
    op.create_table(
        "repairs",
        *map(_text, ("id", "record", "person", "county", "provider")),
        _bytes("words"),
        _instant("at"),
        _number("days"),
        _day("due_on"),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        _check("ck_repairs_county", "length(county) = 6"),
        _check("ck_repairs_days", "days > 0"),
        _refers("repairs", "record", "records"),
        sa.PrimaryKeyConstraint("id", name="pk_repairs"),
    )
    for column in ("record", "county", "person"):
        op.create_index(f"ix_repairs_{column}", "repairs", [column])


def _repair_decisions() -> None:
    op.create_table(
        "repair_decisions",
        *map(_text, ("id", "repair", "outcome", "because", "by")),
        _instant("at"),
        _check("ck_repair_decisions_outcome", "outcome IN ('granted', 'refused')"),
        _refers("repair_decisions", "repair", "repairs"),
        sa.PrimaryKeyConstraint("id", name="pk_repair_decisions"),
    )
    op.create_index("ix_repair_decisions_repair", "repair_decisions", ["repair"], unique=True)


def _notices() -> None:
    words = "'disputed', 'upheld', 'corrected', 'withdrawn', 'revoked', 'repaired', 'ask again'"
    op.create_table(
        "notices",
        *map(_text, ("id", "place", "what")),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("record", "objection", "decision")),
        _instant("at"),
        _check("ck_notices_what", f"what IN ({words})"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_index("ix_notices_place_at", "notices", ["place", "at"])


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


def _bytes(name: str) -> sa.Column[bytes]:
    """Encrypted with the key of the person whom it is about."""
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _day(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=False)


def _instant(name: str) -> sa.Column[int]:
    """Microseconds since 1970 in UTC."""
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=name)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")
