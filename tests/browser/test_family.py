"""What residents arrange with their family and for themselves: help, an account that is shared, what counts, papers for an objection."""

from creditplus.tools import clock
from tests.browser.conftest import Opens
from tests.browser.everywhere import handed, objecting, opened, taken_up
from tests.browser.place import Place
from tests.browser.surfer import Way
from tests.browser.ways import every_pair
from tests.web.town import COUNTY, SCENARIO, citizen_id, good, merit

PAPER = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nproof"}


@every_pair
def test_a_child_gets_a_code_for_a_parent_and_nothing_more(town: Place, opens: Opens, way: Way) -> None:
    parent, child = opens(way).resident(town.lived()), opens(way).resident(town.joined())
    taken_up(child, handed(parent))
    rows = child.page.locator("table.lines tbody tr").count()
    child.see(f"/me/code?county={COUNTY}")
    child.press(("领码", "Get a code"), within=f'main li:has(input[value="{SCENARIO}"])')
    told = good(town.ask(child.page.locator("code.letters").inner_text().replace(" ", "")))["outcome"]
    child.see("/me/consents")
    refused = child.page.locator(".refusal").count()
    child.press(("办完了", "Done"), within="header")
    parent.see("/me/access")
    seen = parent.say("您请的代办人", "whoever helps you") in parent.text.lower()
    parent.see("/me/help")
    parent.press(("结束", "End it"))
    child.see("/me/help")
    begin = child.page.get_by_role("button", name=child.say("开始代办", "Begin")).count()
    assert (rows > 3, told, refused, seen, begin) == (True, "benefit", 1, True, 0)


@every_pair
def test_two_of_a_family_share_an_account(town: Place, opens: Opens, way: Way) -> None:
    number = town.joined()
    good(town.report(merit(person=number, fields={"hours": 30})))
    first, second = opens(way).resident(number), opens(way).resident(town.joined())
    first.see("/me/household")
    first.press(("我同意，领一个口令", "I agree; get a word"))
    word = first.page.locator("code.letters").inner_text()
    second.see("/me/household")
    opened(second, ("家人给了我口令", "I was given a word"))
    second.page.fill("#handed", word)
    second.press(("我同意，一起用", "I agree, and share it"))
    members = second.page.locator("dl.summary dd").first.inner_text()
    opened(second, ("不再共用", "Share it no longer"))
    second.press(("退出家庭账户", "Leave the account"))
    alone = second.page.locator("dl.summary").count()
    assert (members[0], alone) == ("2", 0)


@every_pair
def test_a_kind_is_switched_off_and_on_again(town: Place, opens: Opens, way: Way) -> None:
    number = town.joined()
    good(town.report(merit(person=number, fields={"hours": 30})))
    surfer, points = opens(way).resident(number), []
    for button in (None, ("关掉", "Switch off"), ("打开", "Switch on")):
        surfer.see("/me/kinds")
        if button is not None:
            surfer.press(button, within="#volunteer_service")
        surfer.see("/me")
        points.append(surfer.page.locator(".number strong").inner_text())
    assert (points[1], points[0] == points[2]) == ("1000", True)
    assert points[0] != points[1]


@every_pair
def test_a_paper_goes_with_an_objection_to_whoever_settles_it(town: Place, opens: Opens, way: Way) -> None:
    surfer = opens(way).resident(town.lived())
    objecting(surfer, town)
    told = "5 MB" in surfer.text
    surfer.page.set_input_files("#file", PAPER)  # type: ignore[arg-type]  # a plain dictionary is one of its shapes
    surfer.press(("交上去", "Hand it in"))
    papers = surfer.page.locator('main a[href*="/papers/"]').count()
    office = opens(way).client(town.register_in("approver", COUNTY))
    office.see(surfer.page.url.removeprefix(surfer.address).replace("/me/", "/office/").partition("#")[0])
    with office.page.expect_download() as coming:
        office.page.locator('main a[href*="/papers/"]').click()
    assert (told, papers, coming.value.path().read_bytes()) == (True, 1, PAPER["buffer"])


@every_pair
def test_an_adult_in_care_joins_with_the_word_of_a_guardian(town: Place, opens: Opens, way: Way) -> None:
    guardian, ward = opens(way).resident(citizen_id()), opens(way).resident(citizen_id())
    guardian.see("/me/help")
    opened(guardian, ("我是监护人", "I am a guardian"))
    guardian.page.select_option("#county", COUNTY)
    guardian.press(("我同意", "I agree"))
    ward.see(f"/me?county={COUNTY}")
    ward.page.fill("#residence_months", "120")
    opened(ward, ("我由监护人照顾", "I am in the care"))
    ward.page.locator('[name="in_care"]').check()
    ward.page.fill("#guardian_word", guardian.page.locator("code.letters").inner_text())
    ward.press(("自愿参加", "Join"))
    assert (ward.page.locator(".number strong").inner_text(), str(clock.today()) in ward.text) == ("1000", True)
