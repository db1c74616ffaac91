"""Whether what came back defective and what left again agree with the papers."""

from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from backend.core.invariants import invariant
from backend.goods.stock.models import StockMove
from backend.service.asset import queries as assets
from backend.service.parts.flow import ReturnState
from backend.service.parts.models import DefectiveReturn, WarrantyClaim

CODE = "service.defective_return"
LYING = (ReturnState.RECEIVED, ReturnState.INSPECTED, ReturnState.REPAIRED)


@assets.tells(CODE)
def returns_of_asset(asset_id: UUID) -> list[UUID]:
    """This will name what came back from a machine, for its history."""
    return list(DefectiveReturn.objects.filter(asset_id=asset_id).values_list("pk", flat=True))


@assets.tells("service.warranty_claim")
def claims_of_asset(asset_id: UUID) -> list[UUID]:
    """This will name what was claimed for a machine, for its history."""
    return list(WarrantyClaim.objects.filter(asset_id=asset_id).values_list("pk", flat=True))


@invariant("service.defective_return.stock_is_zero_sum")
def returns_add_up() -> list[str]:
    """This will name returns of which stock holds more or less than the paper says."""
    moved = dict(
        StockMove.objects.filter(source_code=CODE)
        .values_list("source_id")
        .annotate(sum=Sum("actual"))
        .order_by()
    )
    wrong = []
    for row in DefectiveReturn.objects.exclude(defective_lot=None).iterator():
        here = row.quantity if row.state in LYING else Decimal(0)
        if moved.get(row.pk, Decimal(0)) != here:
            wrong.append(f"{row.no}: {moved.get(row.pk)}")
    return wrong[:100]


@invariant("service.defective_return.is_worth_nothing")
def returns_are_free() -> list[str]:
    """This will name defective lots that stand in the books at a value."""
    rows = DefectiveReturn.objects.filter(defective_lot__unit_cost__gt=0)
    return list(rows.values_list("defective_lot__no", flat=True)[:100])


@invariant("service.parts_request.road_is_zero_sum")
def road_adds_up() -> list[str]:
    """This will name requests whose parts went out of one place and not into another."""
    moved = (
        StockMove.objects.filter(source_code="service.parts_request")
        .values_list("source_no")
        .annotate(sum=Sum("actual"))
        .order_by()
        .exclude(sum=0)
    )
    return [f"{no}: {left}" for no, left in moved[:100]]
