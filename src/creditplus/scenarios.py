"""A scenario (信用+场景): a credit+ service, the standard everyone receives, and the benefits that can only improve it.

Why there is no "at most" and no "not": a need can only open a door, so a better score can never make anything worse.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from creditplus import drafts, terms, texts
from creditplus.arithmetic import Points
from creditplus.catalogues import Catalogue, Code, Division
from creditplus.errors import Problem, Words
from creditplus.lines import Path
from creditplus.rulebooks import Dates, GradeCode, Law, RuleCode
from creditplus.texts import Text
from creditplus.workdays import Period

ScenarioCode = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{2,40}$", description="such as `library-deposit`")]
OperatorKind = Literal[
    "library", "hotel", "hospital", "parking", "transit", "rental", "restaurant", "lending", "office", "tax"
]


class Need(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What opens a benefit: a score or grade at least, an honour held, or `any` / `all` of several. Everything written must hold."""

    score_at_least: Points | None = None
    grade_at_least: GradeCode | None = None
    honour: Code | None = None
    any: tuple["Need", ...] = ()
    all: tuple["Need", ...] = ()


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What someone receives, term by term, and in a sentence."""

    says: Words
    terms: dict[str, int]


class Benefit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An improvement of some terms for everyone who meets its need."""

    code: RuleCode
    title: Words
    when: Need
    terms: dict[str, int]


class Service(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"class_": "class"}):
    """What kind of service it is: basic public services stay whole for everyone; an emergency asks for nothing (G03, G28)."""

    class_: Literal["basic public service", "ordinary"]
    emergency: bool = False


class ConsentText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a resident agrees to, word for word, and for how long."""

    says: Words
    lasts: Period


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scenario text: header, service, who may ask, consent, standard and benefits; `holds` says how long an answer is good."""

    kind: Literal["scenario"]
    scenario: ScenarioCode
    division: Division
    title: Words
    document: Annotated[str, Meta(min_length=4, max_length=120)]
    law: Annotated[tuple[Law, ...], Meta(min_length=1)]
    commented: Dates
    effective: date
    expires: date
    impact_assessment: Annotated[str, Meta(min_length=3, max_length=60)]
    service: Service
    operators: Annotated[tuple[OperatorKind, ...], Meta(min_length=1)]
    consent: ConsentText
    holds_minutes: Annotated[int, Meta(ge=1, le=44_640)] = 60
    standard: Offer
    benefits: Annotated[tuple[Benefit, ...], Meta(min_length=1, max_length=50)]
    digest: str = ""


class Standing(msgspec.Struct, frozen=True):
    """What a decision may know of a person: points in hundredths, the codes of the grades reached, honours held."""

    points: int
    grades: frozenset[str]
    honours: frozenset[str]


def met(need: Need, person: Standing) -> bool:
    """Whether a person meets a need. More points, a better grade or one more honour can only turn no into yes."""
    return (
        (need.score_at_least is None or person.points >= need.score_at_least)
        and (need.grade_at_least is None or need.grade_at_least in person.grades)
        and (need.honour is None or need.honour in person.honours)
        and (not need.any or any(met(part, person) for part in need.any))
        and all(met(part, person) for part in need.all)
    )


def read(text: str, file: str, catalogue: Catalogue) -> Text[Scenario]:
    """Read a scenario text: what it says, or every problem at once."""
    draft = texts.read(text, file, Scenario)
    if draft.value is None:
        return draft
    problems = tuple(_problems(draft, draft.value, catalogue))
    value = None if problems else msgspec.structs.replace(draft.value, digest=drafts.digest_of(text))
    return Text(file, value, problems, draft.lines)


def _problems(draft: Text[Scenario], scenario: Scenario, catalogue: Catalogue) -> Iterable[Problem]:
    if not scenario.commented.to < scenario.effective < scenario.expires:
        yield draft.problem(
            ("effective",),
            "征求意见、生效、失效的日期要先后有序",
            "public comment ends before `effective`, `effective` lies before `expires`",
        )
    yield from _terms(draft, ("standard", "terms"), scenario.standard.terms, terms.TERMS)
    for place, benefit in enumerate(scenario.benefits):
        yield from _terms(draft, ("benefits", place, "terms"), benefit.terms, scenario.standard.terms)
        yield from _needs(draft, ("benefits", place, "when"), benefit.when, catalogue)


def _terms(draft: Text[Scenario], path: Path, written: dict[str, int], known: Iterable[str]) -> Iterable[Problem]:
    names = set(known)
    if not written:
        yield draft.problem(path, "至少写一项", "write at least one term")
    for name, value in written.items():
        if name not in names:
            zh, en = texts.nearest(name, names)
            yield draft.problem((*path, name), f"标准服务中没有 `{name}`{zh}", f"`{name}` is no term here{en}")
        elif not 0 <= value <= terms.TERMS[name].most:
            most = terms.TERMS[name].most
            yield draft.problem((*path, name), f"要在 0 和 {most} 之间", f"write a number from 0 to {most}")


def _needs(draft: Text[Scenario], path: Path, need: Need, catalogue: Catalogue) -> Iterable[Problem]:
    if need == Need():
        yield draft.problem(path, "要写条件", "write what opens the benefit")
    if need.honour is not None:
        kind = catalogue.find(need.honour)
        if kind is None or kind.polarity != "honour":
            honours = [kind.code for kind in catalogue.kinds if kind.polarity == "honour"]
            zh, en = texts.nearest(need.honour, honours)
            yield draft.problem(
                (*path, "honour"), f"目录中没有荣誉 `{need.honour}`{zh}", f"no honour `{need.honour}`{en}"
            )
    for name in ("any", "all"):
        for place, part in enumerate(getattr(need, name)):
            yield from _needs(draft, (*path, name, place), part, catalogue)
