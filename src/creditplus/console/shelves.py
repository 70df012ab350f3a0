"""What the commands for ruling texts do: propose, simulate, approve or reject, compare, and read what became of one."""

import sys
from datetime import date
from pathlib import Path

from creditplus import arithmetic, documents
from creditplus.actions.approve_document import approve_document
from creditplus.actions.compare_documents import compare_documents
from creditplus.actions.foresee_document import foresee_document
from creditplus.actions.propose_document import propose_document
from creditplus.actions.prove_document import prove_document
from creditplus.actions.read_document import read_document
from creditplus.actions.read_history import read_history
from creditplus.actions.reject_document import reject_document
from creditplus.actions.simulate_document import simulate_document
from creditplus.console import failures, terminal
from creditplus.errors import Refusal
from creditplus.outlooks.impacts import Impact
from creditplus.people import Actor
from creditplus.tools import settings


async def propose(files: list[str], by: str) -> int:
    """Propose each file; all problems of all files are told."""
    refused = 0
    for file in files:
        beside = Path(file).with_suffix(".cases.toml")
        worked = beside.read_text("utf-8") if beside.exists() else None
        refused += not await _proposed(Path(file).read_text("utf-8"), file, worked, by)
    return 1 if refused else 0


async def propose_again(digest: str, by: str, effective: date | None, expires: date | None) -> int:
    """Propose what an old text says once more, from a new day on: so one goes back. It has a digest of its own."""
    if effective is None:
        print("请写 --effective · --again needs --effective", file=sys.stderr)
        return 2
    async with terminal.transaction(reads=True) as db:
        old = await read_document(db, Actor(by, "author"), digest)
    text = documents.again(old.text, effective, expires)
    return 0 if await _proposed(text, f"{old.division}-{effective}.toml", None, by) else 1


async def _proposed(text: str, file: str, worked: str | None, by: str) -> bool:
    """Propose one text and print its digest, or everything that is wrong with it; whether it was taken."""
    try:
        async with terminal.transaction(reads=True) as db:
            proved = await prove_document(db, Actor(by, "author"), text, file, worked)
        async with terminal.transaction() as db:
            document = await propose_document(db, Actor(by, "author"), proved)
    except Refusal as refusal:
        for problem in refusal.problems:
            print(f"{problem.told('zh')}\n{problem.told('en')}", file=sys.stderr)
        if not refusal.problems:
            print(file, file=sys.stderr)
            failures.refused(refusal)
        return False
    print(f"{document.digest}  {file}")
    for theorem in proved.certificate.theorems if proved.certificate is not None else ():
        count = f"{theorem.statements} 项 · {theorem.statements} statements"
        print(f"  ✔ {theorem.code:4} {theorem.says.zh} · {theorem.says.en}（{count}）")
    print(f"  还要由另一人批准 · another person must approve it: creditplus approve {document.digest}")
    return True


async def simulate(digest: str, by: str) -> int:
    """Print who would gain and who would lose by a text; the first word printed is the simulation's digest."""

    def told(done: int, all: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{'█' * (20 * done // all):<20} {done}/{all} ", end="", file=sys.stderr, flush=True)

    async with terminal.transaction(reads=True) as db:
        seen = await foresee_document(db, Actor(by, "approver"), digest, settings.read().snapshots_directory, told)
    async with terminal.transaction() as db:
        kept = await simulate_document(db, Actor(by, "approver"), seen)
    print(f"{kept.digest}  {kept.on}")
    for line in _impact(kept.impact):
        print(line)
    print(
        f"核对以后由另一人批准 · a second person who has looked at it: creditplus approve {digest} --simulation {kept.digest}"
    )
    return 0


def _impact(impact: Impact) -> list[str]:
    """An impact in lines, in tens of residents."""
    moved = f"↑ {impact.up}  = {impact.same}  ↓ {impact.down}"
    lines = [f"{impact.residents} 人（以十计） · residents, in tens: {moved}"]
    parts = {
        "分数起点：之前 → 之后 · from so many points on: before → after": [
            f"{arithmetic.shown(bar.from_points):>9}  {bar.before:>8} → {bar.after}"
            for bar in impact.bars
            if bar.before or bar.after
        ],
        "等级变化 · from one grade to another": [
            f"  {one.before} → {one.after}: {one.residents}" for one in impact.grades
        ],
        "便利：+ 新增 - 失去 · benefits: + opens - closes": [
            f"  {one.scenario} {one.benefit}: +{one.opens} -{one.closes}" for one in impact.benefits
        ],
        "减分最多的规则 · the rule that takes most from those who lose": [
            f"  {one.rule or '-'}: {one.residents}" for one in impact.losses
        ],
    }
    for title, found in parts.items():
        lines += [title, *found] if found else []
    return lines


async def approve(digest: str, by: str, simulation: str | None, because: str) -> int:
    """Approve a proposed text as a second person, having seen a simulation."""
    async with terminal.transaction() as db:
        await approve_document(db, Actor(by, "approver"), digest, simulation, because)
    print(f"已批准 · approved  {digest}")
    return 0


async def reject(digest: str, by: str, because: str) -> int:
    """Reject a proposed text as a second person."""
    async with terminal.transaction() as db:
        await reject_document(db, Actor(by, "approver"), digest, because)
    print(f"已驳回 · rejected  {digest}")
    return 0


async def history(digest: str) -> int:
    """Print every step of a text's life."""
    async with terminal.transaction(reads=True) as db:
        steps = await read_history(db, terminal.TERMINAL, digest)
    for step in steps:
        print("  ".join(str(part) for part in (step.on, step.what, step.by, step.because, step.simulation) if part))
    return 0


async def difference(before: str, after: str) -> int:
    """Print what one text changes against another, by meaning and then by line."""
    async with terminal.transaction(reads=True) as db:
        found = await compare_documents(db, terminal.TERMINAL, after, before)
    print(f"{found.says.zh} · {found.says.en}")
    for change in found.changes:
        print(f"  {change.says.zh}\n  {change.says.en}")
    print("\n".join(found.lines))
    return 0
