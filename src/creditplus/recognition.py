"""A recognition text (互认规则): which other city's word counts here, in which scenarios, how long, and for which grade of ours.

Why grades and never points: two counties' points are not the same thing, and nobody can convert them fairly. A city says what
another city's grade stands for, in public and in advance; what it does not name stands for nothing, which is standard service.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from creditplus import arithmetic
from creditplus.drafting import drafts
from creditplus.errors import Words
from creditplus.language import texts
from creditplus.language.lines import Finding, Path
from creditplus.language.texts import Text
from creditplus.offers import needs
from creditplus.province import catalogues, divisions
from creditplus.province.catalogues import Division
from creditplus.rulebooks import HEADER, Dates, Law
from creditplus.scales import GradeCode
from creditplus.scenarios import Scenario, ScenarioCode

Ladder = Annotated[tuple[GradeCode, ...], Meta(min_length=1, max_length=12, description="grades, the best one first")]
NOTHING = 0
"""The rank of no grade at all; the lowest grade of a ladder has rank 1."""


class Issuer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """One other city: its ladder of grades, where and when its word counts, and which grade of ours each of its grades stands for.

    `grades` maps theirs to ours; both days are inclusive."""

    city: Division
    scenarios: Annotated[tuple[ScenarioCode, ...], Meta(min_length=1, max_length=100)]
    from_: date
    until: date
    ladder: Ladder
    grades: Annotated[dict[GradeCode, GradeCode], Meta(min_length=1, max_length=12)]


class Recognition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A receiving city's text: its header (R01, G32), its own ladder, and whose word counts. Without issuers it ends all recognition."""

    kind: Literal["recognition"]
    city: Division
    title: Words
    document: Annotated[str, Meta(min_length=4, max_length=120, extra=HEADER)]
    law: Annotated[tuple[Law, ...], Meta(min_length=1, extra=HEADER)]
    commented: Annotated[Dates, Meta(extra=HEADER)]
    effective: Annotated[date, Meta(extra=HEADER)]
    expires: Annotated[date, Meta(extra=HEADER)]
    impact_assessment: Annotated[str, Meta(min_length=3, max_length=60, extra=HEADER)]
    ladder: Ladder
    issuers: Annotated[tuple[Issuer, ...], Meta(max_length=20)] = ()
    digest: Annotated[str, Meta(extra={"written": False})] = ""


def read(text: str, file: str) -> Text[Recognition]:
    """Read a recognition text: what it says, with its digest, or every problem at once."""
    draft = texts.read(text, file, Recognition)
    if draft.value is None:
        return draft
    problems = tuple(sorted((draft.problem(*found) for found in flaws(draft.value)), key=lambda one: one.line))
    value = None if problems else msgspec.structs.replace(draft.value, digest=drafts.digest_of(text))
    return Text(file, value, problems, text)


def flaws(text: Recognition) -> Iterator[Finding]:
    """What must make sense in a recognition text: each flaw with its key path, in Chinese and English."""
    if not text.commented.to < text.effective < text.expires:
        zh = "征求意见、生效、失效的日期要先后有序"
        yield ("effective",), zh, "public comment ends before `effective`, which lies before `expires`", "G32"
    if not _is_city(text.city):
        yield ("city",), "要写市（地）的代码", "write the code of a city"
    yield from _ladder(("ladder",), text.ladder)
    yield from catalogues.twice(("issuers",), [issuer.city for issuer in text.issuers])
    for place, issuer in enumerate(text.issuers):
        for path, *words in _issuer(text, issuer):
            yield (("issuers", place, *path), *words)  # type: ignore[misc]  # as long as it was


def _issuer(text: Recognition, issuer: Issuer) -> Iterator[Finding]:
    if not _is_city(issuer.city) or issuer.city == text.city:
        yield ("city",), "要写另一个市（地）的代码", "write the code of another city"
    if not text.effective <= issuer.from_ <= issuer.until <= text.expires:
        zh = "认可的起止日期要在本文件有效期内"
        yield ("from",), zh, "`from` and `until` lie in order, within the time for which the text holds"
    yield from _ladder(("ladder",), issuer.ladder)
    for theirs, ours in issuer.grades.items():
        for code, known, whose in ((theirs, issuer.ladder, "that city's"), (ours, text.ladder, "our")):
            if code not in known:
                zh, en = texts.nearest(code, known)
                yield ("grades", theirs), f"等级序列中没有 `{code}`{zh}", f"`{code}` is not on {whose} ladder{en}"


def _ladder(path: Path, ladder: Ladder) -> Iterator[Finding]:
    for place, code in enumerate(ladder):
        if code in ladder[:place]:
            yield (*path, place), f"`{code}` 已经用过", f"`{code}` is used already"


def _is_city(code: str) -> bool:
    found = divisions.divisions().get(code)
    return found is not None and found.level == "prefecture"


def rank(ladder: Ladder, grade: str | None) -> int:
    """How high a grade stands on a ladder: 1 for the lowest; 0 for one that the ladder does not have."""
    return len(ladder) - ladder.index(grade) if grade in ladder else NOTHING


def worth(over: Any, text: Recognition, issuer: Issuer, theirs: Any, on: Any) -> Any:
    """Which rank of ours a rank of theirs stands for on a day (as its ordinal): over numbers to answer, over terms to prove (T8)."""
    found: Any = NOTHING
    for code, ours in issuer.grades.items():
        found = over.choose(theirs == rank(issuer.ladder, code), rank(text.ladder, ours), found)
    begun, over_yet = on >= issuer.from_.toordinal(), on > issuer.until.toordinal()
    return over.choose(begun, over.choose(over_yet, NOTHING, found), NOTHING)


def issuer_for(text: Recognition | None, city: str, scenario: str) -> Issuer | None:
    """The line of a city whose word counts in a scenario, whatever the day."""
    lines = text.issuers if text is not None else ()
    return next((one for one in lines if one.city == city and scenario in one.scenarios), None)


def recognised(text: Recognition | None, city: str, scenario: str, grade: str | None, on: date) -> frozenset[str]:
    """Our grades that another city's grade stands for on a day, the lower ones included; none where anything is missing or over."""
    issuer = issuer_for(text, city, scenario)
    if text is None or issuer is None or not text.effective <= on <= text.expires:
        return frozenset()
    ours = worth(arithmetic.integers, text, issuer, rank(issuer.ladder, grade), on.toordinal())
    return frozenset(code for code in text.ladder if rank(text.ladder, code) <= ours)


def asked(scenario: Scenario) -> frozenset[str]:
    """The recognised grades that a scenario asks for anywhere: nothing else of a foreign grade can make a difference."""
    whole = (part for benefit in scenario.benefits for part in needs.parts(benefit.when))
    return frozenset(part.recognised_at_least for part in whole if part.recognised_at_least is not None)


def attested(text: Recognition | None, city: str, scenario: Scenario, grade: str | None, on: date) -> str | None:
    """What a home city says of a grade: the lowest one of its ladder that opens as much in this scenario; `None` for nothing at all."""
    issuer = issuer_for(text, city, scenario.scenario)
    opened = recognised(text, city, scenario.scenario, grade, on) & asked(scenario)
    if issuer is None or not opened:
        return None
    upwards = [code for code in reversed(issuer.ladder) if rank(issuer.ladder, code) <= rank(issuer.ladder, grade)]
    same = (code for code in upwards if recognised(text, city, scenario.scenario, code, on) & asked(scenario) == opened)
    return next(same)
