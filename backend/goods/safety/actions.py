"""What people, and the clock, do with safety stock and ageing rules."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.goods.product import queries as products
from backend.goods.safety import calc, queries
from backend.goods.safety.models import AgeingAlert, AgeingRule, SafetyStock
from backend.goods.stock.models import Lot
from backend.goods.warehouse import queries as warehouses

log.declare(
    "goods.safety_stock.created",
    "goods.safety_stock.changed",
    "goods.safety_stock.fallen_short",
    "goods.safety_stock.recovered",
    "goods.ageing_rule.created",
    "goods.ageing_rule.changed",
    "goods.lot.aged",
)


class PlaceTaken(Duplicate):
    """One limit for a product in a warehouse."""

    sentence = _("该产品在此仓库已设置安全库存，请修改原设置。")


documents.explains("goods_safetystock_once", PlaceTaken())
documents.explains(
    "goods_safetystock_min_max",
    Malformed(errors={"maximum": _("上限必须大于零，且不小于下限")}),
)


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    product_id: UUID,
    warehouse_id: UUID,
    **facts: Any,
) -> SafetyStock:
    """This will say how much of a product should lie in a warehouse."""
    row = SafetyStock(
        product=products.in_use(product_id, actor=actor),
        warehouse=warehouses.in_use(warehouse_id, actor=actor),
        **facts,
    )
    if id is not None:
        row.id = id
    row.no = numbering.next_number("AQ", on=timezone.localdate())
    return documents.add(
        row,
        actor=actor,
        event="goods.safety_stock.created",
        permission="goods.create_safety_stock",
    )


@documents.verb
def change(safety_stock_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> SafetyStock:
    """This will correct a limit."""
    row = documents.lock(
        SafetyStock, safety_stock_id, actor=actor, permission="goods.change_safety_stock"
    )
    for name, value in changes.items():
        setattr(row, name, value)
    return documents.save(row, actor=actor, event="goods.safety_stock.changed")


@documents.verb
def create_rule(
    *,
    actor: Actor,
    id: UUID | None,
    product_id: UUID | None,
    warehouse_id: UUID | None,
    **facts: Any,
) -> AgeingRule:
    """This will say after how many days a lot is old."""
    rule = AgeingRule(
        product=None if product_id is None else products.in_use(product_id, actor=actor),
        warehouse=None if warehouse_id is None else warehouses.in_use(warehouse_id, actor=actor),
        **facts,
    )
    if id is not None:
        rule.id = id
    rule.no = numbering.next_number("KL", on=timezone.localdate())
    return documents.add(
        rule,
        actor=actor,
        event="goods.ageing_rule.created",
        permission="goods.create_ageing_rule",
    )


@documents.verb
def change_rule(ageing_rule_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> AgeingRule:
    """This will correct a rule; lots already told of are not told of again."""
    rule = documents.lock(
        AgeingRule, ageing_rule_id, actor=actor, permission="goods.change_ageing_rule"
    )
    for name, value in changes.items():
        setattr(rule, name, value)
    return documents.save(rule, actor=actor, event="goods.ageing_rule.changed")


@documents.verb
def check(*, actor: Actor, at: datetime, product_id: UUID | None = None) -> int:
    """This will tell once when stock falls short and once when it has recovered."""
    found = SafetyStock.objects.filter(is_active=True)
    if product_id is not None:
        found = found.filter(product_id=product_id)
    rows = list(found.order_by("pk").select_for_update(no_key=True))
    on = timezone.localdate(at)
    split = queries.splits(rows, on=on)
    return sum(_cross(row, split[row.pk], actor, at) for row in rows)


@documents.verb
def find_old(*, actor: Actor, at: datetime) -> int:
    """This will tell once, for each rule, of every lot of ours that has lain there too long."""
    told = 0
    for rule in AgeingRule.objects.filter(is_active=True).order_by("pk").select_for_update():
        left: dict[UUID, Decimal] = {}
        lots: dict[UUID, Lot] = {}
        for balance in queries.aged(rule, at=at):
            lots[balance.lot_id] = balance.lot
            left[balance.lot_id] = left.get(balance.lot_id, calc.ZERO) + balance.actual
        for lot in lots.values():
            _tell_old(rule, lot, left[lot.pk], actor, at)
        told += len(lots)
    return told


def _cross(row: SafetyStock, split: calc.Split, actor: Actor, at: datetime) -> bool:
    least = queries.least(row, on=timezone.localdate(at))
    is_short = calc.is_short(
        split.available, least=least, hysteresis=row.hysteresis, was_short=row.is_short
    )
    if is_short == row.is_short:
        return False
    row.is_short, row.crossed_at = is_short, at
    row.save(update_fields=["is_short", "crossed_at"])
    payload = {
        "product_id": row.product_id,
        "warehouse_id": row.warehouse_id,
        "available": split.available,
        "least": least,
        "wanted": calc.wanted(split.available, least=least, maximum=row.maximum),
        "owner_id": row.owner_id,
        "unit_id": row.unit_id,
    }
    name = "goods.safety_stock.fallen_short" if is_short else "goods.safety_stock.recovered"
    log.emit(name, row, actor=actor, payload=payload, at=at)
    return True


def _tell_old(rule: AgeingRule, lot: Lot, left: Decimal, actor: Actor, at: datetime) -> None:
    days = (timezone.localdate(at) - timezone.localdate(lot.received_at)).days
    AgeingAlert.objects.create(rule=rule, lot=lot, at=at, weight=left, days=days)
    payload = {
        "rule_id": rule.pk,
        "weight": left,
        "days": days,
        "owner_id": lot.owner_id or rule.owner_id,
    }
    log.emit("goods.lot.aged", lot, actor=actor, payload=payload, at=at)


def watched(product_id: UUID) -> bool:
    """This will tell whether anybody set a limit for a product."""
    return SafetyStock.objects.filter(Q(product_id=product_id, is_active=True)).exists()
