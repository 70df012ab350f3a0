"""What a rule gives or takes, in one plain sentence."""

from creditplus import arithmetic
from creditplus.errors import Flaw, Words
from creditplus.province.catalogues import Kind
from creditplus.rulebooks import Band, Occurrences, Ready, Rule


def flaw(pointer: str, zh: str, en: str) -> Flaw:
    """What is wrong with one field."""
    return Flaw(pointer, Words(zh, en))


def told(rule: Ready, kind: Kind | None = None) -> Words:
    """How many points a record of a rule is worth, in what its kind is counted in, and for how long."""
    return joined([_worth(rule, kind), *_limits(rule), _lasting(rule)])


def joined(parts: list[Words]) -> Words:
    """Several phrases as one sentence."""
    return Words("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _worth(rule: Ready, kind: Kind | None) -> Words:
    if rule.points is not None:
        each = _signed(rule.points)
        return Words(f"每次 {each} 分", f"{_points(rule.points)} each time")
    if rule.points_by is not None:
        all = [value for values in rule.points_by.values() for value in values.values()]
        least, most = _signed(min(all)), _signed(max(all))
        return Words(f"按情形 {least} 至 {most} 分", f"from {least} to {most} points, by the case")
    if rule.discretion is not None:
        low, high = _signed(rule.discretion.from_), _signed(rule.discretion.to)
        return Words(
            f"由经办人在 {low} 至 {high} 分之间说明理由后确定", f"from {low} to {high} points, decided with a reason"
        )
    if rule.occurrences is not None and (rule.occurrences.state or rule.occurrences.points):
        return _by_number(rule.occurrences)
    return joined([_band(band, _unit(rule, kind)) for band in rule.bands])


def _by_number(found: Occurrences) -> Words:
    """The first so many, the second so many: in all, or each."""
    values, within = found.state or found.points, _period(found.within)
    zh = "、".join(
        f"第 {place + 1} 次{'共' if found.state else ''} {_signed(value)} 分" for place, value in enumerate(values)
    )
    en = ", ".join(_signed(value) for value in values)
    all = "in all " if found.state else ""
    return Words(f"{within.zh}内{zh}", f"the first, second … within {within.en}: {all}{en} points")


def _unit(rule: Ready, kind: Kind | None) -> Words:
    """What a rule counts: what its kind's field is measured in, or times."""
    if not rule.measures:
        return Words("次", "times")
    named = [(kind.field(one.field), one.multiplier) for one in rule.measures if kind and one.field]
    whole = [field for field, times in named if field and field.unit and times * 10**field.places == arithmetic.AMOUNT]
    return whole[0].measured if whole else Words("个单位", "units")


def _band(band: Band, unit: Words) -> Words:
    points, each = _signed(band.points), _amount(band.unit)
    one = unit.en.removesuffix("s") if each == "1" else unit.en
    to_zh, to_en = ("", "") if band.to is None else (f"（至 {_amount(band.to)}）", f" (up to {_amount(band.to)})")
    return Words(
        f"每满 {each} {unit.zh} {points} 分{to_zh}", f"{_points(band.points)} for each full {each} {one}{to_en}"
    )


def _limits(rule: Rule) -> list[Words]:
    named = {
        "day": ("每日", "a day"),
        "month": ("每月", "a month"),
        "year": ("每年", "a year"),
        "life": ("累计", "in all"),
    }
    found = []
    for name, (zh, en) in named.items():
        most = getattr(rule.limits, name)
        if most is not None:
            shown = arithmetic.shown(abs(most))
            found.append(Words(f"{zh}最多 {shown} 分", f"at most {_points(abs(most)).lstrip('+')} {en}"))
    return found


def _lasting(rule: Rule) -> Words:
    if rule.while_it_lasts:
        return Words("有效期内计分", "it counts while it lasts")
    if rule.counts_for in (None, "permanent"):
        return Words("长期计分", "it counts for good")
    lasts = _period(str(rule.counts_for))
    return Words(f"计分 {lasts.zh}", f"it counts for {lasts.en}")


def _period(period: str) -> Words:
    """A period such as `12 months`."""
    zh = period
    for name, word in (("years", "年"), ("year", "年"), ("months", "个月"), ("month", "个月"), ("days", "天")):
        zh = zh.replace(f" {name}", f" {word}")
    return Words(zh, period)


def _points(points: int) -> str:
    """Points in English; one is no plural."""
    return f"{_signed(points)} {'point' if abs(points) == arithmetic.POINT else 'points'}"


def _signed(points: int) -> str:
    return f"+{arithmetic.shown(points)}" if points > 0 else arithmetic.shown(points).replace("-", "−")


def _amount(amount: int) -> str:
    whole, part = divmod(amount, arithmetic.AMOUNT)
    return str(whole) + (f".{part:04d}".rstrip("0") if part else "")
