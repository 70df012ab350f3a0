"""The ledger (积分明细): which records stand on a day, and what each is worth under one rule. Entries are derived, never stored."""

from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from creditplus import values, workdays
from creditplus.arithmetic import integers
from creditplus.language.conditions import Plain, holds
from creditplus.province.catalogues import Catalogue
from creditplus.records import Change, Record
from creditplus.rulebooks import Occurrences, Ready, Rulebook

Match = Callable[[Record], str | None]
"""Which rule a record earns under: the code of the first that applies, or None."""
STARTS = {"act": "on", "finding": "found_on", "end": "ends_on", "release": "released_on"}
"""Which of a record's days a rule counts from."""
FORGOTTEN = "5 years"
"""The longest a demerit may count after the act ended (征信业管理条例 16)."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What one record counts for under one rule, in hundredths: `points` = `raw` + everything in `taken`.

    `taken` says what each step changed: the matter, the pool, the occurrence, and each limit. It counts until before `until`.
    """

    record: str
    kind: str
    rule: str
    on: date
    until: date
    raw: int
    taken: dict[str, int]
    points: int


class Days(NamedTuple):
    """The days of a record without the rest of it, as a row of a table has them: they are all that ends it."""

    on: date
    ends_on: date | None
    found_on: date | None
    released_on: date | None


class Item(Plain):
    """One standing record under one rule, as the formula sees it."""

    __slots__ = ("decided", "matter", "nth", "on", "record", "until")

    def __init__(self, record: Record, until: date) -> None:
        super().__init__(record.fields)
        self.record = record
        self.on = record.on
        self.until = until
        # Without a key, a record is a matter of its own, whatever keys others have.
        self.matter: object = record.matter or self
        self.nth = 1
        self.decided = record.discretion.points if record.discretion else 0

    def number(self, field: str) -> int:
        """A number field's canonical value; a missing one is nothing."""
        value = self.values.get(field, 0)
        return value if isinstance(value, int) else 0

    def happened_before(self, day: int) -> bool:
        """Whether the act lies before the day with that ordinal."""
        return self.on.toordinal() < day

    def period(self, by: str) -> int:
        """The number of the period that the act falls into."""
        return workdays.number_of(self.on, by)


def standing(
    records: Iterable[Record], changes: Iterable[Change], on: date, known_at: datetime | None = None
) -> list[Record]:
    """The records that stand on a day, corrections applied, in the order of the acts (by day, then id).

    `known_at` asks what was known at an instant; without it, everything known by the end of the day counts.
    A demerit stands only with a legal document that is final, and not while an objection is open (G10, G18).
    """
    known = known_at or workdays.starts(workdays.after(on, "1 day"))
    later: dict[str, list[Change]] = {}
    # An objection is raised before it is settled, also where both carry the same instant.
    for change in sorted(changes, key=lambda change: (change.on, change.at, change.what == "settlement", change.id)):
        if change.at < known and change.on <= on:
            later.setdefault(change.record, []).append(change)
    stand: list[Record] = []
    for record in {record.id: record for record in records}.values():
        if record.reported_at < known:
            now = _after_changes(record, later.get(record.id, ()))
            if now is not None and now.on <= on and _final(now, on):
                insort(stand, now, key=lambda record: (record.on, record.id))
    return stand


def _after_changes(record: Record, changes: Sequence[Change]) -> Record | None:
    """The record as its changes left it, or None if it no longer stands."""
    objected = False
    for change in changes:
        match change.what:
            case "correction":
                record = change.to or record
            case "revocation" | "withdrawal" | "repair":
                return None
            case _:
                objected = change.what == "objection"
    # Only what counts against a person is set aside while it is disputed; only demerits carry a legal document.
    return None if objected and record.document is not None else record


def _final(record: Record, on: date) -> bool:
    return record.document is None or (record.document.final_on is not None and record.document.final_on <= on)


def until(record: Record | Days, rule: Ready) -> date:
    """The first day on which a record no longer counts under a rule (R13). What has not ended counts on, a demerit for five years."""
    end: date = ending(rule, record, workdays.after, min)
    return end


def ending(rule: Ready, record: Any, after: Callable[[Any, str], Any], earlier: Callable[[Any, Any], Any]) -> Any:
    """The formula of `until`; the proof reads it too, with days that are not known (`after` a period, the `earlier` of two)."""
    start = getattr(record, STARTS[rule.counts_from])
    if start is None and rule.counts_from == "finding":
        start = record.on
    end = date.max if start is None else after(start, rule.counts_for or "permanent")
    if rule.while_it_lasts and record.ends_on is not None:
        end = earlier(end, record.ends_on)
    if rule.polarity == "demerit" and (rule.counts_from != "release" or start is None):
        # The law's own end (G14): five years after the act ended nothing counts any more, whatever a text counts from. Where
        # nobody has said when it ended, or that somebody was released, the day of the act itself is what is known.
        end = earlier(end, after(record.ends_on or record.on, FORGOTTEN))
    for window in rule.windows:
        end = earlier(end, after(record.on, window))
    return end


def lasting(ends_on: date | None, on: date) -> bool:
    """Whether a listing or an honour still lasts on a day; what has no end lasts."""
    return ends_on is None or on < ends_on


def gather(rulebook: Rulebook, records: Iterable[Record], on: date, match: Match) -> dict[str, list[Item]]:
    """The standing records of each rule, as items in the order of the acts, with their occurrence numbers.

    A record that has ended still counts as an earlier occurrence: the number was fixed when the act happened (R10).
    """
    rules = rulebook.by_code
    items: dict[str, list[Item]] = {}
    found_of: dict[str, str | None] = {}  # people do the same things again and again: equal facts are asked about once
    for record in records:
        facts = f"{record.kind} {record.fields}"
        if facts not in found_of:
            found_of[facts] = match(record)
        code = found_of[facts]
        if code is not None and counts(rules[code], record.state, record.discretion is not None):
            items.setdefault(code, []).append(Item(record, until(record, rules[code])))
    for code, found in items.items():
        repeated = rules[code].occurrences
        if repeated is not None:
            for place, item in enumerate(found):
                item.nth = _occurrence(rules[code], repeated, found[: place + 1])
    return {code: live for code, found in items.items() if (live := [item for item in found if on < item.until])}


def _occurrence(rule: Ready, repeated: Occurrences, found: Sequence[Item]) -> int:
    """Which occurrence the last of some items is; where a matter counts once, it also occurs once (R09, R10)."""
    last = found[-1]
    within = [one for one in found if last.on < workdays.after(one.on, repeated.within)]
    return len({one.matter for one in within}) if rule.same_matter_once else len(within)


def counts(rule: Ready, state: str, decided: bool) -> bool:
    """Whether a record counts under its rule at all: what must be decided is decided, what must be verified is (R11, R19)."""
    return (decided or rule.discretion is None) and (state == "verified" or rule.accepts_declared)


def post(rulebook: Rulebook, items: dict[str, list[Item]]) -> list[Entry]:
    """The entries of a day, rule by rule in the order of the text."""
    entries = []
    for rule in rulebook.ready:
        if rule.code in items:
            found = items[rule.code]
            steps = values.worth(integers, rule, found)
            entries += [_entry(rule, item, steps, place) for place, item in enumerate(found)]
    return entries


def _entry(rule: Ready, item: Item, steps: list[tuple[str, list[int]]], place: int) -> Entry:
    raw = before = steps[0][1][place] * rule.magnitude
    taken = {}
    for name, column in steps[1:]:
        value = column[place] * rule.magnitude
        if value != before:
            taken[name] = value - before
            before = value
    return Entry(
        record=item.record.id,
        kind=item.record.kind,
        rule=rule.code,
        on=item.on,
        until=item.until,
        raw=raw,
        taken=taken,
        points=before,
    )


def honours(catalogue: Catalogue, stand: Iterable[Record], on: date) -> frozenset[str]:
    """The honours a person holds on a day: those on the catalogue's list of honours that stand and have not ended (R24)."""
    kinds = {kind.code for kind in catalogue.kinds if kind.polarity == "honour"}
    return frozenset(record.kind for record in stand if record.kind in kinds and lasting(record.ends_on, on))


def facts_of(record: Record) -> dict[str, int | str | bool]:
    """What conditions are asked about: a record's kind and its fields."""
    return {"kind": record.kind, **record.fields}


def plainly(rulebook: Rulebook) -> Match:
    """The plain reading of a rulebook's conditions: the first rule in the order of the text that applies."""
    rules = rulebook.ready

    def match(record: Record) -> str | None:
        facts = Plain(facts_of(record))
        return next((rule.code for rule in rules if holds(rule.condition, facts)), None)

    return match
