"""One rulebook's rules inside the rule engine: opened once, asked from any thread, closed when another text rules."""

import contextlib
import logging
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import durable_rules_engine as durable

from creditplus.errors import Words
from creditplus.language import conditions, networks, spellings
from creditplus.language.conditions import Condition, Plain, Value

Conditions = Mapping[str, Condition]
RETRACTED = '{"id":"r"}'
WARM_UP = '{"id":"r","w":1}'
NOT_HANDLED = 1
"""What the engine answers for a record that satisfies nothing; such a record is not kept."""
counts = {"mismatches": 0, "failures": 0}
"""Over all engines of this process, closed ones too; both must stay 0."""
log = logging.getLogger(__name__)


class Engine:
    """The conditions of one text, ready to be asked from any thread.

    `mismatches` counts answers that differed from the plain reading, `failures` errors of the engine; both must stay 0.
    `plain` names the rules that the engine cannot be given.
    """

    def __init__(self, rules: Conditions, sample: int = 64) -> None:
        self.rules = dict(rules)
        self.sample = sample
        self.mismatches = 0
        self.failures = 0
        self.plain: dict[str, Words] = {}
        self._asked = 0
        self._lock = threading.Lock()
        self._handles: list[int] = []
        self._names = list(self.rules)
        self._place = {code: place for place, code in enumerate(self._names)}
        self._places: dict[str, list[int]] = {}
        self._rulesets, self._slots = self._compile()
        self._open()

    def _compile(self) -> tuple[list[str], dict[str, spellings.Slot]]:
        """The rulesets for the engine; rules with the same condition share one."""
        names = spellings.Names()
        same: dict[networks.Part, list[int]] = {}
        for place, (code, condition) in enumerate(self.rules.items()):
            try:
                rule = names.rule(condition)
            except spellings.Unfit as unfit:
                self.plain[code] = unfit.words
                continue
            if rule is not None:
                same.setdefault(rule, []).append(place)
        short = {rule: f"r{number}" for number, rule in enumerate(same)}
        self._places = {short[rule]: places for rule, places in same.items()}
        groups = networks.shards(list(same))
        return [spellings.written((short[rule], rule) for rule in group) for group in groups], spellings.slots(names)

    def _open(self) -> None:
        """Open a handle for each ruleset. The warm-up lets the engine make its own first fact, which must meet no record."""
        try:
            for ruleset in self._rulesets:
                handle = durable.create_ruleset("creditplus", ruleset)
                drained(handle, WARM_UP)
                self._handles.append(handle)  # not before: closing a handle that was never warm can crash
        except Exception:
            self.failures += 1
            counts["failures"] += 1
            log.exception("the rule engine cannot be opened; every record is read plainly")
            self._close()

    def _close(self) -> None:
        """Give every handle back: first its state, which would stay for ever otherwise."""
        handles, self._handles = self._handles, []
        for handle in handles:
            with contextlib.suppress(Exception):
                durable.delete_state(handle, "0")
            with contextlib.suppress(Exception):
                durable.delete_ruleset(handle)

    def match(self, facts: Mapping[str, Value]) -> list[str]:
        """The names of the rules whose condition the facts satisfy, in the order given."""
        record = spellings.record(facts, self._slots)
        fired = None
        with self._lock:
            self._asked += 1
            sampled = self._asked % self.sample == 0
            if record is not None and len(self._handles) == len(self._rulesets):
                try:
                    fired = {name for handle in self._handles for name in drained(handle, record)}
                except Exception as wrong:
                    self._recover(wrong)
        if fired is None:
            return self.read(facts)
        places = [place for name in fired for place in self._places[name]]
        if self.plain:
            reading = Plain(facts)
            places += [self._place[code] for code in self.plain if conditions.holds(self.rules[code], reading)]
        places.sort()
        found = [self._names[place] for place in places]
        return self._compared(facts, found) if sampled else found

    def read(self, facts: Mapping[str, Value]) -> list[str]:
        """The same answer by the plain reading."""
        reading = Plain(facts)
        return [code for code, condition in self.rules.items() if conditions.holds(condition, reading)]

    def _recover(self, wrong: Exception) -> None:
        """After an error: throw the handles away and open new ones."""
        self.failures += 1
        counts["failures"] += 1
        log.error(
            "the rule engine failed (%s); it is opened anew and the record is read plainly",
            wrong,
        )
        self._close()
        self._open()

    def _compared(self, facts: Mapping[str, Value], found: list[str]) -> list[str]:
        """The answer, after comparing it with the plain reading, which counts."""
        plain = self.read(facts)
        if plain != found:
            self.mismatches += 1
            counts["mismatches"] += 1
            log.error(
                "the rule engine and the plain reading differ in %d rules",
                len(set(plain) ^ set(found)),
            )
        return plain

    def close(self) -> None:
        """Give back the engine's memory once no call is under way. Whoever still asks afterwards is answered by plain reading."""
        with self._lock:
            self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        wrong: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open(rules: Conditions, sample: int = 64) -> Engine:
    """Open an engine for named conditions; one answer in `sample` is compared with the plain reading."""
    return Engine(rules, sample)


def drained(handle: int, record: str) -> list[str]:
    """The short names of the rules that a record satisfies, perhaps some of them twice; afterwards the record is forgotten."""
    code, state = durable.assert_fact(handle, record)
    if code == NOT_HANDLED:
        return []
    if code != 0:
        raise RuntimeError(f"answer {code} to a record")
    names = []
    started = durable.start_action_for_state(handle, state)
    message = started[1] if started else None
    while message is not None:
        names.append(message[2 : message.index('"', 2)])
        message = durable.complete_and_start_action(handle, state)
    durable.retract_fact(handle, RETRACTED)
    return names
