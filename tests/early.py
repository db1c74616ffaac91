"""Finds the tests a database before Django's settings are read, and makes its tables once.

Every process of a run copies one template, which takes a second; running the migrations takes
half a minute each time. A template is named after what it was made of. A second one has a boss
with a key in it, for the stories that start servers.
"""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "HENG_TEST_TEMPLATE"
BOSS = """
from datetime import timedelta
from django.utils import timezone
from backend.core.http.auth import issue
from backend.core.people.models import User
boss = User.objects.create_superuser("boss", password="right-horse", name="老板")
until = timezone.now() + timedelta(days=3650)
key, secret = issue(boss, name="test", permissions=["*"], expires_at=until)
print("KEY", secret)
"""


def main() -> None:
    """Settle where the tests find their databases, for this process and for those it starts."""
    if "DATABASE_URL" not in os.environ:
        from backend.config import embedded

        os.environ["DATABASE_URL"] = embedded.ensure(cluster=embedded.TEST)
    if {"--nomigrations", "--no-migrations"} & set(sys.argv):
        os.environ[TEMPLATE] = ""
    os.environ.setdefault(TEMPLATE, f"heng_template_{digest()}")
    ahead()


def digest() -> str:
    """Name everything the tables follow from."""
    found = hashlib.sha256((ROOT / "requirements" / "dev.lock").read_bytes())
    paths = [*ROOT.glob("backend/*/migrations/*.py"), ROOT / "backend/core/guards.py"]
    for path in sorted(paths):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def template() -> str:
    """Make the template unless it is there; nothing when the tests do without migrations."""
    name = os.environ[TEMPLATE]
    if name:
        with once(name) as connection:
            if connection is not None:
                _make(connection, name, "", [["migrate", "-v0"], ["createcachetable"]])
    return name


def bossed() -> tuple[str, str]:
    """Make the template with a boss unless it is there; give it and the boss's key."""
    empty = template()
    name = f"{empty or 'heng_template_' + digest()}_boss"
    steps = [] if empty else [["migrate", "-v0"], ["createcachetable"]]
    with once(name) as connection:
        if connection is not None:
            said = _make(connection, name, empty, [*steps, ["shell", "-v0", "-c", BOSS]])
            secret = said.split("KEY ")[1].split()[0]
            connection.execute(f"COMMENT ON DATABASE \"{name}\" IS '{secret}'")  # type: ignore[arg-type]
    with server() as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name],
        ).fetchone()
    assert found is not None
    return name, str(found[0])


@contextlib.contextmanager
def once(name: str) -> Iterator["psycopg.Connection[tuple[object, ...]] | None"]:
    """Give a connection to the one process that is to make a database, nothing to the others."""
    with (Path(tempfile.gettempdir()) / f"{name}.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with server() as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            yield connection if known.fetchone() is None else None


def server() -> "psycopg.Connection[tuple[object, ...]]":
    """Speak to the server itself."""
    return psycopg.connect(address("postgres"), autocommit=True)


def address(database: str) -> str:
    """Give the address of a database of the tests' server."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(scheme="postgresql", path=f"/{database}"))


def copy(connection: "psycopg.Connection[tuple[object, ...]]", name: str, like: str) -> None:
    """Make a database anew, like another or empty."""
    connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]
    made = f' TEMPLATE "{like}"' if like else ""
    connection.execute(f'CREATE DATABASE "{name}"{made}')  # type: ignore[arg-type]


def _make(
    connection: "psycopg.Connection[tuple[object, ...]]",
    name: str,
    like: str,
    steps: list[list[str]],
) -> str:
    """A half-made template never bears the name. Gives what the steps said."""
    copy(connection, f"{name}_new", like)
    environment = {**os.environ, "DATABASE_URL": address(f"{name}_new")}
    said = ""
    for words in steps:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
        said += done.stdout
    connection.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')  # type: ignore[arg-type]
    return said


def ahead() -> None:
    """Make both templates beside the collecting of the tests, in the process that starts others."""
    if os.environ[TEMPLATE] and "PYTEST_XDIST_WORKER" not in os.environ and "-n" in sys.argv:
        subprocess.Popen(
            [sys.executable, "-c", "from tests import early; early.bossed()"], cwd=ROOT
        )


main()
