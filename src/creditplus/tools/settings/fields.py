"""Every setting: its name, type, default, and meaning in both languages."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from creditplus.errors import Words


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
    federation_city: Annotated[
        Annotated[str, Meta(pattern="^23[0-9]{2}00$")] | None,
        _says(
            "本部署代表哪个设区的市（六位代码），与其他城市互认；不写则不互认",
            "the city (six digits) that this deployment speaks for among other cities; none without it",
        ),
    ] = None
    federation_province: Annotated[
        str | None, _says("省信任名录的地址", "where the province's list of cities is fetched")
    ] = None
    federation_keys: Annotated[
        Path | None,
        _says(
            "省里签名公钥的文件（JWK Set），换钥时新旧并列",
            "a file with the public keys of the province (a JWK Set); the next one is written beside the old one in time",
        ),
    ] = None
    federation_fetch_s: Annotated[
        float,
        Meta(ge=1, le=3600),
        _says("每隔多少秒取一次省信任名录", "after how many seconds the province's list is fetched again"),
    ] = 60.0
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
    witness_url: Annotated[
        str | None,
        _says(
            "为本系统日志作见证的另一个部署；封存时由它会签",
            "another deployment that countersigns each seal of this log; nobody without it",
        ),
    ] = None
    witness_key: Annotated[
        str | None, _says("见证方的公钥，须通过其他途径核对", "that witness's public key, learnt by another way")
    ] = None
    rules_directory: Annotated[
        Path, _says("目录和评价标准文件所在的目录", "where catalogue and rulebook texts lie")
    ] = Path("rules")
    scenarios_directory: Annotated[Path, _says("场景文件所在的目录", "where scenario texts lie")] = Path("scenarios")
    limit_client_per_minute: Annotated[
        int,
        Meta(ge=0),
        _says(
            "每个登录者每分钟最多多少次请求；0 为不限",
            "most requests a minute of one who is signed in; 0 is no limit",
        ),
    ] = 6000
    limit_site_per_minute: Annotated[
        int,
        Meta(ge=0),
        _says(
            "每个网络地址每分钟最多多少次未登录的请求；0 为不限",
            "most requests a minute from one network address without signing in; 0 is no limit",
        ),
    ] = 600
    limit_code_per_minute: Annotated[
        int,
        Meta(ge=0),
        _says("同一个码每分钟最多询问多少次；0 为不限", "most questions a minute about one code; 0 is no limit"),
    ] = 20
    limit_city_per_minute: Annotated[
        int,
        Meta(ge=0),
        _says("另一个城市每分钟最多询问多少次；0 为不限", "most questions a minute of one other city; 0 is no limit"),
    ] = 600
    requests_max: Annotated[
        int,
        Meta(ge=1, le=100_000),
        _says(
            "一个进程同时办理的请求上限，超过的立即答复稍后再来",
            "most requests that one process works on at once; who comes then is told at once to come later",
        ),
    ] = 1000
    body_s_max: Annotated[
        float,
        Meta(gt=0, le=600),
        _says(
            "等待请求内容的秒数；每收到 1 KiB 再等一秒",
            "seconds that a request's body is waited for, and one more for each KiB of it",
        ),
    ] = 30.0
    trusted_proxies: Annotated[
        str,
        _says(
            "哪些反向代理的 X-Forwarded-For 可信，用逗号分隔",
            "whose X-Forwarded-For is believed: addresses of reverse proxies, with commas",
        ),
    ] = "127.0.0.1"
    metrics_host: Annotated[str, _says("指标在哪个地址上提供", "at which address of this machine metrics are told")] = (
        "127.0.0.1"
    )
    metrics_port: Annotated[
        Annotated[int, Meta(ge=0, le=65_535)] | None,
        _says(
            "指标（/metrics）的端口，与业务端口分开；不写则不提供",
            "the port of /metrics, apart from that of the service; none without it",
        ),
    ] = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        _says("日志从哪一级起写出", "from which level on a line is logged"),
    ] = "info"
    telemetry_url: Annotated[
        str | None,
        _says(
            "OpenTelemetry 收集器的地址（OTLP/HTTP）；不写则不发送",
            "where traces are sent (an OTLP/HTTP collector); nowhere without it",
        ),
    ] = None
