"""What the needs of benefits ask of everybody at once: points, grades, honours and totals of good deeds, a row for each person.

Why nothing of the needs is written again: `needs.met` speaks only with `&`, `|` and `>=`, so it reads columns as it reads one
person's facts.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Literal

import polars as pl

from creditplus import values
from creditplus.language import conditions
from creditplus.offers import needs
from creditplus.offers.needs import Counted, Need, Total
from creditplus.province.catalogues import Catalogue
from creditplus.tools.bulk import columns, cuts, partitions
from creditplus.tools.bulk.columns import Rows


class Held:
    """The honours and totals of everybody on a day; each is worked out when it is first asked for."""

    def __init__(self, kinds: Mapping[str, pl.DataFrame], people: int, catalogue: Catalogue, on: date) -> None:
        self.kinds = kinds
        self.people = people
        self.on = on
        self.honours = {kind.code for kind in catalogue.kinds if kind.polarity == "honour"}
        self._honoured: dict[tuple[str, str | None], pl.Series | bool] = {}
        self._totals: dict[str, pl.Series] = {}

    def honoured(self, honour: str, list: Literal["year", "life"] | None) -> pl.Series | bool:
        """Who holds an honour, by a list."""
        asked = (honour, list)
        if asked not in self._honoured:
            known = honour in self.honours and honour in self.kinds
            self._honoured[asked] = self._holders(self.kinds[honour], list) if known else False
        return self._honoured[asked]

    def _holders(self, rows: pl.DataFrame, list: Literal["year", "life"] | None) -> pl.Series:
        """Who has a row that is on a list: `needs.standing`, told in columns."""
        if list is None:
            rows = rows.filter(rows["ends_on"].is_null() | (rows["ends_on"] > self.on.toordinal()))
        elif list == "year":
            new_year = date(self.on.year, 1, 1).toordinal()
            lasts = rows["ends_on"].is_null() | (rows["ends_on"] >= new_year)
            rows = rows.filter(lasts & (rows["on"] < new_year))
        return pl.repeat(False, self.people, dtype=pl.Boolean(), eager=True).scatter(rows["who"], True)

    def total(self, total: Total) -> pl.Series | int:
        """What a total comes to for everybody, in ten-thousandths: `needs.come_to`, told in columns."""
        if total.kind not in self.kinds:
            return 0
        if total.name not in self._totals:
            self._totals[total.name] = self._summed(total, Rows(self.kinds[total.kind], total.kind))
        return self._totals[total.name]

    def _summed(self, total: Total, rows: Rows) -> pl.Series:
        counted = total if isinstance(total, Counted) else Counted(kind=total.kind)
        rows = rows.only(~rows["declared"])
        if total.until == "last year":
            rows = rows.only(rows.happened_before(date(self.on.year, 1, 1).toordinal()))
        if total.within is not None:
            rows = rows.only(rows["on"] >= cuts.since(self.on, total.within))
        amount: Any = values.amount(columns.columns, counted, rows)  # type: ignore[arg-type]  # it asks for `measures` alone
        each = columns.columns.each(rows, lambda _: columns.columns.most(amount, 0))
        return partitions.altogether([partitions.added_up(rows, each)], self.people)


class Everybody:
    """Everybody under one text, as `needs.met` asks: the answer to each question is a column, or one answer for all."""

    true: ClassVar[bool] = True
    false: ClassVar[bool] = False

    def __init__(self, held: Held, points: pl.Series, place: pl.Series, grades: list[str]) -> None:
        self.points = points
        self.place = place
        self.grades = grades
        self.honoured = held.honoured
        self.total = held.total

    def reached(self, grade: str) -> pl.Series | bool:
        """Who has reached a grade."""
        return self.place <= self.grades.index(grade) if grade in self.grades else False

    def attested(self, grade: str) -> bool:
        """Nobody at home is asked about in another city."""
        return False


def asked_for(asked: Iterable[Need]) -> dict[str, set[str]]:
    """The kinds that needs speak of, each with the fields that are asked for."""
    wanted: dict[str, set[str]] = {}
    for part in (part for need in asked for part in needs.parts(need)):
        if part.honour is not None:
            wanted.setdefault(part.honour, set())
        if part.total is not None:
            fields = wanted.setdefault(part.total.kind, set())
            measures = part.total.measures if isinstance(part.total, Counted) else ()
            fields |= {measure.field for measure in measures if measure.field is not None}
            fields |= {leaf.field for measure in measures for leaf in conditions.leaves(measure.condition)}
    return wanted


def moves_with_points(need: Need) -> bool:
    """Whether a need asks for points or for a grade at all: otherwise no rulebook changes who meets it."""
    return any(part.score_at_least is not None or part.grade_at_least is not None for part in needs.parts(need))


def meeting(need: Need | None, people: Everybody, there: pl.Series) -> pl.Series:
    """Who of those who are `there` meets a need; nobody meets one that is not written."""
    found = False if need is None else needs.met(need, people)
    return there & found
