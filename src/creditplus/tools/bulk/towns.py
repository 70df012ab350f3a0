"""A town of any size, made from a seed and nothing but the catalogue: for trying out how long a county takes.

Few people have many records and a tenth have none, few kinds are frequent, most of what is told is good, and now and then
something is taken back: as it is in counties. Names lead to nobody, and no fact here is a fact about anyone.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from creditplus import workdays
from creditplus.lives.histories import History
from creditplus.people import Enrolment
from creditplus.province.catalogues import Catalogue, Field, Kind
from creditplus.records import Change, Discretion, LegalDocument, Record
from creditplus.tools.bulk import gathering
from creditplus.tools.bulk.chances import Chance
from creditplus.tools.bulk.columns import DAY
from creditplus.tools.bulk.snapshots import Manifest

WEIGHT = {"merit": 80, "honour": 6, "demerit": 12, "listing": 2}
"""How many of a hundred records are of each polarity."""
YEARS = 7
SPREAD = 1_000_003
"""A prime: it strews busy people over all numbers."""
PLAIN = ("who", "on", "ends_on", "found_on", "released_on", "matter", "declared", "decided")
DAYS = ("live_from", "live_until", "before_from", "before_until")


class Town(NamedTuple):
    """Everybody with a number and a name, when they took part, and a table for each kind."""

    county: str
    provider: str
    people: pl.DataFrame
    steps: pl.DataFrame
    kinds: Mapping[str, pl.DataFrame]

    def rows(self) -> dict[str, pl.DataFrame]:
        """The tables as a snapshot keeps them."""
        return {
            kind: frame.select(*PLAIN, *DAYS, *(name for name in frame.columns if name.startswith("fields.")))
            for kind, frame in self.kinds.items()
        }


def made(catalogue: Catalogue, county: str, residents: int, records: int, seed: int, today: date) -> Town:
    """A town of so many residents with so many records among them, seen on a day."""
    chance = Chance(seed)
    numbers = pl.int_range(residents, dtype=pl.UInt32(), eager=True)
    names = pl.select(pl.format("t{}-{}", pl.lit(seed), numbers.cast(pl.String()).str.zfill(9))).to_series()
    joined = today.toordinal() - 5 * 365 + chance.small(residents, 5 * 365 - 1)
    left = joined + 1 + chance.below(residents, 3 * 365)
    ends = left.set(~chance.percent(residents, 2), None)
    steps = pl.DataFrame({"who": numbers, "joined": joined, "from": joined, "until": ends})
    steps = steps.with_columns(pl.exclude("who").cast(DAY))
    kinds = {}
    for polarity, weight in WEIGHT.items():
        found = [kind for kind in catalogue.kinds if kind.polarity == polarity]
        shares = [1 / (place + 1) ** 0.7 for place in range(len(found))]
        for kind, share in zip(found, shares, strict=True):
            count = int(records * weight / 100 * share / sum(shares))
            if count:
                kinds[kind.code] = _kind(kind, count, residents, today, chance)
    return Town(county, f"town-{seed}", pl.DataFrame({"who": numbers, "person": names}), steps, kinds)


def _kind(kind: Kind, count: int, residents: int, today: date, chance: Chance) -> pl.DataFrame:
    """The records of one kind, by person and day."""
    busy = max(residents * 9 // 10, 1)
    even = chance.percent(count, 50)
    who = chance.below(count, busy).zip_with(even, chance.small(count, busy, 3)) * SPREAD % max(residents, 1)
    on = today.toordinal() - 1 - chance.small(count, YEARS * 365)
    told = (on + chance.small(count, 40)).clip(upper_bound=today.toordinal() - 1)
    rows: dict[str, Any] = {"who": who.cast(pl.UInt32()), "on": on, "told": told}
    rows |= _days(kind, count, on, chance)
    begins = told.zip_with(told >= on, on)
    if kind.polarity == "demerit":
        rows["final_on"] = on + chance.below(count, 90)
        begins = begins.zip_with(begins >= rows["final_on"], rows["final_on"])
    told_before = told + 1
    rows["live_from"] = begins
    rows["before_from"] = begins.zip_with(begins >= told_before, told_before)
    taken_back = begins + 1 + chance.below(count, 500)
    taken_back = taken_back.set(~chance.percent(count, 2) | (taken_back >= today.toordinal()), None)
    rows["live_until"], rows["before_until"] = taken_back, taken_back + 1
    rows |= {f"fields.{field.code}": _value(field, count, today, chance) for field in kind.fields}
    frame = pl.DataFrame(rows)
    days = [name for name in ("on", "told", "ends_on", "found_on", "released_on", "final_on", *DAYS) if name in rows]
    return frame.with_columns(pl.col(days).cast(DAY)).sort("who", "on", maintain_order=True)


def _days(kind: Kind, count: int, on: pl.Series, chance: Chance) -> dict[str, pl.Series]:
    """The other days of a record, its matter, and what somebody decided."""
    bad = kind.polarity in ("demerit", "listing")
    matter = pl.select(pl.format("m{}", chance.below(count, 4))).to_series()
    decided = -500 - 100 * chance.below(count, 45)
    nothing = pl.Series([None], dtype=pl.Int64()).new_from_index(0, count)
    return {
        "ends_on": (on + chance.below(count, 900)).set(~chance.percent(count, 60 if bad else 20), None),
        "found_on": (on + chance.below(count, 200)).set(~chance.percent(count, 50), None) if bad else nothing,
        "released_on": (on + chance.below(count, 900)).set(~chance.percent(count, 10), None) if bad else nothing,
        "matter": matter.set(~chance.percent(count, 8), None),
        "declared": chance.percent(count, 3),
        "decided": decided.set(~chance.percent(count, 40), None) if kind.polarity == "demerit" else nothing,
    }


def _value(field: Field, count: int, today: date, chance: Chance) -> pl.Series:
    """A column of values that a field can have, small ones more often than large ones."""
    match field.type:
        case "yes_no":
            found = chance.percent(count, 50)
        case "date":
            found = today.toordinal() - chance.below(count, 2000)
        case "text" if field.choices:
            found = chance.one_of(count, field.choices)
        case "text":
            found = pl.select(pl.format("{}{}", pl.lit(field.title.zh), chance.below(count, 100))).to_series()
        case _:
            parts = 10_000 // 10**field.places if field.type == "decimal" else 10_000
            low = -(-field.min // parts)
            high = (field.max if field.max is not None else 1_000_000) // parts
            found = low + chance.small(count, high - low + 1, 3)
    return found if field.required else found.set(~chance.percent(count, 70), None)


def histories(town: Town, catalogue: Catalogue) -> Iterator[History]:
    """The same town as histories, person by person."""
    records: dict[int, list[Record]] = {}
    changes: dict[int, list[Change]] = {}
    names = town.people["person"].to_list()
    for code, frame in town.kinds.items():
        kind = catalogue.find(code)
        assert kind is not None
        for place, row in enumerate(frame.iter_rows(named=True)):
            record = _record(town, kind, names[row["who"]], f"{town.provider}:{code}-{place:08d}", row)
            records.setdefault(row["who"], []).append(record)
            if row["live_until"] is not None:
                day = date.fromordinal(row["live_until"])
                at = workdays.starts(day) + timedelta(hours=9)
                change = Change(id=f"{record.id}/1", record=record.id, what="revocation", on=day, at=at)
                changes.setdefault(row["who"], []).append(change)
    for who, _, first, end in town.steps.iter_rows():
        steps = [_step(town.county, names[who], what, day) for what, day in (("joined", first), ("left", end)) if day]
        yield History(names[who], tuple(records.get(who, ())), tuple(changes.get(who, ())), tuple(steps))


def _record(town: Town, kind: Kind, person: str, id: str, row: dict[str, Any]) -> Record:
    days = {name: row[name] and date.fromordinal(row[name]) for name in ("on", "ends_on", "found_on", "released_on")}
    fields = {name.removeprefix("fields."): row[name] for name in row if name.startswith("fields.")}
    document = None
    if kind.polarity == "demerit":
        document = LegalDocument(
            kind.documents[0], "1", kind.reported_by[0], days["on"], date.fromordinal(row["final_on"])
        )
    return Record(
        id=id,
        person=person,
        county=town.county,
        kind=kind.code,
        fields={name: value for name, value in fields.items() if value is not None},
        matter=row["matter"],
        document=document,
        discretion=Discretion(row["decided"], "-", "-") if row["decided"] is not None else None,
        state="declared" if row["declared"] else "verified",
        provider=town.provider,
        reported_at=workdays.starts(date.fromordinal(row["told"])) + timedelta(hours=9),
        **days,
    )


def _step(county: str, person: str, what: Any, ordinal: int) -> Enrolment:
    day = date.fromordinal(ordinal)
    return Enrolment(
        id=f"{person}/{what}",
        person=person,
        county=county,
        what=what,
        on=day,
        at=workdays.starts(day) + timedelta(hours=9),
    )


def write(town: Town, folder: Path, today: date) -> Manifest:
    """The town as a snapshot, as if it had been extracted on the morning of a day."""
    tables = {"steps": town.steps, **{f"kinds/{kind}": frame for kind, frame in town.rows().items()}}
    return gathering.write(folder, town.county, town.people, tables, workdays.starts(today))
