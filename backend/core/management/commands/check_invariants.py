"""`manage.py check_invariants`: do the books add up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.core import invariants


class Command(BaseCommand):
    """Ask every invariant and print its faults."""

    help = "Check every invariant; exit 1 when one does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print OK or the faults of each invariant."""
        wrong = 0
        for name in invariants.names():
            faults = invariants.check(name)
            wrong += bool(faults)
            self.stdout.write(f"{'OK   ' if not faults else 'FAULT'} {name}")
            for fault in faults:
                self.stdout.write(f"      {fault}")
        if wrong:
            raise CommandError(f"{wrong} of {len(invariants.names())} invariants do not hold")
        self.stdout.write(f"all {len(invariants.names())} invariants hold")
