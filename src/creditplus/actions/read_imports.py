"""A provider reads which files of theirs came in, the newest first, and what became of their rows."""

import msgspec

from creditplus import imports
from creditplus.imports import Import, Step, Tally
from creditplus.people import Actor
from creditplus.tools import clock, store

LISTED = 50


class Listed(msgspec.Struct, frozen=True):
    """A file by the provider's own name for it, and its count so far."""

    own_name: str
    about: Import
    tally: Tally


async def read_imports(db: store.Transaction, by: Actor) -> list[Listed]:
    """The newest files of this provider."""
    found = await store.read(db, Import, last=LISTED, provider=by.id)
    steps = await store.read(db, Step, import_id=[one.id for one in found])
    await store.log(db, clock.now(), by, "read_imports", "shown", county=by.county)
    return [
        Listed(
            one.id.removeprefix(f"{by.id}:"),
            one,
            imports.tally(step for step in steps if step.import_id == one.id),
        )
        for one in found
    ]
