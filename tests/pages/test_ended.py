"""Staff whose access was shut are signed out of their open pages at once, and do not come in again."""

from creditplus.actions.end_client import end_client
from creditplus.people import Actor
from tests.pages.reader import Reader
from tests.web.town import Town


def test_open_pages_close_with_the_clients_access_and_others_stay_open(town: Town, reader: Reader) -> None:
    client, other = town.register("provider"), town.clients["provider"]
    reader.client(client.id, client.secret)
    form = reader.see("/imports").form("/imports")
    assert (form != {}, reader.see("/imports").response.url.path) == (True, "/imports")
    by = Actor("terminal", "auditor")
    town.within(lambda db: end_client(db, by, client.id, "its secret leaked"))
    sent = reader.http.post("/imports", data=form, files={"file": ("a.ndjson", b"{}")})
    assert (sent.status_code, reader.see("/imports").response.url.path) == (401, "/sign-in")
    with Reader(str(town.http.base_url)) as colleague:
        colleague.client(other.id, other.secret)
        assert colleague.see("/imports").response.url.path == "/imports"


def test_the_door_of_tokens_answers_an_ended_client_like_an_unknown_one(town: Town) -> None:
    client, by = town.register("operator"), Actor("terminal", "auditor")
    town.within(lambda db: end_client(db, by, client.id, "its secret leaked"))
    form = {"grant_type": "client_credentials", "client_secret": client.secret}
    ended, unknown = (
        town.http.post("/oauth/token", data=form | {"client_id": id}) for id in (client.id, "operator-000000000000")
    )
    assert (ended.status_code, ended.content) == (401, unknown.content)
