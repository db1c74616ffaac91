"""Questions about deliveries."""

from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Sum

from backend.crm.delivery import calc
from backend.crm.delivery.flow import State
from backend.crm.delivery.models import Delivery

ZERO = Decimal(0)
AHEAD = (State.PLANNED, State.PICKING, State.LOADED)
UNDER_WAY = (
    State.WEIGHED_OUT,
    State.IN_TRANSIT,
    State.ARRIVED,
    State.WEIGHED_IN,
    State.DISPUTED,
    State.REFUSED,
)
GONE = (*UNDER_WAY, State.SIGNED, State.SETTLED)


def signed(line_id: UUID) -> list[Delivery]:
    """This will give a line's accepted deliveries that no statement holds, oldest first."""
    rows = Delivery.objects.filter(line_id=line_id, state=State.SIGNED)
    return list(rows.order_by("signed_at", "no"))


def under_way(contract_id: UUID) -> QuerySet[Delivery]:
    """This will give the trucks of a contract that left and are not accepted yet."""
    return Delivery.objects.filter(contract_id=contract_id, state__in=UNDER_WAY)


def planned_ahead(line_id: UUID) -> Decimal:
    """This will sum the planned tonnes of a line that have not left yet."""
    rows = Delivery.objects.filter(line_id=line_id, state__in=AHEAD)
    return rows.aggregate(sum=Sum("planned_weight"))["sum"] or ZERO


def let_go(contract_id: UUID) -> Decimal:
    """This will sum the provisional value of a contract's goods released or gone, in money."""
    rows = Delivery.objects.filter(
        contract_id=contract_id, state__in=(State.PICKING, State.LOADED, *GONE)
    )
    return rows.aggregate(sum=Sum("amount_provisional"))["sum"] or ZERO


def handover_code(delivery: Delivery) -> str:
    """This will give the code of a released delivery; empty before it is released."""
    if delivery.released_at is None:
        return ""
    return calc.handover_code(
        str(delivery.pk), released=delivery.released_at.isoformat(), key=settings.SECRET_KEY
    )
