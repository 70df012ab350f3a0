"""A rulebook means something or its author is told everything that does not: names, limits, scales, signs, dates."""

import pytest

from creditplus import guardrails
from creditplus.drafting import drafts
from creditplus.language.texts import Text
from creditplus.province.catalogues import Catalogue
from tests import shelf

BOOK = """kind = "rulebook"
county = "230281"
title = { zh = "例", en = "example" }
document = "例〔2026〕1号"
law = ["《例法》第一条"]
commented = { from = 2026-04-01, to = 2026-05-06 }
effective = 2026-07-01
expires = 2028-07-01
impact_assessment = "PIA-1"
[score]
base = 500
max = 1000
[[grades]]
code = "A"
title = { zh = "甲", en = "A" }
at_least = 500
[[grades]]
code = "B"
title = { zh = "乙", en = "B" }
at_least = 0
[[categories]]
code = "welfare"
title = { zh = "公益", en = "welfare" }
max = 100
[[rules]]
code = "hours"
title = { zh = "志愿", en = "hours" }
kind = "volunteer_service"
category = "welfare"
measure = "hours"
bands = [{ unit = 1, points = 1 }]
law = "《例法》第二条"
[[rules]]
code = "penalty"
title = { zh = "处罚", en = "penalty" }
kind = "penalty_general"
when = { domain = "其他" }
points = -10
counts_for = "12 months"
law = "《例法》第三条"
"""


def told(text: str) -> list[tuple[str, str]]:
    """What is wrong with a rulebook: key and sentence."""
    found = drafts.rulebook(text, "book.toml", shelf.catalogue())
    assert all(problem.message.zh and problem.line for problem in found.problems)
    return [(problem.path, problem.message.en) for problem in found.problems]


def changed(old: str, new: str) -> str:
    """The example with one place changed."""
    assert BOOK.count(old) == 1, old
    return BOOK.replace(old, new)


def test_the_example_means_something():
    assert told(BOOK) == []


@pytest.mark.parametrize(
    ("old", "new", "path", "sentence"),
    [
        ("2028-07-01", "2026-07-01", "expires", "`expires` must lie after `effective`"),
        ("to = 2026-05-06", "to = 2026-03-06", "commented", "`from` must not lie after `to`"),
        ("to = 2026-05-06", "to = 2026-07-06", "commented.to", "public comment must end before `effective`"),
        ("base = 500\nmax = 1000", "base = 500\nmax = 400", "score.base", "`base` does not lie on the scale"),
        ("max = 1000", "max = 1000.5", "score.step", "`min` and `max` must be whole multiples of `step`"),
        ("at_least = 500", "at_least = 0", "grades[1].at_least", "grades go from the highest down and cannot overlap"),
        ("at_least = 0", "at_least = 1", "grades[1].at_least", "the lowest grade must begin at the scale's `min`"),
        ("at_least = 500", "", "grades[0]", "write either `at_least` or `top_percent`"),
        ("at_least = 0", "top_percent = 5", "grades[1]", "grades by share come first"),
        (
            "max = 100\n",
            'within = "welfare"\n',
            "categories[0].within",
            "the categories lie within each other in a circle",
        ),
        ("max = 100\n", 'within = "other"\n', "categories[0].within", "there is no category `other`"),
        ("max = 100\n", "min = 5\nmax = 4\n", "categories[0].min", "`min` is greater than `max`"),
        (
            '= "welfare"\nmeasure',
            '= "welfair"\nmeasure',
            "rules[0].category",
            "there is no category `welfair`; write `welfare`",
        ),
        ('code = "penalty"', 'code = "hours"', "rules[1].code", "`hours` is used already"),
        (
            '"volunteer_service"',
            '"volunteer_servise"',
            "rules[0].kind",
            "the catalogue has no kind `volunteer_servise`; write `volunteer_service`",
        ),
        ("points = -10", "points = 10", "rules[1].points", "`penalty_general` takes negative numbers"),
        ("points = 1 }", "points = -1 }", "rules[0].bands", "`volunteer_service` takes positive numbers"),
        (
            "points = -10\n",
            "points = -10\nlimits = { year = 20 }\n",
            "rules[1].limits",
            "`penalty_general` takes negative numbers",
        ),
        ('counts_for = "12 months"\n', "", "rules[1]", "a demerit needs `counts_for`"),
        ('"12 months"', '"7 years"', "rules[1].counts_for", "the catalogue allows at most `1 year`"),
        (
            "points = -10\n",
            'points = -10\noccurrences = { within = "3 years", factors = [1, 2] }\n',
            "rules[1].occurrences.within",
            "cannot be longer than `counts_for`",
        ),
        (
            "points = -10\n",
            'points = -10\noccurrences = { within = "12 months", factors = [2, 1] }\n',
            "rules[1].occurrences.factors",
            "may only grow; write what falls as `bands`",
        ),
        (
            "points = -10\n",
            "points = -10\ndiscretion = { from = -5, to = -9 }\n",
            "rules[1].discretion",
            "`from` is greater than `to`",
        ),
        (
            "points = -10\n",
            "points = -10\nlimits = { rolling = -20 }\n",
            "rules[1].limits",
            "`rolling` and `window` belong together",
        ),
        (
            'measure = "hours"\n',
            'measure = "hours"\nsame_matter_once = true\nlimits = { year = 10 }\n',
            "rules[0].same_matter_once",
            "cannot be used with a pool or a limit per year",
        ),
        ("unit = 1,", "unit = 0,", "rules[0].bands[0].unit", "`unit` must be greater than zero"),
        (
            'measure = "hours"',
            'measure = "minutes"',
            "rules[0].measure[0]",
            "`minutes` is not a number field of `volunteer_service`; write `hours`",
        ),
        ('when = { domain = "其他" }', "when = { domain = { at_least = 3 } }", "rules[1].when.domain.at_least", ""),
        ("points = -10", 'points_by = { domain = { "火星" = -10 } }', "rules[1].points_by.domain.火星", ""),
    ],
)
def test_a_mistake_is_told_with_its_key_and_what_to_write(old, new, path, sentence):
    found = told(changed(old, new))
    assert path in [where for where, _ in found]
    assert sentence in [said for where, said in found if where == path] or not sentence


def test_several_ways_of_valuing_a_rule_are_one_too_many():
    found = told(changed("points = -10", "points = -10\ndiscretion = { from = -9, to = -5 }"))
    assert [path for path, _ in found] == ["rules[1]"]


def test_ten_mistakes_are_told_at_once():
    text = BOOK
    for old, new in [
        ("2028-07-01", "2026-07-01"),
        ("at_least = 500", "at_least = 0"),
        ("points = -10", "points = 10"),
        ('"volunteer_service"', '"volunteers"'),
        ("max = 100\n", "min = 5\nmax = 4\n"),
        ('code = "penalty"', 'code = "hours"'),
    ]:
        text = text.replace(old, new)
    lines = [problem.line for problem in drafts.rulebook(text, "book.toml", shelf.catalogue()).problems]
    assert len(lines) == 6
    assert lines == sorted(lines)


def test_a_list_is_no_rule_and_a_rule_is_no_list():
    assert ("rules[1].kind", "a listing earns no points; use `standing`") in told(
        changed('kind = "penalty_general"\nwhen = { domain = "其他" }', 'kind = "serious_list"')
    )
    standing = '\n[[standing]]\ncode = "x"\ntitle = { zh = "名单", en = "list" }\nkind = "mediation"\nat_most = 499\nlaw = "《例法》"\n'
    assert told(BOOK + standing) == [("standing[0].kind", "`mediation` is no listing; write it as a rule")]


def test_a_rulebook_is_named_by_its_bytes():
    one, other = (drafts.rulebook(text, "book.toml", shelf.catalogue()).value for text in (BOOK, BOOK + "\n"))
    assert one is not None
    assert other is not None
    assert one.digest != other.digest


# ---- the catalogue ----

KIND = """kind = "catalogue"
division = "230000"
title = { zh = "目录", en = "catalogue" }
document = "例〔2026〕2号"
effective = 2026-01-01
[[providers]]
code = "court"
title = { zh = "法院", en = "court" }
[[kinds]]
code = "offence"
title = { zh = "违法", en = "offence" }
polarity = "demerit"
law = "《例法》第九条"
reported_by = ["court"]
severity = "general"
documents = ["生效判决书"]
counts_max = "1 year"
"""


def catalogue(text: str) -> Text[Catalogue]:
    return drafts.catalogue(text, "catalogue.toml")


@pytest.mark.parametrize(
    ("old", "new", "path", "sentence"),
    [
        ('["court"]', '["police"]', "kinds[0].reported_by[0]", "there is no provider `police`"),
        ('documents = ["生效判决书"]\n', "", "kinds[0]", "a demerit needs `documents`: what carries it"),
        ('severity = "general"\n', "", "kinds[0]", "a demerit needs `severity`"),
        ('counts_max = "1 year"\n', "", "kinds[0]", "a demerit needs `counts_max`: it ends by itself"),
        ('polarity = "demerit"', 'polarity = "merit"', "kinds[0]", "only a demerit has these keys"),
        (
            'counts_max = "1 year"\n',
            'counts_max = "1 year"\nfields = [{ code = "a", title = { zh = "甲", en = "a" }, type = "whole", choices = ["b"] }]\n',
            "kinds[0].fields[0].choices",
            "only a text has `choices`",
        ),
    ],
)
def test_a_mistake_in_the_catalogue_is_told(old, new, path, sentence):
    assert KIND.count(old) == 1
    found = catalogue(KIND.replace(old, new)).problems
    assert (path, sentence) in [(problem.path, problem.message.en) for problem in found]


def test_a_kind_is_written_once():
    twice = KIND + KIND[KIND.index("[[kinds]]") :]
    assert [problem.path for problem in catalogue(twice).problems] == ["kinds[1].code"]


def test_a_catalogue_that_goes_beyond_the_limits_names_the_guardrail():
    ruling = shelf.read_limits().value
    assert ruling is not None
    text = KIND.replace('"1 year"', '"7 years"').replace('zh = "违法"', 'zh = "未献血"')
    found = guardrails.of_catalogue(catalogue(text), ruling)
    assert {(problem.code, problem.line) for problem in found} == {("G12", 9), ("G14", 17)}
