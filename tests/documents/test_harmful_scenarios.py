"""Harmful scenario texts: each edit of a good text is refused, by the language with a line, or by the proof with a resident."""

import pytest

from creditplus import guardrails, scenarios
from creditplus.errors import Problem
from creditplus.language.texts import Text
from creditplus.proofs import Certificate
from creditplus.scenarios import Scenario
from creditplus.tools import proof
from tests import scenario_texts, shelf

LIBRARY = next(shelf.text(file) for file in shelf.SCENARIOS if file.startswith("scenarios/230281/library-deposit/"))
GOOD = {
    "library": LIBRARY,
    "parking": scenario_texts.PARKING,
    "hospital": scenario_texts.HOSPITAL,
    "ambulance": scenario_texts.AMBULANCE,
}
LOW = '[[benefits]]\ncode = "low"\ntitle = { zh = "低分", en = "for a low score" }\n'
# What somebody might want, the text it is done to, what is replaced by what, and what refuses it.
HARMS: dict[str, tuple[str, str, str, str]] = {
    "a surcharge for a low score": ("library", "terms = { deposit_fen = 0 }", "terms = { deposit_fen = 20000 }", "T1"),
    "a surcharge hidden in the standard": ("library", "{ score_at_least = 573 }", "{ score_at_least = 0 }", "T7"),
    "a benefit with one term worse": (
        "library",
        "terms = { deposit_fen = 0, items = 10 }",
        "terms = { deposit_fen = 0, items = 4 }",
        "T1",
    ),
    "shorter free time for a discount": (
        "parking",
        "{ free_minutes = 30, discount_percent = 10 }",
        "{ free_minutes = 10, discount_percent = 10 }",
        "T1",
    ),
    "a benefit that drops when the grade rises": (
        "library",
        "terms = { deposit_fen = 0, items = 10, loan_days = 60 }",
        "terms = { deposit_fen = 0, items = 10, loan_days = 60 }\n"
        + LOW
        + 'when = { grade_at_least = "AA" }\nterms = { items = 15 }',
        "T2",
    ),
    "less free time for more points": (
        "parking",
        "terms = { free_minutes = 30, discount_percent = 10 }",
        "terms = { free_minutes = 20, discount_percent = 10 }",
        "T2",
    ),
    "a quota taken from the standard": (
        "library",
        "terms = { deposit_fen = 10000, items = 5, loan_days = 30 }",
        'terms = { deposit_fen = 10000, items = 5, loan_days = 30 }\nquota = { per = "month", times = 3 }',
        "unknown key",
    ),
    "a basic service that needs points": ("library", "items = 5, loan_days", "items = 0, loan_days", "T9"),
    "a basic service with no time without points": ("library", "loan_days = 30 }", "loan_days = 0 }", "T9"),
    "being served first in a basic service": (
        "library",
        "terms = { deposit_fen = 10000, items = 5, loan_days = 30 }",
        "terms = { priority = 0, deposit_fen = 10000, items = 5, loan_days = 30 }\n"
        + LOW
        + "when = { score_at_least = 600 }\nterms = { priority = 1 }",
        "T9",
    ),
    "at most": ("library", "{ score_at_least = 573 }", "{ score_at_most = 573 }", "unknown key"),
    "not": ("library", "{ score_at_least = 573 }", "{ not = { score_at_least = 573 } }", "unknown key"),
    "a list of bad things": ("library", "{ score_at_least = 573 }", '{ no_record = "penalty_minor" }', "unknown key"),
    "a demerit that opens a door": (
        "parking",
        "{ score_at_least = 1001 }",
        '{ total = { kind = "penalty_minor", at_least = 1 } }',
        "is no merit",
    ),
    "an honour that does not exist": ("library", 'honour = "moral_model"', 'honour = "friend"', "no honour"),
    "a list as an honour": ("library", 'honour = "moral_model"', 'honour = "judgment_defaulter"', "no honour"),
    "an entitlement that asks for points": (
        "parking",
        'when        = { honour = "moral_model", list = "life" }',
        "when        = { score_at_least = 1010 }",
        "R24",
    ),
    "a refusal as a term": ("library", "terms = { deposit_fen = 0 }", "terms = { refused = 1 }", "is no term here"),
    "a negative discount": ("parking", "discount_percent = 10 }", "discount_percent = -10 }", "from 0 to 100"),
    "more than everything off": ("parking", "discount_percent = 10 }", "discount_percent = 110 }", "from 0 to 100"),
    "an emergency that asks for consent": ("ambulance", "[standard]", scenario_texts.CONSENT + "[standard]", "G28"),
    "an emergency that asks for points": (
        "ambulance",
        "terms = { pay_after = 1 }",
        "terms = { pay_after = 1 }\n" + LOW + "when = { score_at_least = 600 }\nterms = { pay_after = 1 }",
        "G28",
    ),
    "an emergency that asks for a card": ("ambulance", "[standard]", 'links = ["card"]\n[standard]', "G28"),
    "paying later without saying until when": (
        "hospital",
        'commitment = { pay_within = "3 working days", remind_after = "48 hours", suspend_after = "5 days" }',
        "",
        "R23",
    ),
    "interest on what is paid later": (
        "hospital",
        "remind_after =",
        "interest_percent = 5, remind_after =",
        "unknown key",
    ),
    "a record for whatever kind comes to mind": (
        "hospital",
        'suspend_after = "5 days" }',
        'suspend_after = "5 days", overdue_record_after = 3, overdue_record = "late_payer" }',
        "G09",
    ),
    "a record after one late bill": (
        "hospital",
        'suspend_after = "5 days" }',
        'suspend_after = "5 days", overdue_record_after = 1, overdue_record = "contract_fraud" }',
        "from 2 to 12",
    ),
    "nobody is asked": ("library", "[consent]\nlasts", "[consented]\nlasts", "unknown key"),
    "a benefit that nobody can reach": ("parking", "{ score_at_least = 1002 }", "{ score_at_least = 99999 }", "T6"),
    "a benefit that adds nothing": ("parking", "terms = { free_minutes = 30 }", "terms = { free_minutes = 15 }", "T6"),
    "people called names": ("parking", 'zh = "另减一成", en = "ten', 'zh = "失信者另减一成", en = "ten', "G04"),
    "people called names in English": ("parking", 'en = "ten percent less"', 'en = "not for the untrustworthy"', "G04"),
    "a standard that says no": ("parking", "前15分钟免费", "拒绝免费停放", "G04"),
    "joining bundled with the service": ("parking", "我同意经营者询问", "我同意参加积分并同意经营者询问", "G26"),
    "a consent for ever": ("parking", "I can withdraw.", "it may be withdrawn, not: irrevocable. withdraw", "G26"),
    "a consent that does not say that it can be taken back": ("parking", "，可以随时撤回", "", "G05"),
    "a school place for points": ("parking", 'zh = "免费30分钟"', 'zh = "优先安排入学"', "G03"),
    "a benefit for a sex": ("parking", 'zh = "免费30分钟"', 'zh = "女性免费30分钟"', "G13"),
    "a ranking": ("parking", 'en = "30 minutes free"', 'en = "for the top of the ranking"', "G01"),
    "a law that nobody can look up": (
        "parking",
        'law               = ["《黑龙江省“十四五”社会信用体系建设规划》四（四）"]',
        'law = ["as is usual"]',
        "G32",
    ),
    "a scenario for whatever operator": (
        "library",
        'operators         = ["library"]',
        'operators = ["school"]',
        "is not a choice",
    ),
}


def read(text: str) -> Text[Scenario]:
    """A scenario text with every problem of its form."""
    return scenarios.read(text, "scenario.toml", shelf.catalogue())


def proved(draft: Text[Scenario]) -> Certificate:
    """The certificate of a text that reads well."""
    value = draft.value
    assert value is not None, [problem.told() for problem in draft.problems]
    return proof.scenario(value, shelf.rulebook(value.division), shelf.catalogue(), 30, draft.lines)


def judged(text: str) -> tuple[Problem, ...]:
    """Everything that speaks against a text."""
    draft = read(text)
    if draft.value is None:
        return draft.problems
    ruling = shelf.read_limits().value
    assert ruling is not None
    return (*guardrails.of_scenario(draft, ruling), *proved(draft).problems("scenario.toml"))


@pytest.mark.parametrize("text", GOOD)
def test_the_good_text_has_no_problem(text: str) -> None:
    assert [problem.told() for problem in judged(GOOD[text])] == []


@pytest.mark.parametrize("harm", HARMS)
def test_a_harmful_edit_is_refused_with_its_line(harm: str) -> None:
    name, old, new, expected = HARMS[harm]
    assert GOOD[name].count(old) >= 1
    found = judged(GOOD[name].replace(old, new, 1))
    assert [problem.told() for problem in found if expected in problem.told() and problem.line > 0] != []


@pytest.mark.parametrize("harm", [harm for harm in HARMS if HARMS[harm][3].startswith("T")])
def test_what_the_language_allows_is_refused_with_a_resident_whom_it_would_harm(harm: str) -> None:
    name, old, new, expected = HARMS[harm]
    certificate = proved(read(GOOD[name].replace(old, new, 1)))
    shown = [one for theorem in certificate.theorems if theorem.code == expected for one in theorem.failures]
    people = [failure.counterexample for failure in shown]
    assert [(one.reproduced, "resident" in one.says.en, "居民" in one.says.zh) for one in people if one] != []
    assert all(one is not None and one.reproduced and "resident" in one.says.en for one in people)
