"""Letting goods go: three gates, the driver's code, our scale, our stock."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal, TooMany
from backend.crm.contract import actions as contracts
from backend.crm.contract import queries as contract_queries
from backend.crm.credit import actions as credit
from backend.crm.credit.models import CreditEntry
from backend.crm.delivery import queries
from backend.crm.delivery.actions import counting, hold, inspected
from backend.crm.delivery.models import Delivery
from backend.crm.receivable import queries as receivables
from backend.goods.cost import queries as costs
from backend.goods.stock import actions as stock
from backend.goods.stock import queries as stock_queries
from backend.goods.stock.models import Source
from backend.goods.weighing import actions as weighing
from backend.goods.weighing import queries as weighing_queries
from backend.goods.weighing.models import WeighTicket

TRIES = 5
LOCKED_FOR = 3600


class NotPaidYet(Refusal):
    """Money that must come first has not come."""

    sentence = _("放行前须收款 {required} 元，已收 {received} 元，还差 {missing} 元。")


class NotOurs(Refusal):
    """The warehouse does not hold enough of the seller's own free goods."""

    sentence = _(
        "仓库“{warehouse}”中本公司可用货物不足：需要 {wanted} {unit}，可用 {available} {unit}。"
    )


class CodeExpired(Refusal):
    """The handover code ran out."""

    sentence = _("提货码已于 {until} 失效，请重新放行。")


class WrongCode(Malformed):
    """The driver showed another code."""

    sentence = _("提货码不正确。")


class WrongTruck(Malformed):
    """The truck at the gate is not the one that was released."""

    sentence = _("车牌不符：放行的是 {released}，实到 {arrived}。")


class PlateDiffers(Refusal):
    """The ticket belongs to another truck."""

    sentence = _("磅单 {ticket} 的车牌 {theirs} 与发货单车牌 {ours} 不符。")


@documents.verb
def release(delivery_id: UUID, *, actor: Actor, at: datetime, valid_hours: int) -> Delivery:
    """This will let the warehouse load, after money, quality, credit and ownership were checked.

    Raises NotPaidYet, NotInspected, OverLimit or NotOurs with the figures. The value of goods
    that neither money nor the contract's own credit covers is committed against the
    customer's limit.
    """
    delivery = hold.lock(delivery_id, actor=actor, verb="release", states=hold.MOVING)
    delivery.release()
    _require_money(delivery)
    inspected.require_passed(delivery, on=timezone.localdate(at))
    _require_goods(delivery)
    line = delivery.line
    delivery.amount_provisional = money.amount(delivery.planned_weight, line.provisional_price)
    _commit_credit(delivery, actor=actor, at=at)
    delivery.released_at = at
    delivery.handover_until = at + timedelta(hours=valid_hours)
    return hold.save(delivery, actor=actor, event="released", on=timezone.localdate(at))


def _require_money(delivery: Delivery) -> None:
    gate = receivables.money_gate(delivery.contract_id)
    if not gate.is_open:
        raise NotPaidYet(required=gate.required, received=gate.received, missing=gate.missing)


def _require_goods(delivery: Delivery) -> None:
    """What the contract holds in stock may go, and what is free beside it."""
    line = delivery.line
    held = stock_queries.ready_for(Source.of(delivery.contract), line.pk)
    free = stock_queries.available(
        line.product_id,
        warehouse_id=delivery.warehouse_id,
        owner_party_id=delivery.contract.seller_id,
        brands=line.brands,
    )
    if held + free < delivery.planned_weight:
        raise NotOurs(
            warehouse=delivery.warehouse.name,
            wanted=delivery.planned_weight,
            available=held + free,
            unit=line.product.measured_in,
        )


def _commit_credit(delivery: Delivery, *, actor: Actor, at: datetime) -> None:
    """Goods out, this truck included, beyond money in and the credit the contract has."""
    out = queries.let_go(delivery.contract_id) + delivery.amount_provisional
    covered = receivables.received(delivery.contract_id)
    own = contract_queries.credit_part(delivery.contract)
    beyond = min(out - covered - own, delivery.amount_provisional)
    if beyond > 0:
        credit.commit(
            delivery.party_id,
            actor=actor,
            amount=beyond,
            kind=CreditEntry.Kind.RELEASE,
            document=hold.CODE,
            document_id=delivery.pk,
            on=timezone.localdate(at),
            note=delivery.no,
        )


@documents.verb
def load(
    delivery_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    plate: str,
    handover_code: str,
    pieces: int,
    theoretical_weight: Decimal | None,
) -> Delivery:
    """This will record a loaded truck whose plate and code are the released ones."""
    delivery = hold.lock(delivery_id, actor=actor, verb="load", states=hold.MOVING)
    delivery.load()
    _require_driver(delivery, plate=plate, code=handover_code, at=at)
    basis = delivery.line.WeightBasis.THEORETICAL
    is_by_theory = delivery.line.weight_basis == basis and not delivery.line.product.is_counted
    if is_by_theory and theoretical_weight is None:
        raise Malformed(errors={"theoretical_weight": _("理计交货须填写理计重量")})
    delivery.loaded_at, delivery.pieces = at, pieces
    delivery.theoretical_weight = theoretical_weight
    return hold.save(delivery, actor=actor, event="loaded")


def _require_driver(delivery: Delivery, *, plate: str, code: str, at: datetime) -> None:
    assert delivery.handover_until is not None  # set by the release this state follows
    if weighing_queries.plate(plate) != weighing_queries.plate(delivery.plate):
        raise WrongTruck(
            errors={"plate": WrongTruck.sentence.format(released=delivery.plate, arrived=plate)},
            released=delivery.plate,
            arrived=plate,
        )
    if at > delivery.handover_until:
        raise CodeExpired(until=timezone.localtime(delivery.handover_until).strftime("%F %R"))
    _require_code(delivery, code)


def _require_code(delivery: Delivery, code: str) -> None:
    """Guessing is counted outside the transaction, so that a refusal does not forget it."""
    counter = f"handover:{delivery.pk}"
    if cache.get(counter, 0) >= TRIES:
        raise TooMany(wait=LOCKED_FOR)
    if code != queries.handover_code(delivery):
        cache.add(counter, 0, LOCKED_FOR)
        cache.incr(counter)
        raise WrongCode(errors={"handover_code": WrongCode.sentence})


@documents.verb
def weigh_out(delivery_id: UUID, *, actor: Actor, at: datetime, ticket_id: UUID) -> Delivery:
    """This will take the weight of our ticket and issue the goods from stock at that weight.

    Raises OverDelivered beyond the line's upper band, PlateDiffers for another truck's ticket and
    Counted for goods that are counted.
    """
    delivery = hold.lock(delivery_id, actor=actor, verb="weigh_out", states=hold.MOVING)
    delivery.weigh_out()
    counting.refuse_scales(delivery, then=_("请办理“清点出库”。"))
    ticket = _attach(delivery, ticket_id, actor=actor)
    weight = ticket.settle_weight
    assert weight is not None  # a completed ticket weighs
    line = delivery.line
    contracts.note_shipped(line.pk, actor=actor, quantity=weight, event_no=delivery.no)
    source = Source.of(delivery)
    stock.issue(
        actor=actor,
        at=at,
        source=source,
        line_id=line.pk,
        product_id=line.product_id,
        weight=weight,
        warehouse_id=delivery.warehouse_id,
        owner_party_id=delivery.contract.seller_id,
        brands=line.brands,
        pieces=delivery.pieces or None,
        reservation_source=Source.of(delivery.contract),
        reservation_line_id=line.pk,
    )
    delivery.ticket, delivery.our_weight = ticket, weight
    delivery.cost = costs.cost_of(source)
    delivery.amount_provisional = money.amount(weight, line.provisional_price)
    return hold.save(
        delivery, actor=actor, event="weighed_out", weight=weight, on=timezone.localdate(at)
    )


def _attach(delivery: Delivery, ticket_id: UUID, *, actor: Actor) -> WeighTicket:
    documents.refer(WeighTicket, ticket_id, actor=actor, field="ticket_id")
    source = Source.of(delivery)
    ticket = weighing.attach(ticket_id, actor=actor, source=source, line_id=delivery.line_id)
    if ticket.plate != weighing_queries.plate(delivery.plate):
        raise PlateDiffers(ticket=ticket.no, theirs=ticket.plate, ours=delivery.plate)
    return ticket
