"""Asks the rule engine (durable_rules): which of a rulebook's conditions does this record satisfy?

That is all it is asked. Points, days, limits and money stay in our own exact arithmetic.

Why so carefully: the engine is written in C, shares one state between calls, and was last released in 2020. So a handle is
opened once and never changed; one record is one fact, asserted, drained and retracted under a lock; after any error the
handles are thrown away and opened anew. Some of the answers are compared with the plain reading, and whatever the engine
cannot be given or gets wrong is answered by the plain reading: an answer is always right, at worst it is slow.
"""

from creditplus.tools.engine.handles import Engine, counts, open
from creditplus.tools.engine.matchers import matcher
from creditplus.tools.engine.trials import try_out

__all__ = ["Engine", "counts", "matcher", "open", "try_out"]
