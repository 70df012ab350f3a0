"""Where the life of a ruling text goes on: what it would change, what a second person says, and what came of it."""

from litestar import Response

from creditplus.actions.approve_document import approve_document
from creditplus.actions.compare_documents import compare_documents
from creditplus.actions.foresee_document import foresee_document
from creditplus.actions.read_documents import read_documents
from creditplus.actions.read_history import read_history
from creditplus.actions.read_simulation import read_simulation
from creditplus.actions.reject_document import reject_document
from creditplus.actions.simulate_document import simulate_document
from creditplus.differences import Difference
from creditplus.documents import Approval, Simulation, Standing, Step
from creditplus.errors import Words
from creditplus.web import said
from creditplus.web.doors import door
from creditplus.web.given import Here, Named

SECOND = ("unknown-document", "other-county", "own-document", "already-decided")


@door(
    "GET /v1/documents",
    read_documents,
    says=Words("查看一个地方的全部文件", "Read which texts a division has"),
    more=Words("每份文件在某一天的状态。", "Where each text stands on a day."),
    asks=said.Shelf,
    gives=list[Standing],
    only_reads=True,
)
async def shelf(asked: Here) -> Response[bytes]:
    """Read which texts a division has."""
    wanted = asked.query(said.Shelf)
    return await asked.do(wanted.division, wanted.kind, wanted.on)


@door(
    "GET /v1/documents/{digest}/history",
    read_history,
    says=Words("查看文件的经过", "Read the life of a text"),
    more=Words(
        "谁、何时、为什么；以及何时生效、何时被取代。",
        "Who, when, why; when it rules, and when another takes its place.",
    ),
    gives=list[Step],
    refuses=("unknown-document",),
    only_reads=True,
)
async def history(asked: Here, digest: Named) -> Response[bytes]:
    """Read the life of a text."""
    return await asked.do(digest)


@door(
    "GET /v1/documents/{digest}/difference",
    compare_documents,
    says=Words("与另一份文件比较", "Compare a text with an earlier one"),
    more=Words("按含义逐项列出，并附原文的不同。", "What differs by meaning, part by part, and line by line."),
    asks=said.Against,
    gives=Difference,
    refuses=("unknown-document", "other-kind"),
    only_reads=True,
)
async def difference(asked: Here, digest: Named) -> Response[bytes]:
    """Compare a text with an earlier one."""
    return await asked.do(digest, asked.query(said.Against).from_)


@door(
    "POST /v1/documents/{digest}/simulation",
    simulate_document,
    says=Words("模拟文件的影响", "See what a text would change"),
    more=Words(
        "全体参加居民的前后对比，只显示以十为单位的人数，不涉及任何个人。",
        "Everybody who takes part, before and after, in tens of residents; it speaks of no single person.",
    ),
    gives=Simulation,
    status=201,
    refuses=("unknown-document", "other-county", "not-simulated", "no-rulebook", "no-catalogue", "texts-moved"),
    repeats=True,
)
async def simulate(asked: Here, digest: Named) -> Response[bytes]:
    """See what a text would change. What takes long only reads, and nobody waits for it."""
    async with asked.store.reading() as db:
        seen = await foresee_document(db, asked.by, digest, asked.request.app.state.settings.snapshots_directory)
    return await asked.do(seen)


@door(
    "GET /v1/documents/{digest}/simulation",
    read_simulation,
    says=Words("查看最近一次模拟", "Read the newest simulation"),
    more=Words("批准时要写明它的摘要。", "Whoever approves the text names its digest."),
    gives=Simulation,
    refuses=("unknown-document", "unknown-simulation"),
    only_reads=True,
)
async def simulation(asked: Here, digest: Named) -> Response[bytes]:
    """Read the newest simulation of a text."""
    return await asked.do(digest)


@door(
    "POST /v1/documents/{digest}/approval",
    approve_document,
    says=Words("由另一个人批准", "A second person's yes to a text"),
    more=Words(
        "提交人不能批准自己的文件；要写明文件和当天模拟的摘要。",
        "Nobody approves what they wrote themselves; the yes names the text and today's simulation by their digests.",
    ),
    takes=said.Approved,
    gives=Approval,
    status=201,
    refuses=(
        *SECOND,
        "simulation-needed",
        "simulation-of-another",
        "simulation-too-old",
        "too-early",
        "no-guardrails",
    ),
    repeats=True,
    matches=True,
)
async def approve(asked: Here, digest: Named) -> Response[bytes]:
    """A second person's yes to a text."""
    asked.must_match(digest)
    word = await asked.body(said.Approved)
    return await asked.do(digest, word.simulation, word.because)


@door(
    "POST /v1/documents/{digest}/rejection",
    reject_document,
    says=Words("由另一个人驳回", "A second person's no to a text"),
    more=Words("写明理由，提交人可以另写一份。", "It says why; the author may write another text."),
    takes=said.Rejected,
    gives=Approval,
    status=201,
    refuses=SECOND,
    repeats=True,
    matches=True,
)
async def reject(asked: Here, digest: Named) -> Response[bytes]:
    """A second person's no to a text."""
    asked.must_match(digest)
    return await asked.do(digest, (await asked.body(said.Rejected)).because)


DOORS = (shelf, history, difference, simulate, simulation, approve, reject)
