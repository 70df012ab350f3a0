"""The office in a real browser: a text from its author to its effect, an objection and a repair answered, a file, a guest, an audit."""

import secrets

from creditplus.demo import house
from creditplus.demo.disputes import penalty
from creditplus.tools import clock
from tests.browser.conftest import Opens
from tests.browser.everywhere import CHECK, PROPOSE, typed, unreachable
from tests.browser.place import Place
from tests.browser.surfer import Surfer, Way
from tests.browser.ways import every_pair, every_way
from tests.web.town import COUNTY, citizen_id, good, merit


def lending(name: str) -> str:
    """A new scenario of the county under a name that no other has: the first text of its place may rule at once."""
    text = house.newest(house.ROOT / "scenarios" / COUNTY / "item-lending").read_text("utf-8")
    lines = {"scenario": f'scenario = "{name}"', "effective": f"effective = {clock.today()}"}
    for key, line in lines.items():
        old = next(one for one in text.splitlines() if one.startswith(f"{key} "))
        text = text.replace(old, line, 1)
    title = next(one for one in text.splitlines() if one.startswith("title "))
    return text.replace(title, f'title = {{ zh = "借{name}", en = "borrow {name}" }}', 1)


@every_way
def test_a_text_is_written_by_one_and_approved_by_another_and_then_it_rules(
    town: Place, opens: Opens, way: Way
) -> None:
    name = f"t{secrets.token_hex(4)}"
    author, approver, anyone = (
        opens(way).client(town.clients["author"]),
        opens(way).client(town.clients["approver"]),
        opens(way),
    )
    typed(author, lending(name), PROPOSE)
    alone = author.page.get_by_role("button", name=author.say("批准", "Approve")).count()
    approver.see(author.page.url.removeprefix(author.address))
    approver.press(("推算影响", "Look ahead"))
    approver.press(("批准", "Approve"))
    ruling = approver.page.locator(".state.in-force").count()
    anyone.see(f"/scenarios?county={COUNTY}")
    assert (alone, ruling, name in anyone.text) == (0, 1, True)


@every_pair
def test_a_text_that_would_hurt_somebody_does_not_get_through(town: Place, opens: Opens, way: Way) -> None:
    author = opens(way).client(town.clients["author"])
    typed(author, unreachable(), CHECK)
    card = author.page.locator("article.shown").count(), author.page.locator(".problems li").count() > 0
    author.press(PROPOSE)
    assert (card, author.page.url.endswith("/office/new"), author.page.locator(".refusal").count()) == (
        (1, True),
        True,
        1,
    )


def waiting(town: Place, what: str, wish: dict[str, str]) -> str:
    """Something that a resident asked for; where the office finds it."""
    number = town.joined()
    record = good(town.report(penalty(number, f"wait-{secrets.token_hex(6)}")))["id"]
    id = good(town.http.post(f"/v1/records/{record}/{what}", json=wish, headers=town.resident(number)))["id"]
    return f"/office/{what}s/{id}"


def settler(town: Place, surfer: Surfer) -> Surfer:
    """Somebody of the county who answers."""
    return surfer.client(town.register_in("approver", COUNTY))


@every_pair
def test_an_objection_is_answered_with_its_reason(town: Place, opens: Opens, way: Way) -> None:
    at = waiting(town, "objection", {"grounds": "not me", "words": "<img src=x onerror=alert(1)>不是我"})
    surfer = settler(town, opens(way))
    surfer.see("/office/objections")
    listed = surfer.page.locator(f'a[href="{at}"]').count()
    surfer.see(at)
    surfer.page.get_by_label(surfer.say("撤下这条记录", "The record is withdrawn")).check()
    surfer.page.fill("#because", "登记时选错了人")
    surfer.press(("确定", "Settle"))
    assert (listed, "登记时选错了人" in surfer.text, "<img src=x" in surfer.text) == (1, True, True), surfer.text


@every_pair
def test_a_repair_is_granted(town: Place, opens: Opens, way: Way) -> None:
    at = waiting(town, "repair", {"words": "罚款已缴"})
    surfer = settler(town, opens(way))
    surfer.see(at)
    surfer.page.locator('[name="outcome"][value="granted"]').check()
    surfer.page.fill("#because", "已履行全部义务")
    surfer.press(("确定", "Decide"))
    assert surfer.say("已修复", "repaired") in surfer.text


@every_pair
def test_a_file_is_sent_and_its_wrong_rows_are_told(town: Place, opens: Opens, way: Way) -> None:
    surfer = opens(way).client(town.clients["provider"])
    rows = f"id,person,kind,on,fields.hours\n{secrets.token_hex(6)},{citizen_id()},volunteer_service,{clock.today()},3\nx,y,z,w,v\n"
    surfer.see("/imports")
    surfer.page.set_input_files("#file", {"name": "records.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    surfer.page.select_option("#county", COUNTY)
    surfer.press(("报送", "Send"))
    numbers = surfer.page.locator(".numbers dd").all_inner_texts()
    assert (numbers, surfer.page.locator("tbody tr").count()) == (["1", "0", "0", "1"], 1)


@every_pair
def test_an_auditor_follows_an_event_to_its_seal(town: Place, opens: Opens, way: Way) -> None:
    good(town.report(merit()))
    surfer = opens(way).client(town.clients["auditor"])
    surfer.see("/audit?verb=approve_document")
    surfer.page.locator("tbody th a").last.click()
    surfer.page.wait_for_load_state()
    surfer.sound()
    hidden = surfer.say("没有案号，不显示", "not shown without a case") in surfer.text
    surfer.see("/audit/seals")
    surfer.press(("核对整本日志", "Check the whole log"))
    assert (hidden, surfer.page.locator(".done").count()) == (True, 1)


@every_pair
def test_a_guest_is_helped_in_another_city_only_while_she_agrees(town: Place, opens: Opens, way: Way) -> None:
    """A resident of Nehe (Qiqihar) at a hotel of Heihe; a code that she still holds is worth nothing once she took it back."""
    guest, desk = opens(way).resident(town.guest()), opens(way).client(town.hotel())
    guest.see("/me/consents")
    guest.follow(("信易住", "hotel stays"), nth=-1)
    where = guest.say("黑河市", "Heihe") in guest.text
    guest.press(("我同意", "I agree"))
    codes = [coded(guest), coded(guest)]
    answers = [shown(desk, codes[0])]
    guest.see("/me/consents")
    guest.press(("收回", "Take back"))
    answers.append(shown(desk, codes[1]))
    assert (where, answers) == (True, ["result benefit", "result standard"])


def coded(guest: Surfer) -> str:
    """A code for the city that is visited."""
    guest.see("/me/code")
    guest.press(("领码", "Get a code"), nth=-1)
    return guest.page.locator("code.letters").inner_text()


def shown(desk: Surfer, code: str) -> str | None:
    """What the hotel's desk shows."""
    desk.see("/desk")
    desk.page.fill("#code", code)
    desk.press(("查询", "Ask"))
    return desk.page.locator(".result").get_attribute("class")
