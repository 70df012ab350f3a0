"""A provider's file is read step by step: each step keeps its records, its refused rows and its count in one transaction."""

from creditplus import imports, records
from creditplus.errors import Flaw, Invalid, Words
from creditplus.imports import Checked, Import, RefusedRow, Sifted, Step
from creditplus.people import Actor
from creditplus.records import Record
from creditplus.tools import clock, identity, store


async def import_records(
    db: store.Transaction, by: Actor, about: Import, rows: Sifted, *, number: int, digest: str, last: bool
) -> Step:
    """Keep one step of an import; a step that was kept before is not kept again.

    No row stops another one. What is right the catalogue of today decides, whatever they were sifted by.
    Raises Invalid if the step was kept before with other rows.
    """
    await store.one_at_a_time(db, f"import {about.id}")
    before = await store.one(db, Step, import_id=about.id, number=number)
    if before is not None and before.digest != digest:
        raise Invalid("key-reused")
    if before is not None:
        await _log(db, by, about, before, "same as before")
        return before
    rows = rows.by(await store.catalogue(db, clock.today()), clock.today())
    refused = [imports.refused(row, because, about.id) for row, because in rows.refused]
    new, same = await _news(db, await _records(db, about, rows.good), refused, about.id)
    await store.copy_all(db, new)
    await store.append_all(db, refused)
    conflicts = sum(row.outcome == "conflict" for row in refused)
    counts = {"accepted": len(new), "same": same, "conflicts": conflicts, "refused": len(refused) - conflicts}
    step = Step(
        import_id=about.id, number=number, rows=len(rows.rows), **counts, digest=digest, last=last, at=clock.now()
    )
    await store.append(db, step)
    await _log(db, by, about, step, "kept")
    return step


async def _records(db: store.Transaction, about: Import, good: dict[int, Checked]) -> dict[int, Record]:
    """The rows as records, citizen ids replaced by code names."""
    lookups = identity.lookups_of({number for _, _, number in good.values()})
    known = await store.persons(db, lookups, identity.seals, clock.now())
    now = clock.now()
    return {
        row: records.of_report(
            report, provider=about.provider, person=known[number], county=about.county, fields=fields, at=now
        )
        for row, (report, fields, number) in good.items()
    }


async def _news(
    db: store.Transaction, found: dict[int, Record], refused: list[RefusedRow], import_id: str
) -> tuple[list[Record], int]:
    """The records that are new, and how many were there before or stand twice in the step; conflicts join the refused."""
    kept = await store.kept_records(db, [record.id for record in found.values()])
    new, same = [], 0
    for row, record in found.items():
        before = kept.setdefault(record.id, record)
        if before is record:
            new.append(record)
        elif (differs := records.differing(before, record)) is None:
            same += 1
        else:
            flaw = Flaw(differs, Words("与已保存的内容不同", "differs from what is kept"))
            own_id = record.id.removeprefix(f"{record.provider}:")
            refused.append(
                RefusedRow(
                    import_id=import_id,
                    row=row,
                    own_id=own_id,
                    outcome="conflict",
                    problem="record-differs",
                    flaws=(flaw,),
                )
            )
    return new, same


async def _log(db: store.Transaction, by: Actor, about: Import, step: Step, outcome: str) -> None:
    """The event of a step: counts alone."""
    names = ("number", "rows", "accepted", "same", "conflicts", "refused")
    detail = {"import": about.id} | {name: getattr(step, name) for name in names}
    await store.log(db, clock.now(), by, "import_records", outcome, county=about.county, detail=detail)
