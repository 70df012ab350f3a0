"""The log is sealed without making anybody wait; each event and each growth can be proved; whatever is changed is noticed."""

import asyncio
import hashlib

import pytest

from creditplus.actions.read_proof import read_proof
from creditplus.actions.read_seals import read_seals
from creditplus.audit import Event, Numbered
from creditplus.errors import Invalid, NotFound
from creditplus.log import seals
from creditplus.people import Actor
from creditplus.tools import clock, sealing, store
from creditplus.tools.store import tables
from tests.actions import logs
from tests.town import Town

AUDITOR = Actor("auditor-town", "auditor")


async def numbered(the_town: Town) -> list[Numbered]:
    async with the_town.store.reading() as db:
        return await store.read(db, Numbered, tables.Event)


async def test_a_sealed_log_holds_and_nothing_new_is_not_sealed_again(the_town: Town) -> None:
    first = await logs.seal(the_town)
    again = await logs.seal(the_town)
    checked = await logs.check(the_town)
    assert first is not None
    assert (first.number, again, checked.wrong, checked.seals, checked.unsealed) == (1, None, (), 1, 1)
    events = (await numbered(the_town))[:-1]
    assert first.root == seals.root([seals.leaf(seals.line(event)) for event in events]).hex()


async def test_tiles_and_the_plain_tree_agree_however_the_log_grows(the_town: Town) -> None:
    for count, events_max in ((3, 1000), (600, 256), (1, 300), (90, 1)):
        await logs.happen(the_town, count)
        while (made := await logs.seal(the_town, events_max)) is not None and made.size % 7:
            if events_max == 1:
                break
    assert (await logs.check(the_town)).wrong == ()
    lines = [seals.leaf(seals.line(event)) for event in await numbered(the_town)]
    for seal in await the_town.kept(seals.Seal):
        assert seal.root == seals.root(lines[: seal.size]).hex()


async def test_the_large_tree_reads_from_tiles_above_tiles(the_town: Town) -> None:
    """Tiles of tiles begin at 65,536 events; the tree does not care what its leaves are, so it is grown alone."""
    async with the_town.store.reading() as db:
        tree = await store.Tree.opened(db, None)
        event = (await store.read(db, Numbered, tables.Event))[0]
        leaf = seals.leaf(seals.line(event))
        stack = seals.Stack()
        for _ in range(65_536 + 300):
            await tree.grow(event)
            stack.push(leaf)
        assert sorted({level for level, _ in tree.fresh}) == [0, 1]
        assert await tree.hash(0, stack.size) == stack.root()
        assert await tree.hash(0, 65_536) == seals.root(seals.tile_hashes(tree.fresh[1, 0]))


async def test_every_event_under_a_seal_is_proved(the_town: Town) -> None:
    await logs.happen(the_town, 300)
    seal = await logs.seal(the_town)
    assert seal is not None
    for event in (await the_town.kept(Event))[::37][:9]:
        proof = await the_town.act(read_proof, AUDITOR, seal.number, event.id)
        hashes = [bytes.fromhex(one) for one in proof.hashes]
        leaf = hashlib.sha256(b"\0" + str(proof.line).encode()).digest()
        found = seals.included(leaf, proof.place or 0, proof.size, hashes)
        assert (found and found.hex(), event.id in str(proof.line)) == (seal.root, True)


async def test_a_newer_seal_is_proved_to_continue_an_older_one(the_town: Town) -> None:
    for _ in range(3):
        await logs.happen(the_town, 130)
        await logs.seal(the_town)
    proof = await the_town.act(read_proof, AUDITOR, 3, None, 1)
    parts = (
        bytes.fromhex(str(proof.old_root)),
        bytes.fromhex(proof.root),
        [bytes.fromhex(one) for one in proof.hashes],
    )
    assert seals.consistent(proof.old_size or 0, proof.size, *parts)
    with pytest.raises(Invalid, match="event-or-seal"):
        await the_town.act(read_proof, AUDITOR, 3)
    for number, event, since in ((9, None, 1), (3, "0" * 32, None), (1, None, 3)):
        with pytest.raises(NotFound):
            await the_town.act(read_proof, AUDITOR, number, event, since)


async def test_an_event_that_no_seal_covers_is_not_proved(the_town: Town) -> None:
    await logs.seal(the_town)
    await logs.happen(the_town, 1)
    with pytest.raises(NotFound, match="unknown-event"):
        await the_town.act(read_proof, AUDITOR, 1, (await the_town.kept(Event))[-1].id)


async def test_seals_are_read_with_the_key_that_signs_them(the_town: Town) -> None:
    seal = await logs.seal(the_town)
    found = await the_town.act(read_seals, AUDITOR)
    assert ([one.seal for one in found.seals], found.key) == ([seal], sealing.log().written())


async def test_a_sealed_line_says_of_a_person_only_what_whoever_knows_the_name_can_find(the_town: Town) -> None:
    _, actor = await the_town.resident()
    lines = b"\n".join(seals.line(event) for event in await numbered(the_town))
    event = (await the_town.kept(Event, subject=actor.id))[0]
    assert (actor.id.encode() in lines, seals.about(event.id, actor.id).encode() in lines) == (False, True)


MIDDLE = "(SELECT number FROM events WHERE number > 0 ORDER BY number LIMIT 1 OFFSET 150)"
NEXT = MIDDLE.replace("150", "151")
LAST = "(SELECT through FROM seals ORDER BY number DESC LIMIT 1)"
COLUMNS = 'at, "by", role, verb, subject, county, outcome, problem, detail'
FORGED = (
    f"INSERT INTO events (number, id, {COLUMNS}) SELECT -1, 'forged', {COLUMNS} FROM events WHERE number = {MIDDLE}"
)
BETWEEN = f"UPDATE events SET number = -5 WHERE number = {MIDDLE}"
BEFORE = f"UPDATE events SET number = number - 1 WHERE number = {MIDDLE}"
AFTER = f"UPDATE events SET number = {MIDDLE} + 1 WHERE number = -5"
DAMAGES = {
    "a changed outcome": [f"UPDATE events SET outcome = 'refused' WHERE number = {MIDDLE}"],
    "a changed instant": [f"UPDATE events SET at = at + 1 WHERE number = {MIDDLE}"],
    "a changed actor": [f"UPDATE events SET \"by\" = 'somebody' WHERE number = {MIDDLE}"],
    "a changed subject": [f"UPDATE events SET subject = 'p' WHERE number = {MIDDLE}"],
    "a changed detail": [f"UPDATE events SET detail = '{{}}' WHERE number = {MIDDLE}"],
    "a changed id": [f"UPDATE events SET id = replace(id, substr(id, 1, 1), 'g') WHERE number = {MIDDLE}"],
    "a deleted event": [f"DELETE FROM events WHERE number = {MIDDLE}"],
    "the first event deleted": ["DELETE FROM events WHERE number = (SELECT min(number) FROM events)"],
    "the end cut off": [f"DELETE FROM events WHERE number >= {LAST}"],
    "an inserted event": [FORGED],
    "an event moved to another place": [f"UPDATE events SET number = -5 WHERE number = {NEXT}"],
    "two events changed places": [BETWEEN, BEFORE, AFTER],
    "a changed root": ["UPDATE seals SET root = replace(root, substr(root, 1, 2), 'zz') WHERE number = 1"],
    "a changed checkpoint": ["UPDATE seals SET checkpoint = replace(checkpoint, '=', '') WHERE number = 1"],
    "a deleted seal": ["DELETE FROM seals WHERE number = 1"],
    "a deleted tile": ["DELETE FROM tiles WHERE place = 0 AND level = 0"],
    "a changed tile": ["UPDATE tiles SET hashes = :zeros WHERE place = 0 AND level = 0"],
}


@pytest.mark.parametrize("what", DAMAGES)
async def test_whatever_is_changed_is_noticed(the_town: Town, what: str) -> None:
    for _ in range(2):
        await logs.happen(the_town, 300)
        await logs.seal(the_town)
    assert (await logs.check(the_town)).wrong == ()
    await logs.damage(the_town, *DAMAGES[what], zeros=bytes(8192))
    assert (await logs.check(the_town)).wrong != ()


async def test_a_late_writer_is_waited_for_and_no_number_is_sealed_over(the_town: Town) -> None:
    """While somebody's event is written and not committed, later numbers are not sealed; nobody who writes is kept waiting."""
    if the_town.store.embedded:
        await _one_writer_at_a_time(the_town)
        return
    began, end = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with the_town.store.transaction() as db:
            await store.log(db, clock.now(), logs.TERMINAL, "slow", "shown")
            began.set()
            await end.wait()

    late = asyncio.create_task(slow())
    await began.wait()
    await logs.happen(the_town, 3)  # committed while the other still writes
    sealing_now = asyncio.create_task(logs.seal(the_town))
    await asyncio.sleep(0.2)
    await asyncio.wait_for(logs.happen(the_town, 1), 1)  # and nobody waits for the seal
    end.set()
    await late
    seal = await sealing_now
    slow_event = next(event for event in await numbered(the_town) if event.verb == "slow")
    assert seal is not None
    assert (slow_event.number < seal.through, (await logs.check(the_town)).wrong) == (True, ())


async def _one_writer_at_a_time(the_town: Town) -> None:
    async with the_town.store.reading() as db:  # a seal is being prepared
        await store.grown(db, 10)
        await asyncio.wait_for(logs.happen(the_town, 1), 1)  # and nobody waits for it
    assert await logs.seal(the_town) is not None


async def test_of_two_that_seal_at_once_one_is_refused(the_town: Town) -> None:
    done = await asyncio.gather(logs.seal(the_town), logs.seal(the_town), return_exceptions=True)
    made = [one for one in done if not isinstance(one, BaseException)]
    lost = [one for one in done if isinstance(one, store.Contradiction)]
    assert (len(await the_town.kept(seals.Seal)), len(made) + len(lost)) == (len([one for one in made if one]), 2)
    assert (await logs.check(the_town)).wrong == ()
