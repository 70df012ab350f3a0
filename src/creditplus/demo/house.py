"""The house of the demonstration: a fresh database, the texts approved by two people, and the real server in a process of its own."""

import asyncio
import contextlib
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from types import TracebackType

import httpx

from creditplus.actions.approve_document import approve_document
from creditplus.actions.propose_document import propose_document
from creditplus.actions.prove_document import prove_document
from creditplus.actions.register_client import Registered, register_client
from creditplus.console import terminal
from creditplus.demo import guests, town
from creditplus.demo.doors import Doors
from creditplus.drafting import drafts
from creditplus.errors import Words
from creditplus.people import Actor
from creditplus.province import divisions
from creditplus.province.catalogues import Catalogue

ROOT = Path(__file__).parents[3]


class House:
    """Everything the story needs, in a folder that goes when the story ends."""

    def __enter__(self) -> "House":
        self.folder = tempfile.TemporaryDirectory(prefix="creditplus-demo-")
        room = Path(self.folder.name)
        os.environ["CREDITPLUS_DATABASE_URL"] = f"sqlite:///{room / 'town.db'}"
        os.environ["CREDITPLUS_KEYS_DIRECTORY"] = str(room / "keys")
        os.environ["CREDITPLUS_SNAPSHOTS_DIRECTORY"] = str(room / "files")
        os.environ["CREDITPLUS_DEV_SIGN_IN"] = "true"
        for whose in ("CLIENT", "SITE"):  # the whole town asks from this machine
            os.environ[f"CREDITPLUS_LIMIT_{whose}_PER_MINUTE"] = "0"
        self.address = f"http://127.0.0.1:{free_port()}"
        self.providers: dict[str, Registered] = {}
        self.operators: dict[str, Registered] = {}
        self.others: dict[tuple[str, str], Registered] = {}
        self.offices: dict[str, Registered] = {}
        self.opened: Doors | None = None
        self.server: subprocess.Popen[bytes] | None = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.opened is not None:
            self.opened.http.close()
        if self.server is not None:
            self.server.terminate()
            self.server.wait(15)
        self.folder.cleanup()

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue that the town is made by."""
        file = newest(ROOT / "rules" / "catalogue")
        read = drafts.catalogue(file.read_text("utf-8"), file.name).value
        assert read is not None
        return read

    def doors(self) -> Doors:
        """Make the database ready and open the doors."""
        asyncio.run(self._furnish())
        self.start()
        room = Path(self.folder.name)
        self.opened = Doors(self.address, room, self.providers, self.operators, self.others, self.offices)
        return self.opened

    def start(self) -> None:
        """Start the server and wait until it is ready."""
        port = self.address.rsplit(":", 1)[1]
        self.server = subprocess.Popen([sys.executable, "-m", "creditplus", "serve", "--port", port])
        for _ in range(200):
            if self.server.poll() is not None:
                raise RuntimeError("the server did not start")
            try:
                if httpx.get(f"{self.address}/readyz", trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                pass  # not up yet
            time.sleep(0.1)
        raise RuntimeError("the server did not become ready in 20 seconds")

    async def _furnish(self) -> None:
        """Migrate, put every text on the shelf with two people's word, and register who reports and who asks."""
        await terminal.migrate()
        for file in texts():
            async with terminal.transaction() as db:
                text = file.read_text("utf-8")
                name, beside = str(file.relative_to(ROOT)), file.with_suffix(".cases.toml")
                worked = beside.read_text("utf-8") if beside.exists() else None
                author = Actor("author-demo", "author")
                proved = await prove_document(db, author, text, name, worked)
                document = await propose_document(db, author, proved)
            async with terminal.transaction() as db:
                await approve_document(db, Actor("approver-demo", "approver"), document.digest)
        for county in town.COUNTIES:
            async with terminal.transaction() as db:
                provider = Words("民政局", "civil-affairs office")
                library = Words("图书馆", "library")
                scopes = ("decide:library-deposit",)
                by = terminal.TERMINAL
                self.providers[county] = await register_client(db, by, "provider", provider, county, ("report",))
                self.operators[county] = await register_client(db, by, "operator", library, county, scopes, "library")
                office = Words("信用办", "credit office")
                self.offices[county] = await register_client(db, by, "approver", office, county, ())
            await self._register_others(county)
        await guests.arrive()

    async def _register_others(self, county: str) -> None:
        """One operator of each kind that a scenario of the county names, with the scopes of its scenarios."""
        asks: dict[str, set[str]] = {}
        for file in texts():
            told = tomllib.loads(file.read_text("utf-8"))
            if told["kind"] == "scenario" and told["division"] in divisions.upwards(county):
                asks.setdefault(told["operators"][0], set()).add(f"decide:{told['scenario']}")
        for kind, scopes in sorted(asks.items()):
            async with terminal.transaction() as db:
                name, by = Words(f"示例经营者（{kind}）", f"an example operator ({kind})"), terminal.TERMINAL
                client = await register_client(db, by, "operator", name, county, tuple(sorted(scopes)), kind)
                self.others[county, kind] = client

    def stay(self) -> int:
        """Print the addresses and wait until somebody presses Ctrl-C."""
        assert self.server is not None
        print(
            f"\n地址 · addresses (Ctrl-C 结束 · to stop)\n  {self.address}/schema\n  {self.address}/v1/scenarios?county={town.HOME}"
        )
        for name, clients in (("provider", self.providers), ("operator", self.operators)):
            for county, client in clients.items():
                print(f"  {name} {county}: client_id {client.id}  client_secret {client.secret}")
        try:
            return self.server.wait()
        except KeyboardInterrupt:
            return 0


def texts() -> list[Path]:
    """Every shipped text: the guardrails, the catalogue, then rulebooks, then scenarios, then whose word counts where."""
    rules = [file for file in sorted((ROOT / "rules").glob("*/*.toml")) if not file.name.endswith(".cases.toml")]
    catalogues = [file for file in rules if file.parent.name == "catalogue"]
    rulebooks = [file for file in rules if file.parent.name.isdigit()]
    scenarios = sorted((ROOT / "scenarios").glob("*/*/*.toml"))
    limits = [file for file in rules if file.parent.name == "guardrails"]
    offered = [file for file in scenarios if not file.name.endswith(".cases.toml")]
    recognised = [file for file in rules if file.parent.name.endswith("-recognises")]
    return [*limits, *catalogues, *rulebooks, *offered, *recognised]


def newest(folder: Path) -> Path:
    """The text of a folder that takes effect last."""
    return max(file for file in folder.glob("*.toml") if not file.name.endswith(".cases.toml"))


def free_port() -> int:
    """A port on this machine that nobody uses now, below those that outgoing connections take."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as found, contextlib.suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port
