"""What must make sense in a rulebook text before anyone asks whether it may rule: dates, scale, grades, categories, names.

One rule on its own is looked at in `worths`.

Each check yields (key path, Chinese, English, perhaps a guardrail); `drafts` turns them into problems with lines.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from creditplus.language import texts
from creditplus.language.lines import Finding, Path
from creditplus.rulebooks import Rulebook
from creditplus.scales import Category

Found = Iterator[Finding]


def header(book: Rulebook) -> Found:
    """The dates of the header in their order (G32)."""
    if not book.effective < book.expires:
        yield ("expires",), "失效日期要晚于生效日期", "`expires` must lie after `effective`", "G32"
    if not book.commented.from_ <= book.commented.to:
        yield ("commented",), "公开征求意见的起止日期颠倒", "`from` must not lie after `to`", "G32"
    if not book.commented.to < book.effective:
        yield ("commented", "to"), "公开征求意见要在生效之前结束", "public comment must end before `effective`", "G32"


def scale(book: Rulebook) -> Found:
    """The scale holds its base, in whole steps."""
    score = book.score
    if score.base < score.min or (score.max is not None and score.base > score.max):
        yield ("score", "base"), "基础分不在分值范围内", "`base` does not lie on the scale"
    if score.step <= 0 or score.min % score.step or (score.max or 0) % score.step:
        yield (
            ("score", "step"),
            "`min` 和 `max` 要是 `step` 的整数倍",
            "`min` and `max` must be whole multiples of `step`",
        )


def grades(book: Rulebook) -> Found:
    """Grades from the highest down to one that begins where the scale begins; grades by share come first (R03, R04)."""
    ends = [grade.at_least for grade in book.grades]
    for place, grade in enumerate(book.grades):
        if (grade.at_least is None) == (grade.top_percent is None):
            yield ("grades", place), "要写 `at_least` 或 `top_percent` 之一", "write either `at_least` or `top_percent`"
        if grade.top_percent is not None and any(end is not None for end in ends[:place]):
            yield ("grades", place), "按比例的等级要写在最前面", "grades by share come first"
    inclusive = [(place, end) for place, end in enumerate(ends) if end is not None]
    for (_, higher), (place, lower) in pairwise(inclusive):
        if lower >= higher:
            yield (
                ("grades", place, "at_least"),
                "等级要从高到低，不能重叠",
                "grades go from the highest down and cannot overlap",
            )
    if inclusive and inclusive[-1][1] > book.score.min:
        yield (
            ("grades", inclusive[-1][0], "at_least"),
            "最低等级要从分值下限开始",
            "the lowest grade must begin at the scale's `min`",
        )
    shares = [grade.top_percent for grade in book.grades if grade.top_percent is not None]
    if sum(shares) >= 100:
        yield ("grades",), "比例之和要小于 100", "the shares must add up to less than 100"
    if not inclusive:
        yield ("grades",), "至少一个等级要写 `at_least`", "at least one grade needs `at_least`"


def categories(book: Rulebook) -> Found:
    """Categories lie within categories that exist, never in a circle, and their limits fit."""
    parents = {category.code: category.within for category in book.categories}
    for place, category in enumerate(book.categories):
        where: Path = ("categories", place)
        if category.within is not None and category.within not in parents:
            yield (*where, "within"), f"没有类别 `{category.within}`", f"there is no category `{category.within}`"
        elif circular(category, parents):
            yield (*where, "within"), "类别互相包含成了圈", "the categories lie within each other in a circle"
        if category.min is not None and category.max is not None and category.min > category.max:
            yield (*where, "min"), "`min` 大于 `max`", "`min` is greater than `max`"
        elif category.base != min(max(category.base, category.min or category.base), category.max or category.base):
            yield (*where, "base"), "`base` 不在 `min` 和 `max` 之间", "`base` does not lie between `min` and `max`"
        yield from limits(category, where)
    used = [(("rules", place), rule.category) for place, rule in enumerate(book.rules)]
    used += [(("clean", place), clean.category) for place, clean in enumerate(book.clean)]
    for path, code in used:
        if code is not None and code not in parents:
            zh, en = texts.nearest(code, parents)
            yield (*path, "category"), f"没有类别 `{code}`{zh}", f"there is no category `{code}`{en}"


def limits(category: Category, where: Path) -> Found:
    """The limits of a category per month and year: of one sign, and not zero."""
    written = [most for most in (category.limits.month, category.limits.year) if most is not None]
    if 0 in written or len({most > 0 for most in written}) > 1:
        zh, en = (
            "`limits` 都要大于零（加分）或都小于零（减分）",
            "`limits` are all greater than zero (merits) or all less (demerits)",
        )
        yield (*where, "limits"), zh, en


def circular(category: Category, parents: dict[str, str | None]) -> bool:
    """Whether a category lies, over others, within itself; more than four levels count as a circle too."""
    code: str | None = category.code
    for _ in range(5):
        code = parents.get(code) if code is not None else None
    return code is not None


def names(book: Rulebook) -> Found:
    """No code is given twice."""
    for part in ("grades", "categories"):
        yield from twice([((part, place), item.code) for place, item in enumerate(getattr(book, part))])
    parts = ("rules", "clean", "standing")
    yield from twice([((part, place), item.code) for part in parts for place, item in enumerate(getattr(book, part))])


def twice(codes: Sequence[tuple[Path, str]]) -> Found:
    """Every second use of a code."""
    seen = set()
    for path, code in codes:
        if code in seen:
            yield (*path, "code"), f"`{code}` 已经用过", f"`{code}` is used already"
        seen.add(code)


def extras(book: Rulebook) -> Found:
    """Standing conditions, clean-time bonuses and the spendable account."""
    grade_codes = {grade.code for grade in book.grades}
    for place, condition in enumerate(book.standing):
        ways = [condition.score, condition.at_most, condition.grade]
        if sum(way is not None for way in ways) != 1:
            yield (
                ("standing", place),
                "要写 `score`、`at_most`、`grade` 之一",
                "write one of `score`, `at_most`, `grade`",
            )
        if condition.grade is not None and condition.grade not in grade_codes:
            yield (
                ("standing", place, "grade"),
                f"没有等级 `{condition.grade}`",
                f"there is no grade `{condition.grade}`",
            )
    codes = {rule.code for rule in book.rules}
    for place, code in enumerate(book.spending.rules if book.spending else ()):
        if code not in codes:
            yield ("spending", "rules", place), f"没有规则 `{code}`", f"there is no rule `{code}`"
