"""Leads that were not answered in time are told of, once."""

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.jobs.clock import Tally, every
from backend.crm.lead import actions, queries

MOST = 500


@every("crm.lead.late", minutes=5)
def tell_late() -> Tally:
    """This will tell owners and sales leads of leads whose time to be answered is over."""
    at = timezone.now()
    ids = list(queries.late(at).values_list("pk", flat=True)[:MOST])
    done = sum(actions.tell_late(pk, actor=system("crm.lead"), at=at) for pk in ids)
    return Tally(seen=len(ids), changed=done)
