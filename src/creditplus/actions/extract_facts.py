"""Somebody at the machine has a county's facts written into files, from which the whole county can be scored; kept in the log."""

from pathlib import Path

from creditplus.errors import NotFound
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.tools import bulk, clock, store


async def extract_facts(
    db: store.Transaction, by: Actor, county: str, folder: Path, whole: bool = False, told: store.Told | None = None
) -> "bulk.Manifest":
    """Write what was told since the last snapshot of a county, or everything if there is none, if much was, or if `whole`.

    Raises NotFound for a county that is none.
    """
    if not divisions.is_county(county):
        raise NotFound("unknown-county")
    await store.one_at_a_time(db, f"extract {county}")
    now = clock.now()
    last = None if whole else bulk.newest(folder, county)
    people = await store.touched(db, county, last.last.watermark) if last else []
    if last is None or not bulk.leaning(last, len(people)):
        last, people = None, await store.people_of(db, county)
    manifest = await bulk.gather(folder, county, last, store.many_lives(db, county, people, told), now)
    detail = {"snapshot": manifest.number, "people": manifest.people, "records": manifest.records}
    await store.log(db, now, by, "extract_facts", "extracted", county=county, detail=detail)
    return manifest
