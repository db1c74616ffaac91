"""Goods come back from the mill, with what they took and what fell off beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.goods.quality import actions as gates
from backend.goods.quality.models import Occasion
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Lot
from backend.goods.warehouse import queries as warehouses
from backend.supply.processing import calc, queries
from backend.supply.processing.actions import consuming, kit, scraps
from backend.supply.processing.actions.consuming import Drawn
from backend.supply.processing.flow import UNDER_WAY, State
from backend.supply.processing.models import (
    ProcessingReceipt,
    ProcessOrder,
    ProcessOutput,
    ReceiptOutput,
)

ZERO = Decimal("0.000")
Basis = ProcessingReceipt.Basis


class NothingIssued(Refusal):
    """Goods cannot come of material that was never sent."""

    sentence = _("本单还没有发料，不能收货。请先登记发料。")


class MoreThanSent(Refusal):
    """More metal would have come back than went out."""

    sentence = _(
        "收回合计 {back} 吨（成品 {outputs}，副产品 {byproducts}，损耗 {loss}），"
        "超过净发料 {sent} 吨，请核对重量。"
    )


class YieldTooGood(Refusal):
    """Goods weigh more than the material said to be in them."""

    sentence = _("上报消耗 {consumed} 吨少于成品与副产品 {outputs} 吨，成材率超过 100%，请核对。")


class WorthTooMuch(Refusal):
    """By-products are worth more than everything that was put in."""

    sentence = _("副产品价值 {scrap} 元超过本次成本 {cost} 元，请核对副产品计价。")


@dataclass
class Coming:
    """A receipt while it is being written."""

    order: ProcessOrder
    paper: ProcessingReceipt
    actor: Actor
    outputs: list[tuple[ProcessOutput, Any]]
    scraps: Sequence[Any]
    drawn: Drawn = field(default_factory=lambda: Drawn(ZERO, money.ZERO, []))

    @property
    def source(self) -> Source:
        """The order, as the cause of what moves."""
        return Source.of(self.order)


@documents.verb
def receive(
    order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    warehouse_id: UUID,
    outputs: Sequence[Any],
    scraps: Sequence[Any],
    consumed: Sequence[Any],
    ticket_id: UUID | None,
    freight: Decimal,
) -> ProcessOrder:
    """This will take accepted goods into stock; what is rejected stays with the mill.

    Material used is what the mill reports, else what the accepted goods stand for by the bill.
    Raises NothingIssued, MoreThanSent, YieldTooGood or NotThatMuch with the figures.
    """
    order = kit.lock(order_id, actor=actor, verb="receive", states=UNDER_WAY)
    if not order.issued:
        raise NothingIssued
    warehouses.in_use(warehouse_id, actor=actor)
    coming = _begin(order, actor, at, warehouse_id, outputs, scraps, freight)
    _require_sent(coming)
    _weigh(coming, ticket_id)
    _use(coming, consumed)
    _count_fee(coming)
    parents = coming.drawn.lots
    rows = _scraps(coming)
    values = _value(coming, rows)
    coming.paper.save(force_insert=True)
    for row in rows:
        row.receipt = coming.paper
        row.save(force_insert=True)
    _put_away(coming, values, parents)
    if order.state != State.RECEIVING:
        order.begin_receiving()
    return kit.save(
        order, actor=actor, event="received", no=coming.paper.no, weight=coming.paper.accepted,
        consumed=coming.paper.consumed,
    )  # fmt: skip


def _begin(
    order: ProcessOrder,
    actor: Actor,
    at: datetime,
    warehouse_id: UUID,
    outputs: Sequence[Any],
    scraps: Sequence[Any],
    freight: Decimal,
) -> Coming:
    known = {row.pk: row for row in order.outputs.select_for_update(no_key=True).order_by("seq")}
    pairs = []
    for index, row in enumerate(outputs):
        if row.output_id not in known:
            raise Malformed(errors={f"outputs.{index}.output_id": _("本单没有这个产出")})
        total = row.accepted + row.rejected + row.rework
        kit.require(total > 0, f"outputs.{index}.accepted", _("请填写合格、拒收或返工重量"))
        pairs.append((known[row.output_id], row))
    kit.require(pairs or scraps, "outputs", _("请填写收到的成品或副产品"))
    paper = ProcessingReceipt(
        order=order,
        no=kit.number("JS-WW", at),
        at=at,
        by_label=actor.label,
        warehouse_id=warehouse_id,
        accepted=sum((row.accepted for _o, row in pairs), ZERO),
        byproducts=sum((row.weight for row in scraps), ZERO),
        freight=freight if order.is_ours else money.ZERO,
    )
    return Coming(order, paper, actor, pairs, scraps)


def _require_sent(coming: Coming) -> None:
    order, paper = coming.order, coming.paper
    outputs = calc.metal_in(order.accepted + paper.accepted, metal_share=order.bom.metal_share)
    byproducts = order.byproducts + paper.byproducts
    sent = order.issued - order.returned
    back = outputs + byproducts + order.lost
    limit = calc.tolerance(order.resolution, tickets=queries.tickets_of(order))
    if back > sent + limit:
        raise MoreThanSent(
            back=back, outputs=outputs, byproducts=byproducts, loss=order.lost, sent=sent
        )


def _weigh(coming: Coming, ticket_id: UUID | None) -> None:
    on_truck = sum(
        (row.accepted + row.rejected + row.rework for _o, row in coming.outputs), ZERO
    ) + scraps.returned_weight(coming.order, coming.scraps)
    coming.paper.ticket = kit.attach(
        coming.order, ticket_id, actor=coming.actor, line_id=coming.paper.pk, weight=on_truck
    )


def _use(coming: Coming, consumed: Sequence[Any]) -> None:
    """What the mill reports goes before what the bill says; what was issued says nothing."""
    order, paper = coming.order, coming.paper
    if consumed:
        paper.basis = Basis.REPORTED
        wanted: dict[UUID, Decimal] = {}
        for row in consumed:
            wanted[row.product_id] = wanted.get(row.product_id, ZERO) + row.weight
        known = order.bom.inputs.values_list("product_id", flat=True)
        kit.require(set(wanted) <= set(known), "consumed", _("上报的材料不在加工清单的投料中"))
        total = sum(wanted.values(), ZERO)
        metal = calc.metal_in(paper.accepted, metal_share=order.bom.metal_share)
        if total < metal + paper.byproducts:
            raise YieldTooGood(consumed=total, outputs=metal + paper.byproducts)
    else:
        paper.basis = Basis.BOM
        wanted = consuming.by_bom(order, paper.accepted)
    coming.drawn = consuming.use(order, wanted, actor=coming.actor, at=paper.at, paper_id=paper.pk)
    paper.consumed, paper.material_value = coming.drawn.weight, coming.drawn.value


def _count_fee(coming: Coming) -> None:
    order, paper = coming.order, coming.paper
    pieces = sum(row.pieces for _o, row in coming.outputs if row.accepted)
    is_counted = order.fee_basis != "piece" or pieces or not paper.accepted
    kit.require(is_counted, "outputs", _("按件计费时须填写件数"))
    paper.fee = calc.fee(
        order.fee_basis, order.fee_price, output=paper.accepted, charge=paper.consumed,
        pieces=pieces,
    )  # fmt: skip
    paper.fee_excl = money.vat_split(paper.fee, order.tax_rate).excl


def _scraps(coming: Coming) -> list[Any]:
    """What fell off: returned to the owner, bought, or kept, each with its value."""
    rows = scraps.rows_of(coming.order, coming.scraps, actor=coming.actor)
    parents = coming.drawn.lots or consuming.used_lots(coming.order)
    for row in rows:
        scraps.take_in(coming.order, coming.paper, row, parents, actor=coming.actor)
    if coming.order.is_ours:
        coming.paper.byproduct_value = money.total(row.value for row in rows)
    coming.order.byproducts += coming.paper.byproducts
    return rows


def _value(coming: Coming, rows: Sequence[Any]) -> list[Decimal]:
    """Share what is on no lot yet over the accepted outputs, so that the cost closes to zero."""
    order, paper = coming.order, coming.paper
    good = [(output, row) for output, row in coming.outputs if row.accepted]
    if not order.is_ours or not good:
        return [money.ZERO for _pair in good]
    spent = paper.material_value + paper.fee_excl + paper.freight + queries.pending(order)
    if paper.byproduct_value > spent:
        raise WorthTooMuch(scrap=paper.byproduct_value, cost=spent)
    paper.value = spent - paper.byproduct_value
    by_value = order.cost_split == ProcessOrder.Split.VALUE
    keys = [
        queries.key_of(output.coefficient, output.unit_value, by_value) for output, _row in good
    ]
    return calc.share_cost(
        paper.value, tonnes=[row.accepted for _o, row in good], coefficients=keys
    )


def _put_away(
    coming: Coming, values: Sequence[Decimal], parents: Sequence[tuple[UUID, Decimal]]
) -> None:
    """Open a lot for each output accepted; what was rejected is written down and no more."""
    left = iter(values)
    assert coming.paper.warehouse_id is not None  # only a count has no place
    good = [row.accepted for _o, row in coming.outputs]
    for output, row in coming.outputs:
        lot, value = None, money.ZERO
        if row.accepted:
            value = next(left)
            lot = stock.receive(
                actor=coming.actor, at=coming.paper.at, product_id=output.product_id,
                warehouse_id=coming.paper.warehouse_id, weight=row.accepted, unit_cost=None,
                owner_party_id=coming.order.owner_party_id, pieces=row.pieces,
                value=value if coming.order.is_ours else None, source=coming.source,
                line_id=coming.paper.pk, spec=output.spec, heat=row.heat, brand=row.brand,
                parents=share_of(parents, row.accepted, sum(good, ZERO)), mill=_mill(coming.order),
            )  # fmt: skip
            _inspect(coming, lot, row.pieces)
            output.accepted += row.accepted
            output.save(update_fields=["accepted"])
        ReceiptOutput.objects.create(
            receipt=coming.paper, output=output, accepted=row.accepted, rejected=row.rejected,
            rework=row.rework, pieces=row.pieces, lot=lot, value=value, reason=row.reason,
        )  # fmt: skip
    coming.order.accepted += coming.paper.accepted


def _inspect(coming: Coming, lot: Lot, pieces: int) -> None:
    """The lot waits for its inspection where the product's plan asks for one."""
    gates.open_for_lot(
        lot, actor=coming.actor, at=coming.paper.at, occasion=Occasion.PROCESSING,
        source=coming.source, line_id=lot.pk, party_id=coming.order.party_id,
        weight=lot.actual, pieces=pieces,
    )  # fmt: skip


def _mill(order: ProcessOrder) -> str:
    return order.party.name[:120] if order.is_ours else ""


def share_of(
    parents: Sequence[tuple[UUID, Decimal]], part: Decimal, whole: Decimal
) -> list[tuple[UUID, Decimal]]:
    """This will tell how much of each parent went into a part of the goods."""
    if part == whole:
        return list(parents)
    found = []
    for lot_id, tonnes in parents:
        mine = money.allocate(tonnes, [part, whole - part], places=3)[0]
        if mine:
            found.append((lot_id, mine))
    return found
