"""One service of the example: a database, keys and settings of its own, and a process that answers on a port of this machine."""

import json
import os
import random
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]


class Service:
    """A province or a city."""

    def __init__(self, name: str, room: Path, **chosen: str) -> None:
        self.name, self.folder = name, room / name
        self.folder.mkdir()
        self.address = f"http://127.0.0.1:{_free_port()}"
        self.process: subprocess.Popen[bytes] | None = None
        named = {
            "database_url": f"sqlite:///{self.folder / 'own.db'}",
            "keys_directory": str(self.folder / "keys"),
            "public_url": self.address,
            "dev_sign_in": "true",
            "log_level": "error",
            "limit_client_per_minute": "0",  # everybody asks from this machine
            "limit_site_per_minute": "0",
        }
        others = {name: value for name, value in os.environ.items() if not name.startswith("CREDITPLUS_")}
        self.environment = others | {f"CREDITPLUS_{name.upper()}": value for name, value in (named | chosen).items()}
        self.http = httpx.Client(base_url=self.address, timeout=30, trust_env=False)
        self._tokens: dict[str, tuple[str, float]] = {}

    def run(self, *arguments: str, must: bool = True) -> str:
        """One command of this service's own command line; what it printed."""
        return self._done([sys.executable, "-m", "creditplus", *arguments], must)

    def furnish(self, files: list[Path]) -> dict[str, dict[str, str]]:
        """Put texts in force with two people's word, and register who asks: their ids and secrets."""
        self.run("migrate")
        program = Path(__file__).with_name("furnish.py")
        return dict(json.loads(self._done([sys.executable, str(program), *map(str, files)], True).splitlines()[-1]))

    def _done(self, command: list[str], must: bool) -> str:
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
        )
        if must and done.returncode:
            raise SystemExit(f"{self.name}: {' '.join(command[2:])}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self) -> None:
        """Start the process and wait until it answers."""
        port = self.address.rsplit(":", 1)[1]
        command = [sys.executable, "-m", "creditplus", "serve", "--port", port]
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT)
        for _ in range(1200):
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} did not start")
            try:
                if self.http.get("/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                pass  # not up yet
            time.sleep(0.1)
        raise SystemExit(f"{self.name} did not become ready")

    def stop(self) -> None:
        """Stop the process."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(15)
            self.process = None

    def as_client(self, client: dict[str, str]) -> dict[str, str]:
        """The header of a client."""
        return self._as(client["client_id"], "/oauth/token", data=client | {"grant_type": "client_credentials"})

    def as_resident(self, citizen_id: str) -> dict[str, str]:
        """The header of a resident."""
        return self._as(citizen_id, "/v1/sign-in", json={"citizen_id": citizen_id})

    def _as(self, name: str, path: str, **sent: Any) -> dict[str, str]:
        token, until = self._tokens.get(name, ("", 0.0))
        if time.monotonic() >= until:
            told = said(self.http.post(path, **sent))
            token, until = told["access_token"], time.monotonic() + told["expires_in"] / 2
            self._tokens[name] = token, until
        return {"Authorization": f"Bearer {token}"}


def said(answer: httpx.Response) -> Any:
    """The body of an answer that must be a good one."""
    if answer.is_error:
        raise SystemExit(f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}")
    return json.loads(answer.content)


def _free_port() -> int:
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as found:
            try:
                found.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
