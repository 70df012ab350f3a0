"""Asks z3. The only place that knows the solver; it is given text and gives words back."""

import time
from collections.abc import Sequence
from functools import cache
from typing import Any


@cache
def z3() -> Any:
    """The solver's library: read when something is proved, for a service that answers at a desk never does."""
    import z3

    return z3


@cache
def version() -> str:
    """The solver that answers, with its version."""
    return f"z3 {z3().get_version_string()}"


class Solver:
    """One conversation with the solver, in a context of its own: proofs in several threads do not meet."""

    def __init__(self) -> None:
        self.context = z3().Context()
        self.known: dict[str, str] = {}
        self.say("(set-logic ALL)")

    def say(self, text: str) -> str:
        """What the solver answers to some text."""
        answer: str = z3().z3core.Z3_eval_smtlib2_string(self.context.ref(), text)
        return answer.strip()

    def answers(self, bodies: Sequence[str], seconds: float) -> list[str]:
        """`sat`, `unsat` or `unknown` for each body; what is not known in time is unknown. A body said before is not asked again."""
        ends = time.monotonic() + seconds
        self.say(f"(set-option :timeout {max(1, int(seconds * 1000))})")
        found = []
        for body in bodies:
            if body not in self.known and time.monotonic() < ends:
                answer = self.say(f"(push 1)\n{body}\n(check-sat)\n(pop 1)\n")
                if answer not in ("sat", "unsat", "unknown"):
                    raise ValueError(f"the solver did not understand a statement: {answer[:200]}")
                self.known[body] = answer
            found.append(self.known.get(body, "unknown"))
        return found


def script(text: str, seconds: float) -> list[str]:
    """The answers to a whole SMT-LIB 2 text, in order, in a conversation of its own."""
    context = z3().Context()
    answers: str = z3().z3core.Z3_eval_smtlib2_string(
        context.ref(), f"(set-option :timeout {int(seconds * 1000)})\n{text}"
    )
    return answers.split()
