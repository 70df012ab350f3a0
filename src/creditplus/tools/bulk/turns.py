"""The day on which somebody's score may next change though nothing is told about them: a record ends, or a period is over.

Why a day that is too early does no harm, and one too late would: until that day nobody needs to be scored again of whom nothing
new is known. So every end is looked at of every record that a rule of its kind might count.
"""

from datetime import date

import polars as pl

from creditplus import workdays
from creditplus.rulebooks import Ready, Rulebook
from creditplus.tools.bulk import cuts
from creditplus.tools.bulk.columns import DAY, Rows
from creditplus.tools.bulk.frames import Partition


def turns(rulebook: Rulebook, on: date, partition: Partition) -> pl.Series:
    """For everybody of a partition the next day after `on` on which their score may be another one, or none."""
    people = partition.people
    found = [people.with_row_index("who").select("who", day="turns")]
    for kind, frame in partition.kinds.items():
        ends = (cuts.ends(rule, Rows(frame, kind)) for rule in _endings(rulebook, kind))
        found += [frame.select("who").with_columns(day=end.cast(DAY)) for end in ends]
        if any(condition.kind == kind for condition in rulebook.standing):
            found.append(frame.select("who", day="ends_on"))
    for clean in rulebook.clean:
        next = workdays.first_day(workdays.number_of(on, clean.per) + 1, clean.per)
        joined = people.with_row_index("who").filter(pl.col("joined").is_not_null())
        found.append(joined.select("who", day=pl.lit(next.toordinal(), dtype=DAY)))
    days = pl.concat(found).filter(pl.col("day") > on.toordinal()).group_by("who").min()
    return pl.Series([None], dtype=DAY).new_from_index(0, len(people)).scatter(days["who"], days["day"])


def _endings(rulebook: Rulebook, kind: str) -> list[Ready]:
    """A rule of a kind for each way in which its records end."""
    ways = {}
    for rule in rulebook.ready:
        if rule.kind == kind:
            way = rule.counts_for, rule.counts_from, rule.while_it_lasts, rule.polarity, *rule.windows
            ways[way] = rule
    return list(ways.values())
