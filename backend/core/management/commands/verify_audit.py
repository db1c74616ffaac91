"""`manage.py verify_audit`: is the event log what it was."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.core.audit import queries


class Command(BaseCommand):
    """Walk the hash chain of the event log and name the first broken row."""

    help = "Verify the hash chain of the event log; exit 1 and name the first broken row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --head."""
        parser.add_argument("--head", default="", help="a digest noted earlier, to be found again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the verdict."""
        verdict = queries.verify(known_head=options["head"])
        if not verdict.is_whole:
            raise CommandError(f"after {verdict.count} whole events: {verdict.fault}")
        self.stdout.write(
            f"{verdict.count} events are as they were sealed, {queries.waiting()} wait for the "
            f"next seal; head {verdict.head}"
        )
