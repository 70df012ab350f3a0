"""The description of the doors is complete, true, and needs nothing from anywhere else."""

import json
import re
from typing import Any

import pytest

from creditplus import errors as sentences
from creditplus.web import errors
from tests.web.schemas import wrong
from tests.web.town import COUNTY, Town, good

Operation = dict[str, Any]


@pytest.fixture(scope="module")
def described(town: Town) -> dict[str, Any]:
    """The description in English."""
    return dict(town.http.get("/schema", headers={"Accept-Language": "en"}).json())


def operations(described: dict[str, Any]) -> list[tuple[str, Operation]]:
    """Every operation with its method and path."""
    return [(f"{method} {path}", told) for path, ways in described["paths"].items() for method, told in ways.items()]


def contents(told: Operation) -> list[tuple[str, str, dict[str, Any]]]:
    """Everything that an operation takes and gives: where, media type, content."""
    taken = [("body", media, content) for media, content in told.get("requestBody", {}).get("content", {}).items()]
    given = [
        (status, media, content)
        for status, way in told["responses"].items()
        for media, content in way.get("content", {}).items()
    ]
    return taken + given


def shown(content: dict[str, Any]) -> list[Any]:
    """The examples of a content."""
    return [content["example"]] if "example" in content else [one["value"] for one in content["examples"].values()]


def test_it_is_openapi_3_1(described: dict[str, Any]) -> None:
    assert (described["openapi"], described["info"]["title"]) == ("3.1.0", "Credit+ · 信用+")


def test_every_operation_has_a_name_of_its_own_a_summary_and_a_description(described: dict[str, Any]) -> None:
    told = [operation for _, operation in operations(described)]
    names = [operation["operationId"] for operation in told]
    silent = [one["operationId"] for one in told if not (one["summary"] and one["description"])]
    assert (len(names), silent) == (len(set(names)), [])


def test_everything_that_is_sent_and_answered_has_examples(described: dict[str, Any]) -> None:
    without = [
        f"{at} {where}"
        for at, told in operations(described)
        for where, _, content in contents(told)
        if not shown(content)
    ]
    assert without == []


def test_every_example_is_what_its_schema_says(described: dict[str, Any]) -> None:
    components = described["components"]["schemas"]
    found = [
        f"{at} {where} {one}"
        for at, told in operations(described)
        for where, _, content in contents(told)
        for example in shown(content)
        for one in wrong(example, content["schema"], components)
    ]
    assert found == []


def test_every_parameter_has_an_example_that_is_what_its_schema_says(described: dict[str, Any]) -> None:
    found = [
        f"{at} {parameter['name']} {one}"
        for at, told in operations(described)
        for parameter in told["parameters"]
        for one in wrong(parameter["example"], parameter["schema"], described["components"]["schemas"])
    ]
    assert found == []


def test_every_path_parameter_is_described(described: dict[str, Any]) -> None:
    named = {at: re.findall(r"{(\w+)}", at) for at, _ in operations(described)}
    told = {
        at: [one["name"] for one in told["parameters"] if one["in"] == "path"] for at, told in operations(described)
    }
    assert told == named


def test_every_operation_says_how_it_can_refuse_as_problem_json(described: dict[str, Any]) -> None:
    refusals = {at: [status for status in told["responses"] if status >= "400"] for at, told in operations(described)}
    media = {
        media
        for _, told in operations(described)
        for where, media, _ in contents(told)
        if where >= "400" and where != "body"
    }
    assert ([at for at, found in refusals.items() if not found], media) == (
        [],
        {errors.MEDIA, "application/json", "text/x.tlog.size"},
    )


def test_every_type_of_problem_that_is_described_has_its_page(town: Town, described: dict[str, Any]) -> None:
    types = {
        example["type"]
        for _, told in operations(described)
        for _, media, content in contents(told)
        if media == errors.MEDIA
        for example in shown(content)
    }
    assert {type: town.http.get(type).status_code for type in types} == dict.fromkeys(types, 200)


def test_every_described_status_is_the_one_that_the_problem_has(described: dict[str, Any]) -> None:
    found = [
        (where, example["status"], errors.status_of(example["type"].removeprefix("/problems/")))
        for _, told in operations(described)
        for where, media, content in contents(told)
        if media == errors.MEDIA
        for example in shown(content)
    ]
    assert [one for one in found if len({int(one[0]), one[1], one[2]}) > 1] == []


def test_doors_for_somebody_say_that_a_token_is_needed(described: dict[str, Any]) -> None:
    secured = {
        told["operationId"]: bool(told["security"]) == bool(told["x-roles"]) for _, told in operations(described)
    }
    schemes = set(described["components"]["securitySchemes"])
    used = {name for _, told in operations(described) for one in told["security"] for name in one}
    assert (all(secured.values()), used <= schemes) == (True, True)


def test_the_schemas_keep_what_the_types_say(described: dict[str, Any]) -> None:
    report = described["components"]["schemas"]["Report"]
    assert (report["additionalProperties"], "citizen id" in report["description"]) == (False, True)
    assert report["properties"]["id"]["pattern"] == "^[A-Za-z0-9._-]{1,80}$"


def test_nothing_in_it_leads_to_another_host(described: dict[str, Any]) -> None:
    hosts = set(re.findall(r"https?://[\w.-]+", json.dumps(described)))
    assert hosts == {"https://credit.example"}


def test_it_is_told_in_both_languages(town: Town, described: dict[str, Any]) -> None:
    zh = town.http.get("/schema", headers={"Accept-Language": "zh-CN"}).json()
    untold = [
        one["operationId"]
        for (_, one), (_, other) in zip(operations(zh), operations(described), strict=True)
        if not re.search("[\u4e00-\u9fff]", one["summary"]) or re.search("[\u4e00-\u9fff]", other["summary"])
    ]
    assert untold == []


def test_a_described_answer_is_what_the_door_really_gives(town: Town, described: dict[str, Any]) -> None:
    """Asked for real: what comes back is what the description says."""
    number = town.joined()
    real = {
        "get /v1/me/score": good(town.http.get("/v1/me/score", headers=town.resident(number))),
        "get /v1/scenarios/{scenario}": good(town.http.get("/v1/scenarios/library-deposit", params={"county": COUNTY})),
        "post /v1/scenarios/{scenario}/decisions": good(town.ask(town.code(number))),
        "get /version": good(town.http.get("/version")),
        "get /.well-known/jwks.json": good(town.http.get("/.well-known/jwks.json")),
        "get /.well-known/oauth-authorization-server": good(town.http.get("/.well-known/oauth-authorization-server")),
    }
    told = dict(operations(described))
    schemas = {at: next(iter(told[at]["responses"]["200"]["content"].values()))["schema"] for at in real}
    assert {at: wrong(body, schemas[at], described["components"]["schemas"]) for at, body in real.items()} == {
        at: [] for at in real
    }


def test_each_page_of_a_problem_is_there_in_both_languages(town: Town) -> None:
    pages = {
        (type, language): town.http.get(f"/problems/{type}", params={"language": language}).text
        for type in sentences.problem_types()
        for language in ("zh", "en")
    }
    untold = [
        named
        for named, page in pages.items()
        if sentences.problem_types()[named[0]].next.in_language(named[1]).split("'")[0].split("`")[0] not in page
    ]
    assert untold == []


@pytest.mark.parametrize("path", ["/docs", "/problems", "/problems/failed"])
def test_a_page_loads_nothing_from_other_hosts_and_runs_no_script(town: Town, path: str) -> None:
    page = town.http.get(path).text
    loaded = re.findall(r'<(?:link|script|img|iframe)[^>]*(?:href|src)="([^"]*)"', page)
    assert (loaded, "<script" in page, " style=" in page, " onclick" in page) == (
        ["/static/office.css", "/static/pages.css", "/static/icon.svg"],
        False,
        False,
        False,
    )


def test_the_page_of_the_doors_names_every_door(town: Town, described: dict[str, Any]) -> None:
    page = town.http.get("/docs?language=en").text
    assert [told["operationId"] for _, told in operations(described) if f'id="{told["operationId"]}"' not in page] == []


def test_the_page_of_the_doors_says_who_reaches_how_far(town: Town) -> None:
    zh, en = (town.http.get(f"/docs?language={language}").text for language in ("zh", "en"))
    assert ("provider（所属县市）" in zh, "provider (their county or city)" in en) == (True, True)


def test_what_is_put_into_a_page_can_only_be_text() -> None:
    from creditplus.web.pages.html import element

    assert element("p", "<b>&", title='"') == '<p title="&quot;">&lt;b&gt;&amp;</p>'
