"""A deployment as its files describe it: Debian's nginx with our configuration in front of real servers, and systemd's own opinion.

`make test-deploy` runs it; it needs `nginx` and `systemd-analyze` and fails without them, saying so.
"""

import datetime as dt
import json
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from creditplus.tools import settings
from tests.house import sources
from tests.web import test_stopping as stopping
from tests.web import town as towns
from tests.web.conftest import keys_of_the_town, postgres_town, room  # noqa: F401 # the town of the doors' tests
from tests.web.town import COUNTY, Town, good, merit, problem

DEPLOY = sources.ROOT / "deploy"
NAME = "credit.example"
MISSING = "is not on this machine: make test-deploy installs it on Debian"


def program(name: str) -> str:
    """A program of the machine."""
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    assert found is not None, f"{name} {MISSING}"
    return found


def certificate(folder: Path) -> None:
    """A key and a certificate that nobody else trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(1)
    )
    (folder / "fullchain.pem").write_bytes(
        made.add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), False)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))


class Proxy:
    """nginx with our configuration, in front of a port; only places and ports differ from what a deployment uses."""

    def __init__(self, folder: Path, behind: int) -> None:
        certificate(folder)
        self.folder, (self.plain, self.secure) = folder, [free_port(), free_port()]
        ours = (DEPLOY / "nginx" / "creditplus.conf").read_text("utf-8")
        for said, tried in (
            ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"),
            ("listen 443 ", f"listen 127.0.0.1:{self.secure} "),
            ("/etc/creditplus/tls/", f"{folder}/"),
            ("/var/log/nginx/creditplus.log crit", f"{folder}/error.log info"),
        ):
            assert said in ours
            ours = ours.replace(said, tried)
        (folder / "ours.conf").write_text(ours, "utf-8")
        whole = f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ include {folder}/ours.conf; }}"
        (folder / "nginx.conf").write_text(whole, "utf-8")
        self.command = [program("nginx"), "-p", str(folder), "-e", f"{folder}/start.log", "-c", f"{folder}/nginx.conf"]
        (folder / "error.log").touch(0o666)
        folder.chmod(0o755)

    def __enter__(self) -> "Proxy":
        self.running = subprocess.Popen(self.command)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.secure)) == 0:
                    return self
            time.sleep(0.05)
        raise AssertionError((self.folder / "start.log").read_text())

    def __exit__(self, *_: object) -> None:
        self.running.terminate()
        self.running.wait(10)

    def client(self) -> httpx.Client:
        """Somebody at the other side, who trusts the certificate."""
        trusted = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        trusted.check_hostname = False
        address, headers = f"https://127.0.0.1:{self.secure}", {"Host": NAME}
        return httpx.Client(base_url=address, headers=headers, verify=trusted, timeout=120, trust_env=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def held() -> Iterator[socket.socket]:
    """The port that systemd holds."""
    with socket.socket() as port:
        port.bind(("127.0.0.1", 0))
        port.listen(512)
        yield port


@pytest.fixture
def proxy(tmp_path: Path, held: socket.socket) -> Proxy:
    return Proxy(tmp_path, held.getsockname()[1])


def test_nginx_accepts_the_configuration(proxy: Proxy) -> None:
    done = subprocess.run([*proxy.command, "-t"], capture_output=True, text=True, check=False)
    assert (done.returncode, "successful" in done.stderr, "warn" in done.stderr) == (0, True, False), done.stderr


def test_systemd_accepts_the_units_and_finds_them_well_shut(tmp_path: Path) -> None:
    units = sorted((DEPLOY / "systemd").iterdir())
    for unit in units:  # the program and its user are not on this machine
        said = unit.read_text("utf-8").replace("/opt/creditplus/.venv/bin/creditplus", "/bin/true")
        (tmp_path / unit.name).write_text(re.sub(r"^(User|Group)=.*\n", "", said, flags=re.M))
    command, places = program("systemd-analyze"), [str(tmp_path / unit.name) for unit in units]
    done = subprocess.run([command, "verify", "--man=no", *places], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "creditplus" in line]
    assert (done.returncode, ours) == (0, [])
    for place in [one for one in places if one.endswith(".service")]:
        ask = [command, "security", "--offline=true", "--no-pager", "--threshold=20", place]
        done = subprocess.run(ask, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-200:]


def test_everything_goes_through_and_what_is_for_nobody_does_not(
    postgres_town: Town,  # noqa: F811 # the fixture
    held: socket.socket,
    proxy: Proxy,
) -> None:
    town = postgres_town
    with stopping.ended(stopping.served(town, held, 2)), proxy, proxy.client() as http:
        assert good(http.get("/livez")) == {"alive": True}
        moved = httpx.get(f"http://127.0.0.1:{proxy.plain}/me?x=1", headers={"Host": NAME}, trust_env=False)
        assert (moved.status_code, moved.headers["location"]) == (301, f"https://{NAME}/me?x=1")
        assert [http.get(path).status_code for path in ("/metrics", "/readyz")] == [404, 200]
        number = town.joined()
        asked = http.post(
            "/v1/scenarios/library-deposit/decisions", json={"code": town.code(number)}, headers=town.of("operator")
        )
        assert good(asked)["outcome"] in ("benefit", "standard")
        assert ("server" in asked.headers, asked.headers["cache-control"]) == (True, "no-store")
        assert re.search(r"\d", asked.headers["server"]) is None  # no version
        rows = (json.dumps(merit(person=number)).encode() + b"\n" for _ in range(2_000))
        sent = http.post(
            f"/v1/counties/{COUNTY}/records",
            content=rows,
            headers=town.of("provider") | {"Content-Type": "application/x-ndjson", "Idempotency-Key": "through"},
        )
        assert good(sent)["tally"]["accepted"] == 2_000
        large = http.post("/oauth/token", content=b"x" * 9 * 1024 * 1024)
        assert large.status_code == 413
    logged = (proxy.folder / "error.log").read_text("utf-8")
    assert (number in logged, "library-deposit" in logged) == (False, False)


def test_an_address_that_somebody_claims_is_replaced_by_the_one_that_is_seen(
    postgres_town: Town,  # noqa: F811 # the fixture
    proxy: Proxy,
    held: socket.socket,
) -> None:
    """Else whoever writes another X-Forwarded-For each time could try tokens for ever."""
    chosen = settings.Settings(
        database_url=postgres_town.settings.database_url,
        keys_directory=postgres_town.settings.keys_directory,
        limit_site_per_minute=10,
    )
    with towns.running(chosen) as address:
        folder = proxy.folder / "other"
        folder.mkdir()
        with Proxy(folder, int(address.rsplit(":", 1)[1])) as other, other.client() as http:
            wrong = {"Authorization": "Bearer nothing"}
            claims = [wrong | {"X-Forwarded-For": f"192.0.2.{place}"} for place in range(15)]
            answers = [http.get("/v1/me/score", headers=claim).status_code for claim in claims]
    assert sorted(set(answers)) == [401, 429]


def test_during_a_restart_nobody_behind_the_proxy_notices(
    postgres_town: Town,  # noqa: F811 # the fixture
    held: socket.socket,
    proxy: Proxy,
) -> None:
    town = postgres_town
    number = town.joined()
    headers, bodies = town.of("provider"), [merit(person=number) for _ in range(300)]
    answers: list[int] = []
    enough = threading.Event()
    with proxy, proxy.client() as http:

        def send(body: object) -> None:
            answers.append(http.post(f"/v1/counties/{COUNTY}/records", json=body, headers=headers).status_code)
            if len(answers) > 100:
                enough.set()

        with stopping.ended(stopping.served(town, held, 2)) as first, ThreadPoolExecutor(8) as desks:
            work = [desks.submit(send, body) for body in bodies]
            assert enough.wait(120)
            first.send_signal(signal.SIGTERM)
            assert first.wait(60) == 0
            with stopping.ended(stopping.served(town, held, 2)):
                failed = [one.exception() for one in work]
    assert ([one for one in failed if one], set(answers)) == ([], {200})


def test_while_no_server_is_there_the_proxy_says_so_in_our_words(proxy: Proxy, held: socket.socket) -> None:
    held.close()
    with proxy, proxy.client() as http:
        answer = http.get("/v1/me/score")
    assert (problem(answer), answer.status_code, answer.headers["retry-after"]) == ("unavailable", 503, "2")


def test_a_reload_brings_new_workers_up_before_it_lets_the_old_ones_go(
    postgres_town: Town,  # noqa: F811 # the fixture
    held: socket.socket,
    proxy: Proxy,
) -> None:
    with stopping.ended(stopping.served(postgres_town, held, 2)) as server, proxy, proxy.client() as http:
        assert good(http.get("/livez")) == {"alive": True}
        server.send_signal(signal.SIGHUP)
        slowest, until = 0.0, time.monotonic() + 20
        while time.monotonic() < until:
            begun = time.monotonic()
            assert http.get("/livez").status_code == 200
            slowest = max(slowest, time.monotonic() - begun)
            time.sleep(0.01)
        assert (server.poll(), slowest < 5) == (None, True)
