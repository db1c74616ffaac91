"""Questions about follow-ups."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.crm.activity.models import FollowUp
from backend.crm.lead import queries as leads
from backend.crm.opportunity.calc import Kind
from backend.crm.opportunity.models import Opportunity
from backend.crm.opportunity.queries import fact


def before_it_was_known(party_id: UUID) -> Iterable[UUID]:
    """This will give the follow-ups of leads from before they became this company."""
    return FollowUp.objects.filter(
        document="crm.lead", document_id__in=leads.of_party(party_id)
    ).values_list("pk", flat=True)


def of_party(party_id: UUID) -> Q:
    """This will compile the follow-ups with a company, also while it was only a lead."""
    return Q(party_id=party_id) | Q(document="crm.lead", document_id__in=leads.of_party(party_id))


def of_opportunity(opportunity_id: UUID) -> Q:
    """This will compile the follow-ups about an opportunity, also while it was only a lead."""
    lead = Opportunity.objects.filter(pk=opportunity_id).values("lead_id")
    about = Q(document="crm.opportunity", document_id=opportunity_id)
    return about | Q(document="crm.lead", document_id__in=lead)


def overdue(actor: Actor, *, on: date) -> QuerySet[FollowUp]:
    """This will give next steps the actor may see whose day has passed, oldest first."""
    rows = policy.visible(FollowUp, actor).filter(next_on__lt=on, next_done_on=None)
    return rows.select_related("party", "owner").order_by("next_on", "id")


def unfinished_steps() -> QuerySet[FollowUp]:
    """This will give the follow-ups whose next step is still to be done."""
    return FollowUp.objects.filter(next_on__isnull=False, next_done_on=None).order_by("id")


@fact("follow_ups", _("有效跟进次数"), Kind.NUMBER, argument="days")
def follow_ups(opportunity: Opportunity, on: date, argument: str) -> Decimal:
    """This will count the contacts about an opportunity in the last days, the day itself too."""
    rows = FollowUp.objects.filter(document="crm.opportunity", document_id=opportunity.pk)
    first = on - timedelta(days=int(argument) - 1)
    rows = rows.filter(counts_as_contact=True, at__date__gte=first, at__date__lte=on)
    return Decimal(rows.count())
