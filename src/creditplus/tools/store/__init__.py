"""The store (SQLModel): what happened is appended, never changed; one database on one machine, or PostgreSQL for a county.

county = store.open("sqlite:///var/creditplus.db")
await store.migrate(county)
async with county.transaction() as db:
    await store.log(db, clock.now(), by, "read_score", "shown", subject="4f1c…")
    events = await store.read(db, audit.Event, subject="4f1c…")
"""

from creditplus.tools.store import disputes, tables
from creditplus.tools.store.admission import admit
from creditplus.tools.store.connections import (  # `store.open` says it best
    LOST,
    Contradiction,
    Store,
    Transaction,
    Unavailable,
    news_of,
    open,
)
from creditplus.tools.store.counting import count
from creditplus.tools.store.counts import Sharing, about
from creditplus.tools.store.crowds import Told, many_lives
from creditplus.tools.store.extracts import batches, histories, people_of, touched
from creditplus.tools.store.importing import copy_all, kept_records, persons, refused_rows
from creditplus.tools.store.journal import Journal
from creditplus.tools.store.keeping import append, append_all, append_once, erase, one, one_at_a_time, read, together
from creditplus.tools.store.lives import (
    bound,
    delegated,
    history,
    holder_and,
    identified,
    kept,
    known,
    log,
    person,
    rekey,
    same_holder,
    sealed_identity,
    steps_around,
)
from creditplus.tools.store.memory import looked, prepared, remembered
from creditplus.tools.store.neighbours import attestations, newest_vouchers, voucher
from creditplus.tools.store.pages import page
from creditplus.tools.store.published import (
    last_publication,
    publication,
    publish,
    published_score,
    published_scores,
    with_shares,
)
from creditplus.tools.store.purging import kinds_kept, over, purge, strangers
from creditplus.tools.store.revisions import drift, head, migrate, ready
from creditplus.tools.store.sharing import must_still_share, sharing
from creditplus.tools.store.shelf import (
    against,
    catalogue,
    covers,
    limits,
    recognition,
    recognition_of,
    rulebook,
    rulebook_if_any,
    rulebook_of,
    rulebooks_under,
    ruling,
    scenario,
    scenario_of,
    scenarios_of,
)
from creditplus.tools.store.showing import Shown, shown_by, shown_code, shown_elsewhere, shown_link
from creditplus.tools.store.standing import (
    asked_of,
    change_record,
    concealed,
    deadlines,
    is_gone,
    record_held,
    tell,
    tell_provider,
)
from creditplus.tools.store.tree import Grown, Tree, frontier, grown, last_seal, numbered
from creditplus.tools.store.wholes import everything

__all__ = [
    "LOST",
    "Contradiction",
    "Grown",
    "Journal",
    "Sharing",
    "Shown",
    "Store",
    "Told",
    "Transaction",
    "Tree",
    "Unavailable",
    "about",
    "admit",
    "against",
    "append",
    "append_all",
    "append_once",
    "asked_of",
    "attestations",
    "batches",
    "bound",
    "catalogue",
    "change_record",
    "concealed",
    "copy_all",
    "count",
    "covers",
    "deadlines",
    "delegated",
    "disputes",
    "drift",
    "erase",
    "everything",
    "frontier",
    "grown",
    "head",
    "histories",
    "history",
    "holder_and",
    "identified",
    "is_gone",
    "kept",
    "kept_records",
    "kinds_kept",
    "known",
    "last_publication",
    "last_seal",
    "limits",
    "log",
    "looked",
    "many_lives",
    "migrate",
    "must_still_share",
    "newest_vouchers",
    "news_of",
    "numbered",
    "one",
    "one_at_a_time",
    "open",
    "over",
    "page",
    "people_of",
    "person",
    "persons",
    "prepared",
    "publication",
    "publish",
    "published_score",
    "published_scores",
    "purge",
    "read",
    "ready",
    "recognition",
    "recognition_of",
    "record_held",
    "refused_rows",
    "rekey",
    "remembered",
    "rulebook",
    "rulebook_if_any",
    "rulebook_of",
    "rulebooks_under",
    "ruling",
    "same_holder",
    "scenario",
    "scenario_of",
    "scenarios_of",
    "sealed_identity",
    "sharing",
    "shown_by",
    "shown_code",
    "shown_elsewhere",
    "shown_link",
    "steps_around",
    "strangers",
    "tables",
    "tell",
    "tell_provider",
    "together",
    "touched",
    "voucher",
    "with_shares",
]
