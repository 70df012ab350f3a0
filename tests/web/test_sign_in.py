"""Residents sign in through a portal: over real HTTP, once, in the browser that began, and only as who the portal says."""

import contextlib
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest

from creditplus.actions.sign_in_from_portal import sign_in_from_portal
from creditplus.audit import Event
from creditplus.demo import house
from creditplus.errors import Forbidden
from creditplus.people import NOBODY
from creditplus.tools import clock, portals, store, tokens
from creditplus.web import app, arrivals
from tests.web import portal as made
from tests.web import town as towns
from tests.web.town import Town, citizen_id, good, problem

WAYS = ("oidc", "ticket")


@pytest.fixture(scope="module")
def portal() -> Iterator[made.Portal]:
    """A portal that speaks both ways."""
    with made.running() as found:
        yield found


@pytest.fixture(scope="module")
def address(town: Town, portal: made.Portal) -> Iterator[str]:
    """A server that offers both ways."""
    with towns.running(town.settings) as found:
        tickets = portals.Ticket(portal.address, f"{portal.address}/exchange", made.CLIENT, made.SECRET, "citizen_id")
        portals.open(found, portals.Oidc(portal.address, made.CLIENT, made.SECRET, "citizen_id"), tickets)
        yield found
        portals.open(None)


@contextlib.contextmanager
def only(public: str, *ways: portals.Oidc | portals.Ticket) -> Iterator[None]:
    """For a while only these portals are offered, at this address."""
    before = portals._public, dict(portals._portals)
    portals.open(public, *ways)
    try:
        yield
    finally:
        portals._public, portals._portals = before


@pytest.fixture
def browser(address: str, portal: made.Portal) -> Iterator[httpx.Client]:
    """A browser without any cookie."""
    portal.claims = {}
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as found:
        yield found


def to_portal(browser: httpx.Client, way: str) -> str:
    """Begin to sign in: where the browser is sent."""
    answer = browser.get(f"/v1/sign-in/{way}")
    assert (answer.status_code, answer.content) == (302, b"")
    return answer.headers["location"]


def subject(answer: httpx.Response) -> str:
    """Whose token it is."""
    return tokens.actor(good(answer)["access_token"]).id


@pytest.mark.parametrize("way", WAYS)
def test_a_resident_signs_in_and_is_the_same_person_through_every_door(
    town: Town, browser: httpx.Client, portal: made.Portal, way: str
) -> None:
    number = citizen_id()
    known = tokens.actor(town.resident(number)["Authorization"].split()[1])
    answer = browser.get(portal.signed_in(to_portal(browser, way), number))
    assert (subject(answer), known.role, arrivals.COOKIE in browser.cookies) == (known.id, "resident", False)
    events = [event for event in town.events(verb="sign_in_from_portal") if event.subject == known.id]
    assert [(event.outcome, event.detail) for event in events] == [("signed in", {"portal": way})]


@pytest.mark.parametrize("way", WAYS)
def test_a_return_counts_once_even_for_the_browser_that_began(
    browser: httpx.Client, portal: made.Portal, way: str
) -> None:
    back = portal.signed_in(to_portal(browser, way), citizen_id())
    carried = dict(browser.cookies)
    good(browser.get(back))
    browser.cookies.update(carried)
    again = browser.get(back)
    assert (again.status_code, problem(again)) == (403, "not-let-in")


async def test_a_return_that_a_portal_would_honour_twice_counts_once_here(town: Town, portal: made.Portal) -> None:
    said = portals.Said(portal="ticket", once=f"t-{clock.now()}", identity=citizen_id())
    database = store.open(town.settings.database_url)
    async with database.transaction() as db:
        await sign_in_from_portal(db, NOBODY, said)
    with pytest.raises(Forbidden, match="not-let-in"):
        async with database.transaction() as db:
            await sign_in_from_portal(db, NOBODY, said)
    await database.close()


@pytest.mark.parametrize("way", WAYS)
def test_another_browser_or_another_state_is_not_let_in(browser: httpx.Client, portal: made.Portal, way: str) -> None:
    back = portal.signed_in(to_portal(browser, way), citizen_id())
    other = httpx.get(back, trust_env=False)
    state = parse_qs(urlsplit(back).query)["state"][0]
    forged = browser.get(back.replace(state, "another"))
    crossed = browser.get(back.replace(f"/{way}/", f"/{WAYS[1 - WAYS.index(way)]}/"))
    assert [problem(answer) for answer in (other, forged, crossed)] == ["not-let-in"] * 3
    good(browser.get(back))  # what was forged has not spoiled the true one


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://127.0.0.1:1"},
        {"aud": "another"},
        {"aud": ["another", made.CLIENT]},
        {"aud": []},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        {"citizen_id": "230113800228001"},
        {"citizen_id": None},
    ],
    ids=lambda claims: "-".join(claims) if {"exp", "iat"} & set(claims) else str(claims),
)
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(
    browser: httpx.Client, portal: made.Portal, claims: dict[str, object]
) -> None:
    portal.claims = claims
    answer = browser.get(portal.signed_in(to_portal(browser, "oidc"), citizen_id()))
    assert (answer.status_code, problem(answer)) == (403, "not-let-in")


def test_a_code_is_of_no_use_without_the_verifier_that_our_server_keeps_back(
    browser: httpx.Client, portal: made.Portal
) -> None:
    back = portal.signed_in(to_portal(browser, "oidc"), citizen_id())
    code = parse_qs(urlsplit(back).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back.split("?")[0]}
    stolen = httpx.post(f"{portal.address}/token", data=form, auth=(made.CLIENT, made.SECRET), trust_env=False)
    assert stolen.status_code == 400


@pytest.mark.parametrize("way", WAYS)
def test_who_says_no_at_the_portal_or_brings_nothing_is_not_let_in(
    browser: httpx.Client, portal: made.Portal, way: str
) -> None:
    for brought in ("error=access_denied", "code=&ticket=", "code=none&ticket=none", "iss=http://127.0.0.1:1&code=x"):
        state = parse_qs(urlsplit(portal.signed_in(to_portal(browser, way), citizen_id())).query)["state"][0]
        answer = browser.get(f"/v1/sign-in/{way}/return?state={state}&{brought}")
        assert (answer.status_code, problem(answer)) == (403, "not-let-in")


def test_a_ticket_request_is_signed_and_says_when(browser: httpx.Client, portal: made.Portal) -> None:
    good(browser.get(portal.signed_in(to_portal(browser, "ticket"), citizen_id())))
    asked = portal.asked[-1]
    assert (sorted(asked), len(asked["signature"])) == (["client", "signature", "ticket", "timestamp"], 64)
    assert portal.exchange(asked | {"ticket": "another"}) is None


def test_a_portal_that_is_not_offered_is_not_there(town: Town, browser: httpx.Client) -> None:
    for way in ("dev", "saml", "OIDC"):
        for path in (f"/v1/sign-in/{way}", f"/v1/sign-in/{way}/return?state=x"):
            assert problem(browser.get(path)) == "unknown-portal"


def test_a_silent_portal_signs_nobody_in_and_says_when_to_come_again(address: str, browser: httpx.Client) -> None:
    nowhere = f"http://127.0.0.1:{house.free_port()}"
    with only(address, portals.Oidc(nowhere, "a", "b", "citizen_id")):
        answer = browser.get("/v1/sign-in/oidc")
    assert (answer.status_code, problem(answer), answer.headers["retry-after"]) == (503, "portal-silent", "5")


async def test_only_tls_or_this_machine_is_asked(portal: made.Portal) -> None:
    plain = portals.Oidc("http://portal.example", "a", "b", "citizen_id")
    other = portals.Oidc(portal.address + "/", "a", "b", "citizen_id")  # its document names another issuer
    for one in (plain, other):
        with only("http://127.0.0.1", one), pytest.raises(portals.Silent):
            await portals.depart("oidc")


def test_the_cookie_is_for_this_way_alone_and_for_no_script(browser: httpx.Client, portal: made.Portal) -> None:
    said = browser.get("/v1/sign-in/ticket").headers["set-cookie"].lower()
    assert [part in said for part in ("httponly", "samesite=lax", "path=/v1/sign-in", "max-age=600")] == [True] * 4
    assert "secure" not in said.split("; ")[1:]
    with only("https://credit.example", portals.Oidc(portal.address, made.CLIENT, made.SECRET, "citizen_id")):
        assert "secure" in browser.get("/v1/sign-in/oidc").headers["set-cookie"].lower()


def test_no_identity_and_no_code_of_a_portal_is_in_the_log(
    town: Town, browser: httpx.Client, portal: made.Portal
) -> None:
    number = citizen_id()
    for way in WAYS:
        back = portal.signed_in(to_portal(browser, way), number)
        secret = parse_qs(urlsplit(back).query)["code" if way == "oidc" else "ticket"][0]
        good(browser.get(back))
        browser.get(back)
        assert [event for event in town.events() if number in str(event) or secret in str(event)] == []
    assert {event.verb for event in town.within(lambda db: store.read(db, Event))} >= {"sign_in_from_portal"}


def test_the_settings_say_which_portals_are_offered(town: Town) -> None:
    oidc = {"oidc_issuer": "https://a.example", "oidc_client_id": "c", "oidc_client_secret": "s"}
    ticket = {"ticket_address": "https://b.example", "ticket_exchange": "https://b.example/x", "ticket_secret": "s"}
    chosen = msgspec.structs.replace(town.settings, **oidc, **ticket, ticket_client="c")
    assert [one.name for one in app.described(chosen)] == ["oidc", "ticket"]
    assert app.described(town.settings) == []
