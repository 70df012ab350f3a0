"""Every line of a score told in words, in Chinese and English: which record, which rule, what limits took away, which law, until when.

The sentences are what a resident reads at the counter, on the page and on the command line; the numbers come from `scores`.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import msgspec

from creditplus import arithmetic
from creditplus.errors import Words
from creditplus.ledger import Entry
from creditplus.province.catalogues import Catalogue
from creditplus.rights.marks import Mark
from creditplus.scores import Line, Score

TAKEN = {
    "pool": ("与同期其他信息合并计算", "counted together with the others of its period"),
    "matter": ("同一事项只计一次", "one matter counts once"),
    "highest": ("同一期间只计最高", "only the highest counts"),
    "occurrence": ("按次数", "by the number of its occurrence"),
    "limit_record": ("单次上限", "the limit per record"),
    "limit_day": ("每日上限", "the limit per day"),
    "limit_month": ("每月上限", "the limit per month"),
    "limit_year": ("每年上限", "the limit per year"),
    "limit_rolling": ("滚动期间上限", "the limit of the rolling window"),
    "limit_life": ("累计上限", "the limit in all"),
}
"""What each step of the formula is called where it changed a record's points."""
WHAT = {
    "base": ("起始分", "where everyone begins"),
    "clean": ("无减分信息期间", "time without a demerit"),
    "periods": ("类别的每月、每年上限", "the limits of the category per month and year"),
    "category": ("类别上下限", "the limits of the category"),
    "standing": ("列入名单期间", "while on a list"),
    "scale": ("分值范围", "the ends of the scale"),
    "rounding": ("取整", "rounding to the text's step"),
}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One line in words. `points` are hundredths and add up to the score; `last_on` is the last day on which it counts."""

    words: Words
    points: int
    law: str | None = None
    record: str | None = None
    on: date | None = None
    last_on: date | None = None


def told(score: Score, catalogue: Catalogue, marks: Iterable[Mark] = ()) -> tuple[Told, ...]:
    """A score line by line, then the marks that stand beside records, which count for nothing, then what the lines add up to."""
    beside = (Told(words=mark.words, points=0, record=mark.record) for mark in marks)
    return (*(line_told(line, catalogue) for line in score.lines), *beside, total_told(score))


def line_told(line: Line, catalogue: Catalogue) -> Told:
    """One line of a score in words."""
    if line.entry is not None:
        return _entry(line, line.entry, catalogue)
    zh, en = WHAT[line.what]
    of_it = "" if line.title.zh == zh or line.what == "base" else f"（{zh}）"
    of_en = "" if line.title.en == en or line.what == "base" else f" ({en})"
    based, by_law = (f"，依据：{line.law}", f"; law: {line.law}") if line.law else ("", "")
    return Told(
        words=Words(
            f"{line.title.zh}{of_it}：{signed(line)} 分{based}",
            f"{line.title.en}{of_en}: {signed(line)} points{by_law}",
        ),
        points=line.points,
        law=line.law,
    )


def _entry(line: Line, entry: Entry, catalogue: Catalogue) -> Told:
    kind = catalogue.find(entry.kind)
    title = kind.title if kind is not None else Words(entry.kind, entry.kind)
    steps = [taken(name, points) for name, points in entry.taken.items()]
    raw = _points(entry.raw)
    zh, en = f"{raw} 分", f"{raw} points"
    if steps:
        points = _points(entry.points)
        zh = f"按标准 {zh}，{'，'.join([step.zh for step in steps])}，计 {points} 分"
        en = f"{en} by the rule, {', '.join([step.en for step in steps])}, {points} points count"
    on, (last, until, lasting) = str(entry.on), _lasting(entry.until)
    under_zh = "" if line.title.zh == title.zh else f"（{line.title.zh}）"
    under_en = "" if line.title.en == title.en else f" ({line.title.en})"
    return Told(
        words=Words(
            f"{on} {title.zh}{under_zh}：{zh}，{until}，依据：{line.law}",
            f"{on} {title.en}{under_en}: {en}; {lasting}; law: {line.law}",
        ),
        points=entry.points,
        law=line.law,
        record=entry.record,
        on=entry.on,
        last_on=last,
    )


@lru_cache(8192)
def _lasting(until: date) -> tuple[date | None, str, str]:
    """The last day on which something counts, if there is one, and how that is said."""
    if until == date.max:
        return None, "长期有效", "it counts for good"
    last = until - timedelta(1)
    return last, f"计分至 {last}", f"counts until {last}"


@lru_cache(8192)
def taken(step: str, points: int) -> Words:
    """What one step of the formula changed, in words."""
    zh, en = TAKEN[step]
    return Words(f"{zh} {_points(points)} 分", f"{en}: {_points(points)}")


def total_told(score: Score) -> Told:
    """The last line: the score with its grade and scale."""
    shown, low = arithmetic.shown(score.points), arithmetic.shown(score.min)
    top = Words("不设上限", "no upper end") if score.max is None else Words(f"至 {arithmetic.shown(score.max)}", "")
    scale = f"{low} to {arithmetic.shown(score.max)}" if score.max is not None else f"from {low}, no upper end"
    return Told(
        words=Words(
            f"{score.on} 合计 {shown} 分，等级 {score.grade}（{score.grade_title.zh}），分值范围 {low} {top.zh}",
            f"{score.on}: {shown} points in all, grade {score.grade} ({score.grade_title.en}), scale {scale}",
        ),
        points=score.points,
    )


def signed(line: Line) -> str:
    """A line's points as people write them: where the score begins without a sign, every change with one."""
    return arithmetic.shown(line.points) if line.what == "base" else _points(line.points)


@lru_cache(8192)
def _points(points: int) -> str:
    return f"+{arithmetic.shown(points)}" if points > 0 else arithmetic.shown(points)
