"""Writing what is on a truck, and bringing it to the gate."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.product import queries as products
from backend.goods.quality import actions as gates
from backend.goods.quality import queries as quality
from backend.goods.quality.flow import WAITING
from backend.goods.quality.models import InspectionPlan, Occasion
from backend.supply.purchase.models import Purchase, PurchaseLine
from backend.supply.receiving.actions import counting, gate, held, notices
from backend.supply.receiving.flow import NoticeState, ReceiptState
from backend.supply.receiving.models import (
    ArrivalNotice,
    GoodsReceipt,
    GoodsReceiptLine,
)

log.declare(
    "supply.receipt.created",
    "supply.receipt.changed",
    "supply.receipt.inspection_begun",
)

Kind = GoodsReceipt.Kind
FACTS = (
    "pieces",
    "serials",
    "brand",
    "heat",
    "their_no",
    "certificate",
    "their_weight",
    "their_ticket_no",
)


class DifferenceOpen(Refusal):
    """The scales differ beyond what the clause allows, and it says to clarify first."""

    sentence = _("第 {seq} 行磅差 {difference} 吨超出允许范围，合同约定先核实，请先处理磅差。")


class NoticeClosed(Refusal):
    """The notice has nothing to come any more."""

    sentence = _("到货预告 {no} 当前为“{state}”，不能据此收货。")


@documents.verb
def create_receipt(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    kind: str,
    purchase_id: UUID | None,
    notice_id: UUID | None,
    owner_party_id: UUID | None,
    lines: Sequence[Any],
    **facts: Any,
) -> GoodsReceipt:
    """This will open a receipt for a truck, of a purchase or of somebody else's goods.

    Goods without a purchase are only received for others: consigned, or a customer's own.
    """
    receipt = GoodsReceipt(kind=kind, received_on=on, **facts)
    if id is not None:
        receipt.id = id
    if kind == Kind.PURCHASE:
        _of_purchase(receipt, purchase_id, notice_id, owner_party_id, actor=actor)
    else:
        _of_another(receipt, purchase_id, notice_id, owner_party_id, actor=actor)
    receipt.no = numbering.next_number("SH", on=on)
    documents.add(
        receipt, actor=actor, event="supply.receipt.created", permission="supply.create_receipt"
    )
    _write_lines(receipt, lines, actor=actor)
    return receipt


def _of_purchase(
    receipt: GoodsReceipt,
    purchase_id: UUID | None,
    notice_id: UUID | None,
    owner_party_id: UUID | None,
    *,
    actor: Actor,
) -> None:
    if purchase_id is None:
        raise Malformed(errors={"purchase_id": _("采购收货须选择采购合同")})
    purchase = documents.refer(Purchase, purchase_id, actor=actor, field="purchase_id")
    assert purchase is not None
    notices.require_open(purchase)
    if owner_party_id not in (None, purchase.buyer_id):
        raise Malformed(errors={"owner_party_id": _("采购收货的货主是采购合同的买方，请留空")})
    receipt.purchase, receipt.party_id = purchase, purchase.party_id
    receipt.owner_party_id = purchase.buyer_id
    receipt.owner_id, receipt.unit_id = purchase.owner_id, purchase.unit_id
    receipt.notice = documents.refer(ArrivalNotice, notice_id, actor=actor, field="notice_id")
    if receipt.notice is None:
        return
    if receipt.notice.purchase_id != purchase.pk:
        raise Malformed(errors={"notice_id": _("该到货预告不属于这份采购合同")})
    if receipt.notice.state not in (NoticeState.ANNOUNCED, NoticeState.ARRIVED):
        state = documents.state_label(receipt.notice)
        raise NoticeClosed(no=receipt.notice.no, state=state)


def _of_another(
    receipt: GoodsReceipt,
    purchase_id: UUID | None,
    notice_id: UUID | None,
    owner_party_id: UUID | None,
    *,
    actor: Actor,
) -> None:
    if purchase_id is not None or notice_id is not None:
        raise Malformed(errors={"purchase_id": _("寄售或来料收货不对应采购合同，请留空")})
    owner = documents.refer(Party, owner_party_id, actor=actor, field="owner_party_id")
    if owner is None:
        raise Malformed(errors={"owner_party_id": _("请选择货主")})
    if owner.is_ours:
        raise Malformed(
            errors={"owner_party_id": _("自有货物须凭采购合同收货；无合同收货只用于他人货物")}
        )
    receipt.party = receipt.owner_party = owner


@documents.verb
def change_receipt(receipt_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> GoodsReceipt:
    """This will correct a draft; lines given replace all lines."""
    receipt = held.receipt(receipt_id, actor=actor, verb="change")
    if receipt.state != ReceiptState.DRAFT:
        verbs = documents.verbs_now(receipt, actor)
        raise NotNow(verbs=verbs, state=documents.state_label(receipt))
    lines = changes.pop("lines", None)
    for name, value in changes.items():
        setattr(receipt, name, value)
    if lines is not None:
        receipt.lines.all().delete()
        _write_lines(receipt, lines, actor=actor)
    return documents.save(receipt, actor=actor, event="supply.receipt.changed")


def _write_lines(receipt: GoodsReceipt, rows: Sequence[Any], *, actor: Actor) -> None:
    known = held.purchase_lines(receipt.purchase) if receipt.purchase is not None else None
    made = []
    for position, row in enumerate(rows):
        at = f"lines.{position}."
        facts = {name: value for name, value in dict(row).items() if name in FACTS}
        line = GoodsReceiptLine(receipt=receipt, seq=position + 1, **facts)
        if known is None:
            _of_product(line, row, at, actor=actor)
        else:
            _of_order(line, row, known, at, actor=actor)
        if line.serials:
            count = Decimal(line.pieces or len(line.serials))
            field = f"{at}serials"
            line.serials = counting.checked(line, line.serials, quantity=count, field=field)
        made.append(line)
    GoodsReceiptLine.objects.bulk_create(made)


def _of_product(line: GoodsReceiptLine, row: Any, at: str, *, actor: Actor) -> None:
    if row.purchase_line_id is not None:
        raise Malformed(errors={f"{at}purchase_line_id": _("无采购合同，请留空")})
    if row.product_id is None or row.warehouse_id is None:
        missing = "product_id" if row.product_id is None else "warehouse_id"
        raise Malformed(errors={f"{at}{missing}": _("无合同收货须填写产品和仓库")})
    line.product = products.in_use(row.product_id, actor=actor)
    line.warehouse = held.place(row.warehouse_id, actor=actor, field=f"{at}warehouse_id")


def _of_order(
    line: GoodsReceiptLine, row: Any, known: dict[UUID, PurchaseLine], at: str, *, actor: Actor
) -> None:
    if row.purchase_line_id is None:
        raise Malformed(errors={f"{at}purchase_line_id": _("请选择采购行")})
    bought = held.bought(known, row.purchase_line_id, field=f"{at}purchase_line_id")
    if row.product_id not in (None, bought.product_id):
        raise Malformed(errors={f"{at}product_id": _("产品与采购行不一致")})
    if bought.brands and line.brand not in bought.brands:
        wanted = "、".join(bought.brands)
        said = _("采购合同约定品牌：{brands}").format(brands=wanted)
        raise Malformed(errors={f"{at}brand": said})
    line.purchase_line, line.product = bought, bought.product
    warehouse_id = row.warehouse_id or bought.warehouse_id
    if warehouse_id is None:
        raise Malformed(errors={f"{at}warehouse_id": _("请选择入库仓库")})
    line.warehouse = held.place(warehouse_id, actor=actor, field=f"{at}warehouse_id")


@documents.verb
def inspect_receipt(receipt_id: UUID, *, actor: Actor) -> GoodsReceipt:
    """This will bring weighed goods to the quality gate; products without a plan pass at once.

    Raises DifferenceOpen while a difference of the scales waits for a decision.
    """
    receipt = held.receipt(receipt_id, actor=actor, verb="inspect")
    receipt.inspect()
    for line in held.rows(receipt):
        if line.settle_weight is None:
            raise DifferenceOpen(seq=line.seq, difference=line.difference)
        plan = quality.gate(line.product_id, Occasion.INCOMING, receipt.received_on)
        if plan is None or not _waits(receipt, line, plan, actor=actor):
            gate.let_through(line)
    gate.judge(receipt)
    return documents.save(receipt, actor=actor, event="supply.receipt.inspection_begun")


def _waits(
    receipt: GoodsReceipt, line: GoodsReceiptLine, plan: InspectionPlan, *, actor: Actor
) -> bool:
    """Bring the line to the quality gate; by the skip-lot rule it may pass unmeasured."""
    assert line.net is not None  # weighed
    notice = receipt.notice
    inspection = gates.open_for(
        actor=actor,
        source=Source.of(receipt),
        line_id=line.pk,
        plan=plan,
        lot_id=None,
        party_id=receipt.party_id,
        weight=line.net,
        pieces=line.pieces,
        at=_noon(receipt.received_on),
        beside=[Source.of(notice)] if notice is not None else [],
        owner_id=receipt.owner_id,
        unit_id=receipt.unit_id,
    )
    return inspection.state in WAITING


def _noon(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(12)))
