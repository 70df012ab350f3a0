"""What a score knows beside the points of single records: lists, the merits since, clean time, and what categories cut off.

Each is told for one person here; `tools/bulk` tells the same of everybody at once.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from creditplus import ledger, values, workdays
from creditplus.arithmetic import integers
from creditplus.ledger import Item
from creditplus.records import Record
from creditplus.rulebooks import Clean, Rulebook


def listed_since(rulebook: Rulebook, stand: Iterable[Record], on: date) -> dict[str, date]:
    """Which standing conditions hold on a day, each with the day of the latest listing: each of several binds on its own."""
    days: dict[str, date] = {}
    for record in stand:
        if ledger.lasting(record.ends_on, on):
            days[record.kind] = max(record.on, days.get(record.kind, record.on))
    return {condition.code: days[condition.kind] for condition in rulebook.standing if condition.kind in days}


def merits_since(rulebook: Rulebook, items: Mapping[str, list[Item]], day: date) -> dict[str, int]:
    """What each merit rule's acts on or after a day are worth on their own."""
    since: dict[str, list[Item]] = {}
    for rule in rulebook.ready:
        later = [item for item in items.get(rule.code, ()) if item.on >= day]
        if later and rule.polarity != "demerit":
            since[rule.code] = later
    sums = {code: sum(values.worth(integers, rulebook.rule(code), later)[-1][1]) for code, later in since.items()}
    return sums | cut_off(rulebook, since) if rulebook.cuts else sums


def cut_off(rulebook: Rulebook, items: Mapping[str, list[Item]]) -> dict[str, int]:
    """What the limits of each category per month and year take away from all its rules together (R08)."""
    found = {}
    for cut in rulebook.cuts:
        rules = [rule for rule in rulebook.ready if rule.category == cut.category and rule.code in items]
        own = [item for rule in rules for item in items[rule.code]]
        column = [points for rule in rules for points in values.worth(integers, rule, items[rule.code])[-1][1]]
        found[cut.code] = (sum(values.within_periods(integers, cut, own, column)) - sum(column)) * cut.magnitude
    return found


def clean_periods(
    rulebook: Rulebook, clean: Clean, items: Mapping[str, list[Item]], on: date, joined: date | None
) -> int:
    """How many of the last full periods since joining hold no demerit that still stands (R16)."""
    bad = {
        workdays.number_of(item.on, clean.per)
        for rule in rulebook.ready
        if rule.polarity == "demerit"
        for item in items.get(rule.code, ())
    }
    return sum(period not in bad for period in periods_since(clean, on, joined))


def periods_since(clean: Clean, on: date, joined: date | None) -> range:
    """The numbers of the full periods since joining that a bonus looks at: the latest, as many as it may count."""
    this = workdays.number_of(on, clean.per)
    if joined is None:
        return range(this, this)
    first = workdays.number_of(joined, clean.per)
    if joined != workdays.first_day(first, clean.per):
        first += 1
    return range(max(first, this - clean.periods_max), this)
