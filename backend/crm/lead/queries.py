"""Questions about leads."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.crm.lead.flow import State
from backend.crm.lead.models import Lead


def of_party(party_id: UUID) -> Iterable[UUID]:
    """This will give the leads that became a company, or turned out to be it."""
    return Lead.objects.filter(party_id=party_id).values_list("pk", flat=True)


def unanswered(actor: Actor) -> QuerySet[Lead]:
    """This will give new and assigned leads the actor may see that nobody has called yet."""
    rows = policy.visible(Lead, actor).filter(
        state__in=[State.NEW, State.ASSIGNED], first_response_at=None
    )
    return rows.order_by("received_on", "id")
