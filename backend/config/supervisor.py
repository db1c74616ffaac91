"""The launcher: checks, prepares, starts web and worker, watches them and stops them all.

It runs without Django, so that it stays small and can say in one sentence what is missing.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

from backend.config import embedded, heartbeat, lifeline, preflight
from backend.config.embedded.server import ROOT

TICK = 0.2  # seconds between two looks at the children
GRACE = float(os.environ.get("HENG_GRACE") or 3)  # seconds a child may take to stop by itself
LONGEST_DELAY = 30.0
STEADY = 60.0  # a child that lived so long starts afresh with the shortest delay


@dataclass
class Child:
    """One of the processes we keep alive, in a process group of its own."""

    name: str
    command: list[str]
    is_frozen: Callable[["Child"], bool] = field(default=lambda child: False)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    delay: float = 0.5
    due: float = 0.0

    def start(self) -> None:
        """Start the process; the kernel ends it should we be killed."""
        self.started = time.monotonic()
        self.process = _spawn(self.command, by=signal.SIGTERM)

    def look(self) -> None:
        """Start the process again if it ended or froze, after a growing delay."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return
        if self.process.poll() is None:
            if not self.is_frozen(self):
                return
            _say(f"the {self.name} has not moved for {heartbeat.TOO_OLD} s")
        lived = now - self.started
        self.delay = 0.5 if lived > STEADY else min(self.delay * 2, LONGEST_DELAY)
        self.kill()
        self.process, self.due = None, now + self.delay
        _say(f"the {self.name} stopped; starting it again in {self.delay:.0f} s")

    def kill(self) -> None:
        """End the process and everything it started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Stop:
    """Whether somebody asked us to stop, and whether they asked twice."""

    def __init__(self) -> None:
        self.requests = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.requests += 1


def main(arguments: list[str]) -> int:
    """Run Heng until it is asked to stop and return the exit code."""
    parser = argparse.ArgumentParser(prog="manage.py serve", description="Run Heng.")
    parser.add_argument("--only", choices=("web", "worker"), help="run one half of it")
    only = parser.parse_args(arguments).only
    stop = Stop()
    try:
        return _serve(only, stop=stop)
    except (preflight.Refused, embedded.ServerError) as reason:
        print(f"heng: {reason}", file=sys.stderr)
        return 1
    finally:
        embedded.release()


def _serve(only: str | None, *, stop: Stop) -> int:
    port = 0 if only == "worker" else preflight.port()
    preflight.secret()
    is_ours = not os.environ.get("DATABASE_URL")
    if is_ours:
        _say("starting the built-in PostgreSQL")
        os.environ["DATABASE_URL"] = embedded.ensure()
    else:
        preflight.database(os.environ["DATABASE_URL"])
    os.environ["HENG_SUPERVISED"] = "1"
    logins = "" if only == "worker" else _prepare(stop)
    if stop.requests:
        return 0
    children = [child for child in (_web(port), _worker()) if only in (None, child.name)]
    try:
        for child in children:
            child.start()
        _watch(children, stop=stop, port=port, logins=logins, is_ours=is_ours)
    finally:
        _stop_all(children, stop=stop)
    return 0


def _watch(children: list[Child], *, stop: Stop, port: int, logins: str, is_ours: bool) -> None:
    is_greeted = not port
    while not stop.requests:
        time.sleep(TICK)
        if is_ours and not embedded.is_running():
            _say("the built-in PostgreSQL is gone; starting it again")
            embedded.ensure()
            for child in children:
                child.kill()  # the queue's processes never let go of a dead connection
        for child in children:
            child.look()
        if not is_greeted and preflight.answers(port):
            is_greeted = True
            _say(f"ready on http://localhost:{port}/ (Ctrl-C stops it)\n{logins}".rstrip())


def _stop_all(children: list[Child], *, stop: Stop) -> None:
    """Ask all children at once, wait a little and end what is left."""
    _say("stopping")
    asked = stop.requests
    for child in children:
        if child.process:
            child.process.terminate()
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and stop.requests <= max(asked, 1):
        if all(not child.process or child.process.poll() is not None for child in children):
            break
        time.sleep(0.05)
    for child in children:
        child.kill()


def _web(port: int) -> Child:
    granian = ["-m", "granian", "--interface", "wsgi", "backend.config.wsgi:application"]
    place = ["--host", "0.0.0.0", "--port", str(port), "--no-ws"]  # noqa: S104  a server serves
    size = ["--workers", os.environ.get("HENG_WEB_WORKERS") or "2", "--blocking-threads", "4"]
    care = ["--respawn-failed-workers", "--workers-kill-timeout", "2", "--log-level", "warning"]
    return Child("web", [sys.executable, *granian, *place, *size, *care])


def _worker() -> Child:
    return Child("worker", [sys.executable, "manage.py", "work"], is_frozen=_is_frozen)


def _is_frozen(child: Child) -> bool:
    lived = time.monotonic() - child.started
    return min(lived, heartbeat.age()) > heartbeat.TOO_OLD


def _prepare(stop: Stop) -> str:
    """Bring the database and the files up to date and return the log-ins to show."""
    process = _spawn(
        [sys.executable, "manage.py", "prepare"], by=signal.SIGKILL, stdout=subprocess.PIPE
    )
    while True:
        try:
            logins, _ = process.communicate(timeout=TICK)
            break
        except subprocess.TimeoutExpired:
            if stop.requests:
                process.kill()
    if process.returncode and not stop.requests:
        raise preflight.Refused("The database could not be prepared; the reason stands above.")
    return logins.decode(errors="replace").strip("\n")


def _spawn(
    command: list[str], *, by: signal.Signals, stdout: int | None = None
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  the commands are ours
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        process_group=0,
        preexec_fn=partial(lifeline.tie_to_parent, by=by, parent=os.getpid()),
    )


def _say(sentence: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        print(f"heng: {sentence}", flush=True)
