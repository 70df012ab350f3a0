"""Worked cases (算例): what a county's author says that certain records are worth on a day, checked against the rulebook's text.

They stand in `<effective>.cases.toml` beside the rulebook, and a text whose cases do not hold cannot be proposed.

Why every case names its own records flatly: an author works an example out by hand and writes it down as a clerk would,
`{ kind = "volunteer_service", on = 2026-07-02, hours = 21 }`; whatever is not a known key is a field of the kind.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from creditplus import arithmetic, ledger, records, scores, workdays
from creditplus.arithmetic import Points
from creditplus.errors import Invalid, Problem
from creditplus.language import forms, texts
from creditplus.language.lines import Path
from creditplus.language.texts import Text
from creditplus.province.catalogues import Catalogue, Kind
from creditplus.records import Change, Discretion, LegalDocument, Record, Report
from creditplus.rulebooks import Rulebook
from creditplus.scales import GradeCode
from creditplus.scores import Score


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One record of a case. A demerit is final on its own day unless `final_on` says otherwise; a record is reported on its own
    day (or when it was found) unless `reported_on` does. `points`, `because`, `approved_by` are a decision within a range."""

    kind: str
    on: date
    ends_on: date | None = None
    found_on: date | None = None
    released_on: date | None = None
    matter: str | None = None
    state: Literal["verified", "declared"] = "verified"
    final_on: date | None = None
    reported_on: date | None = None
    points: Points | None = None
    because: str = "-"
    approved_by: str = "-"


class Later(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happened to the record at place `record` (the first is 0) later; a correction writes the whole record anew in `to`."""

    what: Literal["correction", "revocation", "withdrawal", "repair", "objection", "settlement"]
    record: Annotated[int, Meta(ge=0, le=1000)]
    on: date
    to: dict[str, Any] | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One worked case: the records, the day, and the score (perhaps the grade) that a person worked out by hand."""

    says: Annotated[str, Meta(min_length=3, max_length=2000)]
    on: date
    score: Points
    grade: GradeCode | None = None
    joined: date | None = None
    records: tuple[dict[str, Any], ...] = ()
    changes: tuple[Later, ...] = ()


class Cases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The worked cases of a rulebook."""

    cases: Annotated[tuple[Case, ...], Meta(min_length=1)]


def read(text: str, file: str) -> Text[Cases]:
    """Read a file of worked cases: what they say, or every problem of their form at once."""
    return texts.read(text, file, Cases)


def run(draft: Text[Cases], rulebook: Rulebook, catalogue: Catalogue) -> list[Problem]:
    """Every case that does not hold, with its line, what came out instead, and the lines that made it."""
    return [problem for trial in trials(draft, rulebook, catalogue) for problem in trial.problems()]


def trials(draft: Text[Cases], rulebook: Rulebook, catalogue: Catalogue) -> list["Trial"]:
    """Every case of a file before a rulebook."""
    told = draft.value.cases if draft.value is not None else ()
    return [Trial(draft, ("cases", place), case, rulebook, catalogue) for place, case in enumerate(told)]


class Trial:
    """One case before one rulebook."""

    def __init__(self, draft: Text[Cases], path: Path, case: Case, rulebook: Rulebook, catalogue: Catalogue) -> None:
        self.draft = draft
        self.path = path
        self.case = case
        self.rulebook = rulebook
        self.county = rulebook.county
        self.catalogue = catalogue
        self.found: list[Problem] = []

    def problems(self) -> list[Problem]:
        """What is wrong with the case, or how its score differs."""
        score = self.score()
        if score is None:
            return self.found
        if score.points != self.case.score:
            made = "; ".join(f"{line.title.en} {arithmetic.shown(line.points)}" for line in score.lines)
            come = arithmetic.shown(score.points)
            self.wrong(("score",), f"按标准算出 {come} 分（{made}）", f"the rulebook gives `{come}`: {made}")
        if self.case.grade is not None and score.grade != self.case.grade:
            self.wrong(("grade",), f"按标准是 {score.grade}", f"the rulebook gives grade `{score.grade}`")
        return self.found

    def score(self) -> Score | None:
        """The score that the rulebook gives, or None where the case itself is wrong."""
        stand = self.standing()
        if self.found:
            return None
        return scores.derive(self.rulebook, stand, self.case.on, ledger.plainly(self.rulebook), self.case.joined)

    def standing(self) -> list[Record]:
        """The records of the case that stand on its day; what is wrong with others is noted."""
        found = [self.record(fact, ("records", place), f"r{place:04}") for place, fact in enumerate(self.case.records)]
        changes = [self.change(later, place, found) for place, later in enumerate(self.case.changes)]
        return ledger.standing(
            [record for record in found if record], [change for change in changes if change], self.case.on
        )

    def record(self, written: Mapping[str, Any], below: Path, id: str) -> Record | None:
        """One record as the ledger keeps it, or a problem for each flaw."""
        known = {name: value for name, value in written.items() if name in Fact.__struct_fields__}
        reading = forms.Reading()
        fact = reading.read(Fact, known, below)
        for path, words, _ in reading.problems:
            self.found.append(self.draft.problem((*self.path, *path), words.zh, words.en))
        if not isinstance(fact, Fact):
            return None
        kind = self.catalogue.find(fact.kind)
        if kind is None:
            zh, en = texts.nearest(fact.kind, (kind.code for kind in self.catalogue.kinds))
            self.wrong((*below, "kind"), f"目录中没有 `{fact.kind}`{zh}", f"the catalogue has no `{fact.kind}`{en}")
            return None
        fields = {name: _plain(value) for name, value in written.items() if name not in known}
        return self.checked(fact, fields, kind, below, id)

    def checked(self, fact: Fact, fields: dict[str, Any], kind: Kind, below: Path, id: str) -> Record | None:
        """The record, if the catalogue finds nothing wrong with it."""
        reported = fact.reported_on or max(fact.on, fact.found_on or fact.on)
        report = _report(fact, fields, kind, id)
        try:
            values = records.check(report, kind, max(reported, fact.on))
        except Invalid as invalid:
            for flaw in invalid.flaws:
                name = flaw.pointer.removeprefix("/fields").removeprefix("/").split("/")[0]
                self.wrong((*below, name), flaw.message.zh, flaw.message.en)
            return None
        at = workdays.starts(reported)
        return records.of_report(report, provider="case", person="-", county=self.county, fields=values, at=at)

    def change(self, later: Later, place: int, found: list[Record | None]) -> Change | None:
        """One later happening, known from the beginning of its day."""
        below: Path = ("changes", place)
        if later.record >= len(found):
            en = f"there are only {len(found)} records, the first is 0"
            self.wrong((*below, "record"), "没有这条信息", en)
            return None
        id = f"r{later.record:04}"
        to = self.record(later.to, (*below, "to"), id) if later.to is not None else None
        at = workdays.starts(later.on)
        return Change(id=f"c{place:04}", record=f"case:{id}", what=later.what, on=later.on, at=at, to=to)

    def wrong(self, below: Path, zh: str, en: str) -> None:
        """Note a problem of this case, named by what it says."""
        says = self.case.says.strip().splitlines()[0][:80]
        self.found.append(self.draft.problem((*self.path, *below), f"{zh}（算例：{says}）", f"{en} (case: {says})"))


def touched(draft: Text[Cases], rulebook: Rulebook, catalogue: Catalogue) -> frozenset[str]:
    """The codes of the rules under which some case has an entry."""
    made = [trial.score() for trial in trials(draft, rulebook, catalogue)]
    return frozenset(line.entry.rule for score in made if score for line in score.lines if line.entry is not None)


def _report(fact: Fact, fields: dict[str, Any], kind: Kind, id: str) -> Report:
    """The report that a provider would have sent."""
    final = fact.final_on or fact.on
    document = LegalDocument(
        type=(kind.documents or ("-",))[0], number=id, authority="-", on=min(fact.on, final), final_on=final
    )
    decided = Discretion(fact.points, fact.because, fact.approved_by) if fact.points is not None else None
    return Report(
        id=id,
        person="-",
        kind=fact.kind,
        on=fact.on,
        fields=fields,
        ends_on=fact.ends_on,
        found_on=fact.found_on,
        released_on=fact.released_on,
        matter=fact.matter,
        document=document if kind.polarity == "demerit" else None,
        discretion=decided,
        state=fact.state,
    )


def _plain(value: Any) -> Any:
    """A TOML value as a provider's JSON would hold it: days are texts there."""
    return value.isoformat() if isinstance(value, date) else value
