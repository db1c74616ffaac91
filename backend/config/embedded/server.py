"""One PostgreSQL server in one folder: made, started, recognised and stopped."""

import hashlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from backend.config.embedded import machine
from backend.config.embedded.machine import ServerError

ROOT = Path(__file__).resolve().parents[3]
ROLE = "heng"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET = 100  # the kernel allows 107 bytes, less on other systems
PATIENCE = 120  # seconds; a server that recovers after a crash may need them


@dataclass(frozen=True)
class Cluster:
    """A server of its own: the name of its folder and what its settings add to the common ones."""

    name: str
    settings: Mapping[str, str]
    is_disposable: bool = False

    @property
    def data(self) -> Path:
        return var() / self.name

    def file(self, kind: str) -> Path:
        return var() / f"{self.name}.{kind}"


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


def url(*, cluster: Cluster = RUN, database: str = "heng") -> str:
    """Return the address of a database of the embedded server, running or not."""
    directory = quote(str(_socket_directory(cluster)), safe="")
    return f"postgresql://{ROLE}@/{database}?host={directory}&port=5432"


def var() -> Path:
    """Return the folder that holds everything this installation writes (HENG_VAR, or var/)."""
    return (ROOT / (os.environ.get("HENG_VAR") or "var")).resolve()


def start(cluster: Cluster) -> None:
    try:
        _start_once(cluster)
    except ServerError:
        if not cluster.is_disposable:
            raise
        shutil.rmtree(cluster.data, ignore_errors=True)
        _start_once(cluster)


def _start_once(cluster: Cluster) -> None:
    if not (cluster.data / "PG_VERSION").exists():
        _initialise(cluster)
    machine.adopt(cluster.data)
    _require_same_major(cluster)
    _forget_dead_server(cluster)
    _write_settings(cluster)
    log = cluster.data / "server.log"
    log.unlink(missing_ok=True)
    arguments = ["-D", str(cluster.data), "-l", str(log), "-w", "-t", str(PATIENCE), "start"]
    for attempt in (1, 2, 3):
        if machine.run("pg_ctl", *arguments).returncode == 0:
            return
        # Children of a killed server hold its shared memory for a moment.
        time.sleep(attempt)
    raise ServerError(f"The embedded PostgreSQL did not start: {_last_error(log)} (see {log}).")


def _initialise(cluster: Cluster) -> None:
    fresh = cluster.file("new")  # renamed when whole, so an interrupted start leaves nothing half
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    machine.adopt(fresh)
    arguments = ["-D", str(fresh), "-U", ROLE, "--auth=trust", "--encoding=UTF8"]
    # One order on every machine; LC_CTYPE lets pg_trgm see Chinese characters as letters.
    arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    arguments += ["--lc-collate=C", "--lc-ctype=C.UTF-8", "--lc-messages=C"]
    arguments += ["--no-sync"] if cluster.is_disposable else []
    made = machine.run("initdb", *arguments)
    if made.returncode:
        raise ServerError(f"initdb could not make {cluster.data}: {_last_line(made.stdout)}")
    if cluster.data.exists():
        cluster.data.rmdir()
    fresh.rename(cluster.data)


def _require_same_major(cluster: Cluster) -> None:
    found = (cluster.data / "PG_VERSION").read_text().strip()
    ours = machine.run("postgres", "--version").stdout.split()[-1].split(".")[0]
    if found != ours:
        raise ServerError(
            f"{cluster.data} was written by PostgreSQL {found} and this is {ours}: "
            "dump it with the old version, move it away and restore the dump."
        )


def _write_settings(cluster: Cluster) -> None:
    directory = _socket_directory(cluster)
    if directory != cluster.data:
        directory.mkdir(mode=0o700, exist_ok=True)
        machine.adopt(directory)
    quoted = str(directory).replace("'", "''")
    settings = {
        "listen_addresses": "''",
        "unix_socket_directories": f"'\"{quoted}\"'",
        "unix_socket_permissions": "0700",
        "port": "5432",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "log_checkpoints": "off",
        "jit": "off",
        **cluster.settings,
    }
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    (cluster.data / "postgresql.conf").write_text(lines)


def _forget_dead_server(cluster: Cluster) -> None:
    for name in ("postmaster.pid", SOCKET, f"{SOCKET}.lock"):
        (cluster.data / name).unlink(missing_ok=True)
        (_socket_directory(cluster) / name).unlink(missing_ok=True)


def is_ready(cluster: Cluster) -> bool:
    """Tell whether the server answers; one that is still starting is waited for."""
    deadline = time.monotonic() + PATIENCE
    while (pid := postmaster(cluster)) is not None:
        lines = (cluster.data / "postmaster.pid").read_text().splitlines()
        if len(lines) >= 8 and lines[7].strip() == "ready":
            return True
        if time.monotonic() > deadline:
            raise ServerError(f"The embedded PostgreSQL (process {pid}) does not become ready.")
        time.sleep(0.1)
    return False


def postmaster(cluster: Cluster) -> int | None:
    """Return the running server's process; a stale or copied postmaster.pid is no server."""
    try:
        lines = (cluster.data / "postmaster.pid").read_text().splitlines()
        pid, written_for = int(lines[0]), Path(lines[1])
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError, ValueError, IndexError):
        return None
    except PermissionError as refused:
        raise ServerError(
            f"{cluster.data} belongs to another user of this machine; "
            "start Heng as that user or set HENG_VAR to a folder of your own."
        ) from refused
    if not Path("/proc/self/cwd").exists():
        return pid if written_for == cluster.data else None
    try:
        return pid if Path(f"/proc/{pid}/cwd").readlink() == cluster.data else None
    except OSError:  # a zombie has no folder
        return None


def stop(cluster: Cluster) -> None:
    """Ask the server for a fast shutdown and wait until it is gone."""
    pid = postmaster(cluster)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + PATIENCE
    while postmaster(cluster) == pid:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGQUIT)
            return
        time.sleep(0.02)


def _socket_directory(cluster: Cluster) -> Path:
    """Choose the data directory itself, or a short private folder if the path is too long."""
    if len(os.fsencode(cluster.data / SOCKET)) <= LONGEST_SOCKET:
        return cluster.data
    mark = hashlib.sha256(os.fsencode(cluster.data)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"heng-{os.geteuid()}-{mark}"


def _last_error(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return _last_line("\n".join(fatal or lines))


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
