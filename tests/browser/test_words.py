"""Whatever is written into any field of any form stays text: no script of it runs, no picture of it is asked for."""

import pytest

from tests.browser.conftest import Opens
from tests.browser.everywhere import enter
from tests.browser.place import Place
from tests.browser.surfer import Surfer, Way
from tests.web.town import COUNTY

PAYLOAD = """"'><img src=x onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)>{{7*7}}</textarea>"""
FORMS = {
    "nobody": ["/sign-in", "/verify", f"/c/{COUNTY}/try", "/scenarios"],
    "resident": [
        "/me/what-if?kind=volunteer_service",
        "/me/what-if?kind=moral_model",
        "/me/code",
        "/me/help",
        "/me/household",
    ],
    "driver": ["/me/links"],
    "newcomer": ["/me", f"/me?county={COUNTY}"],
    "operator": ["/desk"],
    "author": ["/office", "/office/new"],
    "provider": ["/imports"],
    "auditor": ["/audit"],
}
FILL = """([place, words]) => {
  const form = [...document.querySelectorAll('main form')][place];
  for (const field of form.querySelectorAll('input:not([type=hidden]):not([type=file]), textarea')) {
    field.removeAttribute('pattern'); field.removeAttribute('maxlength'); field.removeAttribute('minlength');
    field.removeAttribute('inputmode');
    if (field.type === 'date') field.type = 'text';
    if (field.type === 'radio') field.checked = true; else field.value = words;
  }
  for (const field of form.querySelectorAll('select')) field.selectedIndex = field.options.length - 1;
  form.noValidate = true;
  form.requestSubmit(form.querySelector('button:not([name=away])'));
}"""
ALIVE = "document.querySelectorAll('img[src=x], script:not([src]), svg[onload], [onerror]').length"


def sent(surfer: Surfer, place: int) -> None:
    """A form of the page with the words in each of its fields, sent past all that the browser would have refused."""
    with surfer.page.expect_navigation():
        surfer.page.evaluate(FILL, [place, PAYLOAD])
    surfer.page.wait_for_load_state()
    surfer.sound()
    assert surfer.page.evaluate(ALIVE) == 0, surfer.page.url


@pytest.mark.parametrize(("who", "path"), [(who, path) for who, paths in FORMS.items() for path in paths])
def test_what_is_written_into_a_form_stays_text(town: Place, opens: Opens, who: str, path: str) -> None:
    surfer = opens(Way("zh", 1280))
    enter(surfer, town, who, town.lived() if who == "resident" else "")
    surfer.see(path)
    for place in range(surfer.page.locator("main form").count()):
        surfer.see(path)
        sent(surfer, place)


def test_what_a_resident_writes_stays_text_on_their_page_and_in_the_office(town: Place, opens: Opens) -> None:
    number = town.lived()
    surfer = opens(Way("zh", 1280)).resident(number)
    surfer.see("/me/explain")
    at = surfer.page.locator("table.lines tr", has_text="−").get_by_role("link").first.get_attribute("href")
    for place in (2, 1, 0):  # a statement, a request for repair, an objection
        surfer.see(str(at))
        sent(surfer, place)
    office = opens(Way("zh", 1280))
    enter(office, town, "settler", "")
    read = []
    for queue in ("objections", "repairs"):
        office.see(f"/office/{queue}")
        for case in office.page.locator("tbody th a").evaluate_all("all => all.map(one => one.getAttribute('href'))"):
            office.see(case)
            office.sound()
            assert office.page.evaluate(ALIVE) == 0
            read.append("<script>alert(2)" in office.text)
    assert any(read)
