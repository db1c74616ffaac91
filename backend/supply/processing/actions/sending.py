"""Material goes to the mill and is weighed there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from backend.core import weight as tonnes
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.goods.stock import actions as stock
from backend.goods.stock.actions import Take
from backend.goods.stock.models import Balance as StockBalance
from backend.goods.stock.models import Lot, StockMove
from backend.goods.stock.queries import free_of
from backend.goods.warehouse.models import Warehouse
from backend.goods.weighing import actions as weighing
from backend.supply.processing import queries
from backend.supply.processing.actions import kit
from backend.supply.processing.actions.material import values_of
from backend.supply.processing.flow import UNDER_WAY, State
from backend.supply.processing.models import (
    MaterialEntry,
    MaterialIssue,
    ProcessOrder,
)

ZERO = Decimal("0.000")
Kind = MaterialEntry.Kind


class BeyondRisk(Refusal):
    """More of our metal would lie at the mill than it may hold."""

    sentence = _(
        "加工厂在厂货值上限 {limit} 元，发料后将达 {value} 元，超出 {beyond} 元，"
        "请减少发料或调整上限。"
    )


class OthersMetal(Refusal):
    """The lot belongs to somebody else than the order's metal."""

    sentence = _("批次 {lot} 的货主是“{theirs}”，本单材料货主是“{ours}”，不能混用。")


class NotInBom(Refusal):
    """The bill knows no such material."""

    sentence = _("批次 {lot} 的产品“{product}”不在加工清单 {bom} 的投料中。")


class TakenByOthers(Refusal):
    """Other orders count on what lies there already."""

    sentence = _("批次 {lot} 在厂可用 {there} 吨（已扣除其他加工单占用），不能投入 {wanted} 吨。")


@documents.verb
def issue(
    order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    lines: Sequence[Any],
    ticket_id: UUID | None,
    plate: str,
) -> ProcessOrder:
    """This will send lots to the mill, where they stay stock of their owner.

    What lies there already and nobody counts on is only put to this order. Raises BeyondRisk
    when our metal there would be worth more than the mill may hold.
    """
    order = kit.lock(order_id, actor=actor, verb="issue", states=UNDER_WAY)
    lots = _lots(order, lines, actor=actor)
    # One issue at a time for a place: what it holds is counted once.
    Warehouse.objects.select_for_update(no_key=True).get(pk=order.warehouse_id)
    weight = sum((line.weight for line in lines), ZERO)
    paper = MaterialIssue(order=order, at=at, weight=weight, plate=plate, by_label=actor.label)
    paper.no = kit.number("FL", at)
    paper.ticket = kit.attach(order, ticket_id, actor=actor, line_id=paper.pk, weight=weight)
    entries = _send(order, paper, lines, lots, actor=actor)
    paper.pieces = sum(entry.pieces for entry in entries)
    paper.theoretical = sum((entry.theoretical for entry in entries), ZERO)
    paper.save(force_insert=True)
    MaterialEntry.objects.bulk_create(entries)
    _require_risk(order)
    order.issued += weight
    if order.state == State.RELEASED:
        order.begin_issuing()
    return kit.save(order, actor=actor, event="issued", weight=weight, no=paper.no)


def _lots(order: ProcessOrder, lines: Sequence[Any], *, actor: Actor) -> dict[UUID, Lot]:
    found = documents.refer_all(Lot, [line.lot_id for line in lines], actor=actor)
    products = set(order.bom.inputs.values_list("product_id", flat=True))
    lots: dict[UUID, Lot] = {}
    for index, line in enumerate(lines):
        lot = documents.named(found, line.lot_id, field=f"lines.{index}.lot_id")
        assert lot is not None
        if lot.owner_party_id != order.owner_party_id:
            raise OthersMetal(lot=lot.no, theirs=lot.owner_party, ours=order.owner_party)
        if lot.product_id not in products:
            raise NotInBom(lot=lot.no, product=lot.product, bom=order.bom.no)
        lots[lot.pk] = lot
    kit.require(len(lots) == len(lines), "lines", _("同一批次请合并为一行"))
    return lots


def _send(
    order: ProcessOrder,
    paper: MaterialIssue,
    lines: Sequence[Any],
    lots: dict[UUID, Lot],
    *,
    actor: Actor,
) -> list[MaterialEntry]:
    takes = [
        Take(line.lot_id, line.warehouse_id, line.weight, line.pieces)
        for line in lines
        if line.warehouse_id != order.warehouse_id
    ]
    moves: list[StockMove] = []
    if takes:
        moves = stock.send(
            actor=actor,
            at=paper.at,
            source=Source.of(order),
            line_id=paper.pk,
            takes=takes,
            to_warehouse_id=order.warehouse_id,
        )
    there = {move.lot_id: move for move in moves if move.warehouse_id == order.warehouse_id}
    values = values_of(there.values())
    entries = []
    for line in lines:
        move = there.get(line.lot_id)
        if move is None:
            _require_free(order, lots[line.lot_id], line.weight)
        entries.append(
            MaterialEntry(
                order=order,
                kind=Kind.ISSUE,
                at=paper.at,
                lot=lots[line.lot_id],
                product_id=lots[line.lot_id].product_id,
                owner_party_id=order.owner_party_id,
                weight=line.weight,
                pieces=move.pieces if move else line.pieces or 0,
                theoretical=move.theoretical if move else ZERO,
                value=values.get(move.pk, Decimal(0)) if move else Decimal(0),
                paper_id=paper.pk,
            )
        )
    return entries


def _require_free(order: ProcessOrder, lot: Lot, wanted: Decimal) -> None:
    balance = StockBalance.objects.filter(lot=lot, warehouse_id=order.warehouse_id).first()
    mine = MaterialEntry.objects.filter(order=order, lot=lot).aggregate(w=Sum("weight"))["w"]
    there = free_of(balance) if balance else ZERO
    there -= queries.claimed_elsewhere(order, lot.pk) + (mine or ZERO)
    if wanted > there:
        raise TakenByOthers(lot=lot.no, there=max(there, ZERO), wanted=wanted)


def _require_risk(order: ProcessOrder) -> None:
    mill = order.processor
    if mill is None or mill.max_at_risk is None:
        return
    value = queries.value_at(order.warehouse_id)
    if value > mill.max_at_risk:
        raise BeyondRisk(limit=mill.max_at_risk, value=value, beyond=value - mill.max_at_risk)


@documents.verb
def counter(
    order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    issue_id: UUID,
    net: Decimal,
    document_no: str,
) -> ProcessOrder:
    """This will take the mill's own weight of a truck and tell the scale difference."""
    order = kit.lock(order_id, actor=actor, verb="counter", states=(*UNDER_WAY, State.RECONCILING))
    paper = order.issues.select_for_update(no_key=True).filter(pk=issue_id).first()
    if paper is None:
        raise Malformed(errors={"issue_id": _("本单没有这张发料单")})
    paper.their_weight, paper.their_document = net, document_no
    paper.difference = paper.weight - net
    paper.permille = tonnes.measured(paper.difference / net * 1000, places=3)
    paper.save(update_fields=["their_weight", "their_document", "difference", "permille"])
    if paper.ticket_id is not None:
        weighing.counter_for(
            paper.ticket_id,
            actor=actor,
            at=at,
            net_kg=tonnes.kilograms_of(net),
            document_no=document_no,
        )
    return kit.save(order, actor=actor, event="weighed", no=paper.no, ours=paper.weight, theirs=net)
