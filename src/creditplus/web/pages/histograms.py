"""How many residents have how many points before and after a text, drawn here as two bars side by side for each step of the scale.

Why the two look different without colour: before is an empty frame, after is filled, and the table below says every number.
"""

from creditplus.errors import Words
from creditplus.outlooks.impacts import Bar
from creditplus.web.pages.html import Html, element, joined
from creditplus.web.pages.templates import points

WIDE, HIGH, LEFT, BELOW, ABOVE = 640, 240, 56, 34, 14
"""In the units of the drawing: the field of bars, the numbers on the left, the points below, and the air above."""
STEPS = 4
"""How many lines say how many residents a height stands for."""
LABELS = 6
"""About so many bars say where they begin."""
AROUND = 2
"""So many empty steps are drawn on each side of where residents are."""


def drawn(bars: tuple[Bar, ...], language: str) -> Html:
    """The chart, with a sentence for those who hear it."""
    bars = _reached(bars)
    most = _round(max((max(bar.before, bar.after) for bar in bars), default=0))
    title = Words(
        "新文件前后的积分分布，数字见下表",
        "The points of residents before and after the text; the table below has the numbers",
    ).in_language(language)
    lines = [_line(step, most) for step in range(STEPS + 1)]
    pairs = [_pair(place, bar, len(bars), most) for place, bar in enumerate(bars)]
    size = f"0 0 {LEFT + WIDE + 12} {ABOVE + HIGH + BELOW}"
    inside = element("title", title) + joined(*lines, *pairs)
    return Html(
        f'<svg class="bars histogram" viewBox="{size}" role="img" xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    )


def _reached(bars: tuple[Bar, ...]) -> tuple[Bar, ...]:
    """The part of the scale where residents are, with one step around it."""
    full = [place for place, bar in enumerate(bars) if bar.before or bar.after] or [0]
    low, high = max(full[0] - AROUND, 0), min(full[-1] + AROUND + 1, len(bars))
    return bars[low:high]


def _round(most: int) -> int:
    """The top of the scale: a number of residents that divides well."""
    step = 10
    while step * STEPS < most:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step * STEPS


def _line(step: int, most: int) -> Html:
    """One line across, with the number of residents that it stands for."""
    at = f"{ABOVE + HIGH - HIGH * step / STEPS:.1f}"
    middle = f"{float(at) + 5:.1f}"
    return element(
        "g",
        element("line", x1=str(LEFT), x2=str(LEFT + WIDE), y1=at, y2=at, class_="grid"),
        element("text", f"{most * step // STEPS:,}", x=str(LEFT - 8), y=middle, text_anchor="end"),
    )


def _pair(place: int, bar: Bar, count: int, most: int) -> Html:
    """One step of the scale: before as a frame, after filled."""
    room = WIDE / count
    left = LEFT + place * room
    label = (
        [element("text", points(bar.from_points), x=f"{left:.1f}", y=str(ABOVE + HIGH + 24), text_anchor="start")]
        if place % max(count // LABELS, 1) == 0
        else []
    )
    return element(
        "g",
        _bar("before", left + room * 0.08, room * 0.4, bar.before, most),
        _bar("after", left + room * 0.5, room * 0.4, bar.after, most),
        *label,
    )


def _bar(kind: str, left: float, width: float, residents: int, most: int) -> Html:
    height = HIGH * residents / most
    at = {"x": f"{left:.1f}", "y": f"{ABOVE + HIGH - height:.1f}", "width": f"{width:.1f}", "height": f"{height:.1f}"}
    return element("rect", class_=f"bar {kind}", **at)
