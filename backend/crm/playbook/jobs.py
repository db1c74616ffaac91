"""The clock of the playbook, and what must always be true of its ledger."""

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.jobs import clock
from backend.crm.playbook import actions


@clock.every("crm.playbook.scan", minutes=10)
def scan() -> clock.Tally:
    """This will open what the clock calls for; what was missed while nothing ran is made up."""
    seen, opened = actions.scan(timezone.now(), actor=system("crm.playbook"))
    return clock.Tally(seen=seen, changed=opened)
