"""Putting accepted goods into stock, and taking that back."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Refusal
from backend.core.events import log
from backend.goods.quality import actions as gates
from backend.goods.stock import actions as stock
from backend.goods.weighing import actions as weighing
from backend.supply.purchase import actions as purchases
from backend.supply.purchase import queries as purchase_queries
from backend.supply.purchase.flow import State
from backend.supply.receiving.actions import counting, gate, held, notices
from backend.supply.receiving.flow import ReceiptState
from backend.supply.receiving.models import GoodsReceipt, GoodsReceiptLine

log.declare("supply.receipt.posted", "supply.receipt.voided")


class OverReceived(Refusal):
    """The order takes no more."""

    sentence = _(
        "第 {seq} 行本次 {this} {unit}超过采购合同上限：上限 {ceiling} {unit}，"
        "已收 {received} {unit}，最多还可收 {left} {unit}。"
    )


class PriceSettled(Refusal):
    """The final price stands on this receipt."""

    sentence = _("采购合同 {no} 第 {seq} 行已结算，不能作废收货；请先撤回结算单。")


@documents.verb
def post_receipt(receipt_id: UUID, *, actor: Actor, at: datetime) -> GoodsReceipt:
    """This will put what the gate let through into stock and count it on the purchase.

    Lots, ledger, counters and the news are one transaction. Raises OverReceived above the
    upper end of a line's tolerance, naming what may still come.
    """
    receipt = held.with_purchase(receipt_id, actor=actor, verb="post", states=held.COMES)
    gate.take_verdicts(receipt)
    receipt.post()
    receipt.posted_at, receipt.shown_to_id = at, receipt.party_id
    on = timezone.localdate(at)
    told = []
    for line in held.rows(receipt):
        if line.purchase_line is not None:
            _count(receipt, line, actor=actor)
        if line.accepted:
            _put_away(receipt, line, at=at, on=on, actor=actor)
            told.append(_facts(line))
        line.save()
    gates.place_lots(lots=_lots(told))
    if receipt.notice_id is not None:
        notices.note_received(receipt.notice_id, actor=actor, is_back=False)
    return documents.save(
        receipt, actor=actor, event="supply.receipt.posted", payload=_news(receipt, on, told)
    )


def _count(receipt: GoodsReceipt, line: GoodsReceiptLine, *, actor: Actor) -> None:
    """What is paid for counts against the order; what was refused is counted beside it."""
    bought = line.purchase_line
    assert bought is not None
    bought.refresh_from_db()
    ceiling = purchase_queries.ceiling(bought)
    weight = line.payable_weight or Decimal(0)
    left = ceiling - bought.quantity_received
    if line.accepted and weight > left:
        raise OverReceived(
            seq=bought.seq,
            unit=line.product.measured_in,
            this=weight,
            ceiling=ceiling,
            received=bought.quantity_received,
            left=max(left, Decimal("0.000")),
        )
    if line.accepted:
        purchases.note_received(bought.pk, actor=actor, weight=weight, event_no=receipt.no)
    if line.rejected:
        purchases.note_rejected(bought.pk, actor=actor, weight=line.rejected, event_no=receipt.no)


def _put_away(
    receipt: GoodsReceipt, line: GoodsReceiptLine, *, at: datetime, on: date, actor: Actor
) -> None:
    assert line.accepted is not None  # judged
    line.lot = stock.receive(
        actor=actor,
        at=at,
        product_id=line.product_id,
        warehouse_id=line.warehouse_id,
        owner_party_id=receipt.owner_party_id,
        weight=line.accepted,
        pieces=line.pieces - line.rejected_pieces,
        source=Source.of(receipt),
        line_id=line.pk,
        brand=line.brand,
        heat=line.heat,
        their_no=line.their_no,
        certificate=line.certificate,
        **_worth(line, on),
    )
    counting.take_in(receipt, line, actor=actor, at=at)


def _worth(line: GoodsReceiptLine, on: date) -> dict[str, Any]:
    """Price and cost of a line; goods of others have neither.

    A lot is worth what is paid for it: when that weight is not the one put into stock, the
    value is told exactly and the cost per tonne follows.
    """
    bought = line.purchase_line
    if bought is None:
        return {"unit_cost": None}
    assert line.payable_weight is not None
    line.price, line.price_state = purchase_queries.receipt_price(bought, on)
    line.amount = money.amount(line.payable_weight, line.price)
    unit_cost = purchase_queries.unit_cost(bought, line.price)
    worth: dict[str, Any] = {"unit_cost": unit_cost, "price_state": line.price_state}
    if line.payable_weight != line.accepted:
        worth["value"] = money.amount(line.payable_weight, unit_cost)
    return worth


def _lots(told: list[dict[str, Any]]) -> list[tuple[UUID, UUID]]:
    return [(row["receipt_line_id"], row["lot_id"]) for row in told]


def _facts(line: GoodsReceiptLine) -> dict[str, Any]:
    return {
        "line_id": line.purchase_line_id,
        "receipt_line_id": line.pk,
        "lot_id": line.lot_id,
        "weight": line.accepted,
        "settle_weight": line.payable_weight,
        "price": line.price,
        "amount": line.amount,
        "price_state": line.price_state,
    }


def _news(receipt: GoodsReceipt, on: date, told: list[dict[str, Any]]) -> dict[str, Any]:
    return {"purchase_id": receipt.purchase_id, "on": on, "lines": told}


@documents.verb
def void_receipt(receipt_id: UUID, *, actor: Actor, at: datetime, reason: str) -> GoodsReceipt:
    """This will take a receipt back; what it put into stock goes out by entries the other way.

    Raises NotEnough when some of the goods have left, PriceSettled once a settlement stands.
    """
    receipt = held.with_purchase(receipt_id, actor=actor, verb="void", states=tuple(State))
    was_posted = receipt.state == ReceiptState.POSTED
    receipt.void()
    receipt.void_reason = reason
    rows = held.rows(receipt)
    if was_posted:
        for line in rows:
            counting.give_out(receipt, line, actor=actor, at=at)
        _take_back(receipt, rows, at=at, reason=reason, actor=actor)
    for line in rows:
        if line.ticket_id is not None:
            weighing.detach(line.ticket_id, actor=actor, source=Source.of(receipt))
    gates.drop(actor=actor, source=Source.of(receipt), reason=reason)
    told = [_facts(line) for line in rows if was_posted and line.lot_id is not None]
    return documents.save(
        receipt,
        actor=actor,
        event="supply.receipt.voided",
        payload=_news(receipt, timezone.localdate(at), told),
        reason=reason,
    )


def _take_back(
    receipt: GoodsReceipt,
    rows: list[GoodsReceiptLine],
    *,
    at: datetime,
    reason: str,
    actor: Actor,
) -> None:
    for line in rows:
        bought = line.purchase_line
        if bought is None:
            continue
        if bought.amount_final is not None and line.lot_id is not None:
            assert receipt.purchase is not None
            raise PriceSettled(no=receipt.purchase.no, seq=bought.seq)
        if line.accepted:
            weight = -(line.payable_weight or Decimal(0))
            purchases.note_received(bought.pk, actor=actor, weight=weight, event_no=receipt.no)
        if line.rejected:
            purchases.note_rejected(
                bought.pk, actor=actor, weight=-line.rejected, event_no=receipt.no
            )
    stock.take_back(actor=actor, at=at, source=Source.of(receipt), reason=reason)
    if receipt.notice_id is not None:
        notices.note_received(receipt.notice_id, actor=actor, is_back=True)
