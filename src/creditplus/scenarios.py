"""A scenario (信用+场景): a credit+ service, the standard everyone receives, and the benefits that can only improve it.

The types here are the whole scenario language; `docs/scenarios.md` explains each capability with an example that runs.

Why the standard is written out in full: it is what anybody receives, so every benefit can be compared with it term by term, and
a text that takes something from the standard, asks more of anybody, or closes a door has no way of being written.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from creditplus.drafting import drafts
from creditplus.errors import Words
from creditplus.language import texts
from creditplus.language.lines import Finding, Path
from creditplus.language.texts import Text
from creditplus.offers import needs, terms
from creditplus.offers.charges import Charge
from creditplus.offers.commitments import Deferral
from creditplus.offers.needs import Need, Total
from creditplus.province import catalogues
from creditplus.province.catalogues import Catalogue, Division
from creditplus.rulebooks import Dates, Law
from creditplus.scales import RuleCode
from creditplus.workdays import Period

ScenarioCode = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{2,40}$", description="such as `library-deposit`")]
OperatorKind = Literal[
    "library", "hotel", "hospital", "parking", "transit", "rental", "restaurant", "lending", "office", "tax", "bike"
]
LinkKind = Literal["plate", "card"]
OPERATORS: dict[str, Words] = {
    "library": Words("图书馆", "library"),
    "hotel": Words("酒店", "hotel"),
    "hospital": Words("医院", "hospital"),
    "parking": Words("停车场", "car park"),
    "transit": Words("公共交通", "public transport"),
    "rental": Words("租赁", "rental"),
    "restaurant": Words("餐饮", "restaurant"),
    "lending": Words("银行", "bank"),
    "office": Words("政务窗口", "service office"),
    "tax": Words("税务", "tax office"),
    "bike": Words("共享单车", "shared bikes"),
}
"""What each kind of operator is called."""
assert tuple(OPERATORS) == get_args(OperatorKind)


def operator(kind: str) -> Words:
    """What operators of a kind are called."""
    return OPERATORS.get(kind, Words(kind, kind))


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What someone receives, term by term, and in a sentence."""

    says: Words
    terms: dict[str, int]


class Quota(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many times a month or year one person has a benefit; afterwards the rest of the text goes on (R21)."""

    per: Literal["month", "year"]
    times: Annotated[int, Meta(ge=1, le=1000)]


class Benefit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An improvement of some terms for everyone who meets its need. An `entitlement` is an honour's own: it opens whatever the
    score and is untouched by suspension, so its need may ask for honours alone (R24)."""

    code: RuleCode
    title: Words
    when: Need
    terms: dict[str, int]
    entitlement: bool = False
    quota: Quota | None = None
    commitment: Deferral | None = None


class Service(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"class_": "class"}):
    """What kind of service it is: basic public services stay whole for everyone; an emergency asks for nothing (G03, G28)."""

    class_: Literal["basic public service", "ordinary"]
    emergency: bool = False


class ConsentText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a resident agrees to, word for word, and for how long."""

    says: Words
    lasts: Period


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scenario text: header, service, who may ask, consent, standard and benefits; `holds_minutes` says how long an answer is
    good, `links` what may be bound once under a standing consent, `charge` how a bill is reckoned."""

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
    consent: ConsentText | None = None
    links: tuple[LinkKind, ...] = ()
    holds_minutes: Annotated[int, Meta(ge=1, le=44_640)] = 60
    charge: Charge | None = None
    standard: Offer
    benefits: Annotated[tuple[Benefit, ...], Meta(max_length=50)] = ()
    digest: str = ""

    @property
    def has_quota(self) -> bool:
        """Whether what somebody had before bears on what they receive."""
        return any(benefit.quota for benefit in self.benefits)


def read(text: str, file: str, catalogue: Catalogue) -> Text[Scenario]:
    """Read a scenario text: what it says, its totals ready to be counted, or every problem at once."""
    draft = texts.read(text, file, Scenario)
    if draft.value is None:
        return draft
    reading = needs.Reading(draft, catalogue)  # type: ignore[arg-type]  # it only notes problems at lines of the text
    written = draft.value
    opened = tuple(
        msgspec.structs.replace(benefit, when=reading.need(benefit.when, ("benefits", place, "when")))
        for place, benefit in enumerate(written.benefits)
    )
    found = [*reading.problems, *(draft.problem(*problem) for problem in _flaws(written, catalogue))]
    problems = tuple(sorted(found, key=lambda problem: problem.line))
    value = None if problems else msgspec.structs.replace(written, benefits=opened, digest=drafts.digest_of(text))
    return Text(file, value, problems, text)


def _flaws(scenario: Scenario, catalogue: Catalogue) -> Iterator[Finding]:
    if not scenario.commented.to < scenario.effective < scenario.expires:
        zh, en = (
            "征求意见、生效、失效的日期要先后有序",
            "public comment ends before `effective`, which lies before `expires`",
        )
        yield ("effective",), zh, en, "G32"
    codes = [benefit.code for benefit in scenario.benefits]
    yield from catalogues.twice(("benefits",), codes)
    standard = scenario.standard
    yield from _terms(("standard", "terms"), standard.terms, terms.TERMS)
    yield from _service(scenario)
    if not scenario.service.emergency and any(standard.terms.get(name) for name in terms.DEFERRING):
        zh, en = (
            "人人可得的后付费由经办单位自行约定",
            "what everybody may pay later is between them and the operator; write 0",
        )
        yield ("standard", "terms"), zh, en, "R23"
    for place, benefit in enumerate(scenario.benefits):
        path: Path = ("benefits", place)
        yield from _terms((*path, "terms"), benefit.terms, standard.terms)
        yield from _deferral(path, benefit, catalogue)
        if benefit.entitlement and not needs.only_honours(benefit.when):
            zh, en = (
                "荣誉礼遇不看积分：条件只能写荣誉",
                "an entitlement opens whatever the score: its need names honours alone",
            )
            yield (*path, "when"), zh, en, "R24"


def _service(scenario: Scenario) -> Iterator[Finding]:
    """An emergency asks for nothing (G28); everything else has benefits, a consent, and a tariff where free time is taken off."""
    if scenario.service.emergency:
        for asks in ("consent", "benefits", "links"):
            if getattr(scenario, asks):
                zh, en = "急救不查询、不授权、不分档", "an emergency asks for nothing: no consent, no benefit, no link"
                yield (asks,), zh, en, "G28"
        return
    if not scenario.benefits:
        yield ("benefits",), "至少写一项优惠", "write at least one benefit"
    if scenario.consent is None:
        yield ("consent",), "要写授权原文", "write what a resident agrees to", "G06"
    charge = scenario.charge
    if charge is None and any(benefit.commitment for benefit in scenario.benefits):
        zh, en = (
            "先享后付要写 `[charge]`：账单怎样计算",
            "paying later needs a `[charge]` that says how a bill is reckoned",
        )
        yield ("benefits",), zh, en, "R23"
    if charge is not None and charge.tariff is None and charge.free_time == "at the start":
        zh, en = "扣除开头的免费时间要写 `tariff`", "taking free time off the start needs a `tariff`"
        yield ("charge", "free_time"), zh, en


def _terms(path: Path, written: dict[str, int], known: Iterable[str]) -> Iterator[Finding]:
    names = set(known)
    if not written:
        yield path, "至少写一项", "write at least one term"
    for name, value in written.items():
        if name not in names:
            zh, en = texts.nearest(name, names)
            yield (*path, name), f"标准服务中没有 `{name}`{zh}", f"`{name}` is no term here{en}"
        elif not 0 <= value <= terms.TERMS[name].most:
            most = terms.TERMS[name].most
            yield (*path, name), f"要在 0 和 {most} 之间", f"write a number from 0 to {most}"


def _deferral(path: Path, benefit: Benefit, catalogue: Catalogue) -> Iterator[Finding]:
    """Who may pay later knows until when; a record may only follow of a kind that the catalogue has (G09, G10)."""
    defers = any(benefit.terms.get(name, 0) > 0 for name in terms.DEFERRING)
    deferral = benefit.commitment
    if defers != (deferral is not None):
        zh = "先享后付（`pay_after` 或 `credit_limit_fen`）和 `commitment` 要一起写"
        en = "paying later (`pay_after` or `credit_limit_fen`) and a `commitment` that says until when go together"
        yield (*path, "terms"), zh, en, "R23"
    if deferral is None or (deferral.overdue_record is None and deferral.overdue_record_after is None):
        return
    kind = catalogue.find(deferral.overdue_record or "")
    if kind is None or kind.polarity != "demerit" or deferral.overdue_record_after is None:
        zh = "`overdue_record` 要写目录中的失信信息类别，并写 `overdue_record_after`"
        en = "`overdue_record` names a demerit of the catalogue, beside `overdue_record_after`"
        yield (*path, "commitment"), zh, en, "G09"


def told(scenario: Scenario) -> Scenario:
    """A scenario as its text writes it, without what makes its totals ready to be counted."""
    benefits = tuple(msgspec.structs.replace(one, when=_told(one.when)) for one in scenario.benefits)
    return msgspec.structs.replace(scenario, benefits=benefits)


def _told(need: Need) -> Need:
    total = need.total and Total(**{name: getattr(need.total, name) for name in Total.__struct_fields__})
    parts = {"any": tuple(map(_told, need.any)), "all": tuple(map(_told, need.all))}
    return msgspec.structs.replace(need, total=total, **parts)
