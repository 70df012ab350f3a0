"""The guardrails (底线) that can be read off a text: what the law forbids in a catalogue or a rulebook, each with its law.

Whether a text could ever hurt anybody is proved elsewhere; here its words, documents, times and header are looked at, and every
breach is told at once. The words and numbers come from `rules/guardrails/`, so that they change by decree and not by release.
"""

import re
from collections.abc import Iterator

from creditplus import deadlines, workdays
from creditplus.errors import Problem, Words
from creditplus.language import texts
from creditplus.language.lines import Path
from creditplus.language.texts import Text
from creditplus.province import limits
from creditplus.province.catalogues import Catalogue, Kind, Polarity
from creditplus.province.limits import Forbidden, Limits, Place
from creditplus.rulebooks import Dates, Rule, Rulebook
from creditplus.scenarios import Scenario

NAMED_LAW = re.compile(r"《[^》]{2,}》|〔[12][0-9]{3}〕")
"""A law is named by its title, a document by its year: `《献血法》第十七条`, `国办发〔2020〕49号`."""
NUMBERED = re.compile(r"[〔\[（(][12][0-9]{3}[〕\]）)].*[0-9]+\s*号")
"""The number of a document: `讷诚信办〔2026〕3号`."""
HEADER_LAW = "国办发〔2020〕49号；《黑龙江省“十四五”社会信用体系建设规划》"
CONSENT_LAW = "《个人信息保护法》第十五条"

DEADLINES = {"objection_days": "G18", "provider_days": "G18", "revocation_days": "G19", "repair_days": "G15"}
"""Which guardrail a deadline that is too long breaks."""


def of_catalogue(draft: Text[Catalogue], ruling: Limits) -> tuple[Problem, ...]:
    """Where a catalogue breaks a guardrail; nothing for one that could not be read."""
    if draft.value is None:
        return ()
    reading = Reading(draft, ruling)
    reading.named(("document",), draft.value.document, NUMBERED, "document number", "文号")
    for place, kind in enumerate(draft.value.kinds):
        reading.kind(("kinds", place), kind)
    return reading.told()


def of_rulebook(draft: Text[Rulebook], catalogue: Catalogue, ruling: Limits) -> tuple[Problem, ...]:
    """Where a rulebook breaks a guardrail; nothing for one that could not be read."""
    book = draft.value
    if book is None:
        return ()
    reading = Reading(draft, ruling)
    reading.named(("document",), book.document, NUMBERED, "document number", "文号")
    for place, law in enumerate(book.law):
        reading.named(("law", place), law, NAMED_LAW, "law", "法律或文件")
    for place, rule in enumerate(book.rules):
        reading.rule(("rules", place), rule, catalogue)
    reading.announced(book.commented)
    for name in deadlines.too_long(book.deadlines, ruling.deadlines):
        most = ruling.deadlines
        reading.wrong(("deadlines", name), DEADLINES[name], most.says.zh, most.says.en, most.law)
    for path, polarity, title, code, rests_on in titled(book):
        reading.words(path, polarity, code, title.zh, title.en)
        if path[0] != "standing":  # the name of a list is not of the county's choosing
            reading.words(path, polarity, code, title.zh, title.en, where="uses")
        if rests_on is not None:
            reading.named((*path, "law"), rests_on, NAMED_LAW, "law", "法律或文件")
    return reading.told()


def of_scenario(draft: Text[Scenario], ruling: Limits) -> tuple[Problem, ...]:
    """Where a scenario breaks a guardrail by its words; nothing for one that could not be read."""
    text = draft.value
    if text is None:
        return ()
    reading = Reading(draft, ruling)
    reading.named(("document",), text.document, NUMBERED, "document number", "文号")
    for place, law in enumerate(text.law):
        reading.named(("law", place), law, NAMED_LAW, "law", "法律或文件")
    reading.announced(text.commented)
    benefits = [(("benefits", place), one.title) for place, one in enumerate(text.benefits)]
    told: list[tuple[Path, Words]] = [(("title",), text.title), (("standard", "says"), text.standard.says), *benefits]
    for path, words in told:
        reading.words(path, "merit", words.zh, words.en, where="offers")
        if path[0] != "standard" and text.benefits:  # what everybody receives may well be a basic public service
            reading.words(path, "merit", words.zh, words.en)
            reading.words(path, "merit", words.zh, words.en, where="uses")
    if text.consent is not None:
        reading.agreed(("consent", "says"), text.consent.says)
    return reading.told()


def titled(book: Rulebook) -> Iterator[tuple[Path, Polarity, Words, str, str | None]]:
    """Everything in a rulebook besides its rules that has a title: where it is, what it is, title, code, and law if it has one."""
    for place, grade in enumerate(book.grades):
        yield ("grades", place), "merit", grade.title, grade.code, None
    for place, category in enumerate(book.categories):
        yield ("categories", place), "merit", category.title, category.code, None
    for place, clean in enumerate(book.clean):
        yield ("clean", place), "merit", clean.title, clean.code, clean.law
    for place, standing in enumerate(book.standing):
        yield ("standing", place), "listing", standing.title, standing.code, standing.law
    for place, reward in enumerate(book.spending.rewards if book.spending else ()):
        yield ("spending", "rewards", place), "merit", reward.title, reward.code, None


class Reading:
    """One look over a text that reads well: every breach is noted with its law, and the look goes on."""

    def __init__(self, draft: Text[Catalogue] | Text[Rulebook] | Text[Scenario], ruling: Limits) -> None:
        self.draft = draft
        self.ruling = ruling
        self.problems: list[Problem] = []
        self.suspect = limits.suspect(ruling)

    @property
    def enough(self) -> bool:
        """Whether so many breaches are noted that the rest can wait."""
        return len(self.problems) >= texts.PROBLEMS_MAX

    def told(self) -> tuple[Problem, ...]:
        """Every breach, in the order of the lines."""
        return tuple(sorted(self.problems, key=lambda problem: (problem.line, problem.code)))

    def wrong(self, path: Path, code: str, zh: str, en: str, law: str) -> None:
        """Note a breach with the guardrail's code and its law; nobody mends more than so many in one go."""
        if not self.enough:
            self.problems.append(self.draft.problem(path, f"{zh}（{law}）", f"{en} ({law})", code))

    def words(self, path: Path, polarity: Polarity, *told: str, where: Place = "titles") -> None:
        """No forbidden word occurs in some titles, codes and choices; those of one guardrail are told together."""
        if self.enough or not any(self.suspect.search(text.lower()) for text in told):
            return
        found: dict[Forbidden, dict[str, None]] = {}
        for forbidden, word in limits.forbidden(self.ruling, polarity, *told, where=where):
            found.setdefault(forbidden, {})[word] = None
        for forbidden, words in found.items():
            zh = f"{'、'.join(f'`{word}`' for word in words)}：{forbidden.says.zh}"
            en = f"{', '.join(f'`{word}`' for word in words)}: {forbidden.says.en}"
            self.wrong(path, forbidden.code, zh, en, forbidden.law)

    def named(self, path: Path, written: str, form: re.Pattern[str], en: str, zh: str) -> None:
        """What ought to name a law or a document does (G32)."""
        if form.search(written) is None:
            self.wrong(path, "G32", f"没有写明{zh}", f"this names no {en}", HEADER_LAW)

    def announced(self, commented: Dates) -> None:
        """The public had so many days to comment (G32)."""
        least = self.ruling.announced
        if (commented.to - commented.from_).days < least.comment_days:
            self.wrong(("commented",), "G32", least.says.zh, least.says.en, least.law)

    def agreed(self, path: Path, says: Words) -> None:
        """What people agree to is for one thing, and says that it can be taken back (G05, G26)."""
        self.words(path, "merit", says.zh, says.en, where="consents")
        if "撤回" not in says.zh or "withdraw" not in says.en.lower():
            zh, en = "授权原文要写明可以随时撤回", "what is agreed to says, in both languages, that it can be withdrawn"
            self.wrong(path, "G05", zh, en, CONSENT_LAW)

    def kind(self, path: Path, kind: Kind) -> None:
        """One kind of a catalogue: its words, its law, and for a demerit what carries it and how long it counts."""
        self.words(path, kind.polarity, kind.code, kind.title.zh, kind.title.en)
        for place, field in enumerate(kind.fields):
            told = (field.code, field.title.zh, field.title.en, field.unit or "", *field.choices)
            self.words((*path, "fields", place), kind.polarity, *told)
        self.named((*path, "law"), kind.law, NAMED_LAW, "law", "法律或文件")
        if kind.polarity == "demerit":
            self.documents((*path, "documents"), kind)
            self.forgetting(path, kind)

    def documents(self, path: Path, kind: Kind) -> None:
        """A demerit is carried by documents with legal effect, and by none of a simple procedure (G10, G11)."""
        legal = self.ruling.documents
        for place, document in enumerate(kind.documents):
            if not document.endswith(legal.endings):
                zh, en = f"`{document}`：{legal.says.zh}", f"`{document}`: {legal.says.en}"
                self.wrong((*path, place), "G10", zh, en, legal.law)
            self.words((*path, place), kind.polarity, document, where="documents")

    def forgetting(self, path: Path, kind: Kind) -> None:
        """A demerit ends: never beyond the law's own end, and within its severity unless a named law says longer (G14, G15)."""
        months = self.ruling.months
        if not limits.within(kind.counts_max, months.absolute):
            self.wrong((*path, "counts_max"), "G14", months.says.zh, months.says.en, months.law)
        elif not limits.within(kind.counts_max, limits.months_most(self.ruling, kind)):
            self.wrong((*path, "counts_max"), "G15", months.says.zh, months.says.en, months.law)
        if kind.longer_by is not None:
            self.named((*path, "longer_by"), kind.longer_by, NAMED_LAW, "law", "法律或文件")

    def rule(self, path: Path, rule: Rule, catalogue: Catalogue) -> None:
        """One rule: its words, its law, and how long it lets a demerit count."""
        kind = catalogue.find(rule.kind)
        polarity: Polarity = kind.polarity if kind is not None else "merit"
        told = (rule.code, rule.title.zh, rule.title.en, *_constants(rule.when))
        self.words(path, polarity, *told)
        self.words(path, polarity, rule.code, rule.title.zh, rule.title.en, where="uses")
        self.named((*path, "law"), rule.law, NAMED_LAW, "law", "法律或文件")
        if kind is not None and polarity == "demerit":
            longest = limits.months_most(self.ruling, kind)
            if rule.counts_for is not None and not limits.within(rule.counts_for, longest):
                months = self.ruling.months
                code = "G14" if workdays.days_at_most(rule.counts_for) > self.absolute_days else "G15"
                self.wrong((*path, "counts_for"), code, months.says.zh, months.says.en, months.law)

    @property
    def absolute_days(self) -> int:
        """The most days that any demerit may count."""
        return workdays.days_at_most(f"{self.ruling.months.absolute} months")


def _constants(when: object) -> Iterator[str]:
    """Every text that a condition names."""
    if isinstance(when, dict):
        for key, inner in when.items():
            yield str(key)
            yield from _constants(inner)
    elif isinstance(when, list):
        for inner in when:
            yield from _constants(inner)
    elif isinstance(when, str):
        yield when
