"""What there is against what there should be, and what has lain there for long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from backend.goods.safety import calc
from backend.goods.safety.calc import Split
from backend.goods.safety.models import AgeingAlert, AgeingRule, SafetyStock
from backend.goods.stock.models import Balance, StockMove

Place = tuple[UUID, UUID]
Incoming = Callable[[Iterable[Place], date, date], dict[Place, Decimal]]
_incoming: list[Incoming] = []


def incoming(ask: Incoming) -> Incoming:
    """This will register who knows of goods confirmed to come: from (places, on, until).

    A room above answers with tonnes by (product, warehouse) that are due within the days.
    """
    if ask not in _incoming:
        _incoming.append(ask)
    return ask


def splits(rows: Sequence[SafetyStock], *, on: date) -> dict[UUID, Split]:
    """This will say of each what is on hand, held and confirmed to come."""
    there = _there(rows)
    coming: dict[UUID, Decimal] = {}
    for row in rows:
        place = (row.product_id, row.warehouse_id)
        until = on + timedelta(days=row.horizon_days)
        coming[row.pk] = sum(
            (ask([place], on, until).get(place, calc.ZERO) for ask in _incoming), calc.ZERO
        )
    nothing = (calc.ZERO,) * 4
    return {
        row.pk: Split._make(
            (*there.get((row.product_id, row.warehouse_id), nothing), coming[row.pk])
        )
        for row in rows
    }


def least(row: SafetyStock, *, on: date) -> Decimal:
    """This will give the stock below which somebody should buy."""
    if row.method == SafetyStock.Method.FIXED:
        return row.minimum
    point = calc.reorder_point(
        demand(row, on=on), lead_days=row.lead_days, service_factor=row.service_factor
    )
    return max(point, row.minimum)


def demand(row: SafetyStock, *, on: date) -> list[Decimal]:
    """This will list what left on each of the days before a day, what came back taken off."""
    first = on - timedelta(days=row.window_days)
    moves = StockMove.objects.filter(
        Q(kind__in=["issue", "process"]) | Q(reversal_of__kind__in=["issue", "process"]),
        product_id=row.product_id,
        warehouse_id=row.warehouse_id,
        owner_party__is_ours=True,
        at__gte=_begin(first),
        at__lt=_begin(on),
    )
    zone = timezone.get_current_timezone()
    days = moves.values_list(TruncDate("at", tzinfo=zone)).annotate(gone=-Sum("actual"))
    gone = dict(days.order_by())
    every = (first + timedelta(days=n) for n in range(row.window_days))
    return [max(gone.get(day, calc.ZERO), calc.ZERO) for day in every]


def aged(rule: AgeingRule, *, at: datetime) -> QuerySet[Balance]:
    """This will find balances of ours older than a rule allows that nobody was told about."""
    told = AgeingAlert.objects.filter(rule=rule).values("lot_id")
    rows = Balance.objects.filter(
        actual__gt=0,
        owner_party__is_ours=True,
        received_at__lt=at - timedelta(days=rule.days),
    ).exclude(lot_id__in=told)
    if rule.product_id is not None:
        rows = rows.filter(product_id=rule.product_id)
    if rule.warehouse_id is not None:
        rows = rows.filter(warehouse_id=rule.warehouse_id)
    return rows.select_related("lot").order_by("lot_id", "id")


def _there(rows: Sequence[SafetyStock]) -> dict[Place, tuple[Decimal, ...]]:
    sums = (
        Balance.objects.filter(
            product_id__in={row.product_id for row in rows},
            warehouse_id__in={row.warehouse_id for row in rows},
            owner_party__is_ours=True,
        )
        .values_list("product_id", "warehouse_id")
        .annotate(a=Sum("actual"), r=Sum("reserved"), p=Sum("pledged"), f=Sum("frozen"))
        .order_by()
    )
    return {(product, warehouse): tuple(found) for product, warehouse, *found in sums}


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def standing(row: SafetyStock, *, on: date) -> dict[str, Decimal]:
    """This will say what there is, part by part, against what there should be."""
    split, limit = splits([row], on=on)[row.pk], least(row, on=on)
    return {
        **split._asdict(),
        "available": split.available,
        "least": limit,
        "wanted": calc.wanted(split.available, least=limit, maximum=row.maximum)
        if split.available < limit
        else calc.ZERO,
    }
