#!/usr/bin/env python3
"""Backs a county's PostgreSQL up, brings it back elsewhere, and says what was lost. Python and PostgreSQL's own programs, nothing else.

  recover.py backup  --from URL --to FOLDER                          a whole copy, checked file by file
  recover.py restore --base FOLDER --wal FOLDER --to FOLDER          a server on that copy and on what was archived since
                     [--until INSTANT] [--port N]
  recover.py drill   --from URL --wal FOLDER --room FOLDER           both, in a fresh folder beside the running database; then the log is
                     [--keys FOLDER] [--against FILE]...             checked against its seals, and what is not there is counted

Nothing that runs is touched: a restored server listens on this machine alone, on a port of its own, and archives nothing.
PostgreSQL refuses to run as root: run this as its user, or as root with --as postgres. Exit code 0: done, and in a drill: the
restored log holds; 1: it does not, and the last lines say why.
"""

import argparse
import hashlib
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

MARK = "restored"
"""A folder is only ever removed by this program if this file, which it wrote itself, is in it."""


class Failed(Exception):
    """A step did not work; the message says which, and what the program wrote."""


class Programs:
    """PostgreSQL's own programs, run as their user."""

    def __init__(self, bin: Path | None, user: str | None) -> None:
        self.bin = bin
        self.who = pwd.getpwnam(user) if user else None
        if os.getuid() == 0 and self.who is None:
            raise Failed("PostgreSQL refuses to run as root: run this as its user, or name it with --as postgres")

    def run(self, program: str, *arguments: str) -> str:
        """What a program prints. Raises Failed with the end of what it complained of."""
        name = str(self.bin / program) if self.bin else program
        options = {"user": self.who.pw_uid, "group": self.who.pw_gid, "extra_groups": []} if self.who else {}
        try:
            done = subprocess.run([name, *arguments], capture_output=True, text=True, check=False, cwd="/", **options)
        except FileNotFoundError:
            raise Failed(f"{program} is not here: name the folder of PostgreSQL's programs with --bin") from None
        if done.returncode:
            raise Failed(f"{program} ended with {done.returncode}: {(done.stderr or done.stdout).strip()[-2000:]}")
        return done.stdout.strip()

    def own(self, folder: Path) -> Path:
        """A new folder that only their user can read. Raises Failed if there is something."""
        try:
            folder.mkdir(mode=0o700, parents=True)
        except FileExistsError:
            raise Failed(f"{folder} is there already: name a fresh one, nothing is ever overwritten") from None
        if self.who:
            os.chown(folder, self.who.pw_uid, self.who.pw_gid)
        return folder

    def give(self, folder: Path) -> None:
        """Everything in a folder becomes their user's."""
        for path in [folder, *folder.rglob("*")] if self.who else []:
            os.chown(path, self.who.pw_uid, self.who.pw_gid, follow_symlinks=False)


def backup(programs: Programs, url: str, to: Path) -> None:
    """A whole copy of a running server, compared with its own list of files and sums."""
    programs.own(to)
    base = str(to / "base")
    sums = ["-X", "stream", "-c", "fast", "--manifest-checksums=SHA256"]
    programs.run("pg_basebackup", "-d", url, "-D", base, "--no-password", *sums)
    count = check(Path(base))
    say(f"✔ 备份完成，已逐一核对 {count} 个文件 a whole copy, {count} files checked: {base}")


def check(base: Path) -> int:
    """Compare every file of a copy with the list that PostgreSQL wrote beside it, and the list with its own sum. How many."""
    try:
        whole = (base / "backup_manifest").read_bytes()
        listed = json.loads(whole)
        wrong = [one["Path"] for one in listed["Files"] if sum_of(base / one["Path"]) != one["Checksum"]]
    except (OSError, ValueError, KeyError) as broken:
        raise Failed(f"{base} is not a whole copy: {broken}") from None
    if hashlib.sha256(whole[: whole.rindex(b'"Manifest-Checksum"')]).hexdigest() != listed["Manifest-Checksum"]:
        wrong.insert(0, "backup_manifest")
    if wrong:
        raise Failed(f"{len(wrong)} files of {base} are not as they were copied: {', '.join(wrong[:5])}")
    return len(listed["Files"])


def sum_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(programs: Programs, base: Path, wal: Path, to: Path, until: str | None, port: int) -> Path:
    """Start a server on a copy of a backup, and let it repeat what was archived, to the end or to an instant. Its data folder."""
    check(base)
    programs.own(to)
    data = to / "data"
    shutil.copytree(base, data, symlinks=True)
    (to / MARK).touch()
    (data / "recovery.signal").touch()
    (data / "postgresql.conf").touch()  # some systems keep it elsewhere, and a copy of the data comes without it
    hba = to / "hba"
    hba.write_text("host all all 127.0.0.1/32 scram-sha-256\nlocal all all scram-sha-256\n")
    settings = {
        "restore_command": f'cp "{wal}/%f" "%p"',
        "recovery_target_timeline": "latest",
        "recovery_target_action": "promote",
        **({"recovery_target_time": until} if until else {}),
        "hot_standby": "off",  # nobody is let in before everything is repeated; and the original's sizes need not be known
        "archive_mode": "off",  # a copy must never write where the original does
        "hba_file": str(hba),
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(to),
    }
    with (data / "postgresql.auto.conf").open("a") as file:
        file.writelines(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items())
    programs.give(to)
    try:
        programs.run("pg_ctl", "start", "-D", str(data), "-w", "-l", str(to / "log"))
        while not answers(programs, port):
            programs.run("pg_ctl", "status", "-D", str(data))  # fails if it gave up
            time.sleep(0.5)
    except Failed as wrong:
        told = (to / "log").read_text(errors="replace").strip()[-1500:] if (to / "log").exists() else ""
        raise Failed(f"{wrong}\n{told}") from None
    say(f"✔ 已恢复，端口 brought back, on port {port}: {data}")
    return data


def answers(programs: Programs, port: int) -> bool:
    """Whether a restored server has repeated everything and lets people in."""
    try:
        programs.run("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port))
    except Failed:
        return False
    return True


def drill(programs: Programs, wanted: argparse.Namespace) -> int:
    """Back up, bring back, check, compare; 0 if the restored log holds."""
    room, port = programs.own(wanted.room), wanted.port or free_port()
    begun = time.monotonic()
    backup(programs, wanted.url, room / "backup")
    data = restore(programs, room / "backup" / "base", wanted.wal, room / "restored", wanted.until, port)
    say(f"✔ 从备份到可用共 from backup to usable: {time.monotonic() - begun:.0f} s")
    url = elsewhere(wanted.url, port)
    try:
        environment = os.environ | {"CREDITPLUS_DATABASE_URL": url}
        environment |= {"CREDITPLUS_KEYS_DIRECTORY": str(wanted.keys)} if wanted.keys else {}
        kept = [part for path in wanted.against for part in ("--against", str(path))]
        # What was lost first: a check is an event, too, and the original does not have it.
        asked = (["lost", "--original", wanted.url, *kept], ["verify", "--log"])
        wrong = [subprocess.run([wanted.creditplus, *one], env=environment, check=False).returncode for one in asked]
    finally:
        programs.run("pg_ctl", "stop", "-D", str(data), "-m", "fast", "-w")
        if not wanted.keep:
            remove(room / "restored")
            shutil.rmtree(room / "backup")
            room.rmdir()
    return 1 if any(wrong) else 0


def elsewhere(url: str, port: int) -> str:
    """The same address on this machine and another port."""
    parts = urlsplit(url)
    who = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{who}{'@' if who else ''}127.0.0.1:{port}"))


def remove(folder: Path) -> None:
    """Remove a folder that this program made, and no other."""
    if not (folder / MARK).exists():
        raise Failed(f"{folder} was not made by this program and is left alone")
    shutil.rmtree(folder)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def say(line: str) -> None:
    """Tell whoever watches how far it is."""
    print(line, flush=True)


def parser() -> argparse.ArgumentParser:
    """Every step with its options."""
    whole = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    whole.add_argument(
        "--bin", type=Path, help="the folder of PostgreSQL's programs (default: where the shell finds them)"
    )
    whole.add_argument(
        "--as", dest="user", metavar="USER", help="whom PostgreSQL's programs run as, if this runs as root"
    )
    steps = whole.add_subparsers(dest="step", required=True)
    for name in ("backup", "restore", "drill"):
        step = steps.add_parser(name)
        if name != "restore":
            step.add_argument("--from", dest="url", required=True, metavar="URL", help="the running database")
        if name != "drill":
            step.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="a fresh folder")
        if name != "backup":
            step.add_argument(
                "--wal", type=Path, required=True, metavar="FOLDER", help="where archive-wal keeps things"
            )
            step.add_argument("--until", metavar="INSTANT", help="stop there, such as '2026-07-10 02:00:00+08'")
            step.add_argument("--port", type=int, default=0, help="of the restored server (default: a free one)")
    restoring = steps.choices["restore"]
    restoring.add_argument("--base", type=Path, required=True, metavar="FOLDER", help="the copy that backup made")
    drilling = steps.choices["drill"]
    drilling.add_argument("--room", type=Path, required=True, metavar="FOLDER", help="a fresh folder for everything")
    drilling.add_argument("--keys", type=Path, metavar="FOLDER", help="the backup of the keys, so that it is tried too")
    drilling.add_argument("--against", type=Path, action="append", default=[], metavar="FILE", help="kept checkpoints")
    drilling.add_argument("--keep", action="store_true", help="leave the copy and the restored data where they are")
    drilling.add_argument("--creditplus", default="creditplus", help="the program (default: where the shell finds it)")
    return whole


def main() -> int:
    """Do one step."""
    wanted = parser().parse_args()
    try:
        programs = Programs(wanted.bin, wanted.user)
        if wanted.step == "backup":
            backup(programs, wanted.url, wanted.to)
        elif wanted.step == "restore":
            restore(programs, wanted.base, wanted.wal, wanted.to, wanted.until, wanted.port or free_port())
        else:
            return drill(programs, wanted)
    except Failed as wrong:
        print(f"✘ {wrong}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
