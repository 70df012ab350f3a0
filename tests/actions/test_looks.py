"""Who looked, what was decided and everything that is held: the person sees all of it, and nobody else sees more than they may."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from creditplus.actions.decide_scenario import decide_scenario
from creditplus.actions.delay_event import delay_event
from creditplus.actions.export_person import export_person
from creditplus.actions.read_access import PAGE, read_access
from creditplus.actions.read_decisions import read_decisions
from creditplus.actions.read_event import read_event
from creditplus.actions.read_events import Wanted, read_events
from creditplus.actions.read_score import read_score
from creditplus.actions.state_record import state_record
from creditplus.audit import Event
from creditplus.consents import Consent
from creditplus.errors import Forbidden, GuardrailBroken, Invalid, NotFound
from creditplus.people import Actor
from creditplus.records import Record
from creditplus.rights import exports
from creditplus.tools import clock
from creditplus.tools.store import rows, wholes
from creditplus.web import given
from tests.town import HOME, LIBRARY, SCENARIO, Town

AUDITOR, PROVINCE = Actor("auditor-town", "auditor"), Actor("province-town", "province")


async def staff_look(the_town: Town, person: str) -> Event:
    """An auditor at the machine looks at a score; the event of that."""
    await the_town.act(read_score, AUDITOR, of=person)
    return (await the_town.kept(Event, subject=person, by=AUDITOR.id))[-1]


async def test_a_person_reads_who_asked_when_why_and_on_which_consent(the_town: Town) -> None:
    _, actor = await the_town.resident()
    code = await the_town.code(actor)
    answer = await the_town.act(decide_scenario, LIBRARY, SCENARIO, code)
    consent = (await the_town.kept(Consent, person=actor.id))[0]
    access = await the_town.act(read_access, actor)
    asked = access.looks[0]
    assert [look.role for look in access.looks] == ["operator"]
    assert (asked.why, asked.decision, asked.outcome, asked.county) == (SCENARIO, answer.decision, "standard", HOME)
    assert asked.authorisation == consent.id
    own = (await the_town.act(read_decisions, actor)).decisions[0]
    assert (own.decision, own.cause, own.authorisation) == (answer.decision, "below", asked.authorisation)
    assert own.because.en == "no benefit applied, so the standard service"


async def test_without_consent_no_authorisation_is_named(the_town: Town) -> None:
    _, actor = await the_town.resident()
    await the_town.act(decide_scenario, LIBRARY, SCENARIO, await the_town.code(actor, consenting=False))
    own = (await the_town.act(read_decisions, actor)).decisions[0]
    assert (own.cause, own.authorisation) == ("no-consent", None)


async def test_looks_by_staff_are_shown_and_ones_own_acts_when_asked_for(the_town: Town) -> None:
    _, actor = await the_town.resident()
    await staff_look(the_town, actor.id)
    others = await the_town.act(read_access, actor)
    everything = await the_town.act(read_access, actor, None, True)
    assert [(look.role, look.what.en) for look in others.looks] == [("auditor", "looked at the score")]
    assert [look.role for look in everything.looks] == ["resident", "auditor", "resident"]


async def test_pages_follow_each_other_without_a_gap_or_a_repeat(the_town: Town) -> None:
    _, actor = await the_town.resident()
    for _ in range(PAGE + 7):
        await staff_look(the_town, actor.id)
    first = await the_town.act(read_access, actor)
    second = await the_town.act(read_access, actor, first.next)
    ids = [look.id for look in (*first.looks, *second.looks)]
    assert (len(first.looks), len(second.looks), second.next, len(set(ids))) == (PAGE, 7, None, PAGE + 7)
    with pytest.raises(Invalid, match="bad-fields"):
        await the_town.act(read_access, actor, "nonsense")


async def test_an_authority_keeps_a_look_back_and_then_both_are_shown(the_town: Town) -> None:
    with freeze_time("2026-07-01 02:00:00", real_asyncio=True):
        _, actor = await the_town.resident()
        look = await staff_look(the_town, actor.id)
        day = clock.today() + timedelta(days=30)
        await the_town.act(delay_event, PROVINCE, look.id, day, "北安市公安局", "北公〔2026〕12号")
        hidden = await the_town.act(read_access, actor)
        export = await the_town.act(export_person, actor)
        with pytest.raises(NotFound, match="unknown-event"):
            await the_town.act(read_event, actor, look.id)
    assert (hidden.looks, export.held["delays"]) == ((), [])
    assert look.id not in str(export.held)
    with freeze_time("2026-07-31 02:00:00", real_asyncio=True):
        shown = await the_town.act(read_access, actor)
        held = (await the_town.act(export_person, actor)).held
    assert [(one.what.en, one.kept_back_until) for one in shown.looks] == [
        ("kept one look back for a while", None),
        ("looked at the score", day),
    ]
    assert [row["authority"] for row in held["delays"]] == ["北安市公安局"]


async def test_what_may_not_be_kept_back_is_refused(the_town: Town) -> None:
    with freeze_time("2026-07-01 02:00:00", real_asyncio=True):
        _, actor = await the_town.resident()
        await the_town.act(decide_scenario, LIBRARY, SCENARIO, await the_town.code(actor))
        events = await the_town.kept(Event, subject=actor.id)
        look = await staff_look(the_town, actor.id)
        day = clock.today()
        papers = ("北安市公安局", "北公〔2026〕12号")
        for event in events:  # by the person, by the operator
            with pytest.raises(GuardrailBroken, match="delay-not-allowed"):
                await the_town.act(delay_event, PROVINCE, event.id, day + timedelta(days=1), *papers)
        with pytest.raises(GuardrailBroken, match="delay-not-allowed"):
            await the_town.act(delay_event, PROVINCE, look.id, day.replace(month=12) + timedelta(days=365), *papers)
        with pytest.raises(Invalid, match="past-day"):
            await the_town.act(delay_event, PROVINCE, look.id, day, *papers)
        with pytest.raises(NotFound, match="unknown-event"):
            await the_town.act(delay_event, PROVINCE, "0" * 32, day, *papers)


async def test_an_auditor_sees_about_whom_only_with_a_case_number_and_the_person_sees_that(the_town: Town) -> None:
    _, actor = await the_town.resident()
    joined = (await the_town.kept(Event, subject=actor.id))[0]
    closed = await the_town.act(read_event, AUDITOR, joined.id)
    opened = await the_town.act(read_event, AUDITOR, joined.id, "JC-2026-17")
    assert [(one.by, one.subject) for one in (closed, opened)] == [(None, None), (actor.id, actor.id)]
    with pytest.raises(Forbidden, match="case-needed"):
        await the_town.act(read_events, AUDITOR, Wanted(subject=actor.id))
    found = await the_town.act(read_events, AUDITOR, Wanted(subject=actor.id, case="JC-2026-17"))
    assert {one.subject for one in found.entries} == {actor.id}
    looks = (await the_town.act(read_access, actor)).looks
    assert [(look.role, look.case) for look in looks] == [("auditor", "JC-2026-17")] * 2
    everything = await the_town.act(read_events, AUDITOR, Wanted(verb="enrol_person", on=clock.today(), county=HOME))
    assert {(one.verb, one.by, one.subject) for one in everything.entries} == {("enrol_person", None, None)}


async def test_an_event_is_read_by_those_it_concerns_and_an_operator_never_learns_a_reason(the_town: Town) -> None:
    _, actor = await the_town.resident()
    _, other = await the_town.resident(2)
    await the_town.act(decide_scenario, LIBRARY, SCENARIO, await the_town.code(actor))
    event = (await the_town.kept(Event, verb="decide_scenario"))[0]
    own = await the_town.act(read_event, actor, event.id)
    asked = await the_town.act(read_event, LIBRARY, event.id)
    assert (own.detail["cause"], asked.detail, asked.subject) == ("below", {}, None)
    with pytest.raises(NotFound, match="unknown-event"):
        await the_town.act(read_event, other, event.id)


async def test_a_refused_question_is_seen_by_the_person_whose_code_it_was(the_town: Town) -> None:
    _, actor = await the_town.resident()
    code = await the_town.code(actor)
    await the_town.act(decide_scenario, LIBRARY, SCENARIO, code)
    with pytest.raises(Exception, match="code-used") as refusal:
        await the_town.act(decide_scenario, LIBRARY, SCENARIO, code)
    about = getattr(refusal.value, "about", None)
    await given.refused(the_town.store, LIBRARY, "decide_scenario", "code-used", clock.now(), about)
    first = (await the_town.act(read_access, actor)).looks[0]
    assert (first.outcome, first.refused and first.refused.en) == ("refused", "Code used already")


async def test_the_export_holds_every_row_about_a_person_and_no_row_about_another(the_town: Town) -> None:
    number, actor = await the_town.resident()
    _, other = await the_town.resident(2)
    await the_town.report(number, "r1", "volunteer_service", clock.today(), hours=2)
    kept = (await the_town.kept(Record, person=actor.id))[0]
    await the_town.act(state_record, actor, kept.id, "=SUM(1) 那天我在敬老院")
    for one in (actor, other):
        await the_town.act(decide_scenario, LIBRARY, SCENARIO, await the_town.code(one))
    export = await the_town.act(export_person, actor)
    assert export.citizen_id == number
    async with the_town.store.reading() as db:
        for name, table in rows.Row.metadata.tables.items():
            named = [column for column in ("person", "subject") if column in table.c]
            for column in named:
                found = await db.execute(select(table).where(table.c[column] == actor.id))
                assert len(export.held[name]) == len(found.all()), name
    assert len(export.held["code_uses"]) == len(export.held["records"]) == 1  # they hang on what names the person
    assert [row["words"] for row in export.held["statements"]] == [
        "=SUM(1) 那天我在敬老院"
    ]  # in clear, not as it is kept
    assert other.id not in str(export.held)


def test_every_table_that_hangs_on_a_persons_row_is_exported() -> None:
    for name, table in rows.Row.metadata.tables.items():
        above = {key.column.table.name for key in table.foreign_keys}
        if {"person", "subject"} & set(table.c.keys()) or above & wholes.persons():
            assert name in wholes.persons()


def test_a_table_for_a_spreadsheet_runs_no_formula() -> None:
    cells = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "汉字", "a,b", 'a"b']
    written = exports.table([{"cell": cell} for cell in cells]).decode("utf-8-sig")
    assert written == 'cell\r\n\'=1+1\r\n\'+1\r\n\'-1\r\n\'@x\r\n\'\tx\r\n"\'\rx"\r\n汉字\r\n"a,b"\r\n"a""b"\r\n'
    assert exports.table([]) == "\ufeff\r\n".encode()


async def test_the_tables_are_one_archive(the_town: Town) -> None:
    _, actor = await the_town.resident()
    export = await the_town.act(export_person, actor)
    with zipfile.ZipFile(BytesIO(exports.zipped(export))) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        enrolments = archive.read("enrolments.csv").decode("utf-8-sig")
    assert set(names) == {"person.csv"} | {f"{name}.csv" for name, found in export.held.items() if found}
    assert (HOME in enrolments, "joined" in enrolments) == (True, True)
