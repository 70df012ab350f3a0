"""The story: records and what happens to them, texts, consents, decisions, events. Only people can be erased.

The triggers refuse what the code never does, so that a slip, another program or a tired hand cannot rewrite the past.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEPT_FOR_EVER = (
    "enrolments",
    "records",
    "changes",
    "clients",
    "documents",
    "approvals",
    "certificates",
    "consents",
    "withdrawals",
    "codes",
    "code_uses",
    "decisions",
    "events",
    "idempotency",
)


def upgrade() -> None:
    """Make all tables, in an order in which references find what they name, then lock them."""
    _people()
    _enrolments()
    _records()
    _changes()
    _clients()
    _documents()
    _approvals()
    _certificates()
    _consents()
    _withdrawals()
    _codes()
    _decisions()
    _code_uses()
    _events()
    _idempotency()
    if op.get_bind().dialect.name == "postgresql":
        _lock_on_postgresql()
    else:
        _lock_on_sqlite()


def _people() -> None:
    op.create_table(
        "people",
        _text("id"),
        _text("lookup"),
        _bytes("identity"),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("lookup", name="uq_people_lookup"),
    )


def _enrolments() -> None:
    op.create_table(
        "enrolments",
        _text("id"),
        _text("person"),
        _text("county"),
        _text("what"),
        _day("on"),
        _instant("at"),
        _check("ck_enrolments_what", "what IN ('joined', 'left')"),
        _check("ck_enrolments_county", "length(county) = 6"),
        sa.PrimaryKeyConstraint("id", name="pk_enrolments"),
    )
    op.create_index("ix_enrolments_person", "enrolments", ["person"])


def _records() -> None:
    op.create_table(
        "records",
        _text("id"),
        _text("provider"),
        _text("county"),
        _text("person"),
        _text("kind"),
        _day("on"),
        _tree("fields"),
        _day("ends_on", null=True),
        _day("found_on", null=True),
        _day("released_on", null=True),
        _text("matter", null=True),
        _tree("document", null=True),
        _tree("discretion", null=True),
        _text("state"),
        _instant("reported_at"),
        _check("ck_records_state", "state IN ('verified', 'declared')"),
        _check("ck_records_id", "substr(id, 1, length(provider) + 1) = provider || ':'"),
        _check("ck_records_days", '(ends_on IS NULL OR ends_on >= "on") AND (found_on IS NULL OR found_on >= "on")'),
        _check("ck_records_county", "length(county) = 6"),
        sa.PrimaryKeyConstraint("id", name="pk_records"),
    )
    op.create_index("ix_records_county_person", "records", ["county", "person"])
    op.create_index("ix_records_person_county", "records", ["person", "county"])


def _changes() -> None:
    op.create_table(
        "changes",
        _text("id"),
        _text("record"),
        _text("what"),
        _day("on"),
        _instant("at"),
        _text("by"),
        _text("because"),
        _tree("to", null=True),
        _check(
            "ck_changes_what", "what IN ('correction', 'revocation', 'withdrawal', 'repair', 'objection', 'settlement')"
        ),
        _check("ck_changes_to", "(what = 'correction') = (\"to\" IS NOT NULL)"),
        sa.ForeignKeyConstraint(["record"], ["records.id"], name="fk_changes_record"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_record", "changes", ["record"])


def _clients() -> None:
    op.create_table(
        "clients",
        _text("id"),
        _text("role"),
        _text("name_zh"),
        _text("name_en"),
        _text("county", null=True),
        _text("operator_kind", null=True),
        _tree("scopes"),
        _text("secret_digest", null=True),
        _text("public_key", null=True),
        _instant("created_at"),
        _check(
            "ck_clients_role",
            "role IN ('resident', 'operator', 'provider', 'author', 'approver', 'province', 'auditor', 'nobody')",
        ),
        _check("ck_clients_proof", "secret_digest IS NOT NULL OR public_key IS NOT NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_clients"),
    )


def _documents() -> None:
    op.create_table(
        "documents",
        _text("digest"),
        _text("kind"),
        _text("division"),
        _text("name"),
        _day("effective"),
        _text("text"),
        _instant("proposed_at"),
        _text("proposed_by"),
        _check("ck_documents_kind", "kind IN ('guardrails', 'catalogue', 'rulebook', 'scenario', 'recognition')"),
        _check("ck_documents_digest", "length(digest) = 64"),
        _check("ck_documents_division", "length(division) = 6"),
        sa.PrimaryKeyConstraint("digest", name="pk_documents"),
    )
    op.create_index("ix_documents_kind_division_name_effective", "documents", ["kind", "division", "name", "effective"])


def _certificates() -> None:
    op.create_table(
        "certificates",
        _text("digest"),
        _text("solver"),
        _tree("theorems"),
        _check("ck_certificates_digest", "length(digest) = 64"),
        sa.ForeignKeyConstraint(["digest"], ["documents.digest"], name="fk_certificates_digest"),
        sa.PrimaryKeyConstraint("digest", name="pk_certificates"),
    )


def _approvals() -> None:
    op.create_table(
        "approvals",
        _text("id"),
        _text("digest"),
        _text("what"),
        _instant("at"),
        _text("by"),
        _text("because"),
        _check("ck_approvals_what", "what IN ('approved', 'rejected')"),
        sa.ForeignKeyConstraint(["digest"], ["documents.digest"], name="fk_approvals_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_approvals"),
    )
    op.create_index("ix_approvals_digest", "approvals", ["digest"])


def _consents() -> None:
    op.create_table(
        "consents",
        _text("id"),
        _text("person"),
        _text("scenario"),
        _text("operator_kind"),
        _text("city", null=True),
        _text("notice_digest"),
        _instant("given_at"),
        _instant("until"),
        _check("ck_consents_notice_digest", "length(notice_digest) = 64"),
        _check("ck_consents_until", "until > given_at"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_person_scenario", "consents", ["person", "scenario"])


def _withdrawals() -> None:
    op.create_table(
        "withdrawals",
        _text("id"),
        _text("consent"),
        _instant("at"),
        sa.ForeignKeyConstraint(["consent"], ["consents.id"], name="fk_withdrawals_consent"),
        sa.PrimaryKeyConstraint("id", name="pk_withdrawals"),
    )
    op.create_index("ix_withdrawals_consent", "withdrawals", ["consent"])


def _codes() -> None:
    op.create_table(
        "codes",
        _text("digest"),
        _text("person"),
        _text("scenario"),
        _text("county"),
        _instant("issued_at"),
        _instant("expires_at"),
        _check("ck_codes_lifetime", "expires_at > issued_at"),
        _check("ck_codes_county", "length(county) = 6"),
        _check("ck_codes_digest", "length(digest) = 64"),
        sa.PrimaryKeyConstraint("digest", name="pk_codes"),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        _text("id"),
        _instant("at"),
        _text("operator"),
        _text("person", null=True),
        _text("scenario"),
        _text("scenario_digest"),
        _text("rulebook_digest", null=True),
        _text("outcome"),
        _tree("terms"),
        _instant("until"),
        _text("cause"),
        _tree("benefits"),
        _check(
            "ck_decisions_cause",
            "cause IN ('benefit', 'below', 'not-joined', 'no-consent', 'no-rulebook', 'emergency')",
        ),
        _check("ck_decisions_outcome", "outcome IN ('benefit', 'standard')"),
        _check("ck_decisions_scenario_digest", "length(scenario_digest) = 64"),
        _check("ck_decisions_until", "until >= at"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_person_at", "decisions", ["person", "at"])


def _code_uses() -> None:
    op.create_table(
        "code_uses",
        _text("digest"),
        _text("decision"),
        _instant("at"),
        sa.ForeignKeyConstraint(
            ["decision"], ["decisions.id"], name="fk_code_uses_decision", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["digest"], ["codes.digest"], name="fk_code_uses_digest", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_code_uses"),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        _text("id"),
        _instant("at"),
        _text("by"),
        _text("role"),
        _text("verb"),
        _text("subject", null=True),
        _text("county", null=True),
        _text("outcome"),
        _text("problem", null=True),
        _tree("detail"),
        _check(
            "ck_events_role",
            "role IN ('resident', 'operator', 'provider', 'author', 'approver', 'province', 'auditor', 'nobody')",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_events"),
        sa.UniqueConstraint("id", name="uq_events_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_subject", "events", ["subject", "number"])


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        _text("client"),
        _text("key"),
        _text("fingerprint"),
        _whole("status"),
        _bytes("body"),
        _instant("at"),
        _check("ck_idempotency_status", "status BETWEEN 100 AND 599"),
        sa.PrimaryKeyConstraint("client", "key", name="pk_idempotency"),
    )


def _lock_on_sqlite() -> None:
    """Rows can be added, never changed or taken away; nobody approves their own text."""
    for table in KEPT_FOR_EVER:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
            )
    op.execute(
        "CREATE TRIGGER people_no_update BEFORE UPDATE ON people BEGIN SELECT RAISE(ABORT, 'people is never changed'); END"
    )
    op.execute(
        "CREATE TRIGGER approvals_by_another BEFORE INSERT ON approvals WHEN NEW.what = 'approved' AND EXISTS "
        '(SELECT 1 FROM documents WHERE digest = NEW.digest AND proposed_by = NEW."by") '
        "BEGIN SELECT RAISE(ABORT, 'nobody approves their own text'); END"
    )


def _lock_on_postgresql() -> None:
    """The same; TRUNCATE, which triggers for rows do not see, is refused too."""
    op.execute(
        "CREATE FUNCTION refuse_to_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in KEPT_FOR_EVER:
        op.execute(
            f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change()"
        )
    op.execute(
        "CREATE TRIGGER people_never_changed BEFORE UPDATE ON people "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change()"
    )
    op.execute(
        "CREATE FUNCTION refuse_own_approval() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.what = 'approved' AND EXISTS "
        '(SELECT 1 FROM documents WHERE digest = NEW.digest AND proposed_by = NEW."by") THEN '
        "RAISE EXCEPTION 'nobody approves their own text' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER approvals_by_another BEFORE INSERT ON approvals "
        "FOR EACH ROW EXECUTE FUNCTION refuse_own_approval()"
    )


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _tree(name: str, *, null: bool = False) -> sa.Column[str]:
    """Canonical JSON."""
    return sa.Column(name, sa.Text(), nullable=null)


def _instant(name: str) -> sa.Column[int]:
    """Microseconds since 1970 in UTC."""
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _day(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=null)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=name)
