"""A consent receipt (授权回执): what somebody agreed to, in a form that other programs can read too.

The names and their order follow ISO/IEC TS 27560:2023, clauses 6.3 (record) and 6.4 (receipt): a header, what is processed, who the
parties are, and what happened to the consent.

Why the person appears by code name only: a receipt is kept on phones and sent around; whoever finds it must learn nobody's identity.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from creditplus.consents import Consent, Withdrawal
from creditplus.errors import Words

SCHEMA = "ISO/IEC TS 27560:2023"
State = Literal["given", "withdrawn", "expired"]


class PrivacyNotice(msgspec.Struct, frozen=True, kw_only=True):
    """The words that were agreed to, and their SHA-256 (`consents.notice_digest`)."""

    says: Words
    digest: str


class Attribute(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of information that is processed; none of it is of the sensitive kinds."""

    pii_type: str
    pii_optional: bool = False
    sensitive_pii_category: bool = False
    special_pii_category: bool = False


class Purpose(msgspec.Struct, frozen=True, kw_only=True):
    """What the information is used for, by whom, how, for how long, and how to stop it."""

    purpose: Words
    purpose_type: str
    lawful_basis: str = "consent (PIPL 13, 23)"
    pii_information: tuple[Attribute, ...]
    pii_controllers: tuple[str, ...]
    collection_method: str = "reported by the public bodies named in the catalogue"
    processing_methods: tuple[str, ...]
    storage_locations: tuple[str, ...] = ("CN-HL",)
    retention_period: str
    processing_locations: tuple[str, ...] = ("CN-HL",)
    geographic_restrictions: tuple[str, ...] = ("CN",)
    services: tuple[str, ...]
    jurisdiction: tuple[str, ...] = ("CN",)
    recipient_third_parties: tuple[str, ...]
    withdrawal_method: str
    privacy_rights: tuple[str, ...] = (
        "access",
        "copy",
        "correction",
        "erasure",
        "explanation",
        "objection",
        "withdrawal",
    )
    impact_assessment: str | None = None


class Processing(msgspec.Struct, frozen=True, kw_only=True):
    """What was agreed to."""

    privacy_notice: PrivacyNotice
    language: tuple[str, ...] = ("zh-CN", "en")
    purposes: tuple[Purpose, ...]


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who takes part. Address and contact are those of the division's office, which its own site gives."""

    party_id: str
    party_name: str
    party_role: str
    party_type: str
    party_address: str
    party_contact: str


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One event in the life of the consent."""

    event_time: datetime
    validity_duration: str
    entity_id: str
    event_type: str = "explicit consent"
    event_state: State


class ConsentReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt with a whole record in it."""

    schema_version: str = SCHEMA
    receipt_id: str
    record_id: str
    pii_principal_id: str
    pii_processing: Processing
    party_identification: tuple[Party, ...]
    event: tuple[Happening, ...]


def state(consent: Consent, withdrawals: Iterable[Withdrawal], at: datetime) -> State:
    """Where a consent stands at an instant."""
    if any(one.consent == consent.id for one in withdrawals):
        return "withdrawn"
    return "given" if at < consent.until else "expired"


def receipt(
    consent: Consent, withdrawals: Iterable[Withdrawal], purpose: Purpose, notice: Words, parties: Sequence[Party]
) -> ConsentReceipt:
    """The receipt of a consent, with what happened to it so far; the same for ever until something happens."""
    lasting = f"{consent.given_at.isoformat()}/{consent.until.isoformat()}"
    given = Happening(
        event_time=consent.given_at, validity_duration=lasting, entity_id=consent.person, event_state="given"
    )
    ends = [
        Happening(event_time=one.at, validity_duration="PT0S", entity_id=consent.person, event_state="withdrawn")
        for one in withdrawals
        if one.consent == consent.id
    ]
    return ConsentReceipt(
        receipt_id=f"{consent.id}-{1 + len(ends)}",
        record_id=consent.id,
        pii_principal_id=consent.person,
        pii_processing=Processing(
            privacy_notice=PrivacyNotice(says=notice, digest=consent.notice_digest), purposes=(purpose,)
        ),
        party_identification=tuple(parties),
        event=(given, *ends),
    )


def purpose(
    consent: Consent, title: Words, controllers: tuple[str, ...], impact_assessment: str | None = None
) -> Purpose:
    """What a consent allows: one question of one kind of operator, answered with a benefit or the standard service."""
    abroad = consent.city is not None
    asker = f"operators: {consent.operator_kind}"
    return Purpose(
        purpose=title,
        purpose_type="service provision: a benefit on top of the standard service, never below it",
        pii_information=(Attribute(pii_type="grade" if abroad else "score and grade"),)
        + (() if abroad else (Attribute(pii_type="honours and records that the scenario's text names"),)),
        pii_controllers=controllers,
        processing_methods=(
            ("one signed answer for one code",) if abroad else ("automated decision, explained on request",)
        ),
        retention_period=f"the consent: until {consent.until.isoformat()} and five years after; see docs/privacy.md",
        services=(consent.scenario,),
        recipient_third_parties=(f"division {consent.city}", asker) if abroad else (asker,),
        withdrawal_method=f"POST /v1/consents/{consent.id}/withdrawal",
        impact_assessment=impact_assessment,
    )


def party(division: str, name: str, role: str) -> Party:
    """The office that answers for a division's points."""
    where = f"{name}社会信用体系建设主管部门（{division}）"
    return Party(
        party_id=f"GB/T 2260:{division}",
        party_name=name,
        party_role=role,
        party_type="public body",
        party_address=where,
        party_contact=where,
    )
