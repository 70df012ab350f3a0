"""What a resident decides for themselves: joining, leaving, being forgotten, agreeing, and which good records count."""

from contextlib import AbstractContextManager
from datetime import date

import msgspec
import pytest
from freezegun import freeze_time

from creditplus import consents
from creditplus.actions.decide_scenario import decide_scenario
from creditplus.actions.enrol_person import Said, enrol_person
from creditplus.actions.erase_person import erase_person
from creditplus.actions.give_consent import give_consent
from creditplus.actions.issue_code import issue_code
from creditplus.actions.leave_county import leave_county
from creditplus.actions.read_consents import read_consents
from creditplus.actions.read_kinds import read_kinds
from creditplus.actions.read_notice import read_notice
from creditplus.actions.read_receipt import read_receipt
from creditplus.actions.switch_kind import switch_kind
from creditplus.actions.withdraw_consent import withdraw_consent
from creditplus.audit import Event
from creditplus.consents import Consent
from creditplus.decisions import Decided
from creditplus.errors import Conflict, Forbidden, Invalid, NotFound
from creditplus.people import Actor
from creditplus.tools import identity, store
from tests.town import HOME, LIBRARY, SCENARIO, SETTLED, Town, plain

DAY = "2026-10-08 04:00:00"
LATER = "2026-10-08 05:00:00"


def held(day: str) -> AbstractContextManager[object]:
    """The clock held still; the event loop's own clock goes on."""
    still: AbstractContextManager[object] = freeze_time(day, real_asyncio=True)
    return still


async def honoured(town: Town, order: int = 1) -> tuple[str, Actor]:
    """A resident with an honour that waives the library's deposit."""
    number, resident = await town.resident(order)
    await town.report(number, f"h{order}", "volunteer_honour", date(2026, 10, 1), level="市")
    return number, resident


async def asked(town: Town, code: str) -> dict[str, object]:
    """What the library is told, but for what is new in every answer."""
    return {**plain(await town.act(decide_scenario, LIBRARY, SCENARIO, code)), "decision": "", "attestation": ""}


async def test_the_countys_text_says_who_may_join_and_every_reason_is_told_at_once(the_town: Town) -> None:
    with held(DAY):
        _, resident = await the_town.resident(joined=False)
        with pytest.raises(Forbidden, match="may-not-join") as refused:
            await the_town.act(enrol_person, resident, HOME, Said(residence_months=5, full_capacity=False))
        assert [flaw.message.en for flaw in refused.value.flaws] == [
            "a guardian has to agree first",
            "6 months of residence are needed, there are 5",
        ]
        joined = await the_town.act(enrol_person, resident, HOME, Said(residence_months=6))
        assert await the_town.act(enrol_person, resident, HOME, Said()) == joined
        with pytest.raises(Conflict, match="joined-elsewhere"):
            await the_town.act(enrol_person, resident, "230281", SETTLED)
    events = await the_town.kept(Event, subject=resident.id)
    assert [(event.verb, event.detail) for event in events] == [("enrol_person", {})]


async def test_whoever_left_is_answered_like_anybody_without_points(the_town: Town) -> None:
    with held(DAY):
        _, poor = await the_town.resident(1)
        standard = await asked(the_town, await the_town.code(poor))
        _, resident = await honoured(the_town, 2)
        assert (await asked(the_town, await the_town.code(resident)))["outcome"] == "benefit"
        code = await the_town.code(resident)
        left = await the_town.act(leave_county, resident)
        assert (left.step.what, left.consents, left.links, left.can_erase) == ("left", 1, 0, True)
        assert await asked(the_town, code) == standard
        assert (await the_town.act(leave_county, resident)).step == left.step
    assert sorted(one.cause for one in await the_town.kept(Decided)) == ["below", "benefit", "left"]
    assert [event.outcome for event in await the_town.kept(Event, verb="leave_county")] == ["left"]


async def test_who_joins_again_finds_their_history_but_must_agree_anew(the_town: Town) -> None:
    with held(DAY):
        _, resident = await honoured(the_town)
        code = await the_town.code(resident)
        before = (await the_town.score(resident)).score.points
        await the_town.act(leave_county, resident)
        with pytest.raises(NotFound, match="not-joined"):
            await the_town.score(resident)
        await the_town.act(enrol_person, resident, HOME, SETTLED)
        assert (await the_town.score(resident)).score.points == before
        assert (await asked(the_town, code))["outcome"] == "standard"
        assert (await asked(the_town, await the_town.code(resident)))["outcome"] == "benefit"


async def test_who_is_forgotten_leaves_nothing_that_leads_back_and_begins_as_new(the_town: Town) -> None:
    with held(DAY):
        number, resident = await honoured(the_town)
        await asked(the_town, await the_town.code(resident))
        with pytest.raises(Conflict, match="leave-first"):
            await the_town.act(erase_person, resident)
        sealed, hashes = await the_town.act(sealed_of, resident), identity.lookups(number)
        await the_town.act(leave_county, resident)
        erased = await the_town.act(erase_person, resident)
        assert erased.person == resident.id
        found = await the_town.act(traces, resident, [number, *hashes, sealed.hex()])
        assert found == []
        with pytest.raises(NotFound, match="unknown-person"):
            await the_town.act(erase_person, resident)
        with pytest.raises(NotFound, match="unknown-person"):
            await the_town.act(enrol_person, resident, HOME, SETTLED)
        _, again = await the_town.resident()
        assert again.id != resident.id
        assert [line.what for line in (await the_town.score(again)).score.lines if line.entry] == []
        assert (await asked(the_town, await the_town.code(again)))["outcome"] == "standard"


async def sealed_of(db: store.Transaction, by: Actor) -> bytes:
    """The encrypted identity of somebody."""
    return await store.sealed_identity(db, by.id)


async def traces(db: store.Transaction, _: Actor, words: list[str]) -> list[str]:
    """Where any of some words stands in any column of any table, whatever its type."""
    found = []
    for name, table in store.tables.Row.metadata.tables.items():
        for row in (await db.execute(table.select())).mappings():
            for column, value in row.items():
                written = value.hex() + value.decode("latin-1") if isinstance(value, bytes) else str(value)
                found += [f"{name}.{column}" for word in words if word in written]
    return found


async def test_a_consent_given_twice_is_one_and_taking_it_back_ends_all_that_allow_the_same(the_town: Town) -> None:
    with held(DAY):
        _, resident = await honoured(the_town)
        first = await the_town.act(give_consent, resident, SCENARIO, "library")
        assert await the_town.act(give_consent, resident, SCENARIO, "library") == first
    with held("2026-11-08 04:00:00"):
        longer = await the_town.act(give_consent, resident, SCENARIO, "library")
        assert longer.until > first.until
        ended = await the_town.act(withdraw_consent, resident, first.id)
        assert await the_town.act(withdraw_consent, resident, first.id) == ended
        assert [one.state for one in await the_town.act(read_consents, resident)] == ["withdrawn"] * 2
        code = (await the_town.act(issue_code, resident, SCENARIO)).code
        assert (await asked(the_town, code))["outcome"] == "standard"
        anew = await the_town.act(give_consent, resident, SCENARIO, "library")
        assert anew.id not in (first.id, longer.id)
    with held("2036-12-01 04:00:00"):
        states = [one.state for one in await the_town.act(read_consents, resident)]
        assert sorted(states) == ["expired", "withdrawn", "withdrawn"]


async def test_a_consent_for_another_city_opens_nothing_at_home(the_town: Town) -> None:
    with held(DAY):
        _, resident = await honoured(the_town)
        abroad = await the_town.act(give_consent, resident, SCENARIO, "library", "230200")
        code = (await the_town.act(issue_code, resident, SCENARIO)).code
        assert (await asked(the_town, code))["outcome"] == "standard"
        kept = await the_town.kept(Consent, person=resident.id)
        assert consents.holds(kept, [], "library", abroad.given_at, "230200")
        assert not consents.holds(kept, [], "library", abroad.given_at, "231200")
        for city in ("231100", "230281", "999999"):  # its own city, a county, nothing
            with pytest.raises(Invalid, match="unknown-city"):
                await the_town.act(give_consent, resident, SCENARIO, "library", city)
        receipt = await the_town.act(read_receipt, resident, abroad.id)
        notice = receipt.pii_processing.privacy_notice
        for word in ("接收方：齐齐哈尔市", "目的：", "方式：", "内容："):
            assert word in notice.says.zh
        assert consents.notice_digest(notice.says) == abroad.notice_digest == notice.digest
        assert [party.party_role for party in receipt.party_identification] == ["controller", "recipient"]


async def test_one_agrees_to_exactly_the_words_one_read(the_town: Town) -> None:
    _, resident = await the_town.resident()
    for city in (None, "230200"):
        notice = await the_town.act(read_notice, resident, SCENARIO, "library", city)
        given = await the_town.act(give_consent, resident, SCENARIO, "library", city, notice.digest)
        assert (given.notice_digest, given.until) == (notice.digest, notice.until)
        with pytest.raises(Conflict, match="notice-changed"):
            await the_town.act(give_consent, resident, SCENARIO, "library", city, "0" * 64)


async def test_a_receipt_has_the_very_words_and_what_happened_since(the_town: Town) -> None:
    with held(DAY):
        number, resident = await honoured(the_town)
        given = await the_town.act(give_consent, resident, SCENARIO, "library")
        receipt = await the_town.act(read_receipt, resident, given.id)
        says = receipt.pii_processing.privacy_notice.says
        assert consents.notice_digest(says) == given.notice_digest
        assert [one.event_state for one in receipt.event] == ["given"]
        await the_town.act(withdraw_consent, resident, given.id)
        after = await the_town.act(read_receipt, resident, given.id)
        assert [one.event_state for one in after.event] == ["given", "withdrawn"]
        assert (receipt.record_id, after.record_id) == (given.id, given.id)
        assert receipt.receipt_id != after.receipt_id
        assert number not in msgspec.json.encode(after).decode()
        with pytest.raises(NotFound, match="unknown-consent"):
            await the_town.act(read_receipt, Actor("another", "resident"), given.id)


async def test_a_kind_that_is_switched_off_counts_nowhere_at_once_and_comes_back_exactly(the_town: Town) -> None:
    with held(DAY):
        _, resident = await honoured(the_town)
        before = await the_town.score(resident)
        off = await the_town.act(switch_kind, resident, "volunteer_honour", "off")
        assert await the_town.act(switch_kind, resident, "volunteer_honour", "off") == off
        without = await the_town.score(resident)
        assert without.score.points < before.score.points
        assert [words.en.partition(":")[0] for words in without.switched_off] == ["you switched off"]
        assert (await asked(the_town, await the_town.code(resident)))["outcome"] == "standard"
        kinds = {one.kind: one.counts for one in await the_town.act(read_kinds, resident)}
        assert (kinds["volunteer_honour"], kinds["volunteer_service"]) == (False, True)
        await the_town.act(switch_kind, resident, "volunteer_honour", "on")
        assert plain(await the_town.score(resident)) == plain(before)
        assert (await asked(the_town, await the_town.code(resident)))["outcome"] == "benefit"
    with held("2026-10-10 04:00:00"):
        await the_town.act(switch_kind, resident, "volunteer_honour", "off")
        assert plain((await the_town.score(resident, date(2026, 10, 8))).score) == plain(before.score)


@pytest.mark.parametrize("kind", ["penalty_general", "serious_list", "nothing"])
async def test_only_good_records_can_be_switched_off(the_town: Town, kind: str) -> None:
    _, resident = await the_town.resident()
    with pytest.raises(NotFound, match="unknown-switch"):
        await the_town.act(switch_kind, resident, kind, "off")
