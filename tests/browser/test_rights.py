"""A resident links a plate and frees it, takes a receipt home, and is forgotten after leaving."""

import json

from tests.browser.conftest import Opens
from tests.browser.place import PARKING, Place
from tests.browser.rights import forgotten, gone, linked
from tests.browser.surfer import Way
from tests.browser.ways import every_pair


@every_pair
def test_a_plate_is_linked_after_agreeing_and_freed_at_once(town: Place, opens: Opens, way: Way) -> None:
    surfer = opens(way).resident(town.joined())
    surfer.follow(("更多", "More"), "nav.own")
    surfer.follow(("车牌和卡", "Plates and cards"))
    surfer.page.locator(f'main a[href*="{PARKING}"]').first.click()
    surfer.page.wait_for_load_state()
    surfer.press(("我同意", "I agree"))
    linked(surfer, town)
    shown = surfer.page.locator("svg.qr").count(), len(surfer.page.locator("figcaption code").inner_text())
    surfer.press(("解除绑定", "End the link"))
    left = surfer.page.get_by_role("button", name=surfer.say("解除绑定", "End the link")).count()
    assert (shown, left, surfer.say("还没有绑定", "Nothing is linked") in surfer.text) == ((1, 64), 0, True)


@every_pair
def test_a_receipt_is_read_and_taken_home(town: Place, opens: Opens, way: Way) -> None:
    surfer = opens(way).resident(town.joined())
    surfer.follow(("我的授权", "Consents"), "nav.own")
    surfer.follow(("回执", "Receipt"))
    said = surfer.page.locator("blockquote").inner_text()
    with surfer.page.expect_download() as coming:
        surfer.page.get_by_role("link", name=surfer.say("下载", "Download")).click()
    with open(coming.value.path(), encoding="utf-8") as file:
        told = json.load(file)
    assert told["pii_processing"]["privacy_notice"]["says"]["en" if way.language == "en" else "zh"] == said


@every_pair
def test_who_leaves_may_be_forgotten_and_begins_as_new(town: Place, opens: Opens, way: Way) -> None:
    number = town.joined()
    surfer = opens(way).resident(number)
    surfer.see("/me/forget")
    first = surfer.page.locator("#sure").count()
    gone(surfer, town)
    surfer.follow(("也可以删除我的身份", "You may also be forgotten"))
    forgotten(surfer, town)
    done = surfer.page.locator(".done").count(), surfer.page.locator('[action="/sign-out"]').count()
    surfer.resident(number)
    assert (first, done, surfer.say("您还没有参加", "You do not take part yet") in surfer.text) == (0, (1, 0), True)
