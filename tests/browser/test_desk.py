"""The desk in a real browser: five outcomes, a scanner that types and presses Enter, no red and no reason anywhere."""

import re

from tests.browser.conftest import Opens
from tests.browser.everywhere import helped, newcomer, used
from tests.browser.place import Place
from tests.browser.surfer import Surfer, Way
from tests.browser.ways import every_way
from tests.web.town import demerit, good

COLOURS = """() => {
  const names = ['color', 'background-color', 'border-top-color', 'border-left-color', 'outline-color', 'fill', 'stroke', 'caret-color'];
  const styles = [...document.querySelectorAll('*')].flatMap(
    one => [getComputedStyle(one), getComputedStyle(one, '::before'), getComputedStyle(one, '::after')]);
  return styles.flatMap(style => names.map(name => style.getPropertyValue(name)));
}"""
SHAPE = "() => { const {x, y, width, height} = document.querySelector('.result').getBoundingClientRect(); return [x, y, width, height] }"
DRAWN = "(({responseStart, domComplete}) => domComplete - responseStart)(performance.getEntriesByType('navigation')[0])"


def scanned(surfer: Surfer, code: str) -> None:
    """A scanner is a keyboard: it types into whatever is ready, and presses Enter."""
    assert surfer.page.evaluate("document.activeElement.id") == "code"
    surfer.page.keyboard.type(code)
    with surfer.page.expect_navigation():
        surfer.page.keyboard.press("Enter")
    surfer.sound()


def reds(surfer: Surfer) -> list[str]:
    """Every computed colour of the page that anybody would call red."""
    found = set()
    for colour in surfer.page.evaluate(COLOURS):
        parts = [float(one) for one in re.findall(r"[\d.]+", colour)]
        if len(parts) >= 3 and (len(parts) < 4 or parts[3] > 0):
            red, green, blue = parts[:3]
            found |= {colour} if red > 120 and red > 1.6 * max(green, blue) else set()
    return sorted(found)


def fined(town: Place) -> str:
    """The code of somebody with few points."""
    number = town.joined()
    for _ in range(3):
        assert town.report(demerit(person=number)).is_success
    return town.code(number)


def gone(town: Place) -> str:
    """The code of somebody who left after getting it."""
    number = town.joined()
    code = town.code(number)
    good(town.http.post("/v1/me/departure", headers=town.resident(number), json={}))
    return code


@every_way
def test_five_outcomes_one_layout_and_never_a_reason(town: Place, opens: Opens, way: Way) -> None:
    surfer = opens(way).client(town.clients["operator"])
    told, shapes, red = [], [], reds(surfer)
    for code in (helped(town), newcomer(town), fined(town), gone(town), used(town)):
        scanned(surfer, code)
        told.append(surfer.page.locator(".result").get_attribute("class"))
        shapes.append(surfer.page.evaluate(SHAPE))
        red += reds(surfer)
        said = surfer.page.locator(".result").inner_text()
        assert re.findall(r"积分|分数|等级|原因|没有同意|score|points|grade|because|consent", said) == []
    benefit, standard, waiting = (f"result {one}" for one in ("benefit", "standard", "waiting"))
    assert (told, red) == ([benefit, standard, standard, standard, waiting], [])
    assert len({tuple(one) for one in shapes[:4]}) == 1


def test_every_cause_of_standard_is_the_same_page_but_for_number_and_time(town: Place, opens: Opens) -> None:
    surfer = opens().client(town.clients["operator"])
    seen = set()
    for code in (newcomer(town), fined(town), gone(town)):
        scanned(surfer, code)
        plain = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d(</span>)? · [0-9a-f]{8}", "", surfer.html)
        seen.add(re.sub(r'name="word" value="[0-9a-f]{32}"', "", plain))
    assert len(seen) == 1


def test_the_answer_stands_on_the_page_in_less_than_a_tenth_of_a_second(town: Place, opens: Opens) -> None:
    """From the first byte to the page drawn, by the browser's own clock; the best of five, for others use this machine too."""
    surfer = opens().client(town.clients["operator"])
    took = []
    for _ in range(5):
        scanned(surfer, newcomer(town))
        took.append(surfer.page.evaluate(DRAWN))
    assert min(took) < 100
