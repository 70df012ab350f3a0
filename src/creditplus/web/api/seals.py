"""Where an auditor reads the log's seals and has events proved, and where another deployment has its log countersigned."""

import msgspec
from litestar import Response

from creditplus.actions.read_proof import Proof, read_proof
from creditplus.actions.read_seals import Seals, read_seals
from creditplus.actions.witness_checkpoint import Seen, witness_checkpoint
from creditplus.errors import NotFound, Words
from creditplus.web import bodies, sent_of_custody
from creditplus.web.doors import door
from creditplus.web.given import Here, Named


@door(
    "GET /v1/seals",
    read_seals,
    says=Words("查看日志的封存", "Read the log's seals"),
    more=Words(
        "每个封存是一个签名的检查点（c2sp.org/tlog-checkpoint），附见证方的签名。",
        "Each seal is a signed checkpoint (c2sp.org/tlog-checkpoint), with what witnesses signed below it.",
    ),
    asks=sent_of_custody.After,
    gives=Seals,
)
async def everything(asked: Here) -> Response[bytes]:
    """Read the log's seals."""
    return await asked.do(asked.query(sent_of_custody.After).cursor)


@door(
    "GET /v1/seals/{seal}/proof",
    read_proof,
    says=Words(
        "证明一条日志在封存之内，或一个封存延续另一个",
        "Prove that an event is sealed, or that a seal continues another",
    ),
    more=Words(
        "按 RFC 6962 的包含证明（`event`）或一致性证明（`since`）。",
        "A proof of inclusion (`event`) or of consistency (`since`), as RFC 6962 writes them.",
    ),
    asks=sent_of_custody.WhichProof,
    gives=Proof,
    refuses=("unknown-seal", "unknown-event", "event-or-seal"),
)
async def proof(asked: Here, seal: Named) -> Response[bytes]:
    """Prove something about the log."""
    wanted = asked.query(sent_of_custody.WhichProof)
    if not seal.isascii() or not seal.isdigit() or len(seal) > 9:
        raise NotFound("unknown-seal")
    since = int(wanted.since) if wanted.since is not None else None
    return await asked.do(int(seal), wanted.event, since)


@door(
    "POST /v1/witness/add-checkpoint",
    witness_checkpoint,
    says=Words("为另一个部署的日志作见证", "Countersign another deployment's log"),
    more=Words(
        "按 c2sp.org/tlog-witness：旧长度、一致性证明和检查点；答复是一行签名。长度与这里记得的不同时，答复 409 和这里的长度。",
        "As c2sp.org/tlog-witness says: the old size, a consistency proof and a checkpoint; the answer is a line of signature. "
        "If the size is another than is remembered here, the answer is 409 and the size.",
    ),
    takes=str,
    media=("text/plain", "application/octet-stream"),
    written=("text/plain",),
    also={409: "text/x.tlog.size"},
    refuses=("unknown-log", "bad-seal", "bad-checkpoint", "not-grown"),
)
async def witness(asked: Here) -> Response[bytes]:
    """Countersign another deployment's log."""
    request = bodies.text(await asked.sent())
    told = await asked.do(asked.request.app.state.logs, request)
    seen = msgspec.json.decode(told.content, type=Seen)
    if seen.line is None:
        return Response(f"{seen.size}\n".encode(), status_code=409, media_type="text/x.tlog.size")
    return Response(seen.line.encode(), media_type="text/plain")


DOORS = (everything, proof, witness)
