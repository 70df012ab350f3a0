"""The story, told over real HTTP: a record becomes points, points become a score, a score becomes a decision.

Everything a reader sees here was answered by the running server; each step says what must hold, and the story fails if it
does not.
"""

import random
import sys
from typing import Any

from creditplus.demo import disputes, guests, rights, tour, town
from creditplus.demo.doors import Doors
from creditplus.demo.house import House
from creditplus.demo.town import Resident
from creditplus.province.catalogues import Catalogue
from creditplus.tools import clock

HOME = town.HOME
SCENARIO = "library-deposit"


class Broken(Exception):
    """A step of the story did not hold."""


def say(zh: str, en: str) -> None:
    """One step, in both languages."""
    print(f"\n● {zh}\n  {en}", flush=True)


def must(held: bool, words: str) -> None:
    """A step that has to hold."""
    print(f"    {'✔' if held else '✘'} {words}", flush=True)
    if not held:
        raise Broken(words)


def run(residents: int, records: int, seed: int, *, once: bool) -> int:
    """Tell the whole story in a fresh database; 0 if every step held. Without `once` the server stays up afterwards."""
    chance = random.Random(seed)  # a town, not a secret
    with House() as house:
        try:
            doors = house.doors()
            live = _town(doors, house.catalogue, residents, records, chance)
            _helped(doors, live[0])
            _standard(doors, live[1])
            rights.tell(doors, live[0], say, must)
            disputes.tell(doors, live[2], say, must)
            guests.tell(doors, say, must)
            _tour(doors)
        except Broken as broken:
            print(f"\n✘ 故事没有讲完：{broken}\n  the story broke off: {broken}", file=sys.stderr)
            return 1
        print("\n✔ 每一步都成立 · every step held", flush=True)
        return 0 if once else house.stay()


def _town(doors: Doors, catalogue: Catalogue, residents: int, records: int, chance: random.Random) -> list[Resident]:
    """Everybody is reported about; most join; three residents of one county will tell their story."""
    live = [Resident(town.citizen_id(clock.today().replace(year=year), 901), HOME) for year in (1951, 1988, 1969)]
    others = town.residents(list(town.COUNTIES), residents - len(live), chance)
    cities = "齐齐哈尔市（讷河市）、黑河市（爱辉区、北安市）"
    say(
        f"两市三县：{cities}，{residents} 位居民",
        f"Two cities, three counties: Qiqihar (Nehe), Heihe (Aihui, Bei'an), {residents} residents",
    )
    outcomes = doors.report_all(town.reports(catalogue, others, records, clock.today(), chance))
    must(outcomes == {"accepted": records}, f"{records} 条信用信息全部收下 · all {records} records accepted")
    joined = sum(doors.join(resident.citizen_id, resident.county) for resident in others[::2])
    must(joined == len(others[::2]), f"{joined} 位居民自愿参加 · {joined} residents joined of their own will")
    return live


def _helped(doors: Doors, resident: Resident) -> None:
    """The first resident: joins, does good, sees every line, and borrows books without a deposit."""
    say("一位 75 岁的居民自愿参加北安市的诚信积分", "A resident of 75 joins the points of Bei'an of her own will")
    must(doors.join(resident.citizen_id, HOME), "已参加 · joined")
    before = doors.score(resident.citizen_id)
    show(before)
    say("民政局报送她的志愿服务和荣誉", "The civil-affairs office reports her volunteering and an honour")
    for body in good_deeds(resident):
        receipt = doors.report(HOME, body)
        must(receipt["outcome"] == "accepted", f"{body['kind']} → {receipt['id']}")
        must(doors.report(HOME, body)["outcome"] == "same as before", "重复报送，结果相同 · sent twice, counted once")
    after = doors.score(resident.citizen_id)
    show(after)
    must(after["points"] > before["points"], "积分增加了 · the score rose")
    must(total(after) == after["points"], "各行之和等于积分 · the lines add up to the score")
    say(
        "图书馆场景：任何人都有的标准服务，和更好的可能",
        "The library: the standard for everyone, and what may be better",
    )
    scenario = doors.scenario(HOME, SCENARIO)
    print(f"    标准 standard: {scenario['standard']['terms']}")
    for benefit in scenario["benefits"]:
        print(f"    优惠 benefit:  {benefit['title']['zh']} · {benefit['title']['en']} {benefit['terms']}")
    say("她授权图书馆场景，拿到一次性信用码", "She agrees to the library scenario and gets a code for one use")
    doors.consent(resident.citizen_id, SCENARIO, "library")
    code = doors.code(resident.citizen_id, SCENARIO)
    print(f"    {code['code'][:4]} {code['code'][4:8]} {code['code'][8:12]} {code['code'][12:]}")
    answer = doors.decide(HOME, SCENARIO, code["code"])
    print(f"    {answer['outcome']} {answer['terms']}")
    must(answer["outcome"] == "benefit", "免押金 · deposit waived")
    must(
        doors.attested(answer, HOME),
        "凭证签名无误，只写给这家图书馆 · the attestation is signed, for this library alone",
    )
    must(doors.refused(HOME, SCENARIO, code["code"]) == "/problems/code-used", "同一个码不能再用 · the code works once")


def _standard(doors: Doors, resident: Resident) -> None:
    """The second resident: no points yet, and the identical answer but for the deposit."""
    say("另一位居民没有足够的积分，也去图书馆", "Another resident has not enough points and goes to the library too")
    must(doors.join(resident.citizen_id, HOME), "已参加 · joined")
    doors.consent(resident.citizen_id, SCENARIO, "library")
    standard = doors.decide(HOME, SCENARIO, doors.code(resident.citizen_id, SCENARIO)["code"])
    print(f"    {standard['outcome']} {standard['terms']}")
    must(standard["outcome"] == "standard", "按标准服务办理 · standard service")
    offered = doors.scenario(HOME, SCENARIO)["standard"]["terms"]
    must(standard["terms"] == offered, "与标准服务一字不差 · exactly the standard service")
    say("第三次：没有授权的人", "And somebody who never agreed")
    stranger = Resident(town.citizen_id(clock.today().replace(year=1970), 902), HOME)
    must(doors.join(stranger.citizen_id, HOME), "已参加 · joined")
    silent = doors.decide(HOME, SCENARIO, doors.code(stranger.citizen_id, SCENARIO)["code"])
    same = {key: silent[key] for key in ("outcome", "terms")} == {key: standard[key] for key in ("outcome", "terms")}
    must(same and list(silent) == list(standard), "回答完全相同，看不出原因 · the same answer; nobody can tell why")


def _tour(doors: Doors) -> None:
    """Every scenario: a volunteer, somebody new, somebody honoured."""
    say(
        "所有信用+场景：一位志愿者 | 一位新参加的居民 | 一位荣誉获得者",
        "Every scenario: a volunteer | a resident who has just joined | one who was honoured",
    )
    tour.walk(doors, must)


def good_deeds(resident: Resident) -> list[dict[str, Any]]:
    """What the first resident did this year."""
    on = clock.today()
    month = on.replace(day=1)
    return [
        {
            "id": "story-1",
            "person": resident.citizen_id,
            "kind": "volunteer_service",
            "on": str(month),
            "fields": {"hours": 16.5},
        },
        {
            "id": "story-2",
            "person": resident.citizen_id,
            "kind": "volunteer_honour",
            "on": str(month),
            "fields": {"level": "省"},
        },
    ]


def show(score: dict[str, Any]) -> None:
    """A score with its lines."""
    for line in score["lines"]:
        title = line["title"]
        print(f"    {line['points'] / 100:+10.2f}  {title['zh']} · {title['en']}  {line.get('law') or ''}")
    grade = score["grade_title"]
    print(f"    {score['points'] / 100:10.2f}  {score['grade']} {grade['zh']} · {grade['en']}  ({score['on']})")


def total(score: dict[str, Any]) -> int:
    """The sum of a score's lines."""
    return sum(line["points"] for line in score["lines"])
