"""Every shipped text says what it should: it reads without a problem, its worked cases hold, and it keeps within the limits."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from creditplus import guardrails, workdays
from creditplus.language.texts import Text
from creditplus.outlooks import cases
from creditplus.outlooks.cases import Trial
from creditplus.province import divisions, limits
from creditplus.rulebooks import Limits, Ready, Rulebook
from tests import shelf
from tests.shelf import CATALOGUES, LIMITS, RULEBOOKS, SCENARIOS, read_cases, read_rulebook, read_scenario


def trials() -> Iterable[object]:
    """Every worked case of every rulebook, named by what it says."""
    for file in RULEBOOKS:
        book = read_rulebook(file).value
        assert book is not None, file
        for trial in cases.trials(read_cases(file), book, shelf.catalogue()):
            yield pytest.param(trial, id=f"{book.county}: {trial.case.says.splitlines()[0]}")


def test_two_cities_and_three_counties_come_out():
    assert {file.split("/")[1] for file in RULEBOOKS} == {"230281", "231102", "231181"}
    assert {file.split("/")[1][:4] for file in RULEBOOKS} == {"2302", "2311"}


@pytest.mark.parametrize("file", CATALOGUES)
def test_the_catalogue_reads_without_a_problem(file):
    assert [problem.told() for problem in shelf.read_catalogue(file).problems] == []


@pytest.mark.parametrize("file", LIMITS)
def test_the_limits_read_without_a_problem(file):
    assert [problem.told() for problem in shelf.read_limits(file).problems] == []


@pytest.mark.parametrize("file", RULEBOOKS)
def test_a_rulebook_and_its_cases_read_without_a_problem(file):
    problems = [*read_rulebook(file).problems, *read_cases(file).problems]
    assert [problem.told() for problem in problems] == []


@pytest.mark.parametrize("file", SCENARIOS)
def test_a_scenario_reads_without_a_problem(file):
    assert [problem.told() for problem in read_scenario(file).problems] == []


@pytest.mark.parametrize("trial", list(trials()))
def test_a_worked_case_holds(trial: Trial):
    assert [problem.told() for problem in trial.problems()] == []


@pytest.mark.parametrize("county", [shelf.NEHE, shelf.BEIAN, shelf.AIHUI])
def test_every_rule_is_touched_by_a_worked_case(county):
    book = shelf.rulebook(county)
    file = [file for file in RULEBOOKS if county in file][-1]
    assert cases.touched(read_cases(file), book, shelf.catalogue()) == {rule.code for rule in book.rules}


@pytest.mark.parametrize("county", [shelf.NEHE, shelf.BEIAN, shelf.AIHUI])
def test_every_list_and_bonus_is_touched_by_a_worked_case(county):
    book = shelf.rulebook(county)
    file = [file for file in RULEBOOKS if county in file][-1]
    made = [trial.score() for trial in cases.trials(read_cases(file), book, shelf.catalogue())]
    told = {line.title for score in made if score is not None for line in score.lines}
    assert {part.title for part in book.standing} | {part.title for part in book.clean} <= told


@pytest.mark.parametrize("file", [*CATALOGUES, *LIMITS, *RULEBOOKS, *SCENARIOS])
def test_a_text_lies_where_its_county_and_day_say(file):
    readers: dict[str, Callable[[str], Text[Any]]] = {
        "rules/2": read_rulebook,
        "rules/c": shelf.read_catalogue,
        "rules/g": shelf.read_limits,
    }
    value = readers.get(file[:7], read_scenario)(file).value
    assert Path(file).stem == str(getattr(value, "effective", None))
    folder = Path(file).parts[1]
    division = getattr(value, "county", None) or getattr(value, "division", None)
    assert folder in (division, "catalogue", "guardrails")
    assert str(division) in divisions.divisions()


@pytest.mark.parametrize("file", [*RULEBOOKS, *SCENARIOS])
def test_the_public_had_thirty_days(file):
    value = (read_rulebook if file.startswith("rules") else read_scenario)(file).value
    assert value is not None
    assert value.commented.to - value.commented.from_ >= timedelta(days=30)


# ---- what the three counties use of the language ----


def features(book: Rulebook) -> set[str]:
    """Which capabilities of the language a rulebook uses."""
    found = {f"standing.{way}" for part in book.standing for way in ("score", "at_most", "grade") if getattr(part, way)}
    found |= {"clean"} if book.clean else set()
    found |= {"spending"} if book.spending else set()
    found |= {"nested category"} if any(category.within for category in book.categories) else set()
    found |= {"category with its own base"} if any(category.base for category in book.categories) else set()
    found |= {"open scale"} if book.score.max is None else {"closed scale"}
    found |= {f"published {book.score.published}", f"rounding {book.score.rounding}"}
    for rule in book.ready:
        found |= used(rule)
    return found


def used(rule: Ready) -> set[str]:
    """Which capabilities a rule uses."""
    flags = {
        "points": rule.points is not None,
        "points by level": rule.points_by is not None,
        "discretion": rule.discretion is not None,
        "threshold": rule.at_least > 0,
        "falling bands": len(rule.bands) > 1,
        "parts of a unit": any(band.parts for band in rule.bands),
        "conversion by day": any(measure.before for measure in rule.measures),
        "fixed count": any(measure.field is None for measure in rule.measures),
        "same matter once": rule.same_matter_once,
        "while it lasts": rule.while_it_lasts,
        "declared": rule.accepts_declared,
        "condition": bool(rule.when),
        "permanent": rule.counts_for is None,
        f"from {rule.counts_from}": rule.polarity == "demerit",
        f"pooled {rule.pooled.split(' ')[0]}": bool(rule.bands),
    }
    repeated = rule.occurrences
    flags |= {
        f"occurrence {name}": bool(repeated and getattr(repeated, name)) for name in ("factors", "points", "state")
    }
    flags |= {f"limit {name}": getattr(rule.limits, name) is not None for name in Limits.__struct_fields__}
    return {name for name, yes in flags.items() if yes}


def test_the_three_rulebooks_together_use_the_whole_language():
    books = [shelf.rulebook(county) for county in (shelf.NEHE, shelf.BEIAN, shelf.AIHUI)]
    every = {
        *("standing.score", "standing.at_most", "standing.grade", "clean", "spending", "nested category"),
        *("category with its own base", "open scale", "closed scale", "published at once", "published monthly"),
        *(
            "published yearly",
            "rounding down",
            "rounding half up",
            "points",
            "points by level",
            "discretion",
            "threshold",
        ),
        *("falling bands", "parts of a unit", "conversion by day", "fixed count", "same matter once", "declared"),
        *("condition", "permanent", "from act", "from finding", "from end", "from release", "pooled record"),
        *("pooled month", "pooled year", "pooled rolling", "pooled life", "occurrence factors", "occurrence points"),
        *(
            "occurrence state",
            "limit record",
            "limit day",
            "limit month",
            "limit year",
            "limit rolling",
            "limit window",
        ),
        "limit life",
    }
    assert every - set().union(*map(features, books)) == set()
    assert all(len(book.rules) >= 18 and len(book.categories) >= 3 for book in books)


# ---- within the limits ----


def ruling() -> limits.Limits:
    value = shelf.read_limits().value
    assert value is not None
    return value


def size(book: Rulebook) -> int:
    """The scale from end to end; an open one from its lower end to its base."""
    return (book.score.base if book.score.max is None else book.score.max) - book.score.min


def test_the_catalogue_has_kinds_of_every_sort_and_breaks_no_limit():
    kinds = shelf.catalogue().kinds
    assert len(kinds) >= 35
    assert {kind.polarity for kind in kinds} == {"merit", "honour", "demerit", "listing"}
    assert [problem.told() for problem in guardrails.of_catalogue(shelf.read_catalogue(), ruling())] == []


@pytest.mark.parametrize("county", [shelf.NEHE, shelf.BEIAN, shelf.AIHUI])
def test_no_rule_speaks_of_what_is_forbidden(county):
    told = [
        (rule.code, word)
        for rule in shelf.rulebook(county).ready
        for _, word in limits.forbidden(ruling(), rule.polarity, rule.code, rule.title.zh, rule.title.en)
    ]
    assert told == []


@pytest.mark.parametrize("county", [shelf.NEHE, shelf.BEIAN, shelf.AIHUI])
def test_every_demerit_ends_in_the_time_of_its_class(county):
    late = [
        rule.code
        for rule in shelf.rulebook(county).ready
        if rule.polarity == "demerit" and (kind := shelf.catalogue().find(rule.kind)) is not None
        if not limits.within(rule.counts_for or "permanent", limits.months_most(ruling(), kind))
    ]
    assert late == []


@pytest.mark.parametrize("county", [shelf.NEHE, shelf.BEIAN, shelf.AIHUI])
def test_no_record_and_no_category_decides_too_much(county):
    book = shelf.rulebook(county)
    most = size(book) * ruling().record_percent.most // 100
    heavy = {rule.code: heaviest(rule) for rule in book.ready if heaviest(rule) > most}
    assert heavy == {}
    wide = size(book) * ruling().category_percent.most // 100
    unbounded = -(10**9)
    shares = {
        category.code: max(
            (category.max if category.max is not None else -unbounded) - category.base,
            category.base - (category.min if category.min is not None else unbounded),
        )
        for category in book.categories
    }
    assert {code: share for code, share in shares.items() if share > wide} == {}
    assert all(rule.category is not None for rule in book.rules)


def heaviest(rule: Ready) -> int:
    """The most hundredths that one record can be worth on its own under a rule, where that is written and not measured."""
    numbers = [rule.points or 0, *(points for by in (rule.points_by or {}).values() for points in by.values())]
    if rule.discretion:
        numbers += [rule.discretion.from_, rule.discretion.to]
    if rule.occurrences:
        factor = max(rule.occurrences.factors, default=1)
        numbers = [number * factor for number in numbers] + [*rule.occurrences.points]
        numbers += [after - before for before, after in pairwise((0, *rule.occurrences.state))]
    return max(map(abs, numbers))


@pytest.mark.parametrize("county", [shelf.NEHE, shelf.BEIAN, shelf.AIHUI])
def test_no_list_sets_or_caps_the_score_too_low(county):
    book = shelf.rulebook(county)
    least = book.score.min + size(book) * ruling().listed_percent.least // 100
    bounds = [part.score if part.score is not None else part.at_most for part in book.standing]
    assert [bound for bound in bounds if bound is not None and bound < least] == []


def test_the_numbers_of_the_law_stand_in_the_limits():
    months = ruling().months
    assert (months.minor, months.general, months.serious, months.absolute) == (3, 12, 36, 60)
    assert ruling().people.least == 10
    assert {words.code for words in ruling().words} == {"G01", "G03", "G04", "G07", "G08", "G11", "G12", "G13", "G26"}
    assert limits.punitive(ruling(), "joint-punishment")
    assert not limits.punitive(ruling(), "library-deposit")


@pytest.mark.parametrize(
    ("told", "polarity", "code"),
    [
        (("未参加无偿献血", "did not give blood"), "demerit", "G12"),
        (("闯红灯", "crossed at a red light"), "demerit", "G12"),
        (("进京上访", "petition"), "demerit", "G12"),
        (("血型", "blood type"), "merit", "G07"),
        (("宗教信仰", "religion"), "merit", "G07"),
        (("年收入", "income a year"), "merit", "G08"),
        (("纳税额", "tax paid"), "merit", "G08"),
        (("男性加分", "for the male"), "merit", "G13"),
        (("六十周岁以上", "age"), "merit", "G13"),
        (("本地户口", "hukou"), "merit", "G13"),
    ],
)
def test_a_forbidden_word_is_found_in_both_languages(told, polarity, code):
    for said in told:
        assert {list_.code for list_, _ in limits.forbidden(ruling(), polarity, said)} == {code}


@pytest.mark.parametrize(
    ("told", "polarity"),
    [
        (("失信被执行人", "judgment defaulter"), "demerit"),
        (("骗取社会保险待遇", "social insurance fraud"), "demerit"),
        (("无偿献血", "voluntary blood donation"), "merit"),
        (("诚实信用", "acts in good faith"), "merit"),
        (("志愿服务时长", "average hours of volunteering, stages and pages"), "merit"),
    ],
)
def test_a_harmless_word_is_not_mistaken_for_a_forbidden_one(told, polarity):
    assert [word for said in told for _, word in limits.forbidden(ruling(), polarity, said)] == []


# ---- every text ----


@pytest.mark.parametrize("file", [*RULEBOOKS, *SCENARIOS])
def test_a_text_expires_within_a_few_years(file):
    value = (read_rulebook if file.startswith("rules") else read_scenario)(file).value
    assert value is not None
    assert value.effective < value.expires <= workdays.after(value.effective, "5 years")


def test_a_text_names_itself_by_its_bytes():
    book = shelf.rulebook(shelf.NEHE)
    assert len(book.digest) == 64
    assert msgspec.structs.replace(book, digest="") != book
