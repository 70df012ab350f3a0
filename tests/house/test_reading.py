"""What is read before anything is done: the command line's help reads nothing heavy, and a service nothing that it does not use."""

import subprocess
import sys

import pytest

HELP = "import creditplus.__main__"
SERVICE = "import creditplus.web.serving"
COMMAND = "import creditplus.console.offline"


def read(program: str, *libraries: str) -> list[str]:
    """Which of these libraries a program of its own has read when it is done."""
    told = f"{program}; import sys; print(*(one for one in {libraries!r} if one in sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.split()


@pytest.mark.parametrize(
    ("program", "libraries"),
    [
        (HELP, ("sqlalchemy", "litestar", "httpx", "jwt", "polars", "z3", "alembic", "redis", "pyspark")),
        (COMMAND, ("sqlalchemy", "litestar", "httpx", "polars", "z3")),
        (SERVICE, ("polars", "pyarrow", "pyspark", "z3", "alembic", "redis")),
    ],
    ids=["help", "a command without a database", "the service"],
)
def test_only_what_is_needed_is_read(program: str, libraries: tuple[str, ...]) -> None:
    assert read(program, *libraries) == []
