"""The description of all doors as OpenAPI 3.1, made from the doors themselves.

Why our own and not the web framework's: its description loses the sentences of our types, that unknown fields are refused,
and limits inside unions, and it would call a problem `application/json`. Here every schema is the very one that bodies are
read with (`msgspec`), and every operation shows a real example and each problem that it can answer with.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from creditplus.arithmetic import Amount, Points
from creditplus.errors import Words
from creditplus.scenarios import ScenarioCode
from creditplus.web import disputes, errors, examples, sent, told, versions
from creditplus.web.doors import Door

PATHS = {
    "batch": (
        str,
        Words("报送文件时使用的 Idempotency-Key", "the `Idempotency-Key` that a file was sent with"),
        "2026-07",
    ),
    "county": (sent.CountyCode, Words("六位行政区划代码", "a division code of six digits"), "230281"),
    "consent": (str, Words("授权编号", "the id of a consent"), "5e0f6f9c2b7d4a01"),
    "kind": (str, Words("目录中的信息类别", "a kind of the catalogue"), "volunteer_service"),
    "delegation": (str, Words("代办编号", "the id of a delegation"), "a87ff679a2f3e71d"),
    "commitment": (str, Words("后付费编号", "the id of a commitment"), examples.COMMITMENT.id),
    "seal": (str, Words("封存编号", "the number of a seal"), "7"),
    "event": (str, Words("日志编号", "the id of an event"), "c4ca4238a0b923820dcc509a6f75849b"),
    "decision": (str, Words("决定编号", "the id of a decision"), "0cc175b9c0f1b6a8"),
    "link": (str, Words("绑定编号", "the id of a link"), "e4da3b7fbbce2345"),
    "record": (str, Words("信息编号", "the id of a record"), disputes.RECORD),
    "objection": (str, Words("异议编号", "the id of an objection"), disputes.OBJECTION.id),
    "evidence": (str, Words("材料编号", "the id of a paper"), disputes.PAPER.id),
    "repair": (str, Words("修复申请编号", "the id of a request for repair"), disputes.REPAIR.id),
    "scenario": (ScenarioCode, Words("场景代码", "the code of a scenario"), "library-deposit"),
    "portal": (str, Words("oidc 或 ticket", "`oidc` or `ticket`"), "oidc"),
    "form": (str, Words("rulebook、catalogue 或 scenario", "`rulebook`, `catalogue` or `scenario`"), "rulebook"),
    "digest": (str, Words("文件摘要（SHA-256）", "the digest of a text (SHA-256)"), examples.DIGEST),
}
MATCH = Words("所读文件的摘要，加引号", "the digest of the text that was read, in quotes")
KEY = Words(
    "同一个值、同一内容，答复相同；可以放心重试",
    "the same value with the same content gets the same answer: retry without fear",
)
ABOUT = Words(
    "个人诚信积分与信用+场景。只会带来优惠，从不惩戒；没有同意，就是标准服务。",
    "Personal integrity points and credit+ scenarios. They can only help, never punish; without consent there is the standard service.",
)
OAUTH = Words("按 RFC 6749 第 5.2 节", "as RFC 6749 §5.2 writes it")
WHOLE = [
    (msgspec.json.schema(Points), {"type": "integer", "description": "hundredths of a point"}),
    (msgspec.json.schema(Amount), {"type": "integer", "description": "ten-thousandths of the measured field's unit"}),
]
BYTES: dict[str, Any] = {"schema": {}, "example": "…"}
"""What is no JSON: an archive, or a line that another standard describes."""
REF = "#/components/schemas/{name}"


def encoded(doors: Sequence[Door], language: str) -> bytes:
    """The description in one language."""
    return json.dumps(described(doors, language), ensure_ascii=False, indent=1).encode()


def described(doors: Sequence[Door], language: str) -> dict[str, Any]:
    """The description as a value."""
    paths: dict[str, Any] = {}
    for door in doors:
        paths.setdefault(door.path, {})[door.method.lower()] = operation(door, language)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Credit+ · 信用+",
            "version": versions.service(),
            "description": ABOUT.in_language(language),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": schemas(doors), "securitySchemes": security()},
    }


def operation(door: Door, language: str) -> dict[str, Any]:
    """One door as an operation."""
    found: dict[str, Any] = {
        "operationId": door.verb,
        "summary": door.says.in_language(language),
        "description": door.more.in_language(language),
        "parameters": [*_in_path(door, language), *_in_query(door), *_in_headers(door, language)],
        "responses": {str(door.status): _good(door, language)} | _bad(door, language),
        "security": [] if door.public else [{"token": []}],
        "x-roles": [] if door.public else sorted(door.who),
        "x-where": {} if door.public else dict(sorted(door.who.items())),
    }
    if door.takes is not None:
        content = {"schema": _schema(door.takes), "example": _plain(examples.SENT[door.verb])}
        found["requestBody"] = {"required": True, "content": dict.fromkeys(door.media, content)}
    return found


def schemas(doors: Sequence[Door]) -> dict[str, Any]:
    """The schema of every type that comes in or goes out, by its name."""
    types = [type for door in doors for type in (door.takes, door.gives) if type is not None]
    _, components = msgspec.json.schema_components([*types, told.ProblemTold, told.OAuthError], ref_template=REF)
    return {name: _in_whole_parts(schema) for name, schema in sorted(components.items())}


def _in_whole_parts(schema: Any) -> Any:
    """A ruling text writes points and amounts with decimals; what goes over HTTP are whole parts, so that says its schema."""
    for written, whole in WHOLE:
        if schema == written:
            return whole
    if isinstance(schema, dict):
        return {name: _in_whole_parts(inner) for name, inner in schema.items()}
    return [_in_whole_parts(inner) for inner in schema] if isinstance(schema, list) else schema


def security() -> dict[str, Any]:
    """How somebody shows who they are: a token of ours, which organisations get for their secret."""
    flow = {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}}
    return {
        "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "organisation": {"type": "oauth2", "flows": flow},
    }


def _good(door: Door, language: str) -> dict[str, Any]:
    said = {"description": Words("办理成功", "done").in_language(language)}
    if not door.written:
        return said | {"headers": {"Location": {"schema": {"type": "string"}, "example": "https://credit.example/"}}}
    content: dict[str, Any] = {"schema": {"type": "object"}, "example": {}}
    if door.gives is not None:
        content = {"schema": _schema(door.gives), "example": _plain(examples.GIVEN[door.verb])}
    return said | {"content": {media: content if "json" in media else BYTES for media in door.written}}


def _bad(door: Door, language: str) -> dict[str, Any]:
    """What it can refuse with, by status: the types with an example each."""
    by_status: dict[int, list[str]] = {}
    for type in door.problems:
        status = errors.oauth(type)[0] if errors.is_oauth(door, type) else errors.status_of(type)
        by_status.setdefault(status, []).append(type)
    found = {str(status): _problems(door, types, language) for status, types in sorted(by_status.items())}
    for status, media in door.also.items():
        said = found.setdefault(str(status), {"description": door.more.in_language(language), "content": {}})
        said["content"][media] = BYTES
    return found


def _problems(door: Door, types: list[str], language: str) -> dict[str, Any]:
    if errors.is_oauth(door, types[0]):
        shown = {type: {"value": msgspec.to_builtins(errors.oauth(type)[1])} for type in types}
        return {
            "description": OAUTH.in_language(language),
            "content": {"application/json": {"schema": _schema(told.OAuthError), "examples": shown}},
        }
    titles = [errors.words_of(type).title.in_language(language) for type in types]
    shown = {type: {"value": json.loads(errors.body(type, language=language))} for type in types}
    content: dict[str, Any] = {errors.MEDIA: {"schema": _schema(told.ProblemTold), "examples": shown}}
    return {"description": " / ".join(titles), "content": content}


def _in_path(door: Door, language: str) -> list[dict[str, Any]]:
    found = [(name, *PATHS[name]) for name in re.findall(r"{(\w+)}", door.path)]
    return [
        {"name": name, "in": "path", "required": True, "schema": _schema(type)}
        | {"description": words.in_language(language), "example": example}
        for name, type, words, example in found
    ]


def _in_query(door: Door) -> list[dict[str, Any]]:
    found = []
    for field in msgspec.structs.fields(door.asks):
        parameter = {
            "name": field.encode_name,
            "in": "query",
            "required": field.required,
            "schema": _schema(field.type),
        }
        found.append(parameter | {"description": door.asks.__doc__ or "", "example": examples.QUERY[field.encode_name]})
    return found


def _in_headers(door: Door, language: str) -> list[dict[str, Any]]:
    text = {"type": "string", "minLength": 1, "maxLength": 255}
    key = {"name": "Idempotency-Key", "in": "header", "required": False, "schema": text}
    match = {"name": "If-Match", "in": "header", "required": True, "schema": text}
    found = [key | {"description": KEY.in_language(language), "example": "8e0c2a1e-1"}] if door.repeats else []
    named = [match | {"description": MATCH.in_language(language), "example": f'"{examples.DIGEST}"'}]
    return [*found, *(named if door.matches else [])]


def _schema(type: Any) -> Any:
    return msgspec.json.schema_components([type], ref_template=REF)[0][0]


def _plain(example: Any) -> Any:
    return msgspec.to_builtins(example)
