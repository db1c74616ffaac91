"""What must always be true of deliveries."""

from django.db.models import F, Q, QuerySet, Sum

from backend.core.invariants import invariant
from backend.crm.contract.models import ContractLine
from backend.crm.delivery import queries
from backend.crm.delivery.flow import State

ACCEPTED = (State.SIGNED, State.SETTLED)


@invariant("crm.delivery.shipped_is_sum_of_trucks")
def shipped_is_sum() -> list[str]:
    """This will name contract lines whose shipped tonnes are not those of their trucks."""
    gone = Sum("deliveries__our_weight", filter=Q(deliveries__state__in=queries.GONE), default=0)
    return _names(ContractLine.objects.annotate(gone=gone).exclude(quantity_shipped=F("gone")))


@invariant("crm.delivery.signed_is_sum_of_trucks")
def signed_is_sum() -> list[str]:
    """This will name contract lines whose accepted tonnes are not those of their trucks."""
    held = Q(deliveries__state__in=ACCEPTED)
    taken = Sum("deliveries__settle_weight", filter=held, default=0)
    return _names(ContractLine.objects.annotate(taken=taken).exclude(quantity_signed=F("taken")))


def _names(rows: "QuerySet[ContractLine]") -> list[str]:
    return [f"{row.contract.no}/{row.seq}" for row in rows.select_related("contract")[:100]]
