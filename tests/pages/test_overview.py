"""What the province, the auditor and anyone who doubts can see: numbers that speak of nobody, the log and its seals, an attestation."""

import csv
import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from creditplus.actions.grow_log import grow_log
from creditplus.actions.seal_events import seal_events
from creditplus.outlooks.coverages import Waited, answers, tens
from creditplus.people import Actor
from creditplus.tools import store
from tests.pages.reader import Page, Reader
from tests.pages.test_public import HAN
from tests.web.town import COUNTY, SCENARIO, Town, citizen_id, good

OPEN = ("/transparency", "/verify", f"/c/{COUNTY}/try")
MADE_UP = (
    "{",
    "[1]",
    '[{"kind":"no_such","on":"2026-01-01"}]',
    "[" * 4000,
    '[{"kind":"volunteer_service","on":"1900-01-01"}]',
)
AUDITED = ("/audit", "/audit?verb=approve_document", "/audit/seals", "/province")


def sat(town: Town, reader: Reader, role: str) -> Reader:
    """Somebody of a role at their desk."""
    client = town.clients[role]
    return reader.client(client.id, client.secret)


def whole(page: Page) -> tuple[int, int, bool, set[str]]:
    """Whether a page is whole: status, first headings, a way past the head, and the fields without a label."""
    labelled = {named["for"] for named in page.all("label") if "for" in named}
    fields = [named for tag in ("input", "select", "textarea") for named in page.all(tag)]
    seen = {named.get("id", "") for named in fields if named.get("type") not in ("hidden", "radio")}
    return page.status, len(page.all("h1")), bool(page.all("a", class_="skip")), seen - labelled


@pytest.mark.parametrize("path", OPEN)
def test_a_page_for_anyone_is_whole_in_both_languages(reader: Reader, path: str) -> None:
    chinese, english = reader.see(path, Accept_Language="zh-CN"), reader.see(path, Accept_Language="en")
    assert (whole(chinese), whole(english)) == ((200, 1, True, set()), (200, 1, True, set()))
    heading = [word for word in english.words if HAN.search(word)]
    assert len(heading) < len([word for word in chinese.words if HAN.search(word)]) / 2


@pytest.mark.parametrize("path", AUDITED)
def test_an_auditors_page_is_whole_and_nobody_elses(town: Town, reader: Reader, path: str) -> None:
    assert reader.see(path).response.url.path == "/sign-in"
    assert sat(town, reader, "operator").see(path).status == 403
    assert whole(sat(town, reader, "auditor").see(path)) == (200, 1, True, set())


def test_numbers_can_be_taken_away_and_name_no_few(town: Town, reader: Reader) -> None:
    """Three residents in a county are no number at all; the file begins with a mark by which a spreadsheet knows its letters."""
    for _ in range(3):
        town.joined()
    taken = reader.http.get("/transparency/counties.csv")
    rows = {row["county"]: row for row in csv.DictReader(taken.content.decode("utf-8-sig").splitlines())}
    assert taken.content.startswith(b"\xef\xbb\xbf")
    assert (COUNTY in rows, {row["residents"] for row in rows.values()}) == (True, {""})
    told = json.loads(reader.http.get("/transparency/dcat.jsonld").content)
    assert told["dcat:dataset"]["dcat:distribution"]["dcat:downloadURL"]["@id"].endswith("/transparency/counties.csv")


def test_counts_are_tens_of_persons_or_nothing() -> None:
    """Nine persons are nothing; many are a multiple of ten; a hundred answers to one person are still of one person."""
    assert {tens(count, "seed") for count in range(10)} == {None}
    assert {(tens(count, "seed") or 0) % 10 for count in range(10, 300)} == {0}
    assert answers([Waited(COUNTY, "one", True)] * 100, COUNTY, "seed") == (None, None)
    many = [Waited(COUNTY, str(number), number % 4 == 0) for number in range(400)]
    assert (answers(many, COUNTY, "seed")[1], answers(many, "231102", "seed")) == (30, (None, None))


def attestation(town: Town) -> str:
    """What a desk was told."""
    return str(good(town.ask(town.code(town.joined())))["attestation"])


def test_an_attestation_is_genuine_to_the_letter_and_says_nothing_about_the_person(town: Town, reader: Reader) -> None:
    told = attestation(town)
    page = reader.send("/verify", "/verify", attestation=f" {told[:40]}\n{told[40:]} ")
    assert (page.status, len(page.all("p", class_="good"))) == (200, 1)
    assert SCENARIO not in page.text
    for wrong in (told[:-3] + "abc", told.replace(".", "..", 1), "nonsense", "<script>alert(1)</script>", "a" * 9000):
        page = reader.send("/verify", "/verify", attestation=wrong)
        assert (page.status, page.all("p", class_="good"), "<script>" in page.response.text) == (200, [], False)


def test_a_token_of_another_kind_is_no_attestation(town: Town, reader: Reader) -> None:
    token = town.of("auditor")["Authorization"].removeprefix("Bearer ")
    page = reader.send("/verify", "/verify", attestation=token)
    assert (page.status, page.all("p", class_="good")) == (200, [])


def seal(town: Town) -> None:
    """Seal the log."""

    async def sealed(db: store.Transaction) -> None:
        by = Actor("terminal", "auditor")
        grown = await grow_log(db, by)
        assert grown is not None
        await seal_events(db, by, grown)

    town.within(sealed)


def test_an_event_is_shown_under_its_seal_and_the_whole_log_is_checked(town: Town, reader: Reader) -> None:
    town.joined()
    event = town.events(verb="approve_document")[0]
    seal(town)
    sat(town, reader, "auditor")
    page = reader.see(f"/audit/events/{event.id}", Accept_Language="en")
    assert (page.status, "Under seal" in page.text) == (200, True)
    checked = reader.send("/audit/seals", "/audit/seals")
    assert (checked.status, len(checked.all("p", class_="done"))) == (200, 1)
    assert town.events(verb="check_log")[-1].outcome == "same"


def test_nobody_is_named_to_an_auditor_without_a_case(town: Town, reader: Reader) -> None:
    town.joined()
    event = town.events(verb="enrol_person")[-1]
    sat(town, reader, "auditor")
    plain, opened = (reader.see(f"/audit/events/{event.id}{case}") for case in ("", "?case=JC-2026-17"))
    assert event.subject is not None
    assert (event.subject in plain.response.text, event.subject in opened.response.text) == (False, True)
    assert reader.see(f"/audit?subject={event.subject}").status == 403
    assert reader.see(f"/audit?subject={event.subject}&case=JC-2026-17").status == 200


def test_rules_are_tried_and_nothing_is_kept(town: Town, reader: Reader) -> None:
    """A good deed helps, a second counts beside it, and taking the first away leaves the second; no event tells of it."""
    at, before = f"/c/{COUNTY}/try", len(town.events())
    form = reader.see(at).form(at)
    chosen = reader.post(at, form | {"kind": "moral_model", "what": "choose"})
    added = reader.post(at, form | {"kind": "moral_model", "what": "add", "level": "省"})
    assert (chosen.status, len(chosen.all("select", id="level")), added.status) == (200, 1, 200)
    carried = added.form(at)
    more = reader.post(at, carried | {"kind": "penalty_general", "what": "add", "domain": "市场监管"})
    fewer = reader.post(at, more.form(at) | {"away": "0"})
    values = [float(page.text.split("合计 ")[1].split(" ")[0]) for page in (added, more, fewer)]
    assert values[0] > 1000 > values[2]
    assert values[2] < values[1] < values[0]
    assert len(town.events()) == before


@pytest.mark.parametrize("deeds", MADE_UP)
def test_a_made_up_list_of_deeds_is_refused_in_words(reader: Reader, deeds: str) -> None:
    at = f"/c/{COUNTY}/try"
    page = reader.post(at, reader.see(at).form(at) | {"deeds": deeds})
    assert (page.status // 100, len(page.all("section", class_="refusal"))) == (4, 1)


def test_a_resident_has_no_business_with_the_log(reader: Reader) -> None:
    reader.resident(citizen_id())
    assert {reader.see(path).status for path in (*AUDITED, "/audit/events/none")} == {403}


def test_an_auditor_takes_the_evidence_away_and_checks_it_elsewhere(town: Town, reader: Reader, tmp_path: Path) -> None:
    seal(town)
    client, other = town.clients["auditor"], town.clients["province"]
    word = reader.client(client.id, client.secret).see("/audit/seals").form("/audit/evidence")
    answer = reader.http.post("/audit/evidence", data=word)
    zipfile.ZipFile(BytesIO(answer.content)).extractall(tmp_path)
    folder = tmp_path / "creditplus-evidence"
    keys = [said for key in (folder / "key").read_text("utf-8").splitlines() for said in ("--key", key)]
    checked = subprocess.run([sys.executable, folder / "verifier.py", folder, *keys], capture_output=True, check=False)
    word = reader.client(other.id, other.secret).see("/audit/seals").form("/sign-out")
    assert (checked.returncode, reader.http.post("/audit/evidence", data=word).status_code) == (0, 403)
