"""The database and the two services that are visited."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from backend.config import embedded
from bench import machine
from bench.sizes import SIZES, THREADS, WORKERS

ROOT = Path(__file__).resolve().parents[1]
NAME = "heng_bench"


@dataclass
class Service:
    """A web server that answers, and its process."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        """This will give the processes that serve."""
        return [pid for pid in machine.family(self.process.pid) if pid != self.process.pid]


def open_database() -> tuple[str, bool]:
    """This will give the address of the database and whether it already holds these rows."""
    given = os.environ.get("DATABASE_URL") or embedded.ensure()
    address = _renamed(given, NAME)
    if os.environ.get("BENCH_KEEP") == "1" and _mark(given) == SIZES.mark():
        return address, True
    with psycopg.connect(given, autocommit=True) as on:
        on.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        on.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")
    return address, False


def note_loaded(address: str, mark: str) -> None:
    """This will note in the database which rows it holds; nothing when they are not as loaded."""
    with psycopg.connect(address, autocommit=True) as on:
        on.execute(
            psycopg.sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                psycopg.sql.Identifier(NAME), psycopg.sql.Literal(mark)
            )
        )


def _mark(address: str) -> str | None:
    question = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with psycopg.connect(address) as on:
        row = on.execute(question, [NAME]).fetchone()
    return None if row is None else row[0]


def _renamed(address: str, name: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"/{name}"))


def postmaster(address: str) -> int:
    """This will give the server's first process, or 0 when it runs on another machine."""
    with psycopg.connect(address) as on:
        pid = on.info.backend_pid
        if "postgres" not in machine.name(pid):
            return 0
        return machine.parent(pid)


@contextmanager
def serve(name: str, application: str, *, address: str) -> Iterator[Service]:
    """This will run an application the way Heng runs, and stop it at the end."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", application]
    command += ["--host", "127.0.0.1", "--port", str(port), "--no-ws", "--log-level", "warning"]
    command += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": address})
    try:
        _wait(port, process)
        yield Service(name, port, process)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("the service did not start")
