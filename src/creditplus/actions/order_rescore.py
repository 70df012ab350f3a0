"""Somebody at the machine has whole counties scored on a day: which texts do it, kept in the log before the work begins."""

from datetime import date
from pathlib import Path

from creditplus import publications
from creditplus.documents import Document
from creditplus.errors import Conflict, Invalid, NotFound
from creditplus.people import Actor
from creditplus.tools import bulk, clock, store


async def order_rescore(
    db: store.Transaction,
    by: Actor,
    counties: list[str],
    on: date,
    folder: Path,
    rulebook: str | None = None,
    publishing: bool = False,
) -> "list[bulk.Task]":
    """What is to be done for each county: its newest snapshot and the rulebook in force on the day, or the one with a digest.

    For `publishing`, as the text's rhythm wants it (R15). Raises NotFound if a county has no snapshot or no rulebook, Invalid if
    the day is never published or has not come, Conflict if the snapshot does not hold everything that was told by then.
    """
    if rulebook is not None:
        document = await store.one(db, Document, digest=rulebook)
        if document is None or document.kind != "rulebook":
            raise NotFound("unknown-document")
    tasks = []
    for county in counties:
        snapshot = bulk.newest(folder, county)
        if snapshot is None:
            raise NotFound("no-snapshot")
        book = await (store.rulebook(db, county, on) if rulebook is None else store.rulebook_of(db, rulebook))
        number, before = snapshot.last.number, publishing and book.score.published != "at once"
        if publishing and not publications.is_due(book, on, clock.now()):
            raise Invalid("no-publication-day")
        if publishing and snapshot.last.watermark < publications.told_by(book, on):
            raise Conflict("snapshot-too-old")
        tasks.append(bulk.Task(folder=str(folder), county=county, snapshot=number, rulebook=book, on=on, before=before))
    detail = {"counties": counties, "on": str(on), "rulebooks": [task.rulebook.digest for task in tasks]}
    await store.log(db, clock.now(), by, "order_rescore", "ordered", detail=detail)
    return tasks
