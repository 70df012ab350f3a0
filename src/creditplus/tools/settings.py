"""The settings: read once, from the environment and, if named there, one TOML file; the environment wins.

Each setting has a meaning in Chinese and English. A name that nobody knows is refused, with the nearest known one: a setting
that was spelt wrongly and silently ignored is how a demonstration door stays open in production.
"""

import difflib
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_args
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from creditplus.errors import Invalid, Problem, Words

PREFIX = "CREDITPLUS_"
FILE = f"{PREFIX}SETTINGS"
OTHERS = frozenset({FILE, f"{PREFIX}POSTGRES_BIN", f"{PREFIX}REDIS_SERVER"})
"""Variables that are no settings of the service: the file itself, and which servers the tests start."""


def _says(zh: str, en: str) -> Meta:
    return Meta(extra={"says": Words(zh, en)})


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting with its default."""

    database_url: Annotated[
        str, _says("数据库地址：sqlite:///… 或 postgresql://…", "the database: sqlite:///… or postgresql://…")
    ] = "sqlite:///var/creditplus.db"
    database_connections: Annotated[
        int, Meta(ge=1, le=200), _says("到 PostgreSQL 的连接数上限", "most connections to PostgreSQL at a time")
    ] = 10
    keys_directory: Annotated[
        Path, _says("签名密钥和身份密钥所在的目录，第一次使用时建立", "where the keys lie; made at first use")
    ] = Path("var/keys")
    issuer: Annotated[str, _says("本系统签发令牌时的名称", "the name under which this service signs tokens")] = (
        "creditplus"
    )
    audience: Annotated[
        str, _says("发给本系统的令牌必须写明的接收方", "the audience that tokens for this service must name")
    ] = "creditplus"
    redis_url: Annotated[
        str | None,
        _says("多个进程共用的 Redis 地址；不写则不用", "a Redis to share between processes; none without it"),
    ] = None
    dev_sign_in: Annotated[
        bool,
        _says(
            "只凭身份号码登录，仅供演示，绝不用于生产",
            "sign in by citizen id alone: for demonstrations only, never in production",
        ),
    ] = False
    public_url: Annotated[
        str | None,
        _says(
            "浏览器访问本系统的地址，门户登录后回到这里",
            "where browsers reach this service; portals send them back here",
        ),
    ] = None
    oidc_issuer: Annotated[
        str | None,
        _says("OpenID Connect 统一身份认证的签发者地址", "the OpenID Connect issuer that residents sign in at"),
    ] = None
    oidc_client_id: Annotated[str | None, _says("本系统在该签发者处的编号", "what this service is called there")] = None
    oidc_client_secret: Annotated[str | None, _says("本系统在该签发者处的密钥", "the secret shared with it")] = None
    oidc_claim: Annotated[
        str, _says("令牌中公民身份号码所在的字段", "the claim of its tokens that holds the citizen id")
    ] = "citizen_id"
    ticket_address: Annotated[
        str | None, _says("票据式门户的登录地址", "where residents sign in at a portal that hands out tickets")
    ] = None
    ticket_exchange: Annotated[
        str | None, _says("用票据换取身份的地址", "where this service asks that portal whose ticket it is")
    ] = None
    ticket_client: Annotated[str | None, _says("本系统在该门户的编号", "what this service is called there")] = None
    ticket_secret: Annotated[str | None, _says("与该门户共用的密钥", "the secret shared with that portal")] = None
    ticket_field: Annotated[
        str, _says("门户答复中公民身份号码所在的字段", "the field of its answer that holds the citizen id")
    ] = "citizen_id"
    snapshots_directory: Annotated[
        Path,
        _says("全县重算用的数据快照所在的目录", "where the files lie from which whole counties are scored"),
    ] = Path("var/snapshots")
    witness_for: Annotated[
        Path | None,
        _says(
            "为哪些日志作见证：一个文件，每行一把公钥；不写则不作见证",
            "whose logs are countersigned here: a file with one public key a line; nobody's without it",
        ),
    ] = None
    rules_directory: Annotated[
        Path, _says("目录和评价标准文件所在的目录", "where catalogue and rulebook texts lie")
    ] = Path("rules")
    scenarios_directory: Annotated[Path, _says("场景文件所在的目录", "where scenario texts lie")] = Path("scenarios")


NEEDED = {
    "oidc": ("public_url", "oidc_issuer", "oidc_client_id", "oidc_client_secret"),
    "ticket": ("public_url", "ticket_address", "ticket_exchange", "ticket_client", "ticket_secret"),
}
"""What a portal needs: all of it, or none but the first."""


@cache
def read() -> Settings:
    """The settings of this process, read once. Raises Invalid with every problem."""
    return read_from(os.environ)[0]


def read_from(environment: Mapping[str, str]) -> tuple[Settings, dict[str, str]]:
    """The settings in an environment, and where each one comes from: `default`, the file, or the variable."""
    file = environment.get(FILE)
    problems: list[Problem] = []
    values, sources = _file(Path(file), problems) if file else ({}, {})
    names = Settings.__struct_fields__
    for variable in sorted(name for name in environment if name.startswith(PREFIX) and name not in OTHERS):
        name = variable.removeprefix(PREFIX).lower()
        if name in names and variable.isupper():
            values[name], sources[name] = environment[variable], variable
        else:
            problems.append(_unknown(variable, [PREFIX + name.upper() for name in names]))
    values = {name: value for name, value in values.items() if not _wrong(name, value, sources[name], problems)}
    problems += _half(values, names)
    if problems:
        raise Invalid("bad-settings", problems=tuple(problems))
    return msgspec.convert(values, Settings, strict=False, dec_hook=_path), {
        name: sources.get(name, "default") for name in names
    }


def told(environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """A line for each setting: its name, value (a password hidden), source, and meaning in both languages."""
    settings, sources = read_from(os.environ if environment is None else environment)
    for name in Settings.__struct_fields__:
        value = getattr(settings, name)
        shown = "-" if value is None else str(value).lower() if isinstance(value, bool) else _hidden(name, str(value))
        words = meaning(name)
        yield f"{PREFIX}{name.upper()} = {shown}  [{sources[name]}]\n    {words.zh}\n    {words.en}"


def meaning(name: str) -> Words:
    """What a setting means."""
    type = next(field.type for field in msgspec.structs.fields(Settings) if field.name == name)
    said: Words = next(part.extra["says"] for part in get_args(type) if isinstance(part, Meta) and part.extra)
    return said


def _file(path: Path, problems: list[Problem]) -> tuple[dict[str, Any], dict[str, str]]:
    """The settings in a file; an unknown or unreadable one is noted."""
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as wrong:
        en = "cannot be read" if isinstance(wrong, OSError) else "is not valid TOML in UTF-8"
        problems.append(
            Problem(str(path), 0, "", Words("无法读取" if isinstance(wrong, OSError) else "不是正确的 TOML", en))
        )
        return {}, {}
    known = {name: value for name, value in written.items() if name in Settings.__struct_fields__}
    problems += [_unknown(name, Settings.__struct_fields__, str(path)) for name in written if name not in known]
    return known, dict.fromkeys(known, str(path))


def _unknown(name: str, known: Any, file: str = "environment") -> Problem:
    near = difflib.get_close_matches(name.lower(), [one.lower() for one in known], 1, 0)
    best = next(one for one in known if one.lower() == near[0])
    return Problem(
        file, 0, name, Words(f"没有这个设置；最接近的是 `{best}`", f"no such setting; the nearest is `{best}`")
    )


def _half(values: Mapping[str, Any], names: Iterable[str]) -> list[Problem]:
    """What is missing where a portal is half described: a sign-in that never works is found at the start, not by a resident."""
    begun = [
        needed for kind, needed in NEEDED.items() if any(name in values for name in names if name.startswith(kind))
    ]
    missing = sorted({name for needed in begun for name in needed if not values.get(name)})
    return [
        Problem("environment", 0, name, Words(f"缺少；含义：{meaning(name).zh}", f"missing: {meaning(name).en}"))
        for name in missing
    ]


def _wrong(name: str, value: Any, source: str, problems: list[Problem]) -> bool:
    """Whether a value cannot be what its setting needs; noted without the value, which may be a secret."""
    try:
        msgspec.convert({name: value}, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError:
        words = meaning(name)
        problems.append(
            Problem(source, 0, name, Words(f"值不对；含义：{words.zh}", f"not a value for this: {words.en}"))
        )
        return True
    return False


def _path(type: type[Any], value: Any) -> Any:
    """A folder, as settings write it: text."""
    if not isinstance(value, str):
        raise ValueError("a folder is written as text")
    return type(value)


def _hidden(name: str, value: str) -> str:
    """A secret not at all, and an address without its password."""
    if name.endswith("_secret"):
        return "…"
    password = urlsplit(value).password if "://" in value else None
    return value.replace(f":{password}@", ":…@") if password else value
