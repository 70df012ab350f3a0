"""What a command says that was refused, or that failed for no fault of its own."""

import sys

from creditplus.errors import Refusal


def refused(refusal: Refusal) -> None:
    """Say why in one sentence, and everything that is wrong."""
    words = refusal.sentence
    print(f"{words.title.zh}：{words.detail.zh}{words.next.zh}", file=sys.stderr)
    print(f"{words.title.en}: {words.detail.en} {words.next.en}", file=sys.stderr)
    for flaw in refusal.flaws:
        print(f"  {flaw.pointer}: {flaw.message.zh} / {flaw.message.en}", file=sys.stderr)
    for problem in refusal.problems:
        print(f"  {problem.told('zh')}\n  {problem.told('en')}", file=sys.stderr)


def told(wrong: Exception) -> bool:
    """Whether it is the database that cannot be used, and nobody's mistake; then it is told."""
    from creditplus.tools import settings, store

    if not isinstance(wrong, store.Unavailable):
        return False
    print(f"{wrong.words.zh}\n{wrong.words.en}\n{settings.database()}", file=sys.stderr)
    if wrong.words == store.LOST:
        print(
            "如是新数据库，请先运行 creditplus migrate\nif it is a new one, run creditplus migrate first",
            file=sys.stderr,
        )
    return True
