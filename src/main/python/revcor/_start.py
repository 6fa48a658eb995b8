"""Servers that programs start and end."""

from __future__ import annotations

import atexit
import collections
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from ._connection import RevcorError
from ._study import Server

LOCAL = "http://127.0.0.1:8080"
END_SECONDS = 30
# Runs a command until it ends, or until the process that holds the other end of stdin has ended.
WATCH = """
import os, subprocess, sys, threading
server = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
threading.Thread(target=lambda: (os.read(0, 1), server.terminate()), daemon=True).start()
os._exit(server.wait())
"""


class StartedServer(Server):
    """A server that ends with this process, with `close()`, or at the end of a `with` block."""

    def __init__(self, url: str, process: subprocess.Popen[str]):
        self._process = process
        super().__init__(url)

    def close(self) -> None:
        """Ends the server; its studies resume in the next server with the same data folder."""
        _end(self._process)

    def __enter__(self) -> StartedServer:
        return self

    def __exit__(self, *failure: Any) -> None:
        self.close()


def start(home: str | os.PathLike[str] | None = None, data: str | os.PathLike[str] | None = None) -> StartedServer:
    """Starts a server of this machine on a free port, and waits until it responds.

    The server ends with this process, however that ends.

    Args:
        home: Folder of an installed distribution, which has bin/revcor; by default the environment
            variable REVCOR_HOME, or else that of the command revcor.
        data: Folder of studies and observers; by default the environment variable REVCOR_DATA_DIR,
            or else ~/.revcor. One server at a time can use it.

    Raises:
        RevcorError: If there is no distribution, or the server does not start.
    """
    home = home or os.environ.get("REVCOR_HOME")
    command = "revcor.cmd" if os.name == "nt" else "revcor"
    script = Path(home).expanduser() / "bin" / command if home else shutil.which("revcor")
    if script is None or not os.path.exists(script):
        raise RevcorError(
            f"{script or 'the command revcor'} does not exist; home, or the environment variable REVCOR_HOME,"
            " is the folder of a distribution, such as target/revcor after mvn package"
        )
    arguments = [str(script), "serve", "--port", "0"] + (["--data-dir", str(data)] if data else [])
    # the server refuses variables that are no settings
    environment = {key: value for key, value in os.environ.items() if key not in ("REVCOR_HOME", "REVCOR_URL")}
    process = subprocess.Popen(
        [sys.executable, "-c", WATCH, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment,
        start_new_session=True,  # Ctrl-C is for this process
    )
    atexit.register(_end, process)
    printed: list[str] = []
    output = process.stdout or []
    for line in output:
        printed.append(line)
        address = re.match(r"Dashboard: (\S+)", line)
        if address:
            # an output that nobody reads would block the server
            threading.Thread(target=collections.deque, args=(output, 0), daemon=True).start()
            return StartedServer(address[1], process)
    raise RevcorError(f"the server has not started: {''.join(printed).strip() or process.wait()}")


def default_server() -> Server:
    """Returns the server of REVCOR_URL, else one on 127.0.0.1:8080, else one that is started."""
    token, ca = os.environ.get("REVCOR_TOKEN"), os.environ.get("REVCOR_CA")
    url = os.environ.get("REVCOR_URL")
    if url:
        return Server(url, token, ca)
    global _started
    if _started and _started._process.poll() is None:
        return _started
    try:
        return Server(LOCAL, token, ca)
    except RevcorError:
        _started = start()
        return _started


_started: StartedServer | None = None


def _end(process: subprocess.Popen[str]) -> None:
    """Ends a server: its watcher terminates it when stdin closes."""
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
