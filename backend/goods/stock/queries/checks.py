"""Whether the books of stock agree with themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, IntegerField, Q, Sum
from django.db.models.functions import Coalesce

from backend.core.invariants import invariant
from backend.goods.cost.models import CostLayer, CostPool
from backend.goods.product.models import Costing
from backend.goods.stock.models import Balance, StockMove

ZERO = Decimal("0.000")


def _sum(column: str) -> Any:
    field: Any = DecimalField(max_digits=20, decimal_places=3)
    return Coalesce(Sum(column), 0, output_field=field)


@invariant("goods.stock.balance_is_sum")
def balances_are_sums() -> list[str]:
    """This will find balances that are not the sum of their movements, in any measure."""
    moved = {
        (row["warehouse_id"], row["lot_id"], row["owner_party_id"]): row
        for row in StockMove.objects.values("warehouse_id", "lot_id", "owner_party_id").annotate(
            p=Coalesce(Sum("pieces"), 0, output_field=IntegerField()),
            t=_sum("theoretical"),
            a=_sum("actual"),
        )
    }
    faults = []
    for row in Balance.objects.values(
        "id", "warehouse_id", "lot_id", "owner_party_id", "pieces", "theoretical", "actual"
    ).iterator():
        sums = moved.pop((row["warehouse_id"], row["lot_id"], row["owner_party_id"]), None)
        there = (row["pieces"], row["theoretical"], row["actual"])
        added = (0, ZERO, ZERO) if sums is None else (sums["p"], sums["t"], sums["a"])
        if there != added:
            faults.append(f"balance {row['id']}: {there} there, {added} moved")
    faults += [f"movements without a balance: lot {lot}" for _, lot, _ in moved]
    return faults


@invariant("goods.stock.quality_is_lots")
def quality_is_the_lots() -> list[str]:
    """This will find balances whose quality status is not that of their lot."""
    rows = Balance.objects.exclude(quality=F("lot__quality")).select_related("lot")
    return [f"balance {row.pk}: {row.quality}, lot {row.lot.quality}" for row in rows]


@invariant("goods.stock.reserved_is_sum")
def reservations_are_reserved() -> list[str]:
    """This will find balances whose reserved tonnes are not the sum of open reservations."""
    held = F("reservations__weight") - F("reservations__consumed") - F("reservations__released")
    rows = Balance.objects.annotate(
        held=Coalesce(
            Sum(held, filter=Q(reservations__state="open")),
            0,
            output_field=DecimalField(max_digits=20, decimal_places=3),
        )
    ).exclude(reserved=F("held"))
    return [f"balance {row.pk}: {row.reserved} reserved, {row.held} held" for row in rows]


@invariant("goods.stock.lots_are_layers")
def lots_are_layers() -> list[str]:
    """This will find lots costed one by one whose layers hold other tonnes than lie there."""
    layers = CostLayer.objects.filter(pool__costing=Costing.SPECIFIC, remaining__gt=0)
    names = ("pool__product_id", "pool__warehouse_id", "pool__owner_party_id")
    valued = {
        tuple(row.values())[:4]: row["tonnes"]
        for row in layers.values(*names, "lot_id").annotate(tonnes=Sum("remaining"))
    }
    pools = CostPool.objects.filter(costing=Costing.SPECIFIC).values_list(
        "product_id", "warehouse_id", "owner_party_id"
    )
    faults = []
    for product, warehouse, owner in pools:
        place = Balance.objects.filter(
            product_id=product, warehouse_id=warehouse, owner_party_id=owner, actual__gt=0
        )
        for lot, tonnes in place.values_list("lot_id", "actual"):
            found = valued.pop((product, warehouse, owner, lot), ZERO)
            if found != tonnes:
                faults.append(f"lot {lot} in {warehouse}: {tonnes} t there, {found} t valued")
    return faults + [
        f"lot {key[3]} in {key[1]}: {t} t valued, not there" for key, t in valued.items()
    ]


@invariant("goods.stock.valued_is_there")
def valued_goods_are_there() -> list[str]:
    """This will find cost pools that hold other tonnes than the stock of the same goods."""
    there = {
        (row["product_id"], row["warehouse_id"], row["owner_party_id"]): row["tonnes"]
        for row in Balance.objects.filter(owner_party__is_ours=True)
        .values("product_id", "warehouse_id", "owner_party_id")
        .annotate(tonnes=Sum("actual"))
    }
    faults = []
    for product, warehouse, owner, tonnes in CostPool.objects.values_list(
        "product_id", "warehouse_id", "owner_party_id", "quantity"
    ):
        lying = there.pop((product, warehouse, owner), ZERO)
        if lying != tonnes:
            faults.append(f"product {product} in {warehouse}: {lying} t there, {tonnes} t valued")
    faults += [f"product {key[0]} in {key[1]}: {t} t not valued" for key, t in there.items() if t]
    return faults
