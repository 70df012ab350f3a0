"""A resident's life: joins, agrees, shows a code, sees who looked, objects, asks for repair, takes everything out, leaves."""

import re
import zipfile

from tests.browser.conftest import Opens
from tests.browser.everywhere import own_record
from tests.browser.place import Place
from tests.browser.surfer import Surfer, Way
from tests.browser.ways import every_pair, every_way
from tests.web.town import COUNTY, SCENARIO, citizen_id, good, merit


def joined(surfer: Surfer, number: str) -> None:
    """Somebody finds out what this is, signs in, and joins."""
    surfer.see("/")
    surfer.follow(("看我的积分", "See my points"))
    surfer.page.fill("#citizen_id", number)
    surfer.press(("登录", "Sign in"))
    surfer.page.select_option("#county", COUNTY)
    surfer.press(("下一步", "Next"))
    surfer.page.fill("#residence_months", "120")
    surfer.press(("自愿参加", "Join"))


def agreed(surfer: Surfer) -> None:
    """Reads the very words, and agrees."""
    surfer.see(f"/me/consents/new?scenario={SCENARIO}&operator_kind=library")
    surfer.press(("我同意", "I agree"))


def letters(surfer: Surfer) -> str:
    """The code on the page, as somebody would read it out."""
    surfer.see("/me/code")
    surfer.press(("领码", "Get a code"))
    return surfer.page.locator("code.letters").inner_text()


@every_way
def test_a_life_with_points(town: Place, opens: Opens, way: Way) -> None:
    number, surfer = citizen_id(), opens(way)
    joined(surfer, number)
    begun = surfer.page.locator(".number strong").inner_text()
    for report in (merit(person=number), merit(person=number, kind="volunteer_honour", fields={"level": "省"})):
        good(town.report(report))
    surfer.follow(("积分明细", "Every line"), "nav.own")
    rows, bars = surfer.page.locator("table.lines tbody tr").count(), surfer.page.locator("rect.bar").count()
    agreed(surfer)
    told = good(town.ask(letters(surfer).replace(" ", "")))["outcome"]
    surfer.follow(("谁看过我", "Who looked"), "nav.own")
    seen = surfer.say("优惠", "a benefit") in surfer.text
    surfer.follow(("我的授权", "Consents"), "nav.own")
    surfer.press(("收回", "Take back"))
    back = surfer.say("已收回", "taken back") in surfer.text
    surfer.see("/me/leave")
    surfer.press(("我要退出", "Leave now"))
    left = surfer.page.locator(".done").count()
    assert (begun, rows, bars, told, seen, back, left) == ("1000", 3, 4, "benefit", True, True, 1)


@every_pair
def test_a_record_that_is_not_right_is_marked_at_once(town: Place, opens: Opens, way: Way) -> None:
    surfer = opens(way).resident(town.lived())
    own_record(surfer, town)
    surfer.page.get_by_label(surfer.say("这不是我", "this is not me")).check()
    surfer.page.fill("#objection-words", "<b>不是我</b><script>alert(1)</script>")
    surfer.press(("提出异议", "Object"))
    done = surfer.page.locator(".done").count(), surfer.say("最迟", "answered by") in surfer.text
    surfer.see("/me/explain")
    assert (done, surfer.page.locator(".mark").count() > 0) == ((1, True), True)


@every_pair
def test_what_was_put_right_is_asked_to_be_repaired(town: Place, opens: Opens, way: Way) -> None:
    surfer = opens(way).resident(town.lived())
    own_record(surfer, town)
    surfer.page.locator("summary", has_text=surfer.say("申请修复", "ask for repair")).click()
    surfer.page.fill("#repair-words", "罚款已缴，已经改正。")
    surfer.press(("申请修复", "Ask for repair"))
    assert (surfer.page.locator(".done").count(), re.findall(r"\d{4}-\d\d-\d\d", surfer.text) != []) == (1, True)


@every_pair
def test_everything_that_is_held_is_taken_out_in_one_file(town: Place, opens: Opens, way: Way) -> None:
    surfer = opens(way).resident(town.lived())
    surfer.see("/me/export")
    with surfer.page.expect_download() as coming:
        surfer.page.get_by_role("button", name=surfer.say("下载", "Download")).click()
    assert "records.csv" in "".join(zipfile.ZipFile(coming.value.path()).namelist())
