"""Runs one server for as long as the process that asked for it lives, however that process ends.

Called as: keeper.py STOP_SIGNAL UID LOG COMMAND…; it prints the server's process id.

Why a process of its own: a killed test run cannot clean up, and Linux's own "die with your parent" follows the thread
that started the child, not the process. This one waits for the end of its input, which the system closes for the dead.
"""

import os
import signal
import subprocess
import sys


def main() -> None:
    """Start the server, wait for the starter's end or wish, stop the server."""
    stop, uid, log, *command = sys.argv[1:]
    with open(log, "ab") as out:
        as_user = {"user": int(uid), "group": int(uid), "extra_groups": []} if int(uid) != os.getuid() else {}
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, **as_user)  # type: ignore[call-overload] # three optional arguments at once
    print(server.pid, flush=True)
    sys.stdin.read()
    server.send_signal(signal.Signals[stop])
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()


if __name__ == "__main__":
    main()
