"""The story as actions tell it, on SQLite and on PostgreSQL alike."""

from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from freezegun import freeze_time

from creditplus.actions.approve_document import approve_document
from creditplus.actions.decide_scenario import decide_scenario
from creditplus.actions.withdraw_consent import withdraw_consent
from creditplus.audit import Event
from creditplus.consents import Consent
from creditplus.decisions import Decided
from creditplus.errors import Conflict, Forbidden, GuardrailBroken, Invalid, NotFound
from tests import shelf
from tests.town import AUTHOR, LIBRARY, SCENARIO, Town, plain

DAY = "2026-10-08 04:00:00"


def held(day: str) -> AbstractContextManager[object]:
    """The clock held still; the event loop's own clock goes on."""
    still: AbstractContextManager[object] = freeze_time(day, real_asyncio=True)
    return still


async def test_a_record_becomes_points_a_score_and_a_waived_deposit(the_town: Town) -> None:
    with held(DAY):
        number, resident = await the_town.resident()
        before = (await the_town.score(resident)).score
        await the_town.report(number, "1", "volunteer_honour", date(2026, 10, 1), level="市")
        after = (await the_town.score(resident)).score
        assert after.points > before.points
        assert sum(line.points for line in after.lines) == after.points
        answer = await the_town.act(decide_scenario, LIBRARY, SCENARIO, await the_town.code(resident))
        assert (answer.outcome, answer.terms["deposit_fen"]) == ("benefit", 0)


async def test_without_points_consent_or_joining_everybody_gets_the_identical_standard_service(the_town: Town) -> None:
    with held(DAY):
        _, poor = await the_town.resident(1)
        _, silent = await the_town.resident(2)
        answers = [
            await the_town.act(decide_scenario, LIBRARY, SCENARIO, await the_town.code(poor)),
            await the_town.act(decide_scenario, LIBRARY, SCENARIO, await the_town.code(silent, consenting=False)),
        ]
        code = await the_town.code(poor)
        for consent in await the_town.kept(Consent, person=poor.id):
            await the_town.act(withdraw_consent, poor, consent.id)
        answers.append(await the_town.act(decide_scenario, LIBRARY, SCENARIO, code))
        seen = [{**plain(answer), "decision": "", "attestation": ""} for answer in answers]
        assert seen == [seen[0]] * 3
        assert seen[0]["outcome"] == "standard"
        causes = [decided.cause for decided in await the_town.kept(Decided)]
        assert sorted(causes) == ["below", "no-consent", "withdrawn"]


async def test_points_end_on_the_right_day(the_town: Town) -> None:
    with held("2026-10-08 04:00:00"):
        number, resident = await the_town.resident()
        await the_town.report(number, "1", "civic_practice", date(2026, 10, 1), activity="环境整治")
        entry = next(line.entry for line in (await the_town.score(resident)).score.lines if line.entry is not None)
    last = entry.until - timedelta(days=1)
    # 16:00 UTC is midnight in Shanghai: the item ends with the Chinese day, not with the server's.
    with held(f"{last} 15:59:59"):
        assert entry.record in [
            line.entry.record for line in (await the_town.score(resident)).score.lines if line.entry
        ]
    with held(f"{last} 16:00:00"):
        assert [line for line in (await the_town.score(resident)).score.lines if line.entry] == []


async def test_the_score_of_a_past_day_is_derived_again_after_new_records_came_in(the_town: Town) -> None:
    with held("2026-08-01 04:00:00"):
        number, resident = await the_town.resident()
        await the_town.report(number, "1", "volunteer_service", date(2026, 7, 20), hours=12)
        then = plain((await the_town.score(resident)).score)
    with held("2026-10-08 04:00:00"):
        await the_town.report(number, "2", "volunteer_service", date(2026, 7, 21), hours=30)
        assert (await the_town.score(resident)).score.points != then["points"]
        assert plain((await the_town.score(resident, date(2026, 8, 1))).score) == then


async def test_a_report_sent_twice_counts_once_and_a_different_one_is_a_conflict_that_names_the_field(
    the_town: Town,
) -> None:
    number, _ = await the_town.resident()
    outcomes = [
        (await the_town.report(number, "1", "volunteer_service", date(2026, 7, 2), hours=h)).outcome for h in (5, 5)
    ]
    assert outcomes == ["accepted", "same as before"]
    with pytest.raises(Conflict) as refused:
        await the_town.report(number, "1", "volunteer_service", date(2026, 7, 2), hours=6)
    assert [flaw.pointer for flaw in refused.value.flaws] == ["/fields/hours"]


async def test_a_code_works_once_for_its_scenario_and_not_after_its_time(the_town: Town) -> None:
    with held("2026-10-08 04:00:00"):
        _, resident = await the_town.resident()
        used, late = await the_town.code(resident), await the_town.code(resident)
        await the_town.act(decide_scenario, LIBRARY, SCENARIO, used)
        with pytest.raises(Conflict, match="code-used"):
            await the_town.act(decide_scenario, LIBRARY, SCENARIO, used)
        with pytest.raises(NotFound, match="unknown-code"):
            await the_town.act(decide_scenario, LIBRARY, SCENARIO, "A" * 16)
    with held("2026-10-08 04:05:00"), pytest.raises(Conflict, match="code-expired"):
        await the_town.act(decide_scenario, LIBRARY, SCENARIO, late)


async def test_a_punitive_purpose_is_refused_by_name(the_town: Town) -> None:
    _, resident = await the_town.resident()
    with pytest.raises(GuardrailBroken, match="punitive-purpose"):
        await the_town.act(decide_scenario, LIBRARY, SCENARIO, await the_town.code(resident), "blacklist")


async def test_nobody_approves_their_own_text(the_town: Town) -> None:
    text = shelf.text(shelf.RULEBOOKS[0]).replace("试行", "试用")
    document = await the_town.propose(text, "edited.toml")
    with pytest.raises(Forbidden, match="own-document"):
        await the_town.act(approve_document, AUTHOR, document.digest)


async def test_a_wrong_text_tells_all_problems_at_once_with_file_line_and_path(the_town: Town) -> None:
    text = shelf.text(shelf.RULEBOOKS[0]).replace("expires", "expirse", 1) + '\n[[rules]]\ncode = "x"\n'
    with pytest.raises(Invalid) as refused:
        await the_town.propose(text, "wrong.toml")
    told = [(problem.file, problem.line > 0, problem.path) for problem in refused.value.problems]
    assert ("wrong.toml", True, "expirse") in told
    assert len(told) >= 4


async def test_every_decision_and_report_leaves_exactly_one_event(the_town: Town) -> None:
    number, resident = await the_town.resident()
    await the_town.report(number, "1", "volunteer_service", date(2026, 7, 2), hours=5)
    answer = await the_town.act(decide_scenario, LIBRARY, SCENARIO, await the_town.code(resident))
    verbs = [event.verb for event in await the_town.kept(Event, subject=resident.id)]
    assert sorted(verbs) == ["decide_scenario", "enrol_person", "give_consent", "issue_code", "report_record"]
    decided = [event.detail["decision"] for event in await the_town.kept(Event, verb="decide_scenario")]
    assert decided == [answer.decision]
