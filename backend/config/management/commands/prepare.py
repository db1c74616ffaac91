"""`manage.py prepare`: what a start needs done once, safe to run again and at the same time."""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.db import connection

from backend.core.apps import settle_in

LOCK = 0x48454E47  # "HENG"; one preparation at a time per database


class Command(BaseCommand):
    """Migrate, translate, collect files and load the demo company into a new database."""

    help = "Bring database and files up to date; prints the log-ins of a demo company."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do every step that is due; progress goes to stderr, log-ins to stdout."""
        translate()
        collect_static()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '15min'")  # the other one may load a lot
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # let go when we end
            cursor.execute("RESET lock_timeout")
        self._database()

    def _database(self) -> None:
        is_newer = _waiting_migrations()
        if is_newer:
            _say("creating or updating the tables")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        settle_in()
        call_command("seed_world", verbosity=0)
        if is_newer:
            call_command("catch_up", verbosity=0)
        demo = _demo()
        if demo is None or os.environ.get("HENG_DEMO") == "0":
            return
        if not get_user_model()._default_manager.exists():
            _say("loading the demo company")
            demo()
        self.stdout.write(demo("--logins"))


def _waiting_migrations() -> bool:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _demo() -> Callable[..., str] | None:
    """Return a way to call the demo command, if this installation has one."""
    app = get_commands().get("demo")
    if app is None:
        return None
    command = load_command_class(app, "demo") if isinstance(app, str) else app

    def call(*arguments: str) -> str:
        output = StringIO()
        call_command(command, *arguments, stdout=output)
        return output.getvalue()

    return call


def translate() -> None:
    """Compile every catalogue of words that is newer than its compiled form."""
    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            with source.open("rb") as words:
                catalogue = read_po(words)
            fresh = target.with_suffix(".mo.new")  # readers never see half a file
            with fresh.open("wb") as compiled:
                write_mo(compiled, catalogue)
            fresh.replace(target)


def collect_static() -> None:
    """Gather the files of the browser when one of them changed."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    mark = hashlib.sha256("\n".join(sorted(_static_files())).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == mark:
        return
    _say("collecting the files of the browser")
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)


def _static_files() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            yield f"{path} {file.st_size} {file.st_mtime_ns}"


def _say(sentence: str) -> None:
    print(f"heng: {sentence}", file=sys.stderr, flush=True)
