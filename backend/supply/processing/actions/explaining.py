"""What the mill says, what is lost, and what a count finds: until every tonne is explained."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.files.models import Attachment
from backend.supply.processing import calc, queries
from backend.supply.processing.actions import consuming, kit
from backend.supply.processing.actions.receiving import MoreThanSent
from backend.supply.processing.flow import UNDER_WAY, State
from backend.supply.processing.models import (
    LossRecord,
    ProcessingReceipt,
    ProcessOrder,
    ProgressReport,
)

ZERO = Decimal("0.000")


@documents.verb
def report(
    order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    step: str,
    percent: int,
    weight_in: Decimal,
    weight_out: Decimal,
    scrap: Decimal,
    photos: Sequence[UUID],
    note: str,
    ready_on: date | None,
) -> ProcessOrder:
    """This will write down what the mill says of its work; stock does not follow from it."""
    order = kit.lock(order_id, actor=actor, verb="report", states=UNDER_WAY)
    _require_photos(order, photos)
    ProgressReport.objects.create(
        order=order, no=kit.number("JD", at), at=at, by_label=actor.label, step=step,
        percent=percent, weight_in=weight_in, weight_out=weight_out, scrap=scrap,
        photos=[str(photo) for photo in photos], note=note, ready_on=ready_on,
    )  # fmt: skip
    order.progress = percent
    return kit.save(
        order, actor=actor, event="reported", step=step, percent=percent, ready_on=ready_on
    )


def _require_photos(order: ProcessOrder, photos: Sequence[UUID]) -> None:
    code = "supply.processing"
    rows = Attachment.objects.filter(pk__in=photos, document=code, document_id=order.pk)
    if rows.count() != len(set(photos)):
        raise Malformed(errors={"photos": _("请先把照片作为附件上传到本加工单")})


@documents.verb
def record_loss(
    order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    element: str,
    weight: Decimal,
    reason: str,
) -> ProcessOrder:
    """This will write down metal that is gone, and why; below zero corrects an earlier record.

    Raises MoreThanSent when more would be explained than was sent.
    """
    states = (State.IN_PROCESS, State.RECEIVING, State.RECONCILING)
    order = kit.lock(order_id, actor=actor, verb="record_loss", states=states)
    kit.require(weight, "weight", _("重量不能为零"))
    kit.require(order.lost + weight >= 0, "weight", _("冲减后损耗合计不能小于零"))
    known = set(order.bom.elements.values_list("element", flat=True))
    kit.require(not element or element in known, "element", _("加工清单没有这个元素"))
    LossRecord.objects.create(
        order=order, no=kit.number("SH", at), at=at, by_label=actor.label, kind=kind,
        element=element, weight=weight, reason=reason,
    )  # fmt: skip
    order.lost += weight
    _require_sent(order)
    return kit.save(order, actor=actor, event="loss_recorded", weight=weight, reason=reason)


def _require_sent(order: ProcessOrder) -> None:
    outputs = calc.metal_in(order.accepted, metal_share=order.bom.metal_share)
    back = outputs + order.byproducts + order.lost
    sent = order.issued - order.returned
    limit = calc.tolerance(order.resolution, tickets=queries.tickets_of(order))
    if back > sent + limit:
        raise MoreThanSent(
            back=back, outputs=outputs, byproducts=order.byproducts, loss=order.lost, sent=sent
        )


@documents.verb
def reconcile(
    order_id: UUID, *, actor: Actor, at: datetime, counted: Sequence[Any]
) -> ProcessOrder:
    """This will end receiving with the mill's count of unused material; not counted means none.

    What is missing against the books was used, what is more was not; goods follow in cost.
    """
    order = kit.lock(order_id, actor=actor, verb="reconcile")
    order.reconcile()
    products = list(order.bom.inputs.values_list("product_id", flat=True))
    found = {row.product_id: row.weight for row in counted}
    kit.require(set(found) <= set(products), "counted", _("盘点的产品不在加工清单的投料中"))
    _require_possible(order, sum(found.values(), ZERO))
    there = consuming.at_mill(order)
    for product_id in products:
        _true_up(
            order, product_id, there.get(product_id, ZERO) - found.get(product_id, ZERO),
            actor=actor, at=at,
        )  # fmt: skip
    order.counted = sum(found.values(), ZERO)
    return kit.save(order, actor=actor, event="reconciled", counted=order.counted)


def _require_possible(order: ProcessOrder, counted: Decimal) -> None:
    """What lies there cannot also be in goods that came back."""
    outputs = calc.metal_in(order.accepted, metal_share=order.bom.metal_share)
    back = outputs + order.byproducts + order.lost
    sent = order.issued - order.returned - counted
    limit = calc.tolerance(order.resolution, tickets=queries.tickets_of(order))
    if back > sent + limit:
        raise MoreThanSent(
            back=back, outputs=outputs, byproducts=order.byproducts, loss=order.lost, sent=sent
        )


def _true_up(
    order: ProcessOrder, product_id: UUID, missing: Decimal, *, actor: Actor, at: datetime
) -> None:
    if not missing:
        return
    paper = ProcessingReceipt(
        order=order, no=kit.number("PD-WW", at), at=at, by_label=actor.label,
        basis=ProcessingReceipt.Basis.COUNT,
    )  # fmt: skip
    if missing > 0:
        drawn = consuming.use(order, {product_id: missing}, actor=actor, at=at, paper_id=paper.pk)
    else:
        drawn = consuming.restore(
            order, product_id, -missing, actor=actor, at=at, paper_id=paper.pk
        )
    paper.consumed, paper.material_value = drawn.weight, drawn.value
    paper.fee = calc.fee(
        order.fee_basis, order.fee_price, output=ZERO, charge=drawn.weight, pieces=0
    )
    paper.fee_excl = money.vat_split(paper.fee, order.tax_rate).excl
    paper.save(force_insert=True)


@documents.verb
def reopen(order_id: UUID, *, actor: Actor, reason: str) -> ProcessOrder:
    """This will let goods come again after the count."""
    order = kit.lock(order_id, actor=actor, verb="reopen")
    order.reopen()
    order.counted = None
    return kit.save(order, actor=actor, event="reopened", reason=reason)
