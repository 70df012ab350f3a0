"""Good texts with one harmful edit each, and what refuses it: a theorem, a guardrail, or the reader."""

from typing import NamedTuple

from tests import shelf

NEHE, BEIAN, AIHUI = (
    next(file for file in shelf.RULEBOOKS if county in file) for county in (shelf.NEHE, shelf.BEIAN, shelf.AIHUI)
)
Edit = tuple[str, str]


class Row(NamedTuple):
    """One edit (or several that belong together) and what refuses it: a theorem, a guardrail, or words of the reader."""

    says: str
    file: str
    edits: list[Edit]
    refused: str
    catalogue: tuple[Edit, ...] = ()


def rule(code: str, old: str, new: str) -> Edit:
    """An edit inside one rule, found by its code: `old` stands after the code and before the next rule."""
    return (f"{code}\0{old}", new)


THEOREMS = [
    # T3, merits help
    Row("clean time takes points away", NEHE, [rule("clean.year", "points   = 10", "points   = -10")], "T3"),
    # T4, bounded
    Row("a category without its cap", NEHE, [rule("welfare", "max = 250\n", "")], "T4"),
    Row("a category without its floor", NEHE, [rule("conduct", "min = -400\n", "")], "T4"),
    Row("a category that decides half the scale", NEHE, [rule("honours", "max = 200", "max = 500")], "T4"),
    Row(
        "a rule outside of every category, without end",
        NEHE,
        [rule("promises.kept", 'category = "promises"\n', ""), rule("promises.kept", 'counts_for = "3 years"\n', "")],
        "T4",
    ),
    Row("one penalty worth a seventh of the scale", NEHE, [rule("conduct.tax_evasion", "-60", "-150")], "T4"),
    Row("one honour worth too much", NEHE, [rule("honours.bravery", '"国家" = 100', '"国家" = 130')], "T4"),
    Row(
        "one donation worth too much",
        NEHE,
        [
            rule(
                "welfare.stem_cells",
                "points   = 80\nlimits   = { life = 80 }",
                "points   = 120\nlimits   = { life = 120 }",
            )
        ],
        "T4",
    ),
    Row(
        "a second offence that makes a first one heavier",
        NEHE,
        [rule("conduct.drink_driving", "[-30, -50]", "[-30, -80]")],
        "T4",
    ),
    Row(
        "an end of the scale that nobody is near, so that one penalty takes a fifth of what everybody begins with",
        NEHE,
        [
            (
                "base = 500\nmin = 0\nmax = 1000",
                "base = 500\nmin = 0\nmax = 2000",
            ),
            rule("conduct.tax_evasion", "-60", "-101"),
        ],
        "T4",
    ),
    Row("a factor that runs away", NEHE, [rule("conduct.general", "factors = [1, 2]", "factors = [1, 4]")], "T4"),
    Row(
        "a second donation that is worth what the first was not, beneath a cap that three of them fill",
        NEHE,
        [
            rule(
                "welfare.stem_cells",
                "points   = 80\nlimits   = { life = 80 }",
                'points   = 25\nlimits   = { life = 250 }\noccurrences = { within = "1 year", factors = [0, 5, 6, 7] }',
            )
        ],
        "T4",
    ),
    Row("a range that reaches too far", NEHE, [rule("promises.broken", "from = -50", "from = -120")], "T4"),
    Row(
        "a demerit that costs its points and a large bonus",
        NEHE,
        [rule("clean.year", "points   = 10", "points   = 50")],
        "T4",
    ),
    Row(
        "a table that every later judgment climbs",
        BEIAN,
        [rule("business.debt", "state = [-20, -60, -120, -220]", "points = [-20, -40, -60, -100]")],
        "T4",
    ),
    Row(
        "a month of service in one record",
        NEHE,
        [rule("welfare.volunteer", "{ unit = 4, points = 1 }", "{ unit = 1, points = 1 }")],
        "T4",
    ),
    Row("a list that sinks the score", NEHE, [rule("list.serious", "at_most  = 499", "at_most  = 100")], "T4"),
    Row("a list that sets the score too low", BEIAN, [rule("list.serious", "score    = 600", "score    = 100")], "T4"),
    Row("a small scale with great records", AIHUI, [("max = 200", "max = 160")], "T4"),
    # T5, forgetting
    Row(
        "a demerit of seven years",
        NEHE,
        [rule("conduct.general", 'counts_for = "12 months"', 'counts_for = "7 years"')],
        "T5",
        (rule("penalty_general", 'counts_max = "1 year"', 'counts_max = "7 years"'),),
    ),
    Row(
        "a general penalty counted for three years",
        NEHE,
        [rule("conduct.general", 'counts_for = "12 months"', 'counts_for = "3 years"')],
        "T5",
        (rule("penalty_general", 'counts_max = "1 year"', 'counts_max = "3 years"'),),
    ),
    Row(
        "ninety-two days are longer than three months in February",
        NEHE,
        [rule("conduct.minor", '"3 months"', '"92 days"')],
        "T5",
    ),
    Row(
        "three hundred and sixty-six days are longer than most years",
        NEHE,
        [rule("promises.broken", '"12 months"', '"366 days"')],
        "T5",
    ),
    Row(
        "a penalty that counts from a release which never comes",
        NEHE,
        [rule("conduct.general", 'counts_from = "finding"', 'counts_from = "release"')],
        "T5",
    ),
    Row("five years of the longest kind", AIHUI, [rule("law.defaulter", '"24 months"', '"1830 days"')], "T5"),
    # T6, reachable
    Row("a grade above the scale", NEHE, [rule("AAA", "at_least = 850", "at_least = 1001")], "T6"),
    Row("a grade that only honours could reach", BEIAN, [rule("AAA", "at_least = 1050", "at_least = 1190")], "T6"),
    Row(
        "a rule behind a wider one of its kind",
        NEHE,
        [rule("promises.utilities", 'when     = { about = ["水电气热", "物业"] }\n', "")],
        "T6",
    ),
    Row(
        "the general rule before the special one",
        BEIAN,
        [rule("society.soil_and_water", 'when     = { domain = ["生态环境", "农业农村", "自然资源"] }\n', "")],
        "T6",
    ),
    Row(
        "a condition that nothing meets",
        NEHE,
        [rule("promises.utilities", 'about = ["水电气热", "物业"]', 'about = "停车", all = [{ about = "物业" }]')],
        "T6",
    ),
    Row("a rule worth nothing", AIHUI, [rule("family.mediation", "points   = 1\n", "points   = 0\n")], "T6"),
    Row(
        "a limit of nothing",
        AIHUI,
        [rule("family.mediation", "limits   = { year = 3 }", "limits   = { year = 0 }")],
        "T6",
    ),
    Row("a threshold that no donation reaches", BEIAN, [rule("civic.blood", "at_least = 200", "at_least = 700")], "T6"),
    Row("a category that lets nothing through", AIHUI, [rule("family", "max = 15", "max = 0")], "T6"),
    # T10, exact
    Row(
        "a tenth of an hour that is half a hundredth of a point",
        BEIAN,
        [rule("civic.volunteer", "unit = 5", "unit = 4")],
        "T10",
    ),
    Row("hours without an end", BEIAN, [], "T10", (rule("volunteer_service", ", max = 240", ""),)),
    Row(
        "points without an end", NEHE, [rule("welfare.stem_cells", "points   = 80", "points   = 1000000000000")], "T10"
    ),
]

GUARDRAILS = [
    Row(
        "a rule about an age",
        NEHE,
        [rule("welfare.charity", 'zh = "慈善捐赠（按次，不按金额）"', 'zh = "六十岁以上慈善捐赠"')],
        "G13",
    ),
    Row(
        "a rule about a religion",
        NEHE,
        [rule("welfare.charity", 'zh = "慈善捐赠（按次，不按金额）"', 'zh = "宗教捐赠"')],
        "G07",
    ),
    Row(
        "a rule about a sum of money",
        NEHE,
        [rule("welfare.charity", 'zh = "慈善捐赠（按次，不按金额）"', 'zh = "捐款数额"')],
        "G08",
    ),
    Row("a demerit for a red light", NEHE, [rule("conduct.minor", 'zh = "轻微行政处罚"', 'zh = "闯红灯"')], "G12"),
    Row(
        "a text without a document number",
        NEHE,
        [('document          = "讷诚信办〔2026〕3号"', 'document          = "讷河市试行"')],
        "G32",
    ),
]

READER = [
    Row(
        "a merit that takes points away",
        NEHE,
        [rule("welfare.charity", "points   = 2", "points   = -2")],
        "positive numbers",
    ),
    Row(
        "a demerit that gives points",
        NEHE,
        [rule("conduct.minor", "points   = -5", "points   = 5")],
        "negative numbers",
    ),
    Row("factors that fall", NEHE, [rule("conduct.general", "factors = [1, 2]", "factors = [2, 1]")], "may only grow"),
    Row("a table that falls", NEHE, [rule("conduct.drink_driving", "[-30, -50]", "[-50, -30]")], "may only grow"),
    Row(
        "a table by number that falls", BEIAN, [rule("civic.charity", "[1, 2, 4, 5]", "[5, 4, 2, 1]")], "may only grow"
    ),
    Row(
        "a band that takes points back",
        NEHE,
        [rule("welfare.volunteer", "unit = 4, points = 1", "unit = 4, points = -1")],
        "positive numbers",
    ),
    Row("grades that overlap", NEHE, [rule("AA", "at_least = 650", "at_least = 900")], "cannot overlap"),
    Row(
        "grades that leave a gap at the bottom",
        NEHE,
        [rule("C", "at_least = 0", "at_least = 100")],
        "must begin at the scale",
    ),
    Row(
        "escalation without a window",
        NEHE,
        [rule("conduct.general", 'within = "12 months", ', "")],
        "`within` is missing",
    ),
    Row(
        "a demerit without an end", NEHE, [rule("conduct.minor", 'counts_for = "3 months"\n', "")], "needs `counts_for`"
    ),
    Row(
        "a demerit longer than the catalogue allows",
        NEHE,
        [rule("conduct.minor", '"3 months"', '"4 months"')],
        "the catalogue allows at most",
    ),
    Row(
        "an earlier offence that has ended still weighs",
        NEHE,
        [rule("conduct.general", 'within = "12 months"', 'within = "24 months"')],
        "cannot be longer than `counts_for`",
    ),
    Row("a base below the scale", NEHE, [("base = 500", "base = -1")], "does not lie on the scale"),
    Row("a category whose base lies above its own cap", AIHUI, [rule("law", "max = 60", "max = 30")], "`base`"),
    Row(
        "a category whose floor lies above its cap",
        NEHE,
        [rule("conduct", "max = 100", "max = -500")],
        "`min` is greater than `max`",
    ),
    Row(
        "a matter that moves its weight into a full year",
        NEHE,
        [
            rule("honours.work", "same_matter_once", "limits   = { year = 30 }\nsame_matter_once"),
            rule("honours.work", 'limits   = { rolling = 60, window = "5 years" }\n', ""),
        ],
        "cannot be used with a pool or a limit per year",
    ),
    Row(
        "a demerit that would end on a day that somebody has to report",
        NEHE,
        [rule("conduct.minor", "counts_for", "while_it_lasts = true\ncounts_for")],
        "is for merits that count from the act or the finding",
    ),
    Row(
        "the highest of a year, of one matter",
        NEHE,
        [rule("honours.work", "same_matter_once", 'highest_of = "year"\nsame_matter_once')],
        "cannot be used with a pool, a limit per day, month or year, repetition or matters",
    ),
    Row(
        "thousandths of a point",
        NEHE,
        [rule("welfare.charity", "points   = 2", "points   = 2.005")],
        "at most 2 decimal places",
    ),
    Row(
        "two rules of one code",
        NEHE,
        [rule("conduct.minor", '"conduct.minor"', '"conduct.general"')],
        "is used already",
    ),
    Row(
        "a kind outside of the catalogue",
        NEHE,
        [rule("conduct.minor", 'kind     = "penalty_minor"', 'kind     = "petition"')],
        "the catalogue has no kind",
    ),
    Row(
        "points for a list",
        NEHE,
        [rule("conduct.minor", 'kind     = "penalty_minor"', 'kind     = "serious_list"')],
        "a listing earns no points",
    ),
    Row("a text without a law", NEHE, [rule("conduct.minor", "law      =", "# law    =")], "`law` is missing"),
]


def edited(text: str, edits: list[Edit]) -> str:
    """A text with its edits; each must have found its one place."""
    for old, new in edits:
        code, _, old = old.rpartition("\0")
        start = 0
        if code:
            start = text.index(f'"{code}"')
            start = text.rindex("\n[[", 0, start) if old.startswith(f'"{code}"') else start
        at = text.index(old, start)
        assert text.find("\n[[", start + 3, at) == -1, (code, old)
        text = text[:at] + new + text[at + len(old) :]
    return text
