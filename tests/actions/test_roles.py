"""Who writes, who approves and who audits are three persons; and everybody acts where they belong."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from creditplus import organisations
from creditplus.actions.approve_document import approve_document
from creditplus.actions.foresee_document import foresee_document
from creditplus.actions.propose_document import propose_document
from creditplus.actions.prove_document import prove_document
from creditplus.actions.register_client import Registered, register_client
from creditplus.actions.simulate_document import simulate_document
from creditplus.demo import town as made
from creditplus.errors import Conflict, Forbidden, Invalid, Words
from creditplus.people import APART, Actor, Client, Role
from creditplus.tools import clock
from tests import shelf
from tests.town import HOME, Town

TERMINAL = Actor("terminal", "auditor")
NAME = Words("示例", "example")
BODY = "N123118100000003C"


async def register(town: Town, role: Role, **more: str) -> Registered:
    """A new client of a role."""
    return await town.act(register_client, TERMINAL, role, NAME, HOME, (), **more)


def number(order: int) -> str:
    """Somebody's citizen id."""
    return made.citizen_id(date(1980, 1, 1), order)


@pytest.mark.parametrize("first", sorted(APART))
@pytest.mark.parametrize("second", sorted(APART))
async def test_one_person_cannot_hold_two_roles_that_watch_each_other(
    the_town: Town, first: Role, second: Role
) -> None:
    await register(the_town, first, holder=number(1))
    if first == second:  # a new secret for the same person
        assert (await register(the_town, second, holder=number(1))).id.startswith(second)
    else:
        with pytest.raises(Conflict, match="two-roles"):
            await register(the_town, second, holder=number(1).lower())
    assert (await register(the_town, second, holder=number(2))).id.startswith(second)


async def test_who_holds_a_role_is_kept_only_as_a_name_that_means_nothing(the_town: Town) -> None:
    client = await register(the_town, "author", holder=number(1))
    (kept,) = await the_town.kept(Client, id=client.id)
    assert (len(kept.holder or ""), number(1) in str(kept)) == (64, False)


async def test_an_operator_is_registered_with_its_organisation(the_town: Town) -> None:
    code = BODY + organisations.check(BODY)
    client = await register(the_town, "operator", uscc=code.lower())
    assert [one.uscc for one in await the_town.kept(Client, id=client.id)] == [code]


@pytest.mark.parametrize("wrong", [{"uscc": BODY + "I"}, {"holder": "230113800228001"}])
async def test_a_wrong_number_registers_nobody(the_town: Town, wrong: dict[str, str]) -> None:
    before = len(await the_town.kept(Client))
    with pytest.raises(Invalid) as refused:
        await register(the_town, "author", **wrong)
    assert (len(refused.value.flaws), len(await the_town.kept(Client))) == (1, before)


async def test_texts_of_another_division_are_neither_proposed_nor_approved(the_town: Town, tmp_path: Path) -> None:
    file = next(one for one in shelf.RULEBOOKS if f"/{HOME}/" in one)
    later = clock.today() + timedelta(days=60)
    text = shelf.text(file).replace("effective         = 2026-03-01", f"effective         = {later}")
    for elsewhere in ("230281", "230200"):
        with pytest.raises(Forbidden, match="other-county"):
            await the_town.act(prove_document, Actor("author-1", "author", elsewhere), text, file)
    author = Actor("author-1", "author", HOME)
    proved = await the_town.act(prove_document, author, text, file)
    with pytest.raises(Forbidden, match="other-county"):
        await the_town.act(propose_document, Actor("author-2", "author", "230281"), proved)
    document = await the_town.act(propose_document, author, proved)
    with pytest.raises(Forbidden, match="other-county"):
        await the_town.act(approve_document, Actor("approver-1", "approver", "230281"), document.digest)
    with pytest.raises(Forbidden, match="own-document"):
        await the_town.act(approve_document, Actor("author-1", "approver", HOME), document.digest)
    approver = Actor("approver-1", "approver", "231100")
    with pytest.raises(Conflict, match="simulation-needed"):
        await the_town.act(approve_document, approver, document.digest)
    with pytest.raises(Forbidden, match="other-county"):
        await the_town.act(foresee_document, Actor("approver-1", "approver", "230281"), document.digest, tmp_path)
    seen = await the_town.act(
        simulate_document, approver, await the_town.act(foresee_document, approver, document.digest, tmp_path)
    )
    approved = await the_town.act(approve_document, approver, document.digest, seen.digest)
    assert approved.what == "approved"
