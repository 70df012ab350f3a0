"""Marks (标注): what stands beside a record: that it is disputed, that its repair is asked for, and the person's own words (G17, G18).

Each mark also says what its end would do: "if the record stands, 20 points are taken again; settled by 2026-10-10".
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from creditplus import arithmetic, publications, workdays
from creditplus.errors import Words
from creditplus.ledger import Match
from creditplus.lives.histories import History
from creditplus.province.catalogues import Catalogue
from creditplus.records import Change, Record
from creditplus.rights import objections, repairs
from creditplus.rights.objections import Objection, Settled, Statement
from creditplus.rights.repairs import Repair, RepairDecided
from creditplus.rulebooks import Rulebook
from creditplus.workdays import DaysOff


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a person asked for and said, and what came of it."""

    objections: tuple[Objection, ...] = ()
    settled: tuple[Settled, ...] = ()
    statements: tuple[Statement, ...] = ()
    repairs: tuple[Repair, ...] = ()
    decided: tuple[RepairDecided, ...] = ()

    def known(self, before: datetime) -> "Asked":
        """What was asked and answered before an instant."""
        return Asked(
            **{name: tuple(one for one in getattr(self, name) if one.at < before) for name in Asked.__struct_fields__}
        )


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """One mark beside one record, in words.

    For what is still open: its `id`, by when it ends, and by how many hundredths the live score would change if the objection
    failed, or if the repair were granted.
    """

    record: str
    what: Literal["disputed", "repair asked for", "own words"]
    words: Words
    id: str | None = None
    due_on: date | None = None
    provisional: bool = False
    points: int = 0


class Sight(msgspec.Struct, frozen=True):
    """What is needed to see marks: the person's history, the texts in force, the day, and the calendar."""

    history: History
    catalogue: Catalogue
    rulebook: Rulebook
    on: date
    match: Match
    days_off: DaysOff

    def shown(self) -> dict[str, Record]:
        """The records that are still shown: what was repaired, revoked or withdrawn is archived (G16)."""
        gone = repairs.archived(change for change in self.history.changes if change.on <= self.on)
        return {record.id: record for record in self.history.records if record.id not in gone}

    def points_if(self, record: str, what: Literal["settlement", "repair"]) -> int:
        """By how many hundredths the live score would change if an objection failed, or a repair were granted."""
        last = workdays.starts(workdays.after(self.on, "1 day")) - timedelta(microseconds=1)
        change = Change(id="~", record=record, what=what, on=self.on, at=last)
        then = msgspec.structs.replace(self.history, changes=(*self.history.changes, change))
        now, later = (
            publications.live(self.rulebook, history, self.on, self.match) for history in (self.history, then)
        )
        return later.points - now.points

    def named(self, record: Record) -> Words:
        """A record in a few words: its day and its kind."""
        kind = self.catalogue.find(record.kind)
        title = kind.title if kind is not None else Words(record.kind, record.kind)
        return Words(f"{record.on} {title.zh}", f"{record.on} {title.en}")


def beside(asked: Asked, sight: Sight, words: Mapping[str, str]) -> tuple[Mark, ...]:
    """Every mark on a day, record by record: what is disputed, what may be repaired, and what the person says.

    `words` are the person's own, by the id of the statement.
    """
    asked = asked.known(workdays.starts(workdays.after(sight.on, "1 day")))
    shown = sight.shown()
    disputed = objections.open_ones(asked.objections, asked.settled)
    running = repairs.open_ones(asked.repairs, asked.decided)
    said = objections.last_words(asked.statements).values()
    marks = [
        *(_disputed(one, sight, shown[one.record]) for one in disputed if one.record in shown),
        *(_repairing(one, sight, shown[one.record]) for one in running if one.record in shown),
        *(_own(one, words[one.id], sight, shown[one.record]) for one in said if one.record in shown),
    ]
    return tuple(sorted(marks, key=lambda mark: (mark.record, mark.what)))


def _disputed(objection: Objection, sight: Sight, record: Record) -> Mark:
    due, named = objections.due(objection, sight.days_off), sight.named(record)
    points = sight.points_if(record.id, "settlement")
    stands = arithmetic.shown(points)
    return Mark(
        record=record.id,
        what="disputed",
        words=Words(
            f"{named.zh}：本人有异议，处理期间不扣分，应在 {due.on} 前办结{_unsure(due.provisional).zh}；"
            f"如果维持，{stands} 分",
            f"{named.en}: disputed; it takes no points meanwhile, to be settled by {due.on}{_unsure(due.provisional).en}; "
            f"if it stands: {stands}",
        ),
        id=objection.id,
        due_on=due.on,
        provisional=due.provisional,
        points=points,
    )


def _repairing(repair: Repair, sight: Sight, record: Record) -> Mark:
    due, named = repairs.due(repair, sight.days_off), sight.named(record)
    points = sight.points_if(record.id, "repair")
    gained = f"+{arithmetic.shown(points)}" if points > 0 else arithmetic.shown(points)
    return Mark(
        record=record.id,
        what="repair asked for",
        words=Words(
            f"{named.zh}：已申请信用修复，应在 {due.on} 前决定{_unsure(due.provisional).zh}；如果同意，{gained} 分",
            f"{named.en}: repair was asked for, to be decided by {due.on}{_unsure(due.provisional).en}; if granted: {gained}",
        ),
        id=repair.id,
        due_on=due.on,
        provisional=due.provisional,
        points=points,
    )


def _own(statement: Statement, said: str, sight: Sight, record: Record) -> Mark:
    named = sight.named(record)
    return Mark(
        record=record.id,
        what="own words",
        words=Words(f"{named.zh}：本人说明：{said}", f"{named.en}: the person says: {said}"),
        id=statement.id,
    )


def _unsure(provisional: bool) -> Words:
    """What is added to a day that is not certain yet."""
    if not provisional:
        return Words("", "")
    return Words("（暂定，节假日安排公布后重新计算）", " (provisional until the year's days off are published)")
