"""What goods cost and what they are worth."""

from __future__ import annotations

from collections.abc import Sequence, Set
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db.models import Case, DecimalField, F, Q, Sum, When, Window
from django.db.models.functions import Coalesce

from backend.core import money
from backend.core.documents.source import Source
from backend.core.invariants import invariant
from backend.goods.cost import calc
from backend.goods.cost.models import CostEntry, CostLayer, CostPool
from backend.goods.product.models import Costing

ZERO = Decimal("0.00")


class Estimate(NamedTuple):
    """What goods would cost if they left now, excluding VAT.

    `basis` says where the figure comes from: reserved (the lots held for a line), layers (next
    in line, first in first out), average (the pool's) or none. `covered` is how many of the
    tonnes asked for it is based on; `unit` is per tonne over those.
    """

    unit: Decimal | None
    value: Decimal | None
    basis: str
    covered: Decimal


class Want(NamedTuple):
    """Tonnes of a product to estimate, from one warehouse or one of our companies if named."""

    product_id: UUID
    warehouse_id: UUID | None
    owner_party_id: UUID | None
    weight: Decimal

    def takes(self, pool: CostPool) -> bool:
        """This will tell whether a pool holds goods that would serve it."""
        return (
            pool.product_id == self.product_id
            and self.warehouse_id in (None, pool.warehouse_id)
            and self.owner_party_id in (None, pool.owner_party_id)
        )


NOTHING = Estimate(None, None, "none", Decimal("0.000"))


def cost_of(source: Source, line_id: UUID | None = None) -> Decimal:
    """This will return the cost of what a paper issued, less what came back, excluding VAT."""
    left = Q(kind__in=[CostEntry.Kind.ISSUE, CostEntry.Kind.PROCESS])
    back = Q(
        kind=CostEntry.Kind.RETURN,
        reversal_of__kind__in=[CostEntry.Kind.ISSUE, CostEntry.Kind.PROCESS],
    )
    rows = CostEntry.objects.filter(left | back, source_code=source.code, source_id=source.id)
    if line_id is not None:
        rows = rows.filter(line_id=line_id)
    return -(rows.aggregate(whole=Sum("value"))["whole"] or ZERO)


def estimate(
    product_id: UUID,
    *,
    weight: Decimal,
    warehouse_id: UUID | None = None,
    owner_party_id: UUID | None = None,
    line_id: UUID | None = None,
) -> Estimate:
    """This will tell what tonnes of a product would cost now and on which basis.

    Reserved lots of the line come first, then the layers next in line, then the average.
    """
    if line_id is not None:
        held = _of_reserved(line_id)
        if held.covered:
            return held
    return estimates([Want(product_id, warehouse_id, owner_party_id, weight)])[0]


def estimates(wants: Sequence[Want]) -> list[Estimate]:
    """This will tell what each of many goods would cost now, in two questions for all.

    The layers next in line come first, then the average. The wants are estimated apart: two of
    the same goods would both count on the same layers.
    """
    rows = CostPool.objects.filter(
        product_id__in={want.product_id for want in wants},
        quantity__gt=0,
        owner_party__is_ours=True,
    )
    pools = [[pool for pool in rows if want.takes(pool)] for want in wants]
    layers = _layers(
        {pool.pk for found in pools for pool in found if pool.costing != Costing.AVERAGE},
        most=max((want.weight for want in wants), default=ZERO),
    )
    return [_of_pools(found, layers, want.weight) for want, found in zip(wants, pools, strict=True)]


def valuation(
    *,
    product_id: UUID | None = None,
    warehouse_id: UUID | None = None,
    owner_party_id: UUID | None = None,
) -> list[dict[str, Any]]:
    """This will list our stock by pool with tonnes, value and unit cost, excluding VAT."""
    rows = CostPool.objects.filter(quantity__gt=0)
    for name, value in {
        "product_id": product_id,
        "warehouse_id": warehouse_id,
        "owner_party_id": owner_party_id,
    }.items():
        if value is not None:
            rows = rows.filter(**{name: value})
    found = rows.order_by("product__code", "warehouse__code", "id").values(
        "product_id",
        "warehouse_id",
        "owner_party_id",
        "costing",
        "quantity",
        "value",
        product_code=F("product__code"),
        product_name=F("product__name"),
        warehouse_name=F("warehouse__name"),
        owner_party_name=F("owner_party__name"),
    )
    return [{**row, "unit_cost": money.price(row["value"] / row["quantity"])} for row in found]


def _of_reserved(line_id: UUID) -> Estimate:
    """The lots' own cost, weighted by what is still held of each."""
    held = Q(reservations__line_id=line_id, reservations__state="open")
    lots = apps.get_model("goods", "Lot")  # a paper above: read by name, never imported
    rows = (
        lots._default_manager.filter(held, unit_cost__isnull=False)
        .annotate(
            tonnes=Sum(
                F("reservations__weight")
                - F("reservations__consumed")
                - F("reservations__released")
            ),
            each=F("unit_cost") + F("landed_cost") / F("actual"),
        )
        .values_list("tonnes", "each")
    )
    pairs = list(rows)
    covered = sum((tonnes for tonnes, _ in pairs), Decimal("0.000"))
    value = money.total(money.amount(tonnes, unit or 0) for tonnes, unit in pairs)
    return _as_estimate(value, covered, "reserved")


def _layers(pools: Set[UUID], *, most: Decimal) -> list[CostLayer]:
    """The open layers of some pools, oldest first: of each pool as many as cover `most`."""
    if not pools:
        return []
    upto = Window(Sum("remaining"), partition_by="pool_id", order_by=[F("received_at"), F("id")])
    rows = CostLayer.objects.filter(pool_id__in=pools, remaining__gt=0).annotate(upto=upto)
    return list(rows.filter(upto__lt=most + F("remaining")).order_by("received_at", "id"))


def _of_pools(pools: Sequence[CostPool], layers: Sequence[CostLayer], weight: Decimal) -> Estimate:
    if weight <= 0:
        return NOTHING
    first_out = {pool.pk for pool in pools if pool.costing != Costing.AVERAGE}
    layered = _of_layers([row for row in layers if row.pool_id in first_out], weight)
    if layered.covered:
        return layered
    return _of_average([pool for pool in pools if pool.costing == Costing.AVERAGE], weight)


def _of_layers(rows: Sequence[CostLayer], weight: Decimal) -> Estimate:
    store: list[calc.Layer] = []
    there = Decimal("0.000")
    for row in rows:
        store.append(calc.Layer(str(row.pk), row.remaining, row.remaining_value))
        there += row.remaining
        if there >= weight:
            break
    if not store:
        return NOTHING
    consumed = calc.consume(store, quantity=min(there, weight))
    return _as_estimate(consumed.value, min(there, weight), "layers")


def _of_average(pools: Sequence[CostPool], weight: Decimal) -> Estimate:
    there = sum((pool.quantity for pool in pools), Decimal("0.000"))
    if not there:
        return NOTHING
    covered = min(there, weight)
    value = calc.share(sum((pool.value for pool in pools), ZERO), part=covered, whole=there)
    return _as_estimate(value, covered, "average")


def _as_estimate(value: Decimal, covered: Decimal, basis: str) -> Estimate:
    if not covered:
        return NOTHING
    return Estimate(money.price(value / covered), value, basis, covered)


def _sum(column: str, condition: Q | None = None) -> Any:
    field: Any = DecimalField(max_digits=24, decimal_places=4)
    value: Any = F(column) if condition is None else Case(When(condition, then=F(column)))
    return Coalesce(Sum(value), 0, output_field=field)


@invariant("goods.cost.pool_is_sum")
def pools_are_sums() -> list[str]:
    """This will find pools that are not the sum of their entries."""
    rows = CostPool.objects.annotate(tonnes=_sum("entries__quantity"), money=_sum("entries__value"))
    wrong = rows.exclude(quantity=F("tonnes"), value=F("money"))
    return [
        f"pool {row.pk}: {row.quantity} t / {row.value}, entries {row.tonnes} t / {row.money}"
        for row in wrong
    ]


@invariant("goods.cost.layers_are_pool")
def layers_are_pools() -> list[str]:
    """This will find pools kept in layers whose layers do not add up to them."""
    rows = CostPool.objects.exclude(costing=Costing.AVERAGE).annotate(
        tonnes=_sum("layers__remaining"), money=_sum("layers__remaining_value")
    )
    wrong = rows.exclude(quantity=F("tonnes"), value=F("money"))
    return [
        f"pool {row.pk}: {row.quantity} t / {row.value}, layers {row.tonnes} t / {row.money}"
        for row in wrong
    ]
