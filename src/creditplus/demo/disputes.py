"""What a resident does about a record that is wrong, and about one that was made good, told over real HTTP."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from creditplus.demo.doors import Doors
from creditplus.demo.town import HOME, Resident
from creditplus.tools import clock

Say = Callable[[str, str], None]
Must = Callable[[bool, str], None]


def tell(doors: Doors, resident: Resident, say: Say, must: Must) -> None:
    """One record is disputed, answered and withdrawn; another one is repaired. Both leave the score as if they had never been."""
    number = resident.citizen_id
    me, office = doors.as_resident(number), doors.as_client(doors.offices[HOME])
    must(doors.join(number, HOME), "已参加 · joined")
    clear = doors.score(number)["points"]
    say("有人把别人的处罚记到了她名下", "Somebody else's penalty is reported under her name")
    record = doors.report(HOME, penalty(number, "story-wrong"))["id"]
    must(doors.score(number)["points"] < clear, "扣分了 · points were taken")
    wish = {"grounds": "not me", "words": "处罚的是与我同名的人。"}
    objection = doors.send(f"/v1/records/{record}/objection", wish, me)
    must(doors.score(number)["points"] == clear, "提出异议，立即不扣分 · she objects, and at once it takes nothing")
    print(f"    办结期限 to be settled by {objection['due_on']}")
    answer = {"words": "经核对，登记时选错了人。"}
    doors.send(f"/v1/objections/{objection['id']}/answer", answer, doors.as_client(doors.providers[HOME]))
    word = {"outcome": "withdrawn", "because": "报送单位确认对象有误"}
    settled = doors.send(f"/v1/objections/{objection['id']}/settlement", word, office)
    must(settled["outcome"] == "withdrawn", "由没有报送的人办结：撤回 · settled by somebody else: withdrawn")
    must(doors.score(number)["points"] == clear, "积分不变 · the score stays as it was")
    say("另一次处罚是真的；她改正了，申请修复", "Another penalty is true; she made it good and asks for a repair")
    record = doors.report(HOME, penalty(number, "story-repaired"))["id"]
    must(doors.score(number)["points"] < clear, "扣分了 · points were taken")
    repair = doors.send(f"/v1/records/{record}/repair", {"words": "罚款已缴，已经改正。"}, me)
    print(f"    决定期限 to be decided by {repair['due_on']}")
    granted = {"outcome": "granted", "because": "已履行全部义务"}
    doors.send(f"/v1/repairs/{repair['id']}/decision", granted, office)
    after = doors.score(number)
    must(after["points"] == clear, "修复后，与从未有过一样 · repaired, it is as if it had never been")
    must(record not in str(after["lines"]), "不再显示 · it is shown no longer")


def penalty(citizen_id: str, id: str) -> dict[str, Any]:
    """A penalty of four months ago, final for two."""
    acted, ordered, final = (clock.today() - timedelta(days=days) for days in (130, 120, 60))
    document = {"type": "行政处罚决定书", "number": f"{ordered.year}-12", "authority": "市场监督管理局"}
    return {
        "id": id,
        "person": citizen_id,
        "kind": "penalty_general",
        "on": str(acted),
        "fields": {"domain": "市场监管"},
        "document": document | {"on": str(ordered), "final_on": str(final)},
    }
