"""What a resident decides for herself, told over real HTTP: what counts, what holds, leaving, and coming back."""

from collections.abc import Callable
from typing import Any

from creditplus.demo.doors import Doors
from creditplus.demo.town import Resident

HOME, SCENARIO, KIND = "231181", "library-deposit", "volunteer_honour"
Say = Callable[[str, str], None]
Must = Callable[[bool, str], None]


def tell(doors: Doors, resident: Resident, say: Say, must: Must) -> None:
    """The first resident of the story switches an honour off and on, takes a receipt, leaves, is asked about, and joins again."""
    number = resident.citizen_id
    say("她不想让荣誉计分，关闭了这一类", "She does not want her honour to count, and switches the kind off")
    before = doors.score(number)["points"]
    doors.switch(number, KIND, "off")
    must(doors.score(number)["points"] < before, "立即不计分 · it counts for nothing at once")
    doors.switch(number, KIND, "on")
    must(doors.score(number)["points"] == before, "打开后与从前完全一样 · on again, everything is exactly as before")
    say("她领取授权回执", "She takes a receipt of her consent")
    consent = doors.consent(number, SCENARIO, "library")
    receipt = doors.receipt(number, consent["id"])
    held = receipt["pii_processing"]["privacy_notice"]["digest"] == consent["notice_digest"]
    must(held, f"回执写明授权原文（{receipt['schema_version']}） · the receipt has the very words")
    say("她退出积分：授权、绑定和信用码同时失效", "She leaves: consents, links and codes end with it")
    code = doors.code(number, SCENARIO)["code"]
    must(doors.leave(number)["step"]["what"] == "left", "已退出，没有问理由 · she has left; nobody asked why")
    _asked(doors, code, must)
    say(
        "后来她又参加了，从前的记录还在，授权要重新给",
        "Later she joins again: her records stand, and consents begin anew",
    )
    must(doors.join(number, HOME), "已参加 · joined")
    must(doors.score(number)["points"] == before, "积分和从前一样 · the score is what it was")
    _asked(doors, doors.code(number, SCENARIO)["code"], must)
    doors.consent(number, SCENARIO, "library")
    answer = doors.decide(HOME, SCENARIO, doors.code(number, SCENARIO)["code"])
    must(answer["outcome"] == "benefit", "重新授权后，免押金 · agreed anew, and the deposit is waived")


def _asked(doors: Doors, code: str, must: Must) -> None:
    """The library asks, and is told the standard service."""
    answer: dict[str, Any] = doors.decide(HOME, SCENARIO, code)
    standard = doors.scenario(HOME, SCENARIO)["standard"]["terms"]
    must(
        answer["terms"] == standard,
        "图书馆再问：标准服务，看不出原因 · the library asks: the standard service, and no reason",
    )
