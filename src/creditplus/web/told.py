"""What doors answer besides the nouns: problems, and how the service itself is doing."""

from typing import Any

import msgspec


class FieldTold(msgspec.Struct, frozen=True):
    """One bad field: where it stands (JSON Pointer, RFC 6901; a parameter counts as a field) and what should stand there."""

    pointer: str
    detail: str


class LineTold(msgspec.Struct, frozen=True, omit_defaults=True):
    """One problem of a ruling text: file, line (from 1; 0 is the whole file), key path, and the guardrail it breaks, if one."""

    file: str
    line: int
    path: str
    detail: str
    code: str = ""


class ProblemTold(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A problem (RFC 9457): what happened, what is safe, what to do next. It never repeats what was sent.

    `type` has a page for people at that address. `instance` names the event in the audit log that recorded the refusal.
    """

    type: str
    title: str
    status: int
    detail: str
    next: str
    errors: tuple[FieldTold, ...] = ()
    problems: tuple[LineTold, ...] = ()
    missing: tuple[str, ...] = ()
    instance: str | None = None


class OAuthError(msgspec.Struct, frozen=True):
    """A refusal of `/oauth/token` (RFC 6749 §5.2)."""

    error: str
    error_description: str
    error_uri: str


class Life(msgspec.Struct, frozen=True):
    """The process answers. It says nothing about the database."""

    alive: bool


class Readiness(msgspec.Struct, frozen=True):
    """Whether requests can be served now."""

    ready: bool


class Version(msgspec.Struct, frozen=True):
    """Which version of the service answers, and which version of its API."""

    service: str
    api: str


class Keys(msgspec.Struct, frozen=True):
    """The public keys (RFC 7517) that our tokens and attestations can be checked with."""

    keys: list[dict[str, Any]]


class Metadata(msgspec.Struct, frozen=True):
    """What an OAuth client needs to know of this server (RFC 8414)."""

    issuer: str
    token_endpoint: str
    jwks_uri: str
    grant_types_supported: tuple[str, ...] = ("client_credentials",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic", "client_secret_post")
    response_types_supported: tuple[str, ...] = ()
    service_documentation: str = "/docs"
