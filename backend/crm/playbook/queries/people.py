"""Who answers for whom."""

from uuid import UUID

from backend.core.people.models import Membership, Unit, User


def is_here(user_id: int | None) -> bool:
    """This will tell whether somebody still works here."""
    return user_id is not None and User.objects.filter(pk=user_id, is_active=True).exists()


def manager_of(user_id: int | None, unit_id: UUID | None) -> int | None:
    """This will give who leads the unit of a paper, or the nearest unit above; not oneself."""
    here = unit_id if unit_id is not None else _unit_of(user_id)
    while here is not None:
        leads = Membership.objects.filter(unit_id=here, is_lead=True, user__is_active=True)
        for lead in leads.order_by("user_id"):
            if lead.user_id != user_id:
                return lead.user_id
        here = Unit.objects.values_list("parent_id", flat=True).get(pk=here)
    return None


def _unit_of(user_id: int | None) -> UUID | None:
    if user_id is None:
        return None
    rows = Membership.objects.filter(user_id=user_id).order_by("unit_id")
    return rows.values_list("unit_id", flat=True).first()
