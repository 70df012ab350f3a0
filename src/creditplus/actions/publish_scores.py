"""A county publishes everybody's score of a day by its text's rhythm (R15): all of it in one moment, or nothing of it."""

import secrets

from creditplus import publications
from creditplus.errors import Conflict, Invalid
from creditplus.people import Actor
from creditplus.publications import Publication
from creditplus.tools import bulk, clock, store


async def publish_scores(db: store.Transaction, by: Actor, task: "bulk.Task", run: "bulk.Run") -> Publication:
    """Keep what a run found out as the published scores of its day; only those that changed are written.

    The same day under the same text is published once: asked again, the answer is the first one. Raises Invalid for a day that
    is never published, Conflict if a later day already was or if the same day came out otherwise before.
    """
    book = task.rulebook
    if not publications.is_due(book, task.on, clock.now()):
        raise Invalid("no-publication-day")
    await store.one_at_a_time(db, f"publish {run.county}")
    found = await store.publication(db, run.county, run.on, book.digest)
    if found is not None:
        if found.seal != run.seal:
            raise Conflict("published-otherwise")
        return found
    last = await store.last_publication(db, run.county, book.digest)
    if last is not None and last.on > run.on:
        raise Conflict("published-later")
    changed = await _changed(db, task, last)
    publication = Publication(
        id=secrets.token_hex(16),
        county=run.county,
        on=run.on,
        rulebook=book.digest,
        at=clock.now(),
        by=by.id,
        people=run.people,
        changed=len(changed),
        cutoffs=run.cutoffs,
        seal=run.seal,
    )
    await store.publish(db, publication, changed)
    detail = {"publication": publication.id, "people": run.people, "changed": len(changed), "seal": run.seal}
    await store.log(db, publication.at, by, "publish_scores", "published", county=run.county, detail=detail)
    return publication


async def _changed(db: store.Transaction, task: "bulk.Task", last: Publication | None) -> "list[bulk.Row]":
    """The rows that are others than in the publication before: compared with its files, or with the database if they are gone."""
    if last is None:
        return bulk.changed(task, ())
    before = bulk.sealed(task, last.on, last.seal)
    if before is not None:
        return bulk.changed(task, before)
    return bulk.changed(task, [row async for row in store.published_scores(db, last)])
