"""Where ruling texts are proposed and read."""

from litestar import Response

from creditplus.actions.propose_document import propose_document
from creditplus.actions.prove_document import prove_document
from creditplus.actions.read_certificate import read_certificate
from creditplus.actions.read_document import read_document
from creditplus.documents import Document
from creditplus.errors import Words
from creditplus.proofs import Certificate
from creditplus.web import bodies, doors, sent
from creditplus.web.doors import door
from creditplus.web.given import Here, Named


@door(
    "POST /v1/documents",
    propose_document,
    says=Words("提交评价标准、场景或目录", "Propose a ruling text"),
    more=Words(
        "正文就是 TOML 文本。全部问题一次列出；批准之前不生效。",
        "The body is the TOML text itself. All its problems are told at once; it rules nothing before it is approved.",
    ),
    takes=str,
    media=doors.TOML,
    body_max=doors.LONG,
    asks=sent.FromFile,
    gives=Document,
    status=201,
    refuses=("other-county", "bad-text", "harmful-text", "no-catalogue", "no-guardrails", "no-rulebook", "texts-moved"),
    repeats=True,
)
async def propose(asked: Here) -> Response[bytes]:
    """Propose a ruling text. What takes long is done before the transaction, which everybody else would wait for."""
    text, file = bodies.text(await asked.sent()), asked.query(sent.FromFile).file
    async with asked.store.reading() as db:
        proved = await prove_document(db, asked.by, text, file)
    return await asked.do(proved)


@door(
    "GET /v1/documents/{digest}",
    read_document,
    says=Words("按摘要查看文件", "Read a text by its digest"),
    more=Words("一字不差的原文。", "The text itself, to the letter."),
    gives=Document,
    refuses=("unknown-document",),
    only_reads=True,
)
async def show(asked: Here, digest: Named) -> Response[bytes]:
    """Read a text by its digest, which is its `ETag` too."""
    answer = await asked.do(digest)
    answer.headers["ETag"] = f'"{digest}"'
    return answer


@door(
    "GET /v1/documents/{digest}/certificate",
    read_certificate,
    says=Words("查看文件的证明", "Read what was proved of a text"),
    more=Words(
        "每条定理都附有 SMT-LIB 2 原文，任何人都可以用别的求解器复核。",
        "Each theorem comes with its statements in SMT-LIB 2, so that anyone can ask another solver.",
    ),
    gives=Certificate,
    refuses=("unknown-certificate",),
    only_reads=True,
)
async def certificate(asked: Here, digest: Named) -> Response[bytes]:
    """Read what was proved of a text."""
    return await asked.do(digest)


DOORS = (certificate, propose, show)
