"""What opens a benefit (条件): a score, a grade, an honour, a total of good deeds, at least so much; `any` and `all` of several.

Why there is no "at most", no "not" and no list of bad things: a need can only open a door, so a better score, one more honour
or one more good deed can never make anything worse. The shape of the language says so, and the proof says so again.
Why `met` speaks only with `&`, `|` and `>=`: it is read with a person's facts when deciding and with z3 terms by the proof.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, ClassVar, Literal

import msgspec

from creditplus import ledger, values, workdays
from creditplus.arithmetic import Amount, Points, integers
from creditplus.drafting import drafts
from creditplus.language import texts
from creditplus.language.lines import Path
from creditplus.ledger import Item
from creditplus.province.catalogues import Catalogue, Code
from creditplus.records import Record
from creditplus.rulebooks import Measure, Measured
from creditplus.scales import GradeCode
from creditplus.workdays import Period


class Total(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a kind of merit adds up to: its records, or a `measure` of them as in a rule, `at_least` or `more_than` so much.

    `within` counts only what lies within the period that ends on the day of the decision; `until = "last year"` only what
    lies before this year began, so that a yearly list stays the same all year.
    """

    kind: Code
    measure: Code | tuple[Measure, ...] | None = None
    at_least: Amount | None = None
    more_than: Amount | None = None
    within: Period | None = None
    until: Literal["last year"] | None = None

    @property
    def name(self) -> str:
        """What is counted, without the bound: two totals of the same name have the same value."""
        parts = (self.kind, self.measure, self.within, self.until)
        return msgspec.json.encode(parts, order="sorted").decode()


class Counted(Total, frozen=True, kw_only=True):
    """A total made ready with the catalogue."""

    measures: tuple[Measured, ...] = ()


class Need(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must hold; everything written must. `list` says from which list an honour counts: held today (without it), the
    `year`'s (held at the end of last year), or for `life` (ever held). A recognised grade is one that another city attests."""

    score_at_least: Points | None = None
    grade_at_least: GradeCode | None = None
    recognised_at_least: GradeCode | None = None
    honour: Code | None = None
    list: Literal["year", "life"] | None = None
    total: Total | None = None
    any: tuple["Need", ...] = ()
    all: tuple["Need", ...] = ()


class Standing(msgspec.Struct, frozen=True):
    """What a decision may know of a person: points in hundredths, the codes of the grades reached here and by recognition,
    the honours held today, on the year's list, and ever, and what each total comes to in ten-thousandths."""

    points: int
    grades: frozenset[str] = frozenset()
    honours: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    ever: frozenset[str] = frozenset()
    totals: dict[str, int] = {}
    recognised: frozenset[str] = frozenset()
    true: ClassVar[bool] = True
    false: ClassVar[bool] = False

    def reached(self, grade: str) -> bool:
        """Whether the person has reached a grade."""
        return grade in self.grades

    def attested(self, grade: str) -> bool:
        """Whether another city attests something that stands for a grade."""
        return grade in self.recognised

    def honoured(self, honour: str, list: Literal["year", "life"] | None) -> bool:
        """Whether the person holds an honour, by a list."""
        return honour in {None: self.honours, "year": self.listed, "life": self.ever}[list]

    def total(self, total: Total) -> int:
        """What a total comes to."""
        return self.totals.get(total.name, 0)


def met(need: Need, person: Any) -> Any:
    """Whether a person meets a need. More points, a better grade or one more honour can only turn no into yes."""
    holds = person.true
    if need.score_at_least is not None:
        holds = holds & (person.points >= need.score_at_least)
    if need.grade_at_least is not None:
        holds = holds & person.reached(need.grade_at_least)
    if need.recognised_at_least is not None:
        holds = holds & person.attested(need.recognised_at_least)
    if need.honour is not None:
        holds = holds & person.honoured(need.honour, need.list)
    if need.total is not None:
        holds = holds & (person.total(need.total) >= least(need.total))
    if need.any:
        some = person.false
        for part in need.any:
            some = some | met(part, person)
        holds = holds & some
    for part in need.all:
        holds = holds & met(part, person)
    return holds


def least(total: Total) -> int:
    """The smallest sum that meets a total, in ten-thousandths; amounts are whole ten-thousandths, so one more is "more than"."""
    bounds = [total.at_least or 0, *([total.more_than + 1] if total.more_than is not None else [])]
    return max(bounds)


def parts(need: Need) -> Iterator[Need]:
    """A need and every need inside it."""
    yield need
    for part in (*need.any, *need.all):
        yield from parts(part)


def totals(need: Need) -> Iterator[Total]:
    """Every total that a need asks for."""
    return (part.total for part in parts(need) if part.total is not None)


def only_honours(need: Need) -> bool:
    """Whether a need asks for honours and nothing else: what an entitlement may need (R24)."""
    return all(
        part.score_at_least is None
        and part.grade_at_least is None
        and part.recognised_at_least is None
        and part.total is None
        for part in parts(need)
    )


def come_to(total: Total, stand: Iterable[Record], on: date) -> int:
    """What a total comes to on a day, over the records that stand: verified ones only, in ten-thousandths."""
    counted = total if isinstance(total, Counted) else Counted(kind=total.kind)
    end = date(on.year, 1, 1) if total.until == "last year" else date.max
    sum = 0
    for record in stand:
        inside = record.on < end and (total.within is None or on < workdays.after(record.on, total.within))
        if record.kind == total.kind and record.state == "verified" and inside:
            sum += max(values.amount(integers, counted, Item(record, date.max)), 0)  # type: ignore[arg-type]  # it asks for `measures` alone
    return sum


def standing(
    points: int,
    grades: frozenset[str],
    asked: Iterable[Need],
    catalogue: Catalogue,
    stand: Iterable[Record],
    on: date,
    recognised: frozenset[str] = frozenset(),
) -> Standing:
    """What a decision may know of a person with these points and grades and the records that stand on a day."""
    kept = list(stand)
    honours = {kind.code for kind in catalogue.kinds if kind.polarity == "honour"}
    held = [record for record in kept if record.kind in honours and record.on <= on]
    new_year = date(on.year, 1, 1)
    listed = [one for one in held if one.on < new_year and (one.ends_on is None or one.ends_on >= new_year)]
    wanted = {total.name: total for need in asked for total in totals(need)}
    return Standing(
        points=points,
        grades=grades,
        honours=ledger.honours(catalogue, kept, on),
        listed=frozenset(record.kind for record in listed),
        ever=frozenset(record.kind for record in held),
        totals={name: come_to(total, kept, on) for name, total in wanted.items()},
        recognised=recognised,
    )


class Reading(drafts.Reading):
    """One reading of the needs of a scenario text: collects problems and makes totals ready."""

    def need(self, need: Need, path: Path) -> Need:
        """A need with its totals made ready."""
        if need == Need():
            self.wrong(path, "要写条件", "write what opens the benefit")
        if need.honour is not None:
            self.honour(need.honour, (*path, "honour"))
        elif need.list is not None:
            self.wrong((*path, "list"), "`list` 要和 `honour` 一起写", "write `list` beside an `honour`")
        total = self.total(need.total, (*path, "total")) if need.total is not None else None
        inner = {
            name: tuple(self.need(part, (*path, name, place)) for place, part in enumerate(getattr(need, name)))
            for name in ("any", "all")
        }
        return msgspec.structs.replace(need, total=total, **inner)

    def honour(self, code: str, path: Path) -> None:
        """An honour must be one of the catalogue's."""
        kind = self.catalogue.find(code)
        if kind is None or kind.polarity != "honour":
            zh, en = texts.nearest(code, [kind.code for kind in self.catalogue.kinds if kind.polarity == "honour"])
            self.wrong(path, f"目录中没有荣誉 `{code}`{zh}", f"no honour `{code}`{en}")

    def total(self, total: Total, path: Path) -> Total:
        """A total counts a kind of merit, and exactly one bound says how much: only good deeds can open a door."""
        kind = self.kind(total.kind, (*path, "kind"))
        if (total.at_least is None) == (total.more_than is None):
            self.wrong(path, "`at_least` 和 `more_than` 要写一个", "write exactly one of `at_least` and `more_than`")
        if min(total.at_least or 0, total.more_than or 0) < 0 or least(total) == 0:
            self.wrong(path, "要写大于零的数", "write a number greater than zero")
        if kind is None:
            return total
        if kind.polarity != "merit":
            zh, en = f"`{kind.code}` 不是守信行为", f"`{kind.code}` is no merit; only merits can be counted"
            self.wrong((*path, "kind"), zh, en)
        measures = tuple(
            ready
            for place, measure in enumerate(drafts.listed(total.measure))
            if (ready := self.measure(measure, kind, (*path, "measure", place))) is not None
        )
        if any(measure.multiplier < 0 or measure.count < 0 for measure in measures):
            self.wrong((*path, "measure"), "不能写负数", "a measure is never negative")
        return Counted(**{name: getattr(total, name) for name in Total.__struct_fields__}, measures=measures)
