"""A witness notices an older database; an evidence package is checked with Python alone; what is over by law is purged, no more."""

import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from freezegun import freeze_time
from sqlalchemy import text

from creditplus.actions.ask_witness import ask_witness
from creditplus.actions.decide_scenario import decide_scenario
from creditplus.actions.keep_cosignature import keep_cosignature
from creditplus.actions.purge_expired import purge_expired
from creditplus.actions.witness_checkpoint import Seen, witness_checkpoint
from creditplus.audit import Event
from creditplus.consents import Code, Consent
from creditplus.console import custody
from creditplus.errors import Conflict, Forbidden, Invalid, NotFound
from creditplus.log import notes, verifier
from creditplus.log.seals import Cosignature, Seal
from creditplus.people import NOBODY, Enrolment
from creditplus.records import Change, Record
from creditplus.rights import objections, repairs, retentions
from creditplus.tools import clock, sealing, store
from creditplus.tools.store import rows, wholes
from tests import town
from tests.actions import logs
from tests.tools import examples
from tests.town import HOME, LIBRARY, PROVIDER, SCENARIO, Town

TERMINAL = logs.TERMINAL


@pytest.fixture
async def witness(tmp_path: Path, furnished: Path) -> AsyncIterator[Town]:
    """Another deployment, with a database of its own."""
    url = f"sqlite:///{tmp_path / 'witness.db'}"
    async with town.opened(url, furnished / "keys") as found:
        await store.migrate(found.store)
        yield found


async def request(the_town: Town, old: int) -> tuple[Seal, str]:
    async with the_town.store.reading() as db:
        return await ask_witness(db, TERMINAL, old)


async def seen(witness: Town, sent: str) -> Seen:
    return await witness.act(witness_checkpoint, NOBODY, (sealing.log(),), sent)


async def test_a_witness_countersigns_a_log_that_only_grows(the_town: Town, witness: Town) -> None:
    old = 0
    for _ in range(3):
        await logs.happen(the_town, 140)
        await logs.seal(the_town)
        newest, sent = await request(the_town, old)
        line = (await seen(witness, sent)).line
        await the_town.act(keep_cosignature, TERMINAL, newest, sealing.witness(), str(line))
        old = newest.size
    kept = await the_town.kept(Cosignature)
    assert [one.seal for one in kept] == [1, 2, 3]
    assert notes.signed_by(newest.checkpoint + kept[-1].line + "\n", sealing.witness(), sealing.checks)
    assert verifier.signed(newest.checkpoint + kept[-1].line + "\n", sealing.witness().written())


async def test_a_witness_that_remembers_another_size_says_which(the_town: Town, witness: Town) -> None:
    seal = await logs.seal(the_town)
    _, sent = await request(the_town, 0)
    await seen(witness, sent)
    assert seal is not None
    assert await seen(witness, sent) == Seen(size=seal.size)


async def test_an_older_database_brought_back_is_noticed(the_town: Town, witness: Town, tmp_path: Path) -> None:
    if not the_town.store.embedded:
        await _restored(the_town, witness)
        return
    await logs.seal(the_town)
    place = Path(str(the_town.store.engine.url.database))
    async with the_town.store.transaction() as db:
        await db.execute(text("SELECT 1"))
    shutil.copy(place, tmp_path / "old.db")
    for end in ("-wal", "-shm"):
        if Path(f"{place}{end}").exists():
            shutil.copy(f"{place}{end}", tmp_path / f"old.db{end}")
    newest = await _grown_and_witnessed(the_town, witness)
    older = Town(store.open(f"sqlite:///{tmp_path / 'old.db'}"))
    await _noticed(older, newest, witness)
    await older.store.close()


async def _restored(the_town: Town, witness: Town) -> None:
    """On PostgreSQL the older database is the newer one without what came later, tiles and seals included."""
    older = await logs.seal(the_town)
    newest = await _grown_and_witnessed(the_town, witness)
    assert older is not None
    await logs.damage(
        the_town,
        "DELETE FROM seals WHERE number > 1",
        f"DELETE FROM tiles WHERE through > {older.through}",
        f"DELETE FROM events WHERE number > {older.through + 1}",
    )
    await _noticed(the_town, newest, witness)


async def _grown_and_witnessed(the_town: Town, witness: Town) -> Seal:
    await logs.happen(the_town, 20)
    newest = await logs.seal(the_town)
    assert newest is not None
    _, sent = await request(the_town, 0)
    await seen(witness, sent)
    return newest


async def _noticed(older: Town, newest: Seal, witness: Town) -> None:
    """In itself the older log holds; the witness remembers more, and after new events the old proof no longer leads anywhere."""
    assert (await logs.check(older)).wrong == ()
    kept_elsewhere = notes.checkpoint(notes.opened(newest.checkpoint)[0])
    assert (await logs.check(older, kept_elsewhere)).wrong != ()
    _, sent = await request(older, 0)
    assert await seen(witness, sent) == Seen(size=newest.size)
    with pytest.raises(Conflict, match="log-shorter"):
        await request(older, newest.size)
    await logs.happen(older, 60)
    await logs.seal(older)
    _, sent = await request(older, newest.size)
    with pytest.raises(Invalid, match="not-grown"):
        await seen(witness, sent)


async def test_a_witness_refuses_what_it_does_not_know_or_understand(the_town: Town, witness: Town) -> None:
    await logs.seal(the_town)
    _, sent = await request(the_town, 0)
    with pytest.raises(NotFound, match="unknown-log"):
        await witness.act(witness_checkpoint, NOBODY, (), sent)
    with pytest.raises(Forbidden, match="bad-seal"):
        await seen(witness, sent[:-8] + "AAAAAA=\n" if sent[-8:-6] != "AA" else sent[:-8] + "BBBBBB=\n")
    for bad in ("", "old 0\n", sent.replace("old 0", "old 00"), sent.replace("old 0", "old -1"), "old 0\n\nx\n"):
        with pytest.raises(Invalid, match="bad-checkpoint"):
            await seen(witness, bad)
    with pytest.raises(Invalid, match="not-grown"):
        await seen(witness, sent.replace("old 0\n", "old 0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"))


async def test_a_foreign_line_is_not_kept_as_a_witness(the_town: Town) -> None:
    newest = await logs.seal(the_town)
    for answer in ("", "nonsense", sealing.cosign("another text\n", 1)):
        with pytest.raises(Invalid, match="bad-cosignature"):
            await the_town.act(keep_cosignature, TERMINAL, newest, sealing.witness(), answer)


@pytest.fixture
async def package(the_town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An evidence package of a log with three seals."""
    for _ in range(3):
        await logs.happen(the_town, 100)
        await logs.seal(the_town)
    line = sealing.cosign(notes.opened((await the_town.kept(Seal))[-1].checkpoint)[0], 1_800_000_000)
    await the_town.act(keep_cosignature, TERMINAL, (await the_town.kept(Seal))[-1], sealing.witness(), line)
    monkeypatch.setattr(custody, "opened", lambda: store.open(str(the_town_url(the_town))))
    assert await custody.evidence(str(tmp_path / "package")) == 0
    return tmp_path / "package"


def the_town_url(the_town: Town) -> str:
    url = the_town.store.engine.url
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)


def verified(package: Path, *more: str) -> tuple[int, str]:
    """What the package's own program says, with nothing installed: isolated, without our paths."""
    program = [sys.executable, "-I", "-S", str(package / "verifier.py"), str(package), "--key", sealing.log().written()]
    done = subprocess.run([*program, *more], capture_output=True, text=True, timeout=120, check=False, env={})
    return done.returncode, done.stdout.strip() + done.stderr[-300:]


async def test_an_evidence_package_is_checked_with_python_alone(package: Path) -> None:
    assert verified(package, "--witness", sealing.witness().written()) == (0, "everything holds")


CHANGES = {
    "a flipped byte": lambda data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
    "a deleted line": lambda data: b"".join(data.splitlines(keepends=True)[:50] + data.splitlines(keepends=True)[51:]),
    "a doubled line": lambda data: b"".join(data.splitlines(keepends=True)[:50] + data.splitlines(keepends=True)[49:]),
    "two lines changed places": lambda data: b"".join(
        [
            *data.splitlines(keepends=True)[:50],
            *reversed(data.splitlines(keepends=True)[50:52]),
            *data.splitlines(keepends=True)[52:],
        ]
    ),
    "the end cut off": lambda data: b"".join(data.splitlines(keepends=True)[:-3]),
    "lines added": lambda data: data + data.splitlines(keepends=True)[-1],
}


async def test_whatever_is_changed_in_a_package_is_noticed(package: Path) -> None:
    events = package / "events.ndjson"
    whole = events.read_bytes()
    for what, change in CHANGES.items():
        events.write_bytes(change(whole))
        assert (what, verified(package)[0]) == (what, 1)
    events.write_bytes(whole)
    last = sorted((package / "checkpoints").iterdir())[-1]
    note = last.read_text("utf-8")
    line = note.splitlines()[-1]
    last.write_text(note.replace(line, line[:-12] + "AAAAAAAAAAA="), "utf-8")
    assert verified(package, "--witness", sealing.witness().written())[0] == 1
    for part in [*note.splitlines()[1:3], note.splitlines()[4][-20:-4]]:  # size, root, the log's signature
        last.write_text(note.replace(part, part[::-1], 1), "utf-8")
        assert (part, verified(package)[0]) == (part, 1)
    last.unlink()  # an older log handed in as the newest
    (package / "kept.txt").write_text(note, "utf-8")
    assert verified(package, "--against", str(package / "kept.txt"))[0] == 1


async def test_a_package_says_of_nobody_who_they_are(package: Path, the_town: Town) -> None:
    _, actor = await the_town.resident()
    people = {event.subject for event in await the_town.kept(Event)} | {actor.id}
    written = (package / "events.ndjson").read_text("utf-8")
    assert [person for person in people if person is not None and person in written] == []


LONG_AGO = date(2019, 3, 1)


def demerit(id: str, on: date, kind: str = "penalty_general") -> Record:
    return Record(
        id=f"{PROVIDER.id}:{id}",
        person="p-old",
        county=HOME,
        kind=kind,
        on=on,
        provider=PROVIDER.id,
        reported_at=clock.now() - timedelta(days=1),
    )


async def old_things(the_town: Town) -> None:
    """Records of different ages and fates, an old code and consent, and somebody who left long ago."""
    _, actor = await the_town.resident(5, joined=False)
    async with the_town.store.transaction() as db:
        for record in (
            demerit("old", LONG_AGO),
            demerit("repaired", LONG_AGO),
            demerit("young", clock.today() - timedelta(days=1800)),
            demerit("good", LONG_AGO, "volunteer_service"),
        ):
            await store.append(db, record)
        for what, named in (("objection", "old"), ("repair", "repaired")):
            day, at = clock.today(), clock.now()
            change = Change(id=f"c-{named}", record=f"{PROVIDER.id}:{named}", what=what, on=day, at=at)  # type: ignore[arg-type]  # two of the words
            await store.append(db, change, by="somebody")
        whose = {"person": "p-old", "record": f"{PROVIDER.id}:old"}
        await store.append(db, msgspec.structs.replace(examples.OBJECTION, **whose), words=b"x")
        for noun, more in (
            (examples.REPLY, {"words": b"x"}),
            (examples.SETTLED, {}),
            (examples.PAPER, {"content": b"x"}),
        ):
            await store.append(db, noun, **more)
        await store.append(db, msgspec.structs.replace(examples.STATEMENT, **whose), words=b"x")
        await store.append(db, msgspec.structs.replace(examples.REPAIR, **whose), words=b"x")
        await store.append(db, examples.REPAIR_DECIDED)
        for step, day in (("joined", LONG_AGO), ("left", LONG_AGO + timedelta(days=9))):
            at = clock.now() - timedelta(days=2500)
            row = Enrolment(id=f"e-{step}", person=actor.id, county=HOME, what=step, on=day, at=at)  # type: ignore[arg-type]  # the two words
            await store.append(db, row)


async def test_what_is_over_by_law_is_purged_and_nothing_else(the_town: Town) -> None:
    with freeze_time("2026-07-10 02:00:00", real_asyncio=True):
        await old_things(the_town)
        counted = await the_town.act(purge_expired, TERMINAL, dry_run=True)
        before = len(await the_town.kept(Record))
        purged = await the_town.act(purge_expired, TERMINAL)
        again = await the_town.act(purge_expired, TERMINAL)
    assert (counted, before) == (purged, 4)
    assert (purged["records"], purged["people"], set(again.values())) == (1, 1, {0})
    assert sorted(record.id.split(":")[1] for record in await the_town.kept(Record)) == ["good", "repaired", "young"]
    assert [change.id for change in await the_town.kept(Change)] == ["c-repaired"]
    gone = (objections.Objection, objections.Reply, objections.Settled, repairs.Repair, repairs.RepairDecided)
    assert [await the_town.kept(noun) for noun in gone] == [[]] * 5  # what hung on it went with it
    events = [event for event in await the_town.kept(Event) if event.verb == "purge_expired"]
    assert [(event.outcome, event.detail["records"]) for event in events] == [
        ("counted", 1),
        ("purged", 1),
        ("purged", 0),
    ]


async def test_codes_and_consents_go_five_years_after_their_end(the_town: Town) -> None:
    with freeze_time("2026-07-10 02:00:00", real_asyncio=True):
        _, actor = await the_town.resident()
        await the_town.act(decide_scenario, LIBRARY, SCENARIO, await the_town.code(actor))
    with freeze_time("2031-07-12 02:00:00", real_asyncio=True):
        async with the_town.store.transaction() as db:
            assert (len(await store.over(db, "codes", clock.now())), await store.over(db, "consents", clock.now())) == (
                1,
                [],
            )
    with freeze_time("2040-07-20 02:00:00", real_asyncio=True):
        async with the_town.store.transaction() as db:
            for table in ("codes", "consents"):
                await store.purge(db, table, await store.over(db, table, clock.now()), clock.now())
        assert (await the_town.kept(Code), await the_town.kept(Consent)) == ([], [])


@pytest.mark.parametrize("table", ["codes", "records", "consents"])
async def test_the_database_itself_keeps_what_the_law_keeps(the_town: Town, table: str) -> None:
    _, actor = await the_town.resident()
    number = (await the_town.resident())[0]
    await the_town.code(actor)
    await the_town.report(number, "r1", "volunteer_service", clock.today(), hours=2)
    keys = {
        "codes": (await the_town.kept(Code))[0].digest,
        "records": (await the_town.kept(Record))[0].id,
        "consents": (await the_town.kept(Consent))[0].id,
    }
    with pytest.raises(store.Contradiction, match="never changed"):
        async with the_town.store.transaction() as db:
            await store.purge(db, table, [(keys[table],)], clock.now())
    with pytest.raises(store.Contradiction):  # no purge can be announced that reaches further than the law
        async with the_town.store.transaction() as db:
            await store.append(db, retentions.Purge(id="u", what=table, before=clock.now(), rows=1, at=clock.now()))


def test_whatever_hangs_on_a_row_that_is_purged_can_go_with_it() -> None:
    """A table that refers to one of these must be let go of by a migration, as those here are."""
    hanging = {table: sorted(wholes.hanging(table)) for table in (*retentions.RETENTIONS, "objections", "repairs")}
    assert hanging == {
        "records": ["changes", "objections", "repairs", "statements"],
        "objections": ["evidence", "replies", "settlements"],
        "repairs": ["repair_decisions"],
        "codes": ["code_uses"],
        "consents": ["withdrawals"],
        "idempotency": [],
        "people": [],
    }


def test_every_period_belongs_to_a_table() -> None:
    assert set(retentions.RETENTIONS) - set(rows.Row.metadata.tables) == set()
