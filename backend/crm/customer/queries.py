"""Questions about customers."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.crm.customer.flow import State
from backend.crm.customer.models import Contact, Customer, Requirement


def notice_people(party_id: UUID) -> QuerySet[Contact]:
    """This will give the people from whom a price may be fixed and notices are valid."""
    return Contact.objects.filter(
        customer__party_id=party_id, is_notice_person=True, left_on=None
    ).order_by("name", "id")


def printed_requirements(party_id: UUID, *, paper: str) -> list[Requirement]:
    """This will give what must be printed on a paper for this customer, in its own order."""
    return list(
        Requirement.objects.filter(customer__party_id=party_id, prints_on__contains=[paper])
    )


def gone_quiet(*, before: date) -> QuerySet[Customer]:
    """This will give active customers whose last deal was before a day."""
    return Customer.objects.filter(Q(state=State.ACTIVE) & Q(last_deal_on__lt=before))
