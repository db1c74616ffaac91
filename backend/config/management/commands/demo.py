"""`manage.py demo`: the demo company, and who may log in to it."""

from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from backend.config.demo import people
from backend.config.demo.company import Company
from backend.core import context
from backend.core.events import log
from backend.core.people.models import User

NOBODY_ELSE = str(2**62)
"""Nobody else writes into an empty database, so no running transaction is worth waiting for."""


class Command(BaseCommand):
    """Load the demo company into an empty database."""

    help = "Load the demo company; --logins only prints who may log in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --logins."""
        parser.add_argument("--logins", action="store_true", help="print the log-ins")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it once, or print the log-ins."""
        if not options["logins"]:
            if User.objects.exists():
                raise CommandError("the database already has people; the demo needs an empty one")
            call_command("seed_world", verbosity=0, stdout=StringIO())
            context.source.set("demo")
            log.HORIZON = NOBODY_ELSE
            with transaction.atomic():
                Company(today=timezone.localdate(), hear=_hear).build()
        self.stdout.write(_logins())


def _hear() -> int:
    """Deliver waiting news as the worker would."""
    return sum(iter(log.deliver, 0))


def _logins() -> str:
    known = set(User.objects.values_list("username", flat=True))
    rows = [(login, role) for login, _name, role, _unit, _lead in people.PEOPLE]
    rows += [("admin", "system administrator")]
    found = [f"  {login:<10} {role}" for login, role in rows if login in known]
    if not found:
        return ""
    return "\n".join(["log-ins of the demo company, password " + people.PASSWORD, *found])
