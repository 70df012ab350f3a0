"""What the command does that proves every text again."""

import asyncio
from pathlib import Path

from creditplus.console import terminal
from creditplus.proofs import Certificate
from creditplus.tools import proof, store


async def verify(folder: str | None) -> int:
    """Prove every text on the shelf that has a certificate again, from the certificate's own statements; write them out if asked."""
    async with terminal.transaction() as db:
        kept = await store.read(db, Certificate)
    wrong = 0
    for certificate in kept:
        for theorem in certificate.theorems:
            held = await asyncio.to_thread(proof.holds_again, theorem)
            wrong += not held
            mark = "✔" if held else "✘"
            print(
                f"{mark} {certificate.digest[:16]}  {theorem.code:4} {theorem.statements:4}  {theorem.says.zh} · {theorem.says.en}"
            )
            if folder is not None:
                Path(folder).mkdir(parents=True, exist_ok=True)
                (Path(folder) / f"{certificate.digest[:16]}-{theorem.code}.smt2").write_text(theorem.smt, "utf-8")
    proved = sum(len(certificate.theorems) for certificate in kept) - wrong
    print(f"{'✘' if wrong else '✔'} {len(kept)} 份文件 texts: {proved} 条成立 hold, {wrong} 条不成立 do not")
    return 1 if wrong else 0
