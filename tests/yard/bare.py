"""The yardstick of the pace: a Litestar POST that reads a body as long as an operator's question and answers as long as our answer."""

import sys

import msgspec
import uvicorn
from litestar import Litestar, post


class Shown(msgspec.Struct):
    """As long as a question of an operator."""

    link: str
    minutes: int


class Told(msgspec.Struct):
    """As long as an answer to an operator."""

    decision: str
    outcome: str
    terms: dict[str, int]
    attestation: str


@post("/bare")
async def bare(data: Shown) -> Told:
    """Nothing but reading and answering."""
    return Told(data.link, "standard", {"free_minutes": data.minutes}, "x" * 700)


def main(port: int, server: str) -> None:
    """Answer on a port, by uvicorn or by granian."""
    if server == "granian":
        from granian import Granian

        Granian(
            "tests.yard.bare:app", address="127.0.0.1", port=port, interface="asgi", loop="uvloop", log_enabled=False
        ).serve()
    else:
        uvicorn.run(app, port=port, loop="uvloop", http="httptools", ws="none", log_config=None, access_log=False)


app = Litestar([bare], openapi_config=None)

if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "uvicorn")
