"""Every page in every state that it can be in, and how somebody gets there: what axe looks at, and what the pictures show."""

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from creditplus.demo import house
from creditplus.demo.disputes import penalty
from creditplus.tools import clock
from tests.browser.place import Place
from tests.browser.rights import forgotten, gone, linked, unchosen
from tests.browser.surfer import Surfer
from tests.web.town import COUNTY, SCENARIO, citizen_id, good, merit

Reach = Callable[[Surfer, Place], None]


class Stop(NamedTuple):
    """A page in a state: its name, who looks at it, and how they got there."""

    name: str
    who: str
    reach: Reach


def at(path: str) -> Reach:
    """Straight there."""
    return lambda surfer, _: void(surfer.see(path))


def void(_: object) -> None:
    """Nothing."""


def rulebook() -> str:
    """A county's rulebook as it is shipped."""
    return house.newest(house.ROOT / "rules" / COUNTY).read_text("utf-8")


def coming(days: int = 40) -> str:
    """The same rulebook from a day that is far enough ahead, with another base and another best grade."""
    text = rulebook().replace("at_least = 1050", "at_least = 1060", 1).replace("base = 1000", "base = 1008", 1)
    day = clock.today() + timedelta(days=days)
    old = next(line for line in text.splitlines() if line.startswith("effective"))
    return text.replace(old, f"effective = {day}", 1) + f"\n# {secrets.token_hex(4)}\n"


def typed(surfer: Surfer, text: str, button: tuple[str, str]) -> None:
    """A text written in the editor, and a button pressed."""
    surfer.see("/office/new")
    surfer.page.fill("#text", text)
    surfer.press(button)


CHECK, PROPOSE = ("检查", "Check"), ("提交，等另一个人批准", "Propose it to a second person")


def unreachable() -> str:
    """A scale that ends below its best grade: there is somebody whom that would hurt."""
    return coming().replace("min = 0\n", "min = 0\nmax = 1040\n", 1)


def tried(surfer: Surfer, _: Place) -> None:
    """A life that nobody lived."""
    surfer.see(f"/c/{COUNTY}/try")
    surfer.page.select_option("#kind", "volunteer_service")
    surfer.press(("选好了", "Choose"))
    surfer.page.fill("#hours", "30")
    surfer.press(("加上", "Add it"))


def verified(surfer: Surfer, place: Place) -> None:
    """A genuine attestation."""
    surfer.see("/verify")
    surfer.page.fill("#attestation", good(place.ask(place.code(place.joined())))["attestation"])
    surfer.press(("验证", "Check"))


def forged(surfer: Surfer, _: Place) -> None:
    """One that nobody signed."""
    surfer.see("/verify")
    surfer.page.fill("#attestation", "eyJ.eyJ.AAAA")
    surfer.press(("验证", "Check"))


def unknown(surfer: Surfer, _: Place) -> None:
    """An id that nobody has."""
    surfer.see("/sign-in")
    surfer.page.fill("#client_id", "nobody")
    surfer.page.fill("#client_secret", "nothing")
    surfer.press(("登录", "Sign in"), nth=1)


def issued(surfer: Surfer, _: Place) -> None:
    """A code to show."""
    surfer.see("/me/code")
    surfer.press(("领码", "Get a code"))


def own_record(surfer: Surfer, _: Place) -> None:
    """The record that took points."""
    surfer.see("/me/explain")
    surfer.page.locator("table.lines tr", has_text="−").get_by_role("link").first.click()
    surfer.page.wait_for_load_state()
    surfer.sound()


def opened(surfer: Surfer, words: tuple[str, str]) -> None:
    """A part of the page that was folded away."""
    surfer.page.locator("summary", has_text=surfer.say(*words)).click()


def handed(surfer: Surfer) -> str:
    """The word for what somebody hands over: their points and codes."""
    surfer.see("/me/help")
    for power in ("read_score", "issue_code"):
        surfer.page.locator(f'[name="{power}"]').check()
    surfer.press(("领一个口令", "Get a word"))
    return surfer.page.locator("code.letters").inner_text()


def taken_up(surfer: Surfer, word: str) -> None:
    """Somebody accepts a word and begins to help."""
    surfer.see("/me/help")
    opened(surfer, ("家人给了我口令", "I was given a word"))
    surfer.page.fill("#handed", word)
    surfer.press(("接受", "Accept"))
    surfer.press(("开始代办", "Begin"))


def helping(surfer: Surfer, place: Place) -> None:
    """The pages of somebody else who asked for help."""
    wish = {"may": ["read_score", "issue_code", "read_access"], "last": str(clock.today())}
    said = good(place.http.post("/v1/me/delegations", json=wish, headers=place.resident(place.lived())))
    taken_up(surfer, said["word"])


def shared(surfer: Surfer, place: Place) -> None:
    """An account that two share."""
    other = place.resident(place.lived())
    digest = good(place.http.get("/v1/me/household", headers=other))["digest"]
    word = good(place.http.post("/v1/me/household/words", json={"notice_digest": digest}, headers=other))["word"]
    surfer.see("/me/household")
    opened(surfer, ("家人给了我口令", "I was given a word"))
    surfer.page.fill("#handed", word)
    surfer.press(("我同意，一起用", "I agree, and share it"))


def invited(surfer: Surfer, _: Place) -> None:
    """A word for a member of the family."""
    surfer.see("/me/household")
    surfer.press(("我同意，领一个口令", "I agree; get a word"))


def switched(surfer: Surfer, _: Place) -> None:
    """A kind that does not count any more."""
    surfer.see("/me/kinds")
    surfer.press(("关掉", "Switch off"))


def objected(surfer: Surfer, place: Place) -> None:
    """An objection that has just been sent."""
    own_record(surfer, place)
    surfer.page.locator('[name="grounds"][value="not me"]').check()
    surfer.page.fill("#objection-words", "处罚的是与我同名的人，请核对身份证号码。")
    surfer.press(("提出异议", "Object"))


def objecting(surfer: Surfer, place: Place) -> None:
    """The page of an objection."""
    objected(surfer, place)
    surfer.follow(("看进展", "How it stands"))


def no_paper(surfer: Surfer, _: Place) -> None:
    """Something attached that is no paper."""
    file = {"name": "letter.zip", "mimeType": "application/zip", "buffer": b"PK"}
    surfer.page.set_input_files("#file", file)  # type: ignore[arg-type]  # a plain dictionary is one of its shapes
    surfer.press(("交上去", "Hand it in"))


def blank_words(surfer: Surfer, place: Place) -> None:
    """An objection without a word of explanation; the browser itself would not have let it go."""
    own_record(surfer, place)
    surfer.page.evaluate("for (const one of document.querySelectorAll('[required]')) one.required = false")
    surfer.press(("提出异议", "Object"))


def supposed(surfer: Surfer, _: Place) -> None:
    """A good deed tried out."""
    surfer.see("/me/what-if?kind=volunteer_service")
    surfer.page.fill("#hours", "10")
    surfer.press(("算一算", "See"))


def asked(code: Callable[[Place], str]) -> Reach:
    """A code shown at the desk."""

    def reach(surfer: Surfer, place: Place) -> None:
        surfer.see("/desk")
        surfer.page.fill("#code", code(place))
        surfer.press(("查询", "Ask"))

    return reach


def helped(place: Place) -> str:
    """The code of somebody who did much good."""
    number = place.joined()
    for report in (merit(person=number), merit(person=number, kind="volunteer_honour", fields={"level": "省"})):
        good(place.report(report))
    return place.code(number)


def newcomer(place: Place) -> str:
    """The code of somebody of whom nothing is known."""
    return place.code(place.joined())


def used(place: Place) -> str:
    """A code that was shown before."""
    code = newcomer(place)
    good(place.ask(code))
    return code


def looked(text: Callable[[], str]) -> Reach:
    """A text in the editor, looked at."""
    return lambda surfer, _: typed(surfer, text(), CHECK)


def foreseen(surfer: Surfer, _: Place) -> None:
    """A text that was proposed, and what it would change."""
    typed(surfer, coming(), PROPOSE)
    surfer.press(("推算影响", "Look ahead"))


def waiting(surfer: Surfer, place: Place) -> None:
    """A text that waits for this person's word."""
    title = {"Content-Type": "application/toml"}
    digest = good(place.http.post("/v1/documents", content=coming(41).encode(), headers=place.of("author") | title))[
        "digest"
    ]
    good(place.http.post(f"/v1/documents/{digest}/simulation", json={}, headers=place.of("author")))
    surfer.see(f"/office/{digest}")


def case(what: str, wish: dict[str, str]) -> Reach:
    """An objection or a request for repair that waits."""

    def reach(surfer: Surfer, place: Place) -> None:
        number = place.joined()
        record = good(place.report(penalty(number, secrets.token_hex(8))))["id"]
        id = good(place.http.post(f"/v1/records/{record}/{what}", json=wish, headers=place.resident(number)))["id"]
        surfer.see(f"/office/{what}s/{id}")

    return reach


def sent(surfer: Surfer, place: Place) -> None:
    """A file with rows that are right and some that are not."""
    surfer.see("/imports")
    right = [merit(person=citizen_id()) for _ in range(5)]
    rows = "\n".join([*map(json.dumps, [*right, merit(kind="no_such_kind"), {}]), "nonsense"])
    file = {"name": "records.ndjson", "mimeType": "application/x-ndjson", "buffer": rows.encode()}
    surfer.page.set_input_files("#file", file)  # type: ignore[arg-type]  # a plain dictionary is one of its shapes
    surfer.page.select_option("#county", COUNTY)
    surfer.press(("报送", "Send"))


def one_event(surfer: Surfer, _: Place) -> None:
    """An event of the log that stands under a seal."""
    surfer.see("/audit?verb=approve_document")
    surfer.page.locator("tbody th a").last.click()
    surfer.page.wait_for_load_state()
    surfer.sound()


def checked(surfer: Surfer, _: Place) -> None:
    """The whole log, hashed again."""
    surfer.see("/audit/seals")
    surfer.press(("核对整本日志", "Check the whole log"))


STOPS = (
    Stop("home", "nobody", at("/")),
    Stop("scenarios-choose", "nobody", at("/scenarios")),
    Stop("scenarios", "nobody", at(f"/scenarios?county={COUNTY}")),
    Stop("scenarios-none", "nobody", at("/scenarios?county=232761")),
    Stop("rules", "nobody", at(f"/c/{COUNTY}/rules")),
    Stop("rules-none", "nobody", at("/c/232761/rules")),
    Stop("try", "nobody", at(f"/c/{COUNTY}/try")),
    Stop("try-deeds", "nobody", tried),
    Stop("transparency", "nobody", at("/transparency")),
    Stop("verify", "nobody", at("/verify")),
    Stop("verify-genuine", "nobody", verified),
    Stop("verify-forged", "nobody", forged),
    Stop("sign-in", "nobody", at("/sign-in")),
    Stop("sign-in-refused", "nobody", unknown),
    Stop("docs", "nobody", at("/docs")),
    Stop("problems", "nobody", at("/problems")),
    Stop("problem", "nobody", at("/problems/code-used")),
    Stop("no-page", "nobody", at("/no-such-page")),
    Stop("join-choose", "newcomer", at("/me")),
    Stop("join", "newcomer", at(f"/me?county={COUNTY}")),
    Stop("join-none", "newcomer", at("/me?county=232761")),
    Stop("me-new", "joined", at("/me")),
    Stop("explain-new", "joined", at("/me/explain")),
    Stop("me", "resident", at("/me")),
    Stop("explain", "resident", at("/me/explain")),
    Stop("code-choose", "resident", at("/me/code")),
    Stop("code", "resident", issued),
    Stop("consents", "resident", at("/me/consents")),
    Stop("receipt", "resident", lambda surfer, _: surfer.follow(("回执", "Receipt"))),
    Stop("consent-words", "resident", at("/me/consents/new?scenario=parking-exit-first&operator_kind=parking")),
    Stop("record", "resident", own_record),
    Stop("record-refused", "resident", blank_words),
    Stop("what-if", "resident", at("/me/what-if")),
    Stop("what-if-answer", "resident", supposed),
    Stop("access", "resident", at("/me/access")),
    Stop("export", "resident", at("/me/export")),
    Stop("leave", "resident", at("/me/leave")),
    Stop("more", "resident", at("/me/more")),
    Stop("links-none", "resident", at("/me/links")),
    Stop("forget-not-yet", "resident", at("/me/forget")),
    Stop("kinds", "resident", at("/me/kinds")),
    Stop("help", "resident", at("/me/help")),
    Stop("household", "resident", at("/me/household")),
    Stop("not-for-you", "resident", at("/office")),
    Stop("record-marked", "objector", objected),
    Stop("my-objection", "objector", lambda surfer, _: surfer.follow(("看进展", "How it stands"))),
    Stop("my-objection-refused", "objector", no_paper),
    Stop("kinds-off", "family", switched),
    Stop("help-word", "family", lambda surfer, _: void(handed(surfer))),
    Stop("household-word", "family", invited),
    Stop("household-shared", "member", shared),
    Stop("helping", "member", helping),
    Stop("helping-code", "member", at(f"/me/code?county={COUNTY}")),
    Stop("helping-not", "member", at("/me/consents")),
    Stop("links", "driver", at("/me/links")),
    Stop("links-refused", "driver", unchosen),
    Stop("linked", "driver", linked),
    Stop("left", "leaver", gone),
    Stop("forget", "leaver", at("/me/forget")),
    Stop("forgotten", "leaver", forgotten),
    Stop("desk", "operator", at("/desk")),
    Stop("desk-benefit", "operator", asked(helped)),
    Stop("desk-standard", "operator", asked(newcomer)),
    Stop("desk-used", "operator", asked(used)),
    Stop("desk-unknown", "operator", asked(lambda _: "L" * 16)),
    Stop("office", "author", at(f"/office?division={COUNTY}")),
    Stop("office-empty", "author", at("/office?division=232761")),
    Stop("draft-empty", "author", at("/office/new")),
    Stop("draft", "author", looked(coming)),
    Stop("draft-problems", "author", looked(lambda: 'kind = "rulebook"\nnonsense = 1\n')),
    Stop("draft-hurts", "author", looked(unreachable)),
    Stop("text-foreseen", "author", foreseen),
    Stop("text-waiting", "approver", waiting),
    Stop(
        "objection",
        "settler",
        case("objection", {"grounds": "not me", "words": "处罚的是与我同名的人，请核对身份证号码。"}),
    ),
    Stop("repair", "settler", case("repair", {"words": "罚款已经缴清，违法行为已经改正，附上缴款凭证号码。"})),
    Stop("objections", "settler", at("/office/objections")),
    Stop("repairs", "settler", at("/office/repairs")),
    Stop("imports", "provider", at("/imports")),
    Stop("import-rows", "provider", sent),
    Stop("province", "province", at("/province")),
    Stop("audit", "auditor", at("/audit")),
    Stop("audit-needs-case", "auditor", at("/audit?subject=0123456789abcdef0123456789abcdef")),
    Stop("event", "auditor", one_event),
    Stop("seals", "auditor", at("/audit/seals")),
    Stop("seals-checked", "auditor", checked),
)


def enter(surfer: Surfer, place: Place, who: str, lived: str) -> None:
    """Sign in as somebody; `lived` is the resident who has a life."""
    if who == "resident":
        surfer.resident(lived)
    elif who == "newcomer":
        surfer.resident(citizen_id())
    elif who in ("joined", "family", "member", "leaver"):
        surfer.resident(place.joined())
    elif who == "driver":
        surfer.resident(place.driver())
    elif who == "objector":
        surfer.resident(place.lived())
    elif who == "settler":
        surfer.client(place.register_in("approver", COUNTY))
    elif who != "nobody":
        surfer.client(place.clients[who])


assert SCENARIO == "library-deposit"
