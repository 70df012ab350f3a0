"""Somebody who works on ruling texts sees every text of a division and where each stands on a day."""

from datetime import date
from typing import get_args

import msgspec

from creditplus import documents
from creditplus.documents import Approval, Document, DocumentKind, Label, Standing
from creditplus.people import Actor
from creditplus.tools import clock, store


async def read_documents(
    db: store.Transaction, by: Actor, division: str, kind: DocumentKind | None = None, on: date | None = None
) -> list[Standing]:
    """Every text of a division, perhaps of one kind only, as it stands on a day (today without one), the oldest first."""
    day, kinds = on or clock.today(), [kind] if kind is not None else list(get_args(DocumentKind))
    found = await store.read(db, Document, division=division, kind=kinds)
    approvals = await store.read(db, Approval, digest=[one.digest for one in found])
    told = []
    for one in found:
        same = [other for other in found if (other.kind, other.name) == (one.kind, one.name)]
        label = msgspec.convert({name: getattr(one, name) for name in Label.__struct_fields__}, Label)
        state = documents.state(one, same, approvals, day)
        told.append(Standing(label=label, state=state, on=day, expires=documents.expires(one.text)))
    return told
