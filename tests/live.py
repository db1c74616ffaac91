"""A real server on a real database, for the stories that kill it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg

from tests import early

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url(name: str) -> str:
    """The test server's address with another database."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{name}"))


def dsn(url: str) -> str:
    """The same address for psycopg."""
    return url.replace("postgres://", "postgresql://")


@dataclass
class Live:
    """A running Heng: its address, its key, its database and its processes."""

    url: str
    secret: str
    database: str
    port: int
    environment: dict[str, str]
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    def start_web(self) -> None:
        """Start the web server and wait until it answers."""
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi",
            "backend.config.wsgi:application", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "error",
        ]  # fmt: skip
        self.web = self._spawn(command)
        for _ in range(300):
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(self.url + "/healthz", timeout=2).status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the web server did not come up")

    def start_worker(self) -> None:
        """Start the worker."""
        self.worker = self._spawn([sys.executable, "manage.py", "work"])

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self, process: subprocess.Popen[bytes] | None) -> None:
        """Kill a whole process group at once, as a power cut would."""
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def client(self) -> httpx.Client:
        """A client that carries the key."""
        return httpx.Client(
            base_url=self.url + "/api/v1",
            headers={"Authorization": f"Bearer {self.secret}"},
            timeout=60,
        )

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a management command on this database."""
        return subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the database directly."""
        with psycopg.connect(dsn(self.environment["DATABASE_URL"])) as connection:
            return connection.execute(statement).fetchall()  # type: ignore[arg-type]


@contextlib.contextmanager
def running(name: str, *, furnish: str = "", files: Path | None = None) -> Iterator[Live]:
    """Make a database, migrate it, start the web server on it; clean up afterwards.

    Its boss has the password "right-horse". `furnish` is Python that puts the story's data on
    file. With `files` the whole preparation of a start runs, and what it collects for the browser
    lies in that folder.
    """
    name = f"{name}_{os.getpid()}"
    like, secret = early.bossed()
    with early.server() as connection:
        early.copy(connection, name, like)
    environment = {**os.environ, "DATABASE_URL": database_url(name)}
    port = free_port()
    live = Live(f"http://127.0.0.1:{port}", secret, name, port, environment)
    try:
        steps = []
        if files is not None:
            environment |= {"HENG_VAR": str(files), "HENG_DEMO": "0"}
            steps = [("prepare",)]
        if furnish:
            steps.append(("shell", "-v0", "-c", furnish))
        for words in steps:
            done = live.manage(*words)
            assert done.returncode == 0, done.stderr
        live.start_web()
        yield live
    finally:
        live.kill(live.web)
        live.kill(live.worker)
        with early.server() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]
