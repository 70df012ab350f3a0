"""A score as bars from where everyone begins to the total, drawn here: each bar starts where the one before it ended.

Why numbers stand at the bars and shapes differ: colour is never the only sign, and the table beside the chart says everything.
"""

from creditplus.errors import Words
from creditplus.scores import Line, Score
from creditplus.web.pages.html import Html, element, joined
from creditplus.web.pages.templates import points, signed

ROW, HIGH, LEFT, WIDE, RIGHT = 36, 20, 44, 500, 132
"""In the units of the drawing: a row, a bar, the numbers on the left, the field of bars, and the points on the right."""


def drawn(score: Score, language: str) -> Html:
    """The chart of a score, with a sentence for those who hear it."""
    steps = _steps(score.lines)
    low, high = ends(score)
    scale = WIDE / max(high - low, 1)
    rows = [_row(place, *step, low, scale) for place, step in enumerate(steps)]
    rows.append(_bar(len(steps), "Σ", "total", low, score.points, points(score.points), low, scale))
    title = Words(
        f"从起始分到合计 {points(score.points)} 分，共 {len(steps)} 行，内容见下表",
        f"From the start to {points(score.points)} points in all, {len(steps)} lines; the table below says the same",
    ).in_language(language)
    height = ROW * len(rows) + 8
    svg = element("title", title) + joined(*rows)
    return Html(
        f'<svg class="bars" viewBox="0 0 {LEFT + WIDE + RIGHT} {height}" role="img" xmlns="http://www.w3.org/2000/svg">{svg}</svg>'
    )


def ends(score: Score) -> tuple[int, int]:
    """Where the drawing begins and ends, in hundredths: it begins below the lowest step, so that small changes are seen."""
    reached = [stop for _, _, stop in _steps(score.lines)] or [score.points]
    least, most = min(reached), max(reached)
    room = max(most - least, 100) // 2
    return (min(0, least) if least - room <= 0 else least - room), most


def _steps(lines: tuple[Line, ...]) -> list[tuple[Line, int, int]]:
    """Each line with where its bar begins and ends."""
    found, at = [], 0
    for line in lines:
        found.append((line, at, at + line.points))
        at += line.points
    return found


def _row(place: int, line: Line, start: int, stop: int, low: int, scale: float) -> Html:
    kind = "base" if line.what == "base" else "more" if line.points > 0 else "less" if line.points < 0 else "none"
    value = points(line.points) if line.what == "base" else signed(line.points)
    return _bar(place, str(place + 1), kind, low if place == 0 else start, stop, value, low, scale)


def _bar(place: int, label: str, kind: str, start: int, stop: int, value: str, low: int, scale: float) -> Html:
    top = place * ROW + 4
    left = LEFT + (min(start, stop) - low) * scale
    width = max(abs(stop - start) * scale, 2)
    at = {"x": f"{left:.1f}", "y": str(top), "width": f"{width:.1f}", "height": str(HIGH)}
    middle = str(top + HIGH - 4)
    return element(
        "g",
        element("text", label, x=str(LEFT - 10), y=middle, text_anchor="end"),
        element("rect", class_=f"bar {kind}", **at),
        element("text", value, x=f"{left + width + 8:.1f}", y=middle, class_="value"),
    )
