"""A provider begins to send a file of records, or sends it again after an interruption: what was read is not read twice."""

import msgspec

from creditplus import people
from creditplus.errors import Forbidden, Invalid, NotFound
from creditplus.imports import Form, Import, Step
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.province.catalogues import Catalogue
from creditplus.tools import clock, store


class OpenImport(msgspec.Struct, frozen=True):
    """An import, the steps in which it was read so far, and the catalogue of today: rows can be sifted before they are kept."""

    about: Import
    steps: tuple[Step, ...]
    catalogue: Catalogue


async def open_import(db: store.Transaction, by: Actor, county: str, own_name: str, form: Form) -> OpenImport:
    """Begin an import, or find the one of that name. Raises NotFound, Forbidden, Invalid (the name was used for another file)."""
    if not divisions.is_county(county):
        raise NotFound("unknown-county")
    if "report" not in by.scopes:
        raise Forbidden("no-scope")
    if not people.acts_in(by, county):
        raise Forbidden("other-county")
    id = f"{by.id}:{own_name}"
    await store.one_at_a_time(db, f"import {id}")
    about = await store.one(db, Import, id=id)
    outcome = "continued" if about else "begun"
    if about is None:
        about = Import(id=id, provider=by.id, county=county, form=form, at=clock.now())
        await store.append(db, about)
    if (about.county, about.form) != (county, form):
        raise Invalid("key-reused")
    steps = await store.read(db, Step, import_id=id)
    await store.log(db, clock.now(), by, "open_import", outcome, county=county, detail={"import": id})
    return OpenImport(about, tuple(steps), await store.catalogue(db, clock.today()))
