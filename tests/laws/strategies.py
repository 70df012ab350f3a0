"""Random rulebooks that use every capability, with the catalogue they need: written as texts, so that the reader is tried too.

`rulebooks()` draws one, `towns.py` makes people for it, `capabilities.py` says what it uses.
"""

import os
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import strategies as st

from creditplus.drafting import drafts
from creditplus.province.catalogues import Catalogue
from creditplus.rulebooks import Rulebook
from tests.laws.writing import document

RULEBOOKS = int(os.environ.get("CREDITPLUS_LAWS_RULEBOOKS", "130"))
"""How many random rulebooks the readers are tried on, and the laws on a fifth of them; a soak sets more."""
Draw = Callable[[st.SearchStrategy[Any]], Any]
TITLE = {"zh": "甲", "en": "a"}
LAW = "《志愿服务条例》第三十二条"
PERIODS = ["30 days", "90 days", "1 month", "3 months", "12 months", "1 year", "24 months", "2 years", "5 years"]
LIMITS = ("record", "day", "month", "year", "rolling", "life")
LEVELS = ["国家", "省", "县"]
FIELDS: dict[str, dict[str, Any]] = {
    "level": {"type": "text", "choices": LEVELS},
    "note": {"type": "text"},
    "whole": {"type": "whole", "max": 5000},
    "tenths": {"type": "decimal", "places": 1, "max": 5000},
    "exact": {"type": "decimal", "places": 4, "max": 5000},
    "fee": {"type": "fen", "max": 500_000},
    "due": {"type": "date"},
    "kept": {"type": "yes_no"},
}
NUMBERS = ("whole", "tenths", "exact", "fee")
HEADER = {
    "kind": "rulebook",
    "county": "230281",
    "title": TITLE,
    "document": "讷诚信办〔2026〕3号",
    "law": [LAW],
    "commented": {"from": date(2026, 4, 1), "to": date(2026, 5, 6)},
    "effective": date(2026, 7, 1),
    "expires": date(2028, 7, 1),
    "impact_assessment": "PIA-2026-014",
}
KINDS = {
    "service": "merit",
    "blood": "merit",
    "promise": "merit",
    "title": "honour",
    "penalty": "demerit",
    "judgment": "demerit",
    "offence": "demerit",
    "serious": "listing",
    "watched": "listing",
}


class Ruling(NamedTuple):
    """A rulebook read from a text, with its catalogue and both texts."""

    book: Rulebook
    catalogue: Catalogue
    text: str
    catalogue_text: str


def points(low: int, high: int) -> st.SearchStrategy[Decimal]:
    """Points with fractions: whole, halves and odd hundredths."""
    whole = st.integers(low // 100, high // 100).map(lambda number: Decimal(number))
    return whole | st.integers(low, high).map(lambda hundredths: Decimal(hundredths) / 100)


def signed(sign: int, low: int, high: int) -> st.SearchStrategy[Decimal]:
    """Points of a merit (sign 1) or a demerit (-1)."""
    return points(low, high).map(lambda number: number * sign)


def maybe(draw: Draw, chance: int = 2) -> bool:
    """True once in `chance` times."""
    return bool(draw(st.integers(1, chance)) == chance)


def catalogue(draw: Draw) -> dict[str, Any]:
    """A catalogue with every kind and a random choice of fields for each."""
    kinds = []
    for code, polarity in KINDS.items():
        fields = [] if polarity == "listing" else sorted(draw(st.sets(st.sampled_from(sorted(FIELDS)), min_size=2)))
        kind: dict[str, Any] = {
            "code": code,
            "title": TITLE,
            "polarity": polarity,
            "law": LAW,
            "reported_by": ["court"],
        }
        kind["fields"] = [{"code": field, "title": TITLE, **FIELDS[field]} for field in fields]
        if polarity == "demerit":
            kind |= {"severity": "general", "documents": ["行政处罚决定书"], "counts_max": "5 years"}
        kinds.append(kind)
    return {
        "kind": "catalogue",
        "division": "230000",
        "title": TITLE,
        "document": "黑营商信〔2025〕21号",
        "effective": date(2026, 1, 1),
        "providers": [{"code": "court", "title": TITLE}],
        "kinds": kinds,
    }


def constant(draw: Draw, field: str) -> Any:
    """A constant that a record's field may well have."""
    match FIELDS[field]["type"]:
        case "text":
            return draw(st.sampled_from(LEVELS if field == "level" else ["甲", "乙"]))
        case "yes_no":
            return draw(st.booleans())
        case "date":
            return draw(st.sampled_from([date(2024, 2, 29), date(2025, 1, 31), date(2026, 7, 1)]))
        case "decimal":
            return Decimal(draw(st.integers(0, 40))) / (1 if maybe(draw) else 2)
    return draw(st.integers(0, 40))


def comparison(draw: Draw, field: str) -> Any:
    """What is asked of one field."""
    ways = ["is", "is_not", "one_of", "exists", "plain"]
    if FIELDS[field]["type"] not in ("text", "yes_no"):
        ways += ["at_least", "at_most", "above", "below"] * 2
    way = draw(st.sampled_from(ways))
    if way == "plain":
        return constant(draw, field)
    if way == "exists":
        return {"exists": draw(st.booleans())}
    return {way: [constant(draw, field), constant(draw, field)] if way == "one_of" else constant(draw, field)}


def when(draw: Draw, fields: list[str], depth: int = 2) -> dict[str, Any]:
    """A condition over a kind's fields."""
    asked = draw(st.lists(st.sampled_from(fields), max_size=2, unique=True))
    condition = {field: comparison(draw, field) for field in asked}
    if depth and maybe(draw, 4):
        word = draw(st.sampled_from(["any", "all"]))
        condition[word] = [when(draw, fields, depth - 1) for _ in range(draw(st.integers(1, 2)))]
    return condition


def measures(draw: Draw, fields: list[str]) -> Any:
    """How much a record is: nothing said, a field, or a list of cases."""
    numbers = [field for field in fields if field in NUMBERS]
    if not numbers or maybe(draw, 5):
        return None
    if maybe(draw):
        return draw(st.sampled_from(numbers))
    found: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(1, 3))):
        field = draw(st.sampled_from(numbers))
        measure: dict[str, Any] = {"field": field}
        if maybe(draw, 3):
            measure = {"count": Decimal(draw(st.integers(1, 40))) / 4}
        elif maybe(draw):
            measure["times"] = Decimal(draw(st.sampled_from([2, 3, 200]))) / (1 if field == "exact" else 2)
        if maybe(draw, 3):
            measure["before"] = draw(st.sampled_from([date(2025, 3, 1), date(2026, 6, 30)]))
        found.append(measure | ({"when": when(draw, fields, 0)} if maybe(draw) else {}))
    return found


def bands(draw: Draw, sign: int) -> list[dict[str, Any]]:
    """One to three bands, each above the one before."""
    found: list[dict[str, Any]] = []
    end = Decimal(0)
    for place in range(count := draw(st.integers(1, 3))):
        unit = Decimal(draw(st.integers(1, 24))) / draw(st.sampled_from([1, 2, 4]))
        band = {"unit": unit, "points": draw(signed(sign, 1, 900)), "parts": draw(st.booleans())}
        if place < count - 1 or maybe(draw):
            end += Decimal(draw(st.integers(1, 80))) / 2
            band["to"] = end
        found.append(band)
    return found


def limits(draw: Draw, sign: int, pooled: str) -> dict[str, Any]:
    """Limits of some periods, none of them shorter than what is valued together."""
    first = LIMITS.index("rolling" if pooled.startswith("rolling") else pooled)
    found: dict[str, Any] = {}
    for period in draw(st.sets(st.sampled_from(LIMITS[first:]), max_size=3)):
        found[period] = draw(signed(sign, 100, 6000))
    return found | ({"window": draw(st.sampled_from(PERIODS))} if "rolling" in found else {})


def most(draw: Draw, pooled: str) -> dict[str, Any]:
    """The most of what is measured that counts per record, day, month or year, none of them longer than the pool."""
    last = LIMITS.index(pooled) + 1 if pooled in LIMITS[:4] else 4
    return {period: Decimal(draw(st.integers(1, 80))) / 2 for period in draw(st.sets(st.sampled_from(LIMITS[:last])))}


def table(draw: Draw, sign: int) -> list[Decimal]:
    """Points by count, which never fall."""
    return [sign * number for number in sorted(draw(st.lists(points(0, 5000), min_size=1, max_size=4)))]


def worth(draw: Draw, fields: list[str], sign: int, within: str) -> dict[str, Any]:
    """One way of valuing a rule, with everything that only goes with it."""
    ways = ["points", "bands", "bands", "discretion", "by count", *(["points_by"] * 2 if "level" in fields else [])]
    way = draw(st.sampled_from(ways))
    if way == "by count":
        return {"occurrences": {"within": within, draw(st.sampled_from(["points", "state"])): table(draw, sign)}}
    rule: dict[str, Any] = {}
    match way:
        case "points":
            rule["points"] = draw(signed(sign, 1, 4000))
        case "points_by":
            levels = draw(st.sets(st.sampled_from(LEVELS), min_size=1))
            rule["points_by"] = {"level": {level: draw(signed(sign, 0, 4000)) for level in sorted(levels)}}
        case "discretion":
            ends = sorted([draw(signed(sign, 100, 5000)), draw(signed(sign, 100, 5000))])
            rule["discretion"] = {"from": ends[0], "to": ends[1]}
        case "bands":
            rule |= {"bands": bands(draw, sign), "measure": measures(draw, fields)}
            rule["pooled"] = draw(
                st.sampled_from(["record", "month", "year", "life", "rolling 12 months", "rolling 90 days"])
            )
            rule |= {"at_least": Decimal(draw(st.integers(1, 40))) / 2} if maybe(draw, 3) else {}
            rule |= {"at_most": most(draw, rule["pooled"])} if maybe(draw) else {}
    if rule.get("pooled", "record") == "record" and maybe(draw, 3):
        factors = draw(st.lists(st.integers(0, 4), min_size=1, max_size=4))
        rule["occurrences"] = {"within": within, "factors": sorted(factors)}
    return {key: value for key, value in rule.items() if value is not None}


def rule(draw: Draw, place: int, kinds: dict[str, list[str]], categories: list[str]) -> dict[str, Any]:
    """One rule of a random kind."""
    kind = draw(st.sampled_from(sorted(kinds)))
    sign = -1 if KINDS[kind] == "demerit" else 1
    found: dict[str, Any] = {"code": f"rule.r{place}", "title": TITLE, "kind": kind, "law": LAW}
    found |= {"when": when(draw, kinds[kind])} if maybe(draw) else {}
    found |= {"category": draw(st.sampled_from(categories))} if maybe(draw) and categories else {}
    if sign < 0 or maybe(draw):
        found["counts_for"] = draw(st.sampled_from([*PERIODS, "1 calendar year", "3 calendar years"]))
        found["counts_from"] = draw(st.sampled_from(["act", "finding", "end", "release"]))
    if sign > 0 and found.get("counts_from", "act") in ("act", "finding") and maybe(draw, 3):
        found["while_it_lasts"] = True
    # A demerit's window may not be longer than the demerit counts.
    brief = [] if found.get("counts_for") == "1 calendar year" else ["30 days"]
    within = [found["counts_for"], *brief] if sign < 0 else [*PERIODS, "permanent", "2 calendar years"]
    within = draw(st.sampled_from(within))
    found |= worth(draw, kinds[kind], sign, within)
    counted = "state" in found.get("occurrences", {})
    pooled = "rolling" if counted else found.get("pooled", "record")
    found |= {"limits": limits(draw, sign, pooled)} if maybe(draw) else {}
    cut = found.get("limits", {}).keys() | found.get("at_most", {}).keys()
    shorter = found.get("pooled") in ("month", "year") or cut & {"day", "month", "year"}
    found |= {"same_matter_once": True} if not shorter and maybe(draw, 3) else {}
    if (
        not shorter
        and found.get("pooled", "record") == "record"
        and not found.keys() & {"same_matter_once", "occurrences"}
    ):
        found |= {"highest_of": draw(st.sampled_from(["year", "life"]))} if maybe(draw, 3) else {}
    found |= {"accepts_declared": True} if maybe(draw, 3) else {}
    return found


def categories(draw: Draw) -> list[dict[str, Any]]:
    """Up to five categories, some within others, with bases and limits."""
    found: list[dict[str, Any]] = []
    for place in range(draw(st.integers(0, 5))):
        category: dict[str, Any] = {"code": f"c{place}", "title": TITLE}
        if place and maybe(draw):
            category["within"] = f"c{draw(st.integers(max(0, place - 2), place - 1))}"
        category |= {"base": draw(points(-1000, 4000))} if maybe(draw, 3) else {}
        category |= {"min": -draw(points(0, 8000))} if maybe(draw) else {}
        category |= {"max": draw(points(0, 12_000))} if maybe(draw) else {}
        if "base" in category:
            ends = category.get("min", category["base"]), category.get("max", category["base"])
            category["base"] = min(max(category["base"], ends[0]), ends[1])
        found.append(category)
    depth: dict[str, int] = {}
    for category in found:
        depth[category["code"]] = 1 + depth.get(category.get("within", ""), 0)
    return found if max(depth.values(), default=0) <= 4 else found[:3]


def cut(draw: Draw, group: dict[str, Any], rules: list[dict[str, Any]]) -> None:
    """Limits of a category per month or year, and its rules made to fit: nothing in them reaches beyond one."""
    signs = {-1 if KINDS[one["kind"]] == "demerit" else 1 for one in rules}
    if len(signs) != 1:
        return
    periods = draw(st.sets(st.sampled_from(["month", "year"]), min_size=1))
    group["limits"] = {period: draw(signed(min(signs), 100, 6000)) for period in sorted(periods)}
    longest = LIMITS.index("month" if "month" in periods else "year")
    for one in rules:
        one["limits"] = {key: most for key, most in one.get("limits", {}).items() if key in LIMITS[: longest + 1]}
        if one.get("pooled", "record") not in LIMITS[: longest + 1]:
            one["pooled"] = "month"
        one.pop("same_matter_once", None)
        if one.get("highest_of", "") not in LIMITS[: longest + 1]:
            one.pop("highest_of", None)
        if "state" in one.get("occurrences", {}):
            one["occurrences"]["points"] = one["occurrences"].pop("state")
        pool = LIMITS.index(one.get("pooled", "record"))
        one["limits"] = {key: most for key, most in one["limits"].items() if LIMITS.index(key) >= pool}
        if "at_most" in one:
            one["at_most"] = {key: most for key, most in one["at_most"].items() if LIMITS.index(key) <= pool}


def scale(draw: Draw) -> dict[str, Any]:
    """A scale in whole steps with its base upon it."""
    step = draw(st.sampled_from([Decimal("0.01"), Decimal("0.5"), Decimal(1), Decimal(10)]))
    least = draw(st.sampled_from([0, 0, -100, 20]))
    found: dict[str, Any] = {"base": least + draw(st.integers(0, 60)), "min": least, "step": step}
    found["rounding"] = draw(st.sampled_from(["down", "half up"]))
    found["published"] = draw(st.sampled_from(["at once", "monthly", "quarterly", "yearly"]))
    return found | ({} if maybe(draw, 3) else {"max": least + 10 * draw(st.integers(6, 30))})


def grades(draw: Draw, least: int) -> list[dict[str, Any]]:
    """Grades by share first, then by lower ends down to where the scale begins."""
    shares = [{"code": f"S{place}", "title": TITLE, "top_percent": 5} for place in range(draw(st.integers(0, 2)))]
    ends = draw(st.sets(st.integers(1, 200), min_size=1, max_size=5))
    lower = [{"code": f"A{end}", "title": TITLE, "at_least": least + end} for end in sorted(ends, reverse=True)]
    return [*shares, *lower, {"code": "D", "title": TITLE, "at_least": least}]


def standing(draw: Draw, codes: list[str]) -> Iterator[dict[str, Any]]:
    """What happens while a person is on a list."""
    for place in range(draw(st.integers(0, 3))):
        found = {
            "code": f"list.l{place}",
            "title": TITLE,
            "law": LAW,
            "kind": draw(st.sampled_from(["serious", "watched"])),
        }
        way = draw(st.sampled_from(["score", "at_most", "grade"]))
        found[way] = draw(st.sampled_from(codes)) if way == "grade" else draw(points(-2000, 9000))
        yield found | ({"merits_since": True} if way != "grade" and maybe(draw) else {})


def clean(draw: Draw, categories: list[str]) -> Iterator[dict[str, Any]]:
    """Bonuses for time without a demerit."""
    for per in draw(st.lists(st.sampled_from(["month", "quarter", "year"]), max_size=2, unique=True)):
        found = {
            "code": f"clean.{per}",
            "title": TITLE,
            "law": f"{LAW}（{per}）",
            "per": per,
            "points": draw(points(1, 1500)),
        }
        found["periods_max"] = draw(st.integers(1, 8))
        yield found | ({"category": draw(st.sampled_from(categories))} if categories and maybe(draw) else {})


@st.composite
def rulebooks(draw: Draw) -> Ruling:
    """A rulebook and its catalogue, read from their texts without a problem."""
    kinds = catalogue(draw)
    catalogue_text = document(kinds)
    names = {kind["code"]: [field["code"] for field in kind["fields"]] for kind in kinds["kinds"]}
    worthy = {code: fields for code, fields in names.items() if KINDS[code] != "listing"}
    groups, score = categories(draw), scale(draw)
    codes = [group["code"] for group in groups]
    steps = grades(draw, score["min"])
    rules = [rule(draw, place, worthy, codes) for place in range(draw(st.integers(3, 14)))]
    bonuses = list(clean(draw, codes))
    for group in groups:
        used = {one.get("category") for one in bonuses} | {other.get("within") for other in groups}
        inside = [one for one in rules if one.get("category") == group["code"]]
        if inside and group["code"] not in used and maybe(draw):
            cut(draw, group, inside)
    text = document(
        {
            **HEADER,
            "score": score,
            "grades": steps,
            "categories": groups,
            "rules": rules,
            "standing": list(standing(draw, [step["code"] for step in steps])),
            "clean": bonuses,
        }
    )
    told = drafts.catalogue(catalogue_text, "catalogue.toml")
    assert told.value is not None, told.problems
    draft = drafts.rulebook(text, "rulebook.toml", told.value)
    assert draft.value is not None, (draft.problems, text)
    return Ruling(draft.value, told.value, text, catalogue_text)
