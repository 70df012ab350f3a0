"""The JSON Schemas of the ruling texts, for editors that help while somebody writes: made from the types, so they never lag behind.

TOML editors read JSON Schema. Points and amounts appear as the numbers that an author writes, dates as dates, and what the
reader refuses as an unknown key the schema refuses too.
"""

import json
from typing import Any

import msgspec
from msgspec import inspect

from creditplus.language import shapes
from creditplus.province.catalogues import Catalogue
from creditplus.recognition import Recognition
from creditplus.rulebooks import Rulebook
from creditplus.scenarios import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
AT = "#/$defs/{name}"


def rulebook() -> dict[str, Any]:
    """The schema of a county's rulebook text."""
    return _schema(Rulebook, "rulebook", "a county's rulebook (评价标准)")


def catalogue() -> dict[str, Any]:
    """The schema of the province's catalogue text."""
    return _schema(Catalogue, "catalogue", "the province's catalogue (公共信用信息目录)")


def scenario() -> dict[str, Any]:
    """The schema of a scenario text."""
    return _schema(Scenario, "scenario", "a credit+ scenario (信用+场景)")


def recognition() -> dict[str, Any]:
    """The schema of a recognition text."""
    return _schema(Recognition, "recognition", "a city's recognition text (互认规则)")


def _schema(type: type[msgspec.Struct], name: str, title: str) -> dict[str, Any]:
    (root,), parts = msgspec.json.schema_components([type], ref_template=AT)
    for struct in _structs(type):
        _as_written(struct, parts[struct.cls.__name__])
    told = {part: _plainly(parts[part]) for part in sorted(parts)}
    return {"$schema": DIALECT, "$id": f"urn:creditplus:{name}", "title": title, **root, "$defs": told}


def _plainly(part: Any) -> Any:
    """A part of a schema as TOML knows it: what is left out is not written as null, and points have decimal places."""
    if isinstance(part, list | tuple):
        return [_plainly(one) for one in part]
    if not isinstance(part, dict):
        return part
    said = {key: _plainly(value) for key, value in part.items() if key != "default" or value is not None}
    if isinstance(said.get("default"), dict):
        said["default"] = {key: value for key, value in said["default"].items() if value is not None}
    if "multipleOf" in said:
        said["type"] = "number"
    forms = [form for form in said.get("anyOf", ()) if form != {"type": "null"}]
    if len(forms) == 1:
        return {**forms[0], **{key: value for key, value in said.items() if key != "anyOf"}}
    return said | {"anyOf": forms} if forms else said


def _structs(type: type[msgspec.Struct]) -> list[inspect.StructType]:
    """Every struct that a text of this type is made of."""
    found: dict[str, inspect.StructType] = {}
    waiting: list[Any] = [inspect.type_info(type)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, inspect.StructType):
            if one.cls.__name__ in found:
                continue
            found[one.cls.__name__] = one
            waiting += [field.type for field in one.fields]
        elif isinstance(one, inspect.Metadata):
            waiting.append(one.type)
        elif isinstance(one, inspect.UnionType):
            waiting += one.types
        elif isinstance(one, inspect.VarTupleType):
            waiting.append(one.item_type)
        elif isinstance(one, inspect.DictType):
            waiting.append(one.value_type)
    return list(found.values())


def _as_written(struct: inspect.StructType, part: dict[str, Any]) -> None:
    """Refuse unknown keys, leave out what nobody writes, and tell defaults in the units that an author uses."""
    part["additionalProperties"] = False
    for field in struct.fields:
        known = part["properties"][field.encode_name]
        scale = shapes.scale_of(field.type)
        if not shapes.is_written(field.type):
            del part["properties"][field.encode_name]
        elif scale is not None and isinstance(known.get("default"), int):
            known["default"] = known["default"] // scale if known["default"] % scale == 0 else known["default"] / scale


def written(schema: dict[str, Any]) -> str:
    """A schema as the text of a file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
