"""Goods that are counted come in without a scale: how many, and which numbers they bear."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.goods.product import queries as products
from backend.goods.product.models import Product
from backend.goods.serial import actions as serials
from backend.supply.receiving.actions import held
from backend.supply.receiving.models import GoodsReceipt, GoodsReceiptLine

log.declare("supply.receipt.serials_named")


class SerialsOpen(Refusal):
    """Some pieces that go into stock have no number, or some numbers are of refused pieces."""

    sentence = _(
        "第 {seq} 行入库 {accepted} {unit}，登记了 {named} 个序列号；"
        "请先用“登记序列号”填写入库那些货物的序列号，再入库。"
    )


def take_count(line: GoodsReceiptLine, row: Any, *, field: str) -> None:
    """This will take the number of pieces of a line in the place of its weights.

    A supplier's figure is kept beside ours; what is counted at our gate is paid for.
    """
    if row.ticket_id is not None:
        said = _("{product} 按{unit}计数，不过磅：请填写清点数量")
        unit = line.product.unit_of_measure
        errors = {f"{field}.ticket_id": said.format(product=line.product.name, unit=unit)}
        raise Malformed(errors=errors)
    if row.count is None:
        raise Malformed(errors={f"{field}.count": _("请填写清点数量")})
    products.require_whole(line.product, row.count, field=f"{field}.count")
    line.net = line.settle_weight = row.count
    line.pieces = int(row.count)
    if line.their_weight is not None:
        line.difference, line.is_within = row.count - line.their_weight, None
    if row.serials:
        line.serials = checked(line, row.serials, quantity=row.count, field=f"{field}.serials")


def refuse_count(row: Any, *, field: str) -> None:
    """This will refuse a count of goods that are weighed."""
    if row.count is not None or row.serials:
        raise Malformed(errors={f"{field}.count": _("该产品按重量收货，请填写磅单")})


def checked(
    line: GoodsReceiptLine, nos: Sequence[str], *, quantity: Decimal, field: str
) -> list[str]:
    """This will give serials fit for so many pieces of a line; none of them may be in stock."""
    return serials.checked(line.product, nos, quantity=quantity, field=field)


@documents.verb
def name_serials(
    receipt_id: UUID, *, actor: Actor, line_id: UUID, nos: Sequence[str]
) -> GoodsReceipt:
    """This will write down the numbers of the pieces of a line that go into stock."""
    receipt = held.receipt(receipt_id, actor=actor, verb="name_serials")
    line = next((row for row in held.rows(receipt) if row.pk == line_id), None)
    if line is None:
        raise Malformed(errors={"line_id": _("收货单中没有这一行")})
    count = line.accepted if line.accepted is not None else line.net
    quantity = Decimal(len(nos)) if count is None else count
    line.serials = checked(line, nos, quantity=quantity, field="nos")
    line.save(update_fields=["serials"])
    facts = {"line_id": line.pk, "serials": line.serials}
    return documents.save(receipt, actor=actor, event="supply.receipt.serials_named", payload=facts)


def take_in(receipt: GoodsReceipt, line: GoodsReceiptLine, *, actor: Actor, at: datetime) -> None:
    """This will put the numbers of a line that is in stock on file; raises SerialsOpen."""
    if line.product.tracking != Product.Tracking.SERIAL:
        return
    assert line.lot_id is not None  # put away
    assert line.accepted is not None
    if Decimal(len(line.serials)) != line.accepted:
        raise SerialsOpen(
            seq=line.seq,
            accepted=f"{line.accepted:.0f}",
            unit=line.product.unit_of_measure,
            named=len(line.serials),
        )
    serials.take_in(
        actor=actor,
        at=at,
        product_id=line.product_id,
        lot_id=line.lot_id,
        warehouse_id=line.warehouse_id,
        nos=line.serials,
        source=Source.of(receipt),
    )


def give_out(receipt: GoodsReceipt, line: GoodsReceiptLine, *, actor: Actor, at: datetime) -> None:
    """This will take the numbers of a line out again, for its receipt is void."""
    if line.lot_id is not None and line.serials:
        serials.give_out(
            actor=actor,
            at=at,
            product_id=line.product_id,
            nos=line.serials,
            source=Source.of(receipt),
            warehouse_id=line.warehouse_id,
        )
