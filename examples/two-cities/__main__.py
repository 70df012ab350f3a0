"""A province and two cities, each a process with its own database and keys: one grade travels, and nothing else does.

    python examples/two-cities          (or: make two-cities)

Everything is asked over real HTTP on this machine. Ends with 0 only if every step held.
"""

import sys
import tempfile
from pathlib import Path

from story import Story


def main() -> int:
    """Tell the story in a folder that goes when it ends."""
    with tempfile.TemporaryDirectory(prefix="creditplus-two-cities-") as room:
        story = Story(Path(room))
        try:
            story.prepare()
            story.tell()
        finally:
            story.close()
    print("\n✔ 每一步都成立 · every step held", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
