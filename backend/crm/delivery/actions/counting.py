"""Goods that are counted, not weighed: machines and parts leave by number, serial by serial."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.crm.contract import actions as contracts
from backend.crm.delivery.actions import hold
from backend.crm.delivery.models import Delivery
from backend.goods.cost import queries as costs
from backend.goods.product import queries as products
from backend.goods.serial import actions as serials
from backend.goods.serial.models import Serial
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Source


class Counted(Refusal):
    """The goods have no weight to take."""

    sentence = _("{product} 按{unit}计数，不过磅。{then}")


class NotCounted(Refusal):
    """The goods are weighed."""

    sentence = _("{product} 按重量交货，请凭出库磅单办理“出库过磅”。")


class OthersGoods(Refusal):
    """The serial belongs to somebody else."""

    sentence = _("序列号 {no}（批次 {lot}）的货主是 {owner}，不是合同卖方，不能按本合同出库。")


def refuse_scales(delivery: Delivery, *, then: StrOrPromise) -> None:
    """This will refuse a weighbridge for goods that are counted, saying what to do instead."""
    product = delivery.line.product
    if product.is_counted:
        raise Counted(product=product.name, unit=product.unit_of_measure, then=then)


@documents.verb
def count_out(
    delivery_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    quantity: Decimal | None,
    serials: Sequence[str],
) -> Delivery:
    """This will issue counted goods from stock, by their serials where they have some.

    Without a quantity all that was planned leaves. Raises SerialNotHere for a serial that is
    elsewhere, OverDelivered beyond the line's upper band, NotCounted for goods that are weighed.
    """
    delivery = hold.lock(delivery_id, actor=actor, verb="count_out", states=hold.MOVING)
    delivery.weigh_out()
    line = delivery.line
    if not line.product.is_counted:
        raise NotCounted(product=line.product.name)
    count = delivery.planned_weight if quantity is None else quantity
    products.require_whole(line.product, count, field="quantity")
    nos = _serials(delivery, serials, count)
    contracts.note_shipped(line.pk, actor=actor, quantity=count, event_no=delivery.no)
    _issue(delivery, nos, count, actor=actor, at=at)
    delivery.our_weight, delivery.pieces = count, int(count)
    delivery.cost = costs.cost_of(Source.of(delivery))
    delivery.amount_provisional = money.amount(count, line.provisional_price)
    return hold.save(
        delivery,
        actor=actor,
        event="counted_out",
        weight=count,
        serials=nos,
        on=timezone.localdate(at),
    )


def _serials(delivery: Delivery, given: Sequence[str], count: Decimal) -> list[str]:
    return serials.checked(delivery.line.product, given, quantity=count)


def _issue(
    delivery: Delivery, nos: Sequence[str], count: Decimal, *, actor: Actor, at: datetime
) -> None:
    """Serials name their lots; without any, what the contract holds goes first, oldest first."""
    line, source = delivery.line, Source.of(delivery)
    held = Source.of(delivery.contract)
    if not nos:
        stock.issue(
            actor=actor,
            at=at,
            source=source,
            line_id=line.pk,
            product_id=line.product_id,
            weight=count,
            warehouse_id=delivery.warehouse_id,
            owner_party_id=delivery.contract.seller_id,
            brands=line.brands,
            pieces=int(count),
            reservation_source=held,
            reservation_line_id=line.pk,
        )
        return
    given = serials.give_out(
        actor=actor,
        at=at,
        product_id=line.product_id,
        nos=nos,
        source=source,
        warehouse_id=delivery.warehouse_id,
    )
    _require_ours(delivery, given)
    lots = Counter(serial.lot_id for serial in given)
    stock.issue_lots(
        actor=actor,
        at=at,
        source=source,
        line_id=line.pk,
        takes=[
            stock.Take(lot_id, delivery.warehouse_id, Decimal(many), many)
            for lot_id, many in lots.items()
        ],
        reservation_source=held,
        reservation_line_id=line.pk,
    )


def _require_ours(delivery: Delivery, given: Sequence[Serial]) -> None:
    for serial in given:
        lot = serial.lot
        if lot.owner_party_id != delivery.contract.seller_id:
            raise OthersGoods(no=serial.no, lot=lot.no, owner=lot.owner_party.name)
        if delivery.line.brands and lot.brand not in delivery.line.brands:
            said = _("序列号 {no} 的品牌是“{brand}”，合同可交品牌：{brands}")
            brands = "、".join(delivery.line.brands)
            errors = {"serials": said.format(no=serial.no, brand=lot.brand, brands=brands)}
            raise Malformed(errors=errors)
