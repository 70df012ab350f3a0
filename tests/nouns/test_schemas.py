"""The JSON Schemas say what the reader says: they are current, every shipped text fits, and bad keys do not."""

import json
import re
import tomllib
from datetime import date
from typing import Any

import pytest

from creditplus import schemas
from tests import shelf

SCHEMAS = {
    "rulebook": schemas.rulebook,
    "catalogue": schemas.catalogue,
    "scenario": schemas.scenario,
    "recognition": schemas.recognition,
}
KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str, date),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}


def misfits(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "") -> list[str]:
    """Where a value does not fit a schema, for the parts of JSON Schema that ours use."""
    if "$ref" in schema:
        return misfits(value, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, path)
    if "anyOf" in schema:
        return [] if any(not misfits(value, form, root, path) for form in schema["anyOf"]) else [f"{path}: no form"]
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{path}: not a choice"]
    kind = schema.get("type")
    if kind is not None and (not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return [f"{path}: no {kind}"]
    return [*plain(value, schema, path), *inner(value, schema, root, path)]


def plain(value: Any, schema: dict[str, Any], path: str) -> list[str]:
    """Patterns, ends and steps of a plain value."""
    wrong = []
    if isinstance(value, str):
        wrong.append("pattern" in schema and re.search(schema["pattern"], value) is None)
        wrong.append(not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**6))
    if "format" in schema:
        wrong.append(type(value) is not date)
    if isinstance(value, int | float) and "multipleOf" in schema:
        parts = value / schema["multipleOf"]
        wrong.append(abs(parts - round(parts)) > 1e-6)
    if isinstance(value, int):
        wrong.append(not schema.get("minimum", value) <= value <= schema.get("maximum", value))
    return [f"{path}: does not fit"] if any(wrong) else []


def inner(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str) -> list[str]:
    """What lies within a table or a list."""
    if isinstance(value, list):
        found = [misfits(item, schema["items"], root, f"{path}[{place}]") for place, item in enumerate(value)]
        return [one for some in found for one in some]
    if not isinstance(value, dict):
        return []
    known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
    wrong = [f"{path}: `{key}` is missing" for key in schema.get("required", ()) if key not in value]
    for key, item in value.items():
        if key in known:
            wrong += misfits(item, known[key], root, f"{path}.{key}")
        elif isinstance(more, dict):
            wrong += misfits(item, more, root, f"{path}.{key}")
        elif more is False:
            wrong.append(f"{path}: unknown `{key}`")
    return wrong


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_in_the_documentation_is_current(name: str):
    assert (shelf.ROOT / "docs" / f"{name}.schema.json").read_text("utf-8") == schemas.written(SCHEMAS[name]())


@pytest.mark.parametrize("file", [*shelf.CATALOGUES, *shelf.RULEBOOKS, *shelf.SCENARIOS, *shelf.RECOGNITIONS])
def test_every_shipped_text_fits_its_schema(file: str):
    name = tomllib.loads(shelf.text(file))["kind"]
    schema = json.loads(schemas.written(SCHEMAS[name]()))
    assert misfits(tomllib.loads(shelf.text(file)), schema, schema) == []


@pytest.mark.parametrize(
    "name",
    [
        *(
            "unknown-key",
            "unknown-table",
            "key-that-is-worked-out",
            "text-instead-of-a-number",
            "moment-instead-of-a-day",
        ),
        *(
            "too-many-decimal-places",
            "homoglyph-in-a-code",
            "period-that-is-none",
            "without-law",
            "joining-under-sixteen",
        ),
        *("title-in-one-language", "yes-instead-of-a-number", "list-instead-of-a-table", "county-of-another-province"),
    ],
)
def test_what_the_reader_refuses_by_its_form_does_not_fit_the_schema(name: str):
    text = (shelf.ROOT / "tests/documents/bad/rulebooks" / f"{name}.toml").read_text("utf-8")
    schema = schemas.rulebook()
    assert misfits(tomllib.loads(text), schema, schema) != []


def test_points_are_numbers_with_two_decimal_places_and_defaults_are_in_points():
    parts = schemas.rulebook()["$defs"]
    step = {"type": "number", "multipleOf": 0.01, "description": "points", "default": 1}
    assert parts["Scale"]["properties"]["step"] == step
    assert parts["Band"]["properties"]["unit"]["multipleOf"] == 0.0001
    assert parts["Band"]["properties"]["unit"]["default"] == 1
    assert parts["Rulebook"]["properties"]["effective"] == {"type": "string", "format": "date"}
    assert "digest" not in parts["Rulebook"]["properties"]


@pytest.mark.parametrize(
    "edit",
    [
        ("score_at_least", "score_at_most"),
        ('"basic public service"', '"punishment"'),
        ("[standard]", "[refusal]"),
        ("expires ", "expirse "),
        ("lasts = ", "lasts = 3 # "),
    ],
)
def test_what_no_scenario_can_say_does_not_fit_its_schema(edit: tuple[str, str]):
    text = shelf.text(next(file for file in shelf.SCENARIOS if "230281/library-deposit" in file))
    assert edit[0] in text
    schema = schemas.scenario()
    assert misfits(tomllib.loads(text), schema, schema) == []
    assert misfits(tomllib.loads(text.replace(*edit, 1)), schema, schema) != []
