"""A correction (更正): a record told rightly. The old one stays as it was reported; from the day of the correction the right one counts."""

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from creditplus import records
from creditplus.province.catalogues import Kind
from creditplus.records import Discretion, LegalDocument, Record, Report


class Rightly(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything of a record that can be corrected, told in full: whose it is and of which kind is not."""

    on: date
    fields: dict[str, Any] = {}
    ends_on: date | None = None
    found_on: date | None = None
    released_on: date | None = None
    matter: Annotated[str, Meta(min_length=1, max_length=120)] | None = None
    document: LegalDocument | None = None
    discretion: Discretion | None = None


def corrected(record: Record, rightly: Rightly, kind: Kind, today: date) -> Record:
    """The record as it should have been. Raises Invalid with every flaw, as for a report."""
    said = {name: getattr(rightly, name) for name in Rightly.__struct_fields__}
    report = Report(id="correction", person=record.person, kind=record.kind, state=record.state, **said)
    fields = records.check(report, kind, today)
    return msgspec.structs.replace(record, **(said | {"fields": fields}))
