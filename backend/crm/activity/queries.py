"""Questions about follow-ups."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.crm.activity.models import FollowUp
from backend.crm.lead import queries as leads


def before_it_was_known(party_id: UUID) -> Iterable[UUID]:
    """This will give the follow-ups of leads from before they became this company."""
    return FollowUp.objects.filter(
        document="crm.lead", document_id__in=leads.of_party(party_id)
    ).values_list("pk", flat=True)


def of_party(party_id: UUID) -> Q:
    """This will compile the follow-ups with a company, also while it was only a lead."""
    return Q(party_id=party_id) | Q(document="crm.lead", document_id__in=leads.of_party(party_id))


def to_do(actor: Actor, *, on: date) -> QuerySet[FollowUp]:
    """This will give the actor's own next steps that are due by a day, oldest first."""
    rows = policy.visible(FollowUp, actor).filter(
        owner_id=actor.user_id, next_on__lte=on, next_done_on=None
    )
    return rows.select_related("party").order_by("next_on", "id")


def overdue(actor: Actor, *, on: date) -> QuerySet[FollowUp]:
    """This will give next steps the actor may see whose day has passed, oldest first."""
    rows = policy.visible(FollowUp, actor).filter(next_on__lt=on, next_done_on=None)
    return rows.select_related("party", "owner").order_by("next_on", "id")


def unfinished_steps() -> QuerySet[FollowUp]:
    """This will give the follow-ups whose next step is still to be done."""
    return FollowUp.objects.filter(next_on__isnull=False, next_done_on=None).order_by("id")
