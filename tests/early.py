"""Finds the tests a database before Django's settings are read, and makes its tables once.

Every process of a run copies one template, which takes a second; running the migrations takes
half a minute each time. A template is named after what it was made of.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "HENG_TEST_TEMPLATE"


def main() -> None:
    """Settle where the tests find their databases, for this process and for those it starts."""
    if "DATABASE_URL" not in os.environ:
        from backend.config import embedded

        os.environ["DATABASE_URL"] = embedded.ensure(cluster=embedded.TEST)
    if {"--nomigrations", "--no-migrations"} & set(sys.argv):
        os.environ[TEMPLATE] = ""
    os.environ.setdefault(TEMPLATE, f"heng_template_{digest()}")


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
    if not name:
        return ""
    with (Path(tempfile.gettempdir()) / f"{name}.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with server() as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if known.fetchone() is None:
                _make(connection, name)
    return name


def server() -> "psycopg.Connection[tuple[object, ...]]":
    """Speak to the server itself."""
    return psycopg.connect(address("postgres"), autocommit=True)


def address(database: str) -> str:
    """Give the address of a database of the tests' server."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(scheme="postgresql", path=f"/{database}"))


def _make(connection: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    """A half-made template never bears the name."""
    connection.execute(f'DROP DATABASE IF EXISTS "{name}_new" WITH (FORCE)')  # type: ignore[arg-type]
    connection.execute(f'CREATE DATABASE "{name}_new"')  # type: ignore[arg-type]
    environment = {**os.environ, "DATABASE_URL": address(f"{name}_new")}
    for words in (("migrate", "-v0"), ("createcachetable",)):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True)
    connection.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')  # type: ignore[arg-type]


main()
