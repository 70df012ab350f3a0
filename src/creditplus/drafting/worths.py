"""What must make sense in one rule: exactly one way of valuing it, parts that fit together, and signs, days and fields of its kind.

Each check yields (key path below the rule, Chinese, English, perhaps a guardrail); `drafts` turns them into problems with lines.
"""

from itertools import pairwise

from creditplus import workdays
from creditplus.drafting.checks import Found
from creditplus.language import texts
from creditplus.language.lines import Path
from creditplus.province.catalogues import Kind
from creditplus.rulebooks import Occurrences, Ready, Rule, Rulebook

WORTHS = ("points", "points_by", "bands", "discretion")
PERIODS = ("record", "day", "month", "year", "rolling", "life")
AMOUNTS = PERIODS[:4]
"""Of these periods no more of what is measured may count than a rule says."""


def worth_of(rule: Rule) -> Found:
    """Exactly one way of valuing a rule, and its parts fit together."""
    ways = [name for name in WORTHS if getattr(rule, name) not in (None, ())]
    table = rule.occurrences is not None and (rule.occurrences.points or rule.occurrences.state)
    if len(ways) + bool(table) != 1:
        en = f"write exactly one of {', '.join(WORTHS)}, or a table in `occurrences`"
        yield (), f"要写 {'、'.join(WORTHS)} 之一", en
    yield from bands_of(rule)
    if rule.points_by is not None and len(rule.points_by) != 1:
        yield ("points_by",), "只能按一个字段赋分", "points go by exactly one field"
    yield from amounts_of(rule)
    for name in [name for name in PERIODS[: pool_of(rule)] if getattr(rule.limits, name) is not None]:
        zh, en = f"`{name}` 的上限比合并计算的期间短", f"a limit per {name} is shorter than what is valued together"
        yield ("limits", name), zh, en
    repeated = rule.occurrences
    if repeated is not None and sum(map(bool, (repeated.factors, repeated.points, repeated.state))) != 1:
        yield ("occurrences",), "要写 `factors`、`points`、`state` 之一", "write one of `factors`, `points`, `state`"
    if repeated is not None and rule.pooled != "record":
        zh, en = "合并计算的数量没有“第几次”", "what is pooled is valued together, so no record of it is the n-th one"
        yield ("occurrences",), zh, en
    yield from heaviest_of(rule)
    if (rule.limits.rolling is None) != (rule.limits.window is None):
        yield ("limits",), "`rolling` 和 `window` 要一起写", "`rolling` and `window` belong together"
    if rule.discretion is not None and rule.discretion.from_ > rule.discretion.to:
        yield ("discretion",), "`from` 大于 `to`", "`from` is greater than `to`"


def amounts_of(rule: Rule) -> Found:
    """What is measured is valued by bands, and no longer period is cut than what is valued together."""
    cut = [name for name in AMOUNTS if getattr(rule.at_most, name) is not None]
    if (rule.measure is not None or rule.pooled != "record" or rule.at_least or cut) and not rule.bands:
        names = "`measure`、`pooled`、`at_least`、`at_most`"
        yield (), f"{names} 只和 `bands` 一起用", f"{names.replace('、', ', ')} need `bands`"
    pool = len(AMOUNTS) if rule.pooled not in AMOUNTS else AMOUNTS.index(rule.pooled) + 1
    for name in (one for one in cut if one in AMOUNTS[pool:]):
        # What lies in the earlier of two pools would cut what lies in the later one: one more record could cost points.
        zh, en = f"`{name}` 比合并计算的期间长", f"a {name} is longer than what is valued together"
        yield ("at_most", name), zh, en
    for name in (one for one in cut if getattr(rule.at_most, one) <= 0):
        yield ("at_most", name), "要大于零", "must be greater than zero"


def heaviest_of(rule: Rule) -> Found:
    """Where only the heaviest of several records counts, nothing else depends on which of them it is."""
    spans = [
        name
        for name in AMOUNTS[1:]
        if getattr(rule.limits, name) is not None or getattr(rule.at_most, name) is not None or rule.pooled == name
    ]
    if rule.same_matter_once and spans:
        # One more record of a matter could take its weight out of a free period into a full one, and cost points.
        zh, en = f"不能和按 `{spans[0]}` 的上限同用", f"cannot be used with a pool or a limit per {spans[0]}"
        yield ("same_matter_once",), zh, en
    if rule.highest_of is not None and (spans or rule.occurrences or rule.same_matter_once or rule.pooled != "record"):
        # Of one record there is nothing to pool, to limit or to count; what each would mean first, nobody could tell.
        zh = "不能和合并计算、按日月年的上限、次数或同一事项同用"
        yield ("highest_of",), zh, "cannot be used with a pool, a limit per day, month or year, repetition or matters"


def stays_within(rule: Rule, period: str) -> bool:
    """Whether whatever a rule counts together lies in one and the same month, or year."""
    longer = PERIODS[PERIODS.index(period) + 1 :]
    state = rule.occurrences is not None and rule.occurrences.state
    limited = any(getattr(rule.limits, name) is not None for name in longer)
    pooled = rule.pooled.startswith("rolling") or rule.pooled in longer
    return not (state or limited or pooled or rule.same_matter_once or rule.highest_of in longer)


def cuts_of(book: Rulebook) -> Found:
    """What a category limits per month or year holds nothing that could be counted in another month or year (R08)."""
    places = {category.code: place for place, category in enumerate(book.categories)}
    for cut in book.cuts:
        where: Path = ("categories", places[cut.category], "limits")
        if any(part.within == cut.category for part in book.categories) or any(
            clean.category == cut.category for clean in book.clean
        ):
            zh, en = "`limits` 只用于直接含有规则的类别", "`limits` are for a category that holds rules alone"
            yield where, zh, en
        for rule in (one for one in book.rules if isinstance(one, Ready) and one.category == cut.category):
            name = "month" if cut.limits.month is not None else "year"
            if rule.magnitude != cut.magnitude:
                zh, en = f"`{rule.code}` 的正负号不同", f"`{rule.code}` has the other sign"
                yield where, zh, en
            elif not stays_within(rule, name):
                # One more record could take points out of a free year into a full one, and cost them.
                zh, en = (
                    f"`{rule.code}` 的计算跨越期间",
                    f"what `{rule.code}` counts together reaches beyond one {name}",
                )
                yield where, zh, en


def pool_of(rule: Rule) -> int:
    """The place among the periods of what is valued together, a pool or a count; it cannot be limited in shorter pieces."""
    together = rule.pooled.startswith("rolling") or (rule.occurrences is not None and rule.occurrences.state)
    return PERIODS.index("rolling" if together else rule.pooled)


def bands_of(rule: Rule) -> Found:
    """Bands rise, only the last may be open, and units are positive."""
    low = 0
    for place, band in enumerate(rule.bands):
        where: Path = ("bands", place)
        if band.unit <= 0:
            yield (*where, "unit"), "单位要大于零", "`unit` must be greater than zero"
        if band.to is None and place != len(rule.bands) - 1:
            yield (*where, "to"), "只有最后一档可以不写 `to`", "only the last band may leave out `to`"
        if band.to is not None and band.to <= low:
            yield (*where, "to"), "每一档要比前一档高", "each band must end above the one before"
        low = band.to or low


def dates_of(rule: Rule, kind: Kind) -> Found:
    """How long a record counts: demerits always end (R13)."""
    if kind.polarity == "listing":
        yield ("kind",), "名单不赋分，请写在 `standing`", "a listing earns no points; use `standing`", "G33"
    if kind.polarity == "demerit" and rule.counts_for is None:
        yield (), "减分规则要写 `counts_for`", "a demerit needs `counts_for`", "G14"
    if rule.while_it_lasts and (kind.polarity == "demerit" or rule.counts_from in ("end", "release")):
        zh, en = "只用于从行为日或认定日起算的加分项", "is for merits that count from the act or the finding"
        yield ("while_it_lasts",), zh, en
    longest = workdays.days_at_most(kind.counts_max)
    if rule.counts_for is not None and workdays.days_at_most(rule.counts_for) > longest:
        zh, en = f"目录规定最长 `{kind.counts_max}`", f"the catalogue allows at most `{kind.counts_max}`"
        yield ("counts_for",), zh, en, "G14" if kind.polarity == "demerit" else ""
    within, until = rule.occurrences and rule.occurrences.within, rule.counts_for
    if within and until and kind.polarity == "demerit" and not inside(within, until):
        # What has ended may not be used any more, not even to make a later one heavier (G16).
        yield ("occurrences", "within"), "不能长于 `counts_for`", "cannot be longer than `counts_for`", "G16"


def inside(within: str, until: str) -> bool:
    """Whether a period that begins on some day never ends after another that begins on it. A calendar year may be a day long."""
    if workdays.is_calendar(until) and not workdays.is_calendar(within):
        years = (workdays.length(until)[0] or 0) // 12
        return years > 1 and workdays.days_at_most(within) <= 365 * (years - 1)
    return workdays.days_at_most(within) <= workdays.days_at_most(until)


def signs_of(rule: Rule, kind: Kind) -> Found:
    """Merits add and demerits take away, in their limits too; repetition never makes either of them lighter.

    Why repetition may not fall: with a falling table an early merit found late would cost later ones their points. What falls
    with repetition is written as bands over a pool.
    """
    sign, zh, en = (-1, "减分", "negative") if kind.polarity == "demerit" else (1, "加分", "positive")
    told: dict[str, list[int]] = {name: [] for name in (*WORTHS, "limits", "occurrences")}
    told["points"] = [rule.points or 0]
    told["points_by"] = [points for values in (rule.points_by or {}).values() for points in values.values()]
    told["bands"] = [band.points for band in rule.bands]
    told["discretion"] = [rule.discretion.from_, rule.discretion.to] if rule.discretion else []
    told["limits"] = [getattr(rule.limits, period) or 0 for period in PERIODS]
    repeated = rule.occurrences or Occurrences(within="1 day")
    told["occurrences"] = [*repeated.points, *repeated.state]
    for name, numbers in told.items():
        if any(number * sign < 0 for number in numbers):
            never = "G12" if sign > 0 else ""  # what is good is never counted against anybody
            yield (name,), f"`{kind.code}` 是{zh}信息，正负号不对", f"`{kind.code}` takes {en} numbers", never
    for name, table in (("factors", repeated.factors), ("points", repeated.points), ("state", repeated.state)):
        if any(abs(later) < abs(earlier) for earlier, later in pairwise(table)):
            yield ("occurrences", name), "只能递增；递减请用 `bands`", "may only grow; write what falls as `bands`"


def fields_of(rule: Rule, kind: Kind) -> Found:
    """The field that points go by, with values that it can have."""
    for name, values in (rule.points_by or {}).items():
        field = kind.field(name)
        if field is None or field.type != "text":
            zh, en = texts.nearest(name, (field.code for field in kind.fields if field.type == "text"))
            zh, en = f"`{name}` 不是 `{kind.code}` 的文字字段{zh}", f"`{name}` is not a text field of `{kind.code}`{en}"
            yield ("points_by", name), zh, en
        elif field.choices:
            for value in values:
                if value not in field.choices:
                    zh, en = texts.nearest(value, field.choices)
                    yield ("points_by", name, value), f"`{name}` 没有 `{value}`{zh}", f"`{name}` has no `{value}`{en}"
