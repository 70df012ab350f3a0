"""Reads a county's rulebook text against the catalogue: either a rulebook that means something, or every problem at once.

Here a text is checked for *sense*: names that exist, limits that fit, exactly one way of valuing a rule, nothing written that
has no effect. Whether it may *rule* is another question: `guardrails` and the proof answer it.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec

from creditplus.drafting import checks, worths
from creditplus.errors import Problem
from creditplus.language import conditions, texts, whens
from creditplus.language.lines import Finding, Path
from creditplus.language.texts import Text
from creditplus.lives import accounts
from creditplus.province import catalogues
from creditplus.province.catalogues import Catalogue, Kind
from creditplus.rulebooks import Measure, Measured, Ready, Rule, Rulebook

PARTS_MAX = 400
"""Keys and list entries of one condition: what has more cannot be a condition that is allowed, and is not read."""
NUMBERS = ("whole", "decimal", "fen")


def digest_of(text: str) -> str:
    """SHA-256 of a text, to the byte: its name everywhere."""
    return hashlib.sha256(text.encode()).hexdigest()


def catalogue(text: str, file: str) -> Text[Catalogue]:
    """Read a catalogue text."""
    draft = texts.read(text, file, Catalogue)
    if draft.value is None:
        return draft
    problems = [draft.problem(path, *words) for path, *words in catalogues.flaws(draft.value)]
    return msgspec.structs.replace(draft, problems=tuple(problems), value=None if problems else draft.value)


def rulebook(text: str, file: str, catalogue: Catalogue) -> Text[Rulebook]:
    """Read a rulebook text; its rules come back ready to be used, with the text's digest."""
    draft = texts.read(text, file, Rulebook)
    if draft.value is None:
        return draft
    reading = Reading(draft, catalogue)
    book = reading.rulebook(draft.value)
    problems = tuple(sorted(reading.problems, key=lambda problem: problem.line)[: texts.PROBLEMS_MAX])
    value = None if problems else msgspec.structs.replace(book, digest=digest_of(text))
    return Text(file, value, problems, text)


class Reading:
    """One reading of a well-formed rulebook: collects problems and makes its rules ready."""

    def __init__(self, draft: Text[Rulebook], catalogue: Catalogue) -> None:
        self.draft = draft
        self.catalogue = catalogue
        self.problems: list[Problem] = []

    def wrong(self, path: Path, zh: str, en: str, code: str = "") -> None:
        """Note a problem, with the guardrail that the text breaks if it is one."""
        self.problems.append(self.draft.problem(path, zh, en, code))

    def note(self, found: Iterable[Finding], below: Path = ()) -> None:
        """Note what a check finds, as long as nobody has too many problems to mend already."""
        for path, *words in found:
            if len(self.problems) >= texts.PROBLEMS_MAX:
                return
            self.wrong((*below, *path), *words)

    def rulebook(self, book: Rulebook) -> Rulebook:
        """Check everything; the rulebook with its rules made ready."""
        for found in (
            checks.header(book),
            checks.scale(book),
            checks.grades(book),
            checks.categories(book),
            checks.names(book),
            checks.extras(book),
        ):
            self.note(found)
        for place, condition in enumerate(book.standing):
            kind = self.kind(condition.kind, ("standing", place, "kind"))
            if kind is not None and kind.polarity != "listing":
                zh, en = f"`{kind.code}` 不是名单信息", f"`{kind.code}` is no listing; write it as a rule"
                self.wrong(("standing", place, "kind"), zh, en, "G33")
        ready = msgspec.structs.replace(
            book, rules=tuple(self.rule(place, rule) for place, rule in enumerate(book.rules))
        )
        self.note(worths.cuts_of(ready))
        self.note(accounts.flaws(ready))
        return ready

    def kind(self, code: str, path: Path) -> Kind | None:
        """The kind of the catalogue, or a problem with the nearest name."""
        kind = self.catalogue.find(code)
        if kind is None:
            zh, en = texts.nearest(code, (kind.code for kind in self.catalogue.kinds))
            self.wrong(path, f"目录中没有 `{code}`{zh}", f"the catalogue has no kind `{code}`{en}", "G09")
        return kind

    def rule(self, place: int, rule: Rule) -> Rule:
        """One rule, made ready if its kind exists."""
        if len(self.problems) >= texts.PROBLEMS_MAX:
            return rule
        path: Path = ("rules", place)
        self.note(worths.worth_of(rule), path)
        kind = self.kind(rule.kind, (*path, "kind"))
        if kind is None:
            return rule
        for check in (worths.dates_of, worths.signs_of, worths.fields_of):
            self.note(check(rule, kind), path)
        condition = self.condition(rule.when, kind, (*path, "when"))
        measures = tuple(
            ready
            for number, measure in enumerate(listed(rule.measure))
            if (ready := self.measure(measure, kind, (*path, "measure", number))) is not None
        )
        return Ready(
            **{name: getattr(rule, name) for name in Rule.__struct_fields__},
            polarity=kind.polarity,
            condition=conditions.All((conditions.Compare("kind", "eq", kind.code), condition)),
            measures=measures,
            magnitude=-1 if kind.polarity == "demerit" else 1,
        )

    def condition(self, when: dict[str, Any], kind: Kind, path: Path) -> conditions.Condition:
        """A `when` as data, its constants in canonical form."""
        if not _fits(when, PARTS_MAX):
            zh = f"条件太长，至多 {conditions.LEAVES_MAX} 项比较；请拆成几条规则"
            self.wrong(path, zh, f"too long: at most {conditions.LEAVES_MAX} comparisons fit; write several rules")
            return conditions.All(())
        condition, problems = whens.read(when, kind.field_types)
        for below, words in problems:
            self.wrong((*path, *below), words.zh, words.en)
        return condition

    def measure(self, measure: Measure, kind: Kind, path: Path) -> Measured | None:
        """A measure with its factor worked out for the field's decimal places."""
        condition = self.condition(measure.when, kind, (*path, "when"))
        before = measure.before.toordinal() if measure.before else None
        if measure.field is None:
            if measure.count is None:
                self.wrong(path, "要写 `field` 或 `count`", "write `field` or `count`")
            return Measured(condition, None, 0, measure.count or 0, before)
        field = kind.field(measure.field)
        if field is None or field.type not in NUMBERS:
            zh, en = texts.nearest(measure.field, (field.code for field in kind.fields if field.type in NUMBERS))
            self.wrong(
                path,
                f"`{measure.field}` 不是 `{kind.code}` 的数字字段{zh}",
                f"`{measure.field}` is not a number field of `{kind.code}`{en}",
            )
            return None
        places = field.places if field.type == "decimal" else 0
        multiplier, lost = divmod(measure.times, 10**places)
        if lost or measure.count is not None:
            self.wrong(
                path,
                "`times` 的小数位太多",
                "`times` has too many decimal places for this field, or `count` is written beside `field`",
            )
        return Measured(condition, field.code, multiplier, 0, before)


def _fits(written: object, most: int) -> bool:
    """Whether something written has no more than so many keys and entries, at any depth."""
    waiting, seen = [written], 0
    while waiting and seen <= most:
        one = waiting.pop()
        inner = list(one.values()) if isinstance(one, dict) else one if isinstance(one, list) else []
        seen += len(inner)
        waiting += inner[: most + 1]
    return seen <= most


def listed(measure: str | tuple[Measure, ...] | None) -> tuple[Measure, ...]:
    """A measure in its long form."""
    return (Measure(field=measure),) if isinstance(measure, str) else measure or ()
