"""A provider's file, sent from a page: what is right is kept, what is wrong is told row by row, and again is the same."""

import json

from tests.pages.reader import Page, Reader
from tests.web.town import COUNTY, Town, citizen_id, merit


def sat(town: Town, reader: Reader) -> Reader:
    """The provider at their desk."""
    client = town.clients["provider"]
    return reader.client(client.id, client.secret)


def sent(reader: Reader, name: str, content: str, **changes: str) -> Page:
    """A file sent by the page's form."""
    fields = reader.see("/imports").form("/imports") | {"county": COUNTY, "charset": "utf-8"} | changes
    return Page(reader.http.post("/imports", data=fields, files={"file": (name, content.encode())}))


def test_what_is_right_is_kept_and_what_is_wrong_is_told_by_its_row(town: Town, reader: Reader) -> None:
    number = town.joined()
    good, bad = merit(person=number), merit(person=number, kind="no_such_kind")
    written = "\n".join(json.dumps(one, ensure_ascii=False) for one in (good, bad)) + "\nnonsense\n"
    sat(town, reader)
    page = sent(reader, "records.ndjson", written)
    rows = [words for words in page.words if words in ("2", "3")]
    assert (page.status, "/problems/unknown-kind" in page.response.text, len(rows) >= 2) == (200, True, True)
    at = page.response.url.path
    assert sent(reader, "again.ndjson", written).response.url.path == at
    taken = reader.http.get(f"{at}/refused.csv").content.decode("utf-8-sig")
    assert ("unknown-kind" in taken, number in taken) == (True, False)
    assert at in {named.get("href") for named in reader.see("/imports").all("a")}


def test_a_file_of_another_kind_or_for_another_county_is_refused(town: Town, reader: Reader) -> None:
    sat(town, reader)
    for page in (sent(reader, "photo.png", "x"), sent(reader, "a.csv", "id\n1\n", charset="latin1")):
        assert (page.status, len(page.all("section", class_="refusal"))) == (422, 1)
    assert sent(reader, "a.ndjson", "{}\n", county="231102").status == 403


def test_a_file_from_another_site_is_refused_and_a_resident_has_none(town: Town, reader: Reader) -> None:
    sat(town, reader)
    assert sent(reader, "a.ndjson", "{}\n", word="0" * 32).status == 403
    reader.resident(citizen_id())
    assert reader.see("/imports").status == 403
