"""A trial of rules in a process of their own, before a text can take effect: nothing it does there can hurt anybody."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator

import msgspec

from creditplus.errors import Words
from creditplus.language import conditions
from creditplus.language.conditions import Compare, Condition, Value
from creditplus.tools.engine.handles import Conditions, Engine

SECONDS_MAX = 10.0
BROKE = Words(
    "规则引擎不能编译这些规则；请减少或简化规则",
    "the rule engine broke down over these rules; write fewer or simpler ones",
)


def try_out(rules: Conditions, seconds: float = SECONDS_MAX) -> list[Words]:
    """Compile rules in a process of their own and ask them about records at their bounds; what is wrong, or nothing if safe.

    It blocks for up to `seconds`: call it from a worker thread.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    command = [
        sys.executable,
        "-c",
        "from creditplus.tools.engine import trials; trials.answer()",
    ]
    try:
        tried = subprocess.run(
            command,
            input=msgspec.json.encode(rules),
            capture_output=True,
            timeout=seconds,
            env=environment,
            check=False,
        )
        return msgspec.json.decode(tried.stdout, type=list[Words]) if tried.returncode == 0 else [BROKE]
    except subprocess.TimeoutExpired:
        return [
            Words(
                f"试编译没有在 {seconds:g} 秒内完成；请减少规则",
                f"the trial did not end within {seconds:g} seconds; write fewer rules",
            )
        ]
    except msgspec.DecodeError:
        return [BROKE]


def answer() -> None:
    """The other side of `try_out`: rules on standard input, problems on standard output."""
    rules = msgspec.json.decode(sys.stdin.buffer.read(), type=dict[str, Condition])
    with Engine(rules, sample=1) as engine:
        problems = [
            Words(f"规则 `{code}`：{words.zh}", f"rule `{code}`: {words.en}") for code, words in engine.plain.items()
        ]
        for facts in bounds(rules):
            engine.match(facts)
        if engine.mismatches or engine.failures:
            problems.append(BROKE)
    sys.stdout.buffer.write(msgspec.json.encode(problems))


def bounds(rules: Conditions, count: int = 200) -> Iterator[dict[str, Value]]:
    """Records at and beside the constants of some rules, the same ones each time, each close to satisfying one of the rules."""
    chance = random.Random(count)
    asked: dict[str, list[Value]] = {}
    fields = {code: {leaf.field for leaf in conditions.leaves(condition)} for code, condition in rules.items()}
    for condition in rules.values():
        for leaf in conditions.leaves(condition):
            values = asked.setdefault(leaf.field, [])
            if isinstance(leaf, Compare):
                near = (leaf.value - 1, leaf.value + 1) if type(leaf.value) is int else ("", not leaf.value)
                values += [leaf.value, *near]
    for _ in range(count if rules else 0):
        code = chance.choice(list(rules))
        yield {field: chance.choice(asked[field] or [1]) for field in sorted(fields[code]) if chance.random() < 0.9}
