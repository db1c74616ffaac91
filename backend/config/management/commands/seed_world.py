"""What every installation starts with: calendars, instruments, roles, the sales stages."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from backend.core.access.actor import system
from backend.crm.opportunity import actions as opportunities
from backend.crm.playbook import actions as playbook
from backend.crm.portrait import actions as portrait
from backend.crm.quote import actions as quotes
from backend.crm.task import actions as tasks
from backend.market.calendar import actions as calendars
from backend.market.instrument import actions as instruments


class Command(BaseCommand):
    """Fill in the facts Heng ships with; running it again adds only what is missing."""

    help = "Load trading calendars, instruments, roles and the default sales stages."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """This will load what is missing."""
        actor = system("seed")
        calendars.load_fixture(actor=actor)
        instruments.load_fixture(actor=actor)
        opportunities.seed_all(actor=actor)
        portrait.seed(actor=actor)
        quotes.seed_rules(actor=actor)
        playbook.seed(actor=actor, at=timezone.now())
        tasks.adopt_steps(actor=actor)
        said = StringIO()
        call_command("seed_roles", stdout=said)
        if options["verbosity"] > 0:
            self.stdout.write(said.getvalue().strip())
