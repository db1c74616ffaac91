"""Goods that are not as they should be, from the report to what becomes of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.product import queries as products
from backend.goods.quality.actions import lots, papers
from backend.goods.quality.flow import InspectionState
from backend.goods.quality.models import Inspection, Nonconformity
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Balance, Lot
from backend.goods.warehouse.models import Warehouse

log.declare(
    "goods.nonconformity.reported",
    "goods.nonconformity.contained",
    "goods.nonconformity.analysed",
    "goods.nonconformity.disposed",
    "goods.nonconformity.verified",
    "goods.nonconformity.closed",
)

Way = Nonconformity.Disposition


class SameReporter(Refusal):
    """Who found it does not decide it."""

    status = 403
    sentence = _("不合格品的处置须由登记人以外的另一人批准。")


class NothingToScrap(Refusal):
    """Goods that never came into stock cannot leave it."""

    sentence = _("该不合格品没有批次和仓库，不能在库存中报废；请改用其他处置方式。")


class MoreThanThere(Refusal):
    """So much is not in the warehouse."""

    sentence = _("仓库“{warehouse}”中该批次只有 {there}，不能报废 {wanted}。")


documents.explains("goods_nonconformity_disposed_by_another", SameReporter())


@documents.verb
def create_defect(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    product_id: UUID,
    inspection_id: UUID | None,
    lot_id: UUID | None,
    warehouse_id: UUID | None,
    party_id: UUID | None,
    document: str,
    document_id: UUID | None,
    **facts: Any,
) -> Nonconformity:
    """This will report goods that are not as they should be."""
    defect = Nonconformity(
        product=products.in_use(product_id, actor=actor), reported_on=on, **facts
    )
    if id is not None:
        defect.id = id
    found = documents.refer(Inspection, inspection_id, actor=actor, field="inspection_id")
    defect.inspection = found
    defect.lot = documents.refer(Lot, lot_id, actor=actor, field="lot_id")
    defect.warehouse = documents.refer(Warehouse, warehouse_id, actor=actor, field="warehouse_id")
    defect.party = documents.refer(Party, party_id, actor=actor, field="party_id")
    papers.name(defect, document, document_id, actor=actor)
    _require_same_product(defect)
    defect.no = numbering.next_number("BHG", on=on)
    return documents.add(
        defect,
        actor=actor,
        event="goods.nonconformity.reported",
        permission="goods.create_nonconformity",
    )


def _require_same_product(defect: Nonconformity) -> None:
    for field, paper in (("lot_id", defect.lot), ("inspection_id", defect.inspection)):
        if paper is not None and paper.product_id != defect.product_id:
            raise Malformed(errors={field: _("不是这个产品")})


@documents.verb
def contain_defect(
    nonconformity_id: UUID, *, actor: Actor, at: datetime, containment: str
) -> Nonconformity:
    """This will set the goods apart: their lot can no longer be promised or sold."""
    defect = _lock(nonconformity_id, actor=actor, verb="contain")
    defect.contain()
    defect.containment = containment
    lots.hold(defect.lot_id, actor=actor, at=at, paper=defect, reason=containment)
    return documents.save(defect, actor=actor, event="goods.nonconformity.contained")


@documents.verb
def analyse_defect(
    nonconformity_id: UUID, *, actor: Actor, cause: str, prevention: str
) -> Nonconformity:
    """This will record the cause and what keeps it from happening again."""
    defect = _lock(nonconformity_id, actor=actor, verb="analyse")
    defect.analyse()
    defect.cause, defect.prevention = cause, prevention
    return documents.save(defect, actor=actor, event="goods.nonconformity.analysed")


@documents.verb
def dispose_defect(
    nonconformity_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    disposition: str,
    reason: str,
    cost: Decimal | None,
) -> Nonconformity:
    """This will say what becomes of the goods, by another person than who reported them.

    Scrap leaves the stock at once; goods to be returned are rejected; the rest waits until it
    is verified. Raises SameReporter, NothingToScrap and MoreThanThere.
    """
    defect = _lock(nonconformity_id, actor=actor, verb="dispose")
    defect.dispose()
    if actor.user_id is None or actor.user_id == defect.created_by_id:
        raise SameReporter
    defect.disposition, defect.disposition_reason, defect.cost = disposition, reason, cost
    defect.disposed_at, defect.disposed_by_id = at, actor.user_id
    if disposition == Way.SCRAP:
        _scrap(defect, actor=actor, at=at, reason=reason)
    if disposition == Way.RETURN:
        lots.reject(defect.lot_id, actor=actor, at=at, paper=defect, reason=reason)
    return documents.save(
        defect,
        actor=actor,
        event="goods.nonconformity.disposed",
        payload={"disposition": disposition, "lot_id": defect.lot_id},
        reason=reason,
    )


def _scrap(defect: Nonconformity, *, actor: Actor, at: datetime, reason: str) -> None:
    if defect.lot_id is None or defect.warehouse_id is None:
        raise NothingToScrap
    place = Balance.objects.filter(lot_id=defect.lot_id, warehouse_id=defect.warehouse_id)
    there = place.order_by("-actual").select_related("warehouse").first()
    if there is None or there.actual < defect.quantity:
        raise MoreThanThere(
            warehouse=defect.warehouse,
            there=there.actual if there is not None else 0,
            wanted=defect.quantity,
        )
    stock.count(
        actor=actor,
        at=at,
        source=Source.of(defect),
        line_id=defect.pk,
        lot_id=defect.lot_id,
        warehouse_id=defect.warehouse_id,
        weight=-defect.quantity,
        pieces=-int(there.pieces * defect.quantity / there.actual),
        reason=reason,
    )


@documents.verb
def verify_defect(
    nonconformity_id: UUID, *, actor: Actor, at: datetime, verification: str
) -> Nonconformity:
    """This will record that it was done; what is good again, or is used as it is, may go.

    Goods to be returned stay rejected until they have left.
    """
    defect = _lock(nonconformity_id, actor=actor, verb="verify")
    defect.verify()
    defect.verification = verification
    saved = documents.save(defect, actor=actor, event="goods.nonconformity.verified")
    _close_inspection(defect, actor=actor)
    if defect.disposition != Way.RETURN:
        lots.free(defect.lot_id, actor=actor, at=at, paper=defect, reason=verification)
    return saved


def _close_inspection(defect: Nonconformity, *, actor: Actor) -> None:
    """What failed its inspection has found its place."""
    rows = Inspection.objects.select_for_update(of=("self",), no_key=True)
    inspection = rows.filter(Q(pk=defect.inspection_id), state=InspectionState.REJECTED).first()
    if inspection is not None:
        documents.remember(inspection)
        inspection.dispose()
        documents.save(inspection, actor=actor, event="goods.inspection.disposed")


@documents.verb
def close_defect(nonconformity_id: UUID, *, actor: Actor) -> Nonconformity:
    """This will end it."""
    defect = _lock(nonconformity_id, actor=actor, verb="close")
    defect.close()
    return documents.save(defect, actor=actor, event="goods.nonconformity.closed")


def _lock(nonconformity_id: UUID, *, actor: Actor, verb: str) -> Nonconformity:
    permission = f"goods.{verb}_nonconformity"
    return documents.lock(Nonconformity, nonconformity_id, actor=actor, permission=permission)
