"""Questions about leads."""

from collections.abc import Iterable
from uuid import UUID

from backend.crm.lead.models import Lead


def of_party(party_id: UUID) -> Iterable[UUID]:
    """This will give the leads that became a company, or turned out to be it."""
    return Lead.objects.filter(party_id=party_id).values_list("pk", flat=True)
