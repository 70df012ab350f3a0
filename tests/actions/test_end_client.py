"""A client's access is shut for good: no token from then on, and nobody outside learns why."""

import pytest

from creditplus.actions.end_client import end_client
from creditplus.actions.grant_token import grant_token
from creditplus.actions.register_client import Registered, register_client
from creditplus.audit import Event
from creditplus.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, Words
from creditplus.people import NOBODY, Actor, ClientEnd, Role
from tests.actions.test_roles import number
from tests.town import HOME, Town

TERMINAL = Actor("terminal", "auditor")
BECAUSE = "密钥泄露 its secret leaked"


async def register(town: Town, role: Role = "operator", holder: str | None = None) -> Registered:
    """A new client."""
    name = Words("示例", "example")
    return await town.act(register_client, TERMINAL, role, name, HOME, (), None, None, holder)


async def refusal(town: Town, id: str, secret: str) -> tuple[type[Refusal], object]:
    """How a token is refused, as the client sees it."""
    with pytest.raises(Refusal) as refused:
        await town.act(grant_token, NOBODY, id, secret)
    return type(refused.value), refused.value.sentence


async def test_an_ended_client_is_refused_like_one_that_never_was(the_town: Town) -> None:
    client, other = await register(the_town), await register(the_town)
    assert (await the_town.act(grant_token, NOBODY, client.id, client.secret)).token_type == "Bearer"
    await the_town.act(end_client, TERMINAL, client.id, BECAUSE)
    unknown = await refusal(the_town, "operator-000000000000", client.secret)
    assert (unknown[0], await refusal(the_town, client.id, client.secret)) == (Forbidden, unknown)
    assert await refusal(the_town, client.id, other.secret) == unknown
    assert (await the_town.act(grant_token, NOBODY, other.id, other.secret)).token_type == "Bearer"


async def test_it_ends_once_and_says_who_shut_it_when_and_why(the_town: Town) -> None:
    client = await register(the_town)
    first = await the_town.act(end_client, TERMINAL, client.id, BECAUSE)
    again = await the_town.act(end_client, Actor("terminal-2", "auditor"), client.id, "another reason")
    assert first == again == ClientEnd(client=client.id, at=first.at, by="terminal", because=BECAUSE)
    assert await the_town.kept(ClientEnd) == [first]
    events = await the_town.kept(Event, verb="end_client")
    told = [(one.at, one.by, one.outcome, one.county, one.subject, one.detail) for one in events]
    assert told == [(first.at, "terminal", "ended", HOME, None, {"client": client.id})]


async def test_a_client_that_is_not_registered_is_told_so_in_both_languages(the_town: Town) -> None:
    with pytest.raises(NotFound, match="no-such-client") as refused:
        await the_town.act(end_client, TERMINAL, "operator-000000000000", BECAUSE)
    words = refused.value.sentence
    assert (words.title.zh, words.title.en) == ("没有这个账号", "No such client")
    assert await the_town.kept(ClientEnd) == []


async def test_a_reason_names_nobody(the_town: Town) -> None:
    client = await register(the_town)
    with pytest.raises(Invalid) as refused:
        await the_town.act(end_client, TERMINAL, client.id, f"lost by {number(1)}")
    assert ([flaw.pointer for flaw in refused.value.flaws], await the_town.kept(ClientEnd)) == (["/because"], [])


async def test_whoever_held_an_ended_role_still_may_not_hold_one_that_watches_it(the_town: Town) -> None:
    author = await register(the_town, "author", number(1))
    await the_town.act(end_client, TERMINAL, author.id, BECAUSE)
    with pytest.raises(Conflict, match="two-roles"):
        await register(the_town, "approver", number(1))
    assert (await register(the_town, "author", number(1))).id != author.id
