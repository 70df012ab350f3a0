"""The rule a record earns under, asked of engines that stay open for the rulebooks in use."""

import threading

from creditplus.ledger import Match
from creditplus.records import Record
from creditplus.rulebooks import Rulebook
from creditplus.tools.engine.handles import Engine

HELD_MAX = 128
"""Engines that stay open: one megabyte for each county's rulebook."""
held: dict[str, Engine] = {}
holding = threading.Lock()


def matcher(rulebook: Rulebook) -> Match:
    """Tells which rule a record earns under: the first in the order of the text whose condition it satisfies, or None.

    The engines asked for last stay open; one that is closed meanwhile still answers whoever holds it.
    """
    engine = engine_of(rulebook)

    def match(record: Record) -> str | None:
        return next(iter(engine.match({**record.fields, "kind": record.kind})), None)

    return match


def engine_of(rulebook: Rulebook) -> Engine:
    """The open engine of a rulebook; it is opened if there is none, and the one not asked for longest is closed."""
    rules = {rule.code: rule.condition for rule in rulebook.ready}
    retired = []
    with holding:
        engine = held.pop(rulebook.digest, None)
        if engine is not None and engine.rules != rules:  # the same text means something else under another catalogue
            retired.append(engine)
            engine = None
        held[rulebook.digest] = engine = engine or Engine(rules)
        retired += [held.pop(digest) for digest in list(held)[:-HELD_MAX]]
    for old in retired:
        old.close()
    return engine
