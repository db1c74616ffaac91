"""What vans lack."""

from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Sum

from backend.goods.stock.models import Balance
from backend.service.parts import calc
from backend.service.parts.flow import RequestState
from backend.service.parts.models import PartsLine, VanLevel

ZERO = Decimal("0.000")


class Lack(NamedTuple):
    """A part of which a van holds too little: what is there, what comes, what to ask for."""

    product_id: UUID
    product_code: str
    product_name: str
    least: Decimal
    most: Decimal
    there: Decimal
    coming: Decimal
    wanted: Decimal


def lacks(warehouse_id: UUID) -> list[Lack]:
    """This will propose what to send to a van, up to its most where it is below its least."""
    levels = VanLevel.objects.filter(warehouse_id=warehouse_id, is_active=True)
    rows = list(levels.select_related("product").order_by("product__code"))
    products = [row.product_id for row in rows]
    there = _there(warehouse_id, products)
    coming = _coming(warehouse_id, products)
    found = []
    for row in rows:
        have, come = there.get(row.product_id, ZERO), coming.get(row.product_id, ZERO)
        wanted = calc.to_order(least=row.least, most=row.most, there=have, coming=come)
        if wanted > 0:
            product = row.product
            found.append(
                Lack(
                    product.pk, product.code, product.name, row.least, row.most, have, come, wanted
                )
            )
    return found


def _there(warehouse_id: UUID, products: list[UUID]) -> dict[UUID, Decimal]:
    rows = Balance.objects.filter(
        warehouse_id=warehouse_id,
        product_id__in=products,
        owner_party__is_ours=True,
        quality="free",
    )
    return dict(rows.values_list("product").annotate(sum=Sum("actual")).order_by())


def _coming(warehouse_id: UUID, products: list[UUID]) -> dict[UUID, Decimal]:
    """Asked for and not decided, allowed and not sent, sent and not arrived."""
    rows = PartsLine.objects.filter(request__to_warehouse_id=warehouse_id, product_id__in=products)
    found: dict[UUID, Decimal] = {}
    for state, figure in (
        (RequestState.REQUESTED, F("quantity")),
        (RequestState.APPROVED, F("approved")),
        (RequestState.SHIPPED, F("sent") - F("received")),
    ):
        some = rows.filter(request__state=state).values_list("product")
        for product_id, total in some.annotate(sum=Sum(figure)).order_by():
            found[product_id] = found.get(product_id, ZERO) + total
    return found
