"""Where machines learn how the service is doing, what it can, and which keys it signs with."""

import msgspec
from litestar import Response

from creditplus import schemas
from creditplus.errors import NotFound, Words
from creditplus.tools import store, tokens
from creditplus.web import errors, given, languages, told, versions
from creditplus.web.doors import door
from creditplus.web.given import Here, Named

SHORT = {"cache-control": "public, max-age=300"}
"""How long a key set may be remembered: short enough that a rotated key is known before it signs."""


@door(
    "GET /livez",
    "read_life",
    says=Words("进程是否在运行", "Is the process alive"),
    more=Words("从不访问数据库。", "Never touches the database."),
    gives=told.Life,
    kept=False,
)
async def life(asked: Here) -> Response[bytes]:
    """Is the process alive."""
    return given.answer(given.encode(told.Life(alive=True)))


@door(
    "GET /readyz",
    "read_readiness",
    says=Words("是否可以提供服务", "Can requests be served"),
    more=Words("不能时，说明缺少什么。", "If not, what is missing is named."),
    gives=told.Readiness,
    refuses=("not-ready",),
    kept=False,
)
async def readiness(asked: Here) -> Response[bytes]:
    """Can requests be served."""
    try:
        await store.ready(asked.store)
    except store.Unavailable as missing:
        raise errors.NotReady(missing.words) from missing
    return given.answer(given.encode(told.Readiness(ready=True)))


@door(
    "GET /version",
    "read_version",
    says=Words("版本", "Versions"),
    more=Words("服务和接口的版本。", "Of the service and of its API."),
    gives=told.Version,
    kept=False,
)
async def version(asked: Here) -> Response[bytes]:
    """Of the service and of its API."""
    return given.answer(given.encode(told.Version(versions.service(), versions.API)))


@door(
    "GET /.well-known/jwks.json",
    "read_keys",
    says=Words("验签公钥", "Public keys"),
    more=Words("用于核验令牌和决定的签名。", "Tokens and attestations can be checked with them."),
    gives=told.Keys,
    written=("application/jwk-set+json",),
    kept=False,
)
async def keys(asked: Here) -> Response[bytes]:
    """Public keys."""
    return Response(msgspec.json.encode(tokens.keys().jwks()), media_type="application/jwk-set+json", headers=SHORT)


@door(
    "GET /.well-known/oauth-authorization-server",
    "read_metadata",
    says=Words("授权服务元数据", "Metadata of the token server"),
    more=Words("按 RFC 8414 书写。", "As RFC 8414 writes it."),
    gives=told.Metadata,
    kept=False,
)
async def discovery(asked: Here) -> Response[bytes]:
    """Metadata of the token server."""
    issuer = str(asked.request.app.state.settings.issuer)
    base = issuer.rstrip("/") if "://" in issuer else str(asked.request.base_url).rstrip("/")
    found = told.Metadata(issuer, f"{base}/oauth/token", f"{base}/.well-known/jwks.json")
    return given.answer(given.encode(found))


@door(
    "GET /schema",
    "read_schema",
    says=Words("接口描述", "This description"),
    more=Words("OpenAPI 3.1，中文或英文。", "OpenAPI 3.1, in Chinese or English."),
    written=("application/vnd.oai.openapi+json",),
    kept=False,
)
async def schema(asked: Here) -> Response[bytes]:
    """This description."""
    described: dict[str, bytes] = asked.request.app.state.schema
    language = languages.of(asked.request)
    headers = {"vary": "Accept-Language", "cache-control": "public, max-age=300"}
    return Response(described[language], media_type="application/vnd.oai.openapi+json;version=3.1", headers=headers)


FORMS = {
    "rulebook": schemas.rulebook,
    "catalogue": schemas.catalogue,
    "scenario": schemas.scenario,
    "recognition": schemas.recognition,
}


@door(
    "GET /schema/{form}",
    "read_form",
    says=Words("文件格式（JSON Schema）", "The form of a ruling text (JSON Schema)"),
    more=Words(
        "rulebook、catalogue 或 scenario；供编辑器使用。", "`rulebook`, `catalogue` or `scenario`; for editors."
    ),
    written=("application/schema+json",),
    refuses=("unknown-door",),
    kept=False,
)
async def form(asked: Here, form: Named) -> Response[bytes]:
    """The form of a ruling text."""
    if form not in FORMS:
        raise NotFound("unknown-door")
    return Response(given.encode(FORMS[form]()), media_type="application/schema+json")


DOORS = (form, life, readiness, version, keys, discovery, schema)
