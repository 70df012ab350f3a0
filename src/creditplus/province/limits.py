"""The limits (底线数值): the numbers, words and purposes of the guardrails, each with its law, read from `rules/guardrails/`.

Why they are a text: what the law forbids changes by decree and not by release, and a county administrator should be able to
read every one of them in her own language.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from creditplus import workdays
from creditplus.deadlines import Days, Longest
from creditplus.errors import Words
from creditplus.language import texts
from creditplus.language.texts import Text
from creditplus.province import catalogues
from creditplus.province.catalogues import Code, Division, Kind, Polarity

Percent = Annotated[int, Meta(ge=1, le=100)]
Months = Annotated[int, Meta(ge=1, le=60)]
Place = Literal["titles", "documents", "uses", "offers", "consents"]
"""Where words may not occur: in all titles, codes and choices; in the names of documents; in what points are good for; in what a
scenario says to people; in what they agree to."""
LawText = Annotated[str, Meta(min_length=4, max_length=200)]


class Most(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At most so many percent."""

    most: Percent
    says: Words
    law: LawText


class Least(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At least so many."""

    least: Percent
    says: Words
    law: LawText


class Forgetting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The most months that a demerit of each severity may count, and the most that any may (G14, G15)."""

    minor: Months
    general: Months
    serious: Months
    absolute: Months
    says: Words
    law: LawText


class RepairClasses(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """After how many months a demerit of each severity can be repaired at the earliest (G15); zero is at once."""

    minor: Annotated[int, Meta(ge=0, le=12)]
    general: Months
    serious: Months
    says: Words
    law: LawText


class RepairDeadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In how many working days a repair of one matter is decided (`was` before the plan), and which kinds of record it is about."""

    code: Code
    title: Words
    days: Days
    was: Days
    law: LawText
    kinds: tuple[Code, ...] = ()
    note: Words | None = None


class Forbidden(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that may not occur in the codes, titles and choices of kinds, fields and rules; `only` narrows them to a polarity."""

    code: Annotated[str, Meta(pattern=r"^G[0-9]{2}$", description="the guardrail, such as `G07`")]
    says: Words
    law: LawText
    zh: tuple[str, ...]
    en: tuple[str, ...]
    only: Polarity | None = None
    where: Place = "titles"


class Announced(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many days the public may comment on a text, and how many lie at least between its approval and the day it rules (G32)."""

    comment_days: Annotated[int, Meta(ge=1, le=366)]
    notice_days: Annotated[int, Meta(ge=1, le=366)]
    says: Words
    law: LawText


class LegalForms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the names of documents end that carry a demerit: what has no legal effect carries none (G10)."""

    endings: Annotated[tuple[str, ...], Meta(min_length=1)]
    says: Words
    law: LawText


class Purpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A purpose for which nothing here may ever be used (G01)."""

    code: Code
    title: Words


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The guardrails' numbers, words and purposes, from a date on."""

    kind: Literal["guardrails"]
    division: Division
    title: Words
    document: Annotated[str, Meta(min_length=4, max_length=120)]
    effective: date
    record_percent: Most
    category_percent: Most
    listed_percent: Least
    people: Least
    months: Forgetting
    documents: LegalForms
    deadlines: Longest
    repair: RepairClasses
    repairs: Annotated[tuple[RepairDeadline, ...], Meta(min_length=1)]
    announced: Announced
    words: Annotated[tuple[Forbidden, ...], Meta(min_length=1)]
    punitive: Annotated[tuple[Purpose, ...], Meta(min_length=1)]


def read(text: str, file: str) -> Text[Limits]:
    """Read a text of limits: what it says, or every problem at once."""
    draft = texts.read(text, file, Limits)
    if draft.value is None:
        return draft
    limits = draft.value
    flaws = [
        *catalogues.twice(("words",), [f"{words.code}, {words.where}" for words in limits.words]),
        *catalogues.twice(("repairs",), [repair.code for repair in limits.repairs]),
        *catalogues.twice(("punitive",), [purpose.code for purpose in limits.punitive]),
    ]
    months = limits.months
    if not months.minor <= months.general <= months.serious <= months.absolute:
        flaws.append(
            (("months",), "要按轻微、一般、严重、最长递增", "must grow from minor over general and serious to absolute")
        )
    problems = tuple(draft.problem(path, *words) for path, *words in flaws)
    return msgspec.structs.replace(draft, problems=problems, value=None if problems else limits)


def months_most(limits: Limits, kind: Kind) -> int:
    """The most months that a demerit of this kind may count: by its severity, or absolutely where a named law lets it (G15)."""
    own = {"minor": limits.months.minor, "general": limits.months.general, "serious": limits.months.serious}
    return limits.months.absolute if kind.longer_by else own[kind.severity or "minor"]


def within(period: str, months: int) -> bool:
    """Whether a period is never longer than so many months."""
    return workdays.days_at_most(period) <= workdays.days_at_most(f"{months} months")


def forbidden(
    limits: Limits, polarity: Polarity, *told: str, where: Place = "titles"
) -> Iterator[tuple[Forbidden, str]]:
    """Every forbidden word that occurs in some codes, titles or choices (or documents, or uses), with the list that forbids it.

    Chinese words are found anywhere; English ones only as whole words, where `_`, `-` and `.` part words as spaces do.
    """
    for list_ in limits.words:
        if list_.where == where and (list_.only is None or list_.only == polarity):
            for text in told:
                words = f" {' '.join(re.findall(r'[a-z0-9]+', text.lower()))} "
                yield from ((list_, word) for word in list_.zh if word in text)
                yield from ((list_, word) for word in list_.en if f" {word} " in words)


def suspect(limits: Limits) -> re.Pattern[str]:
    """Finds any forbidden word at all in a lower-case text: most texts have none, and need not be compared with every list."""
    chinese = {re.escape(word) for list_ in limits.words for word in list_.zh}
    english = {"[^a-z0-9]+".join(word.split()) for list_ in limits.words for word in list_.en}
    return re.compile("|".join([*sorted(chinese), f"(?<![a-z0-9])(?:{'|'.join(sorted(english))})(?![a-z0-9])"]))


def punitive(limits: Limits, purpose: str) -> bool:
    """Whether a named purpose is one for which nothing here may be used."""
    return any(found.code == purpose.strip().lower().replace("-", "_") for found in limits.punitive)
