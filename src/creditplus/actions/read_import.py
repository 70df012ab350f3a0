"""A provider reads how far a file of theirs is, and which rows were not kept and why."""

import msgspec

from creditplus import imports
from creditplus.errors import NotFound
from creditplus.imports import Import, RefusedRow, Step, Tally
from creditplus.people import Actor
from creditplus.tools import clock, store

PAGE = 1_000
"""How many refused rows are told at a time."""


class Progress(msgspec.Struct, frozen=True):
    """An import, its count so far, and rows that were not kept; `more` if there are further ones after the last of them."""

    about: Import
    tally: Tally
    refused_rows: tuple[RefusedRow, ...]
    more: bool


async def read_import(db: store.Transaction, by: Actor, own_name: str, after: int = 0) -> Progress:
    """How far a file is, with the refused rows after a row of it. Raises NotFound."""
    about = await store.one(db, Import, id=f"{by.id}:{own_name}")
    if about is None:
        raise NotFound("unknown-import")
    steps = await store.read(db, Step, import_id=about.id)
    rows = await store.refused_rows(db, about.id, after, PAGE + 1)
    detail = {"import": about.id, "after": after}
    await store.log(db, clock.now(), by, "read_import", "shown", county=about.county, detail=detail)
    return Progress(about, imports.tally(steps), tuple(rows[:PAGE]), len(rows) > PAGE)
