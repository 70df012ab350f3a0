"""Somebody tries what nobody should: deciding about themselves, twice, in the name of others, or after they were forgotten."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from creditplus.actions.accept_delegation import accept_delegation
from creditplus.actions.apply_repair import apply_repair
from creditplus.actions.approve_document import approve_document
from creditplus.actions.attach_evidence import attach_evidence
from creditplus.actions.correct_record import correct_record
from creditplus.actions.decide_repair import decide_repair
from creditplus.actions.decide_scenario import decide_scenario
from creditplus.actions.erase_person import erase_person
from creditplus.actions.give_consent import give_consent
from creditplus.actions.invite_delegate import invite_delegate
from creditplus.actions.issue_code import issue_code
from creditplus.actions.leave_county import leave_county
from creditplus.actions.purge_expired import purge_expired
from creditplus.actions.raise_objection import raise_objection
from creditplus.actions.read_access import read_access
from creditplus.actions.read_held_record import read_held_record
from creditplus.actions.read_objections import read_objections
from creditplus.actions.read_repairs import read_repairs
from creditplus.actions.register_client import register_client
from creditplus.actions.report_record import report_record
from creditplus.actions.revoke_record import revoke_record
from creditplus.actions.settle_objection import settle_objection
from creditplus.actions.state_record import state_record
from creditplus.actions.use_delegation import use_delegation
from creditplus.actions.withdraw_consent import withdraw_consent
from creditplus.consents import Consent
from creditplus.errors import Conflict, Forbidden, GuardrailBroken, Invalid, NotFound, Words
from creditplus.lives.corrections import Rightly
from creditplus.people import Actor, Role
from creditplus.records import Report
from creditplus.rights import evidence
from creditplus.rights.delegations import Delegation, DelegationEnd
from creditplus.tools import clock, identity, store, tokens
from tests import shelf
from tests.actions.test_objections import COUNTY, DAY, DOCUMENT, PDF, penalised
from tests.actions.test_story import held
from tests.town import HOME, LIBRARY, PROVIDER, SCENARIO, Town

TERMINAL = Actor("terminal", "auditor")
NEVER = date(2026, 5, 2)


async def held_by(town: Town, role: Role, number: str) -> Actor:
    """Somebody who holds a role of the county in their own name."""
    made = await town.act(register_client, TERMINAL, role, Words("示例", "example"), HOME, (), holder=number)
    return Actor(made.id, role, HOME)


async def test_a_clerk_who_is_the_resident_decides_nothing_about_themselves(the_town: Town) -> None:
    with held(DAY):
        number, _ = await the_town.resident()
        resident, record = await penalised(the_town)
        clerk = await held_by(the_town, "approver", number)
        repair = await the_town.act(apply_repair, resident, record, "已改正")
        objection = await the_town.act(raise_objection, resident, record, "not me", "同名")
        rightly = Rightly(on=NEVER, fields={"domain": "市场监管"}, document=DOCUMENT)
        tries: list[tuple[Any, ...]] = [
            (settle_objection, objection.id, "withdrawn", "属实"),
            (decide_repair, repair.id, "granted", "已履行"),
            (revoke_record, record, date(2026, 9, 29), "撤销"),
            (correct_record, record, rightly, "更正"),
        ]
        for action, *values in tries:
            with pytest.raises(Forbidden, match="own-report"):
                await the_town.act(action, clerk, *values)
        await the_town.act(settle_objection, COUNTY, objection.id, "upheld", "属实")


async def test_whoever_reported_does_not_settle_under_another_name(the_town: Town) -> None:
    """One person holds the provider's role and an approver's: what they reported as one they do not settle as the other."""
    with held(DAY):
        number, resident = await the_town.resident()
        clerk, _ = await the_town.resident(7, joined=False)
        made = await held_by(the_town, "provider", clerk)
        report = Report(id="1", person=number, kind="penalty_general", on=NEVER, fields={"domain": "市场监管"})
        report = msgspec.structs.replace(report, document=DOCUMENT)
        provider = msgspec.structs.replace(made, scopes=frozenset({"report"}))
        record = (await the_town.act(report_record, provider, HOME, report)).id
        objection = await the_town.act(raise_objection, resident, record, "not me", "同名")
        with pytest.raises(Forbidden, match="own-report"):
            await the_town.act(
                settle_objection, await held_by(the_town, "approver", clerk), objection.id, "upheld", "…"
            )


async def test_one_person_with_two_names_neither_writes_and_approves_nor_escapes_by_new_keys(the_town: Town) -> None:
    """Whoever proposed a text as the province and holds another of its names is still one person, also after a rotation."""
    number, _ = await the_town.resident(8, joined=False)
    one = msgspec.structs.replace(await held_by(the_town, "province", number), county=None)
    before = identity._keys
    try:
        identity.rotate(0)
        other = msgspec.structs.replace(await held_by(the_town, "province", number), county=None)
    finally:
        newest = identity._keys[-1]
        identity._keys = before
        next(identity._directory.glob(f"*{newest.serial}*")).unlink()  # type: ignore[union-attr]  # it is open
        identity._read()
    file = next(one for one in shelf.RULEBOOKS if f"/{HOME}/" in one)
    text = shelf.text(file) + "\n# once more\n"
    async with the_town.store.transaction() as db:
        document = await _proposed(db, one, text, file)
    with pytest.raises(Forbidden, match="own-document"):
        await the_town.act(approve_document, other, document)


async def _proposed(db: store.Transaction, by: Actor, text: str, file: str) -> str:
    from creditplus.actions.propose_document import propose_document
    from creditplus.actions.prove_document import prove_document

    return (await propose_document(db, by, await prove_document(db, by, text, file))).digest


async def test_whoever_is_forgotten_helps_nobody_and_is_helped_by_nobody(the_town: Town) -> None:
    with held(DAY):
        _, mother = await the_town.resident(1)
        _, daughter = await the_town.resident(2)
        last = clock.today() + timedelta(days=30)
        await the_town.act(leave_county, mother)
        late = await the_town.act(
            invite_delegate, mother, ("read_access",), last
        )  # after leaving, before being forgotten
        await the_town.act(accept_delegation, daughter, late.word)
        helps = await the_town.act(invite_delegate, daughter, ("read_score",), last)
        await the_town.act(accept_delegation, mother, helps.word)
        waiting = await the_town.act(invite_delegate, daughter, ("read_score",), last)
        await the_town.act(erase_person, mother)
        assert len(await the_town.kept(DelegationEnd)) == 2
        for by, delegation in ((daughter, late.delegation), (mother, helps.delegation)):
            with pytest.raises(NotFound, match="unknown-delegation"):
                await the_town.act(use_delegation, by, delegation)
        with pytest.raises(NotFound, match="unknown-person"):
            await the_town.act(invite_delegate, mother, ("read_access",), last)
        with pytest.raises(NotFound, match="unknown-person"):
            await the_town.act(accept_delegation, mother, waiting.word)
        assert len(await the_town.kept(Delegation, person=mother.id)) == 1


async def test_the_person_reads_that_it_was_the_helper_and_not_they(the_town: Town) -> None:
    _, mother = await the_town.resident(1)
    _, daughter = await the_town.resident(2)
    last = clock.today() + timedelta(days=30)
    word = (await the_town.act(invite_delegate, mother, ("issue_code",), last)).word
    found = (await the_town.act(accept_delegation, daughter, word)).delegation
    helper = tokens.actor((await the_town.act(use_delegation, daughter, found)).access_token)
    await the_town.act(issue_code, helper, SCENARIO)
    looks = (await the_town.act(read_access, mother)).looks
    assert {(look.by.en, look.what.en) for look in looks} == {
        ("whoever helps you", "accepted to help"),
        ("whoever helps you", "got a token to help with"),
        ("whoever helps you", "got a code that works once"),
    }


async def test_nobodys_rights_wait_for_a_text(the_town: Town) -> None:
    """The county's text is over, and no other is in force: objections, repairs and revocations go on in the usual days."""
    with held("2028-02-10 04:00:00"):
        number, resident = await the_town.resident()
        report = Report(
            id="1", person=number, kind="penalty_serious", on=date(2027, 2, 1), fields={"domain": "市场监管"}
        )
        later = msgspec.structs.replace(DOCUMENT, on=date(2027, 2, 8), final_on=date(2027, 4, 8))
        record = (await the_town.act(report_record, PROVIDER, HOME, msgspec.structs.replace(report, document=later))).id
    with held("2029-02-10 04:00:00"):
        with pytest.raises(NotFound, match="no-rulebook"):
            await the_town.score(resident)
        objection = await the_town.act(raise_objection, resident, record, "not me", "同名")
        repair = await the_town.act(apply_repair, resident, record, "已改正")
        assert (objection.days, repair.days) == (7, 3)
        await the_town.act(settle_objection, COUNTY, objection.id, "upheld", "属实")
        assert (await the_town.act(revoke_record, PROVIDER, record, date(2029, 2, 9), "撤销")).late is False


async def test_who_asks_what_nobody_may_ask_is_seen_by_the_person(the_town: Town) -> None:
    _, resident = await the_town.resident()
    code = await the_town.code(resident)
    for purpose, by in (("hiring", LIBRARY), (None, msgspec.structs.replace(LIBRARY, scopes=frozenset()))):
        with pytest.raises((GuardrailBroken, Forbidden)) as refused:
            await the_town.act(decide_scenario, by, SCENARIO, code, purpose)
        assert refused.value.about == resident.id
    with pytest.raises(GuardrailBroken) as refused:
        await the_town.act(decide_scenario, LIBRARY, SCENARIO, "A" * 16, "hiring")
    assert refused.value.about is None


async def test_who_was_forgotten_waits_in_no_queue(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        other, theirs = await penalised(the_town, 2)
        for one, about in ((resident, record), (other, theirs)):
            await the_town.act(apply_repair, one, about, "已改正")
            await the_town.act(raise_objection, one, about, "not me", "同名")
        await the_town.act(leave_county, resident)
        queues = [await the_town.act(action, COUNTY) for action in (read_objections, read_repairs)]
        assert [len(page.waiting) for page in queues] == [2, 2]  # leaving ends no dispute
        await the_town.act(erase_person, resident)
        queues = [await the_town.act(action, COUNTY) for action in (read_objections, read_repairs)]
        assert [[one.record for one in page.waiting] for page in queues] == [[theirs], [theirs]]


async def test_nobody_fills_the_place_of_the_other_sides_papers(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        objection = await the_town.act(raise_objection, resident, record, "not me", "同名")
        for _ in range(evidence.PAPERS_MAX):
            await the_town.act(attach_evidence, PROVIDER, objection.id, PDF)
        with pytest.raises(Conflict, match="evidence-full"):
            await the_town.act(attach_evidence, PROVIDER, objection.id, PDF)
        assert (await the_town.act(attach_evidence, resident, objection.id, PDF)).by == resident.id


async def test_what_was_corrected_says_something_new_and_can_be_objected_to_anew(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        first = await the_town.act(raise_objection, resident, record, "wrong facts", "日期不对")
        rightly = Rightly(on=NEVER, fields={"domain": "市场监管"}, document=DOCUMENT)
        await the_town.act(settle_objection, COUNTY, first.id, "corrected", "日期登记有误", rightly)
    with held(f"{DAY[:-1]}1"):
        again = await the_town.act(raise_objection, resident, record, "wrong facts", "还是不对")
        await the_town.act(settle_objection, COUNTY, again.id, "upheld", "与原件一致")
        with pytest.raises(Conflict, match="already-objected"):
            await the_town.act(raise_objection, resident, record, "wrong facts", "…")


async def test_a_consent_given_by_a_clock_that_goes_ahead_is_taken_back_like_any_other(the_town: Town) -> None:
    with held("2026-10-08 04:00:30"):
        _, resident = await the_town.resident()
        ahead = await the_town.act(give_consent, resident, SCENARIO, "library")
    with held("2026-10-08 04:00:00"):
        other = msgspec.structs.replace(ahead, id="other", given_at=clock.now(), until=ahead.until + timedelta(days=1))
        async with the_town.store.transaction() as db:
            await store.append(db, other)
        await the_town.act(withdraw_consent, resident, other.id)
    with held("2026-10-08 04:01:00"):
        code = (await the_town.act(issue_code, resident, SCENARIO)).code
        assert (await the_town.act(decide_scenario, LIBRARY, SCENARIO, code)).outcome == "standard"
    with held("2026-10-08 04:02:30"):
        last = await the_town.act(give_consent, resident, SCENARIO, "library")
    with held("2026-10-08 04:02:00"):
        assert (await the_town.act(leave_county, resident)).consents == 1
    assert last.id in [one.id for one in await the_town.kept(Consent, person=resident.id)]


async def test_ones_own_words_stand_beside_the_record_that_a_clerk_reads(the_town: Town) -> None:
    with held(DAY):
        resident, record = await penalised(the_town)
        objection = await the_town.act(raise_objection, resident, record, "not me", "同名")
        assert (await the_town.act(read_held_record, COUNTY, objection.id)).words is None
        await the_town.act(state_record, resident, record, "当时我在外地。")
    with held(f"{DAY[:-1]}1"):
        await the_town.act(state_record, resident, record, "当时我在医院。")
        assert (await the_town.act(read_held_record, COUNTY, objection.id)).words == "当时我在医院。"


async def test_no_citizen_id_is_kept_where_nothing_would_erase_it(the_town: Town) -> None:
    with held(DAY):
        number, resident = await the_town.resident()
        wide = number.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))
        right = Report(id="1", person=number, kind="penalty_general", on=NEVER, fields={"domain": "市场监管"})
        right = msgspec.structs.replace(right, document=DOCUMENT)
        wrong: dict[str, dict[str, Any]] = {
            "/id": {"id": f"p-{number}"},
            "/matter": {"matter": f"案 {wide}"},
            "/fields/domain": {"fields": {"domain": number.lower()}},
            "/document/number": {"document": msgspec.structs.replace(DOCUMENT, number=f"〔2026〕{number}号")},
        }
        for pointer, changes in wrong.items():
            with pytest.raises(Invalid, match="bad-record") as refused:
                await the_town.act(report_record, PROVIDER, HOME, msgspec.structs.replace(right, **changes))
            assert pointer in [flaw.pointer for flaw in refused.value.flaws]
        record = (await the_town.act(report_record, PROVIDER, HOME, right)).id
        objection = await the_town.act(raise_objection, resident, record, "not me", "同名")
        with pytest.raises(Invalid, match="bad-fields"):
            await the_town.act(settle_objection, COUNTY, objection.id, "upheld", f"与 {number} 一致")


async def test_who_never_joined_is_forgotten_five_years_after_they_were_last_met(the_town: Town) -> None:
    """A stranger of long ago goes; one who was reported of since, one who helped since, and one who takes part stay."""
    with held("2026-03-02 04:00:00"):
        numbers = [(await the_town.resident(order, joined=False)) for order in range(1, 4)]
        (_, _), (reported, known), (_, helper) = numbers
        _, member = await the_town.resident(4)
    with held("2028-02-01 04:00:00"):
        await the_town.report(reported, "late", "volunteer_service", date(2028, 1, 5), hours=2)
        word = (await the_town.act(invite_delegate, member, ("read_score",), clock.today())).word
        await the_town.act(accept_delegation, helper, word)
    with held("2031-03-04 04:00:00"):
        counted = await the_town.act(purge_expired, TERMINAL, dry_run=True)
        assert (counted, await the_town.act(purge_expired, TERMINAL)) == (counted, counted)
        everybody = [actor.id for _, actor in numbers] + [member.id]
        async with the_town.store.reading() as db:
            still = await store.identified(db, everybody)
        assert (counted["people"], still) == (1, {known.id, helper.id, member.id})
