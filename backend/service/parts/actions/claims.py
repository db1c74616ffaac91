"""What suppliers promise for their parts, and claims for those that failed within it."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.product import queries as products
from backend.service.parts import queries
from backend.service.parts.models import DefectiveReturn, SupplierWarranty, WarrantyClaim

CODE = "service.warranty_claim"
log.declare(
    "service.supplier_warranty.created",
    "service.supplier_warranty.changed",
    f"{CODE}.created",
    f"{CODE}.sent",
    f"{CODE}.accepted",
    f"{CODE}.rejected",
    f"{CODE}.credited",
)
documents.explains(
    "service_supplierwarranty_once", Duplicate(_("该供应商对这一备件已有质保条款，请先停用。"))
)
documents.explains("service_warrantyclaim_back_id_key", Duplicate(_("这一旧件已提出供应商索赔。")))


class NotTheirFault(Refusal):
    """Only what the supplier answers for is claimed."""

    sentence = _("旧件 {no} 尚未检验，或检验结论不是供应商责任，不能索赔。")


class NoPromise(Refusal):
    """Nobody says how long the supplier answers."""

    sentence = _("旧件 {no} 没有供应商或供应商质保条款，请先登记供应商质保。")


class OutOfWarranty(Refusal):
    """It failed too late."""

    sentence = _("供应商质保自 {start} 起 {months} 个月，至 {until} 止；故障日期 {day} 已过保。")


@documents.verb
def create_warranty(
    *, actor: Actor, id: UUID | None, supplier_id: UUID, product_id: UUID | None, **facts: Any
) -> SupplierWarranty:
    """This will record how long a supplier answers for one part, or for all of its own."""
    warranty = SupplierWarranty(**facts)
    supplier = documents.refer(Party, supplier_id, actor=actor, field="supplier_id")
    assert supplier is not None
    warranty.supplier = supplier
    if product_id is not None:
        warranty.product = products.in_use(product_id, actor=actor)
    if id is not None:
        warranty.id = id
    return documents.add(
        warranty,
        actor=actor,
        event="service.supplier_warranty.created",
        permission="service.create_supplier_warranty",
    )


@documents.verb
def change_warranty(
    supplier_warranty_id: UUID, *, actor: Actor, changes: dict[str, Any]
) -> SupplierWarranty:
    """This will correct or end what a supplier promises; claims that were made keep theirs."""
    warranty = documents.lock(
        SupplierWarranty,
        supplier_warranty_id,
        actor=actor,
        permission="service.change_supplier_warranty",
    )
    for name, value in changes.items():
        setattr(warranty, name, value)
    return documents.save(warranty, actor=actor, event="service.supplier_warranty.changed")


@documents.verb
def create(
    *, actor: Actor, id: UUID | None, on: date, back_id: UUID, amount: Decimal
) -> WarrantyClaim:
    """This will claim a part from its supplier, within the supplier's warranty.

    Raises NotTheirFault, NoPromise, or OutOfWarranty with the days.
    """
    back = documents.refer(DefectiveReturn, back_id, actor=actor, field="back_id")
    assert back is not None
    if not back.is_supplier_fault:
        raise NotTheirFault(no=back.no)
    promise = queries.promise_of(back)
    if promise is None or back.supplier is None:
        raise NoPromise(no=back.no)
    if back.failed_on > promise.until:
        raise OutOfWarranty(
            start=promise.starts_on,
            months=promise.warranty.months,
            until=promise.until,
            day=back.failed_on,
        )
    claim = WarrantyClaim(
        back=back,
        supplier=back.supplier,
        asset=back.asset,
        product=back.product,
        lot=back.lot,
        receipt_no=promise.receipt_no,
        warranty=promise.warranty,
        covered_until=promise.until,
        made_on=on,
        amount=amount,
    )
    if id is not None:
        claim.id = id
    claim.no = numbering.next_number("SP", on=on)
    return documents.add(
        claim,
        actor=actor,
        event=f"{CODE}.created",
        permission="service.create_warranty_claim",
        payload={"asset_id": back.asset_id, "product_id": back.product_id},
    )


@documents.verb
def send(warranty_claim_id: UUID, *, actor: Actor, on: date) -> WarrantyClaim:
    """This will put the claim before the supplier, or once more after a no."""
    claim = _lock(warranty_claim_id, actor=actor, verb="send")
    claim.send()
    claim.sent_on = on
    return _save(claim, actor=actor, event="sent", on=on)


@documents.verb
def accept(
    warranty_claim_id: UUID, *, actor: Actor, on: date, amount_agreed: Decimal, their_no: str
) -> WarrantyClaim:
    """This will record what the supplier agrees to, no more than was claimed."""
    claim = _lock(warranty_claim_id, actor=actor, verb="accept")
    claim.accept()
    if amount_agreed > claim.amount:
        raise Malformed(errors={"amount_agreed": _("同意金额不能超过索赔金额")})
    claim.amount_agreed, claim.their_no, claim.answered_on = amount_agreed, their_no, on
    return _save(claim, actor=actor, event="accepted", on=on)


@documents.verb
def reject(warranty_claim_id: UUID, *, actor: Actor, on: date, reason: str) -> WarrantyClaim:
    """This will record that the supplier says no, and why."""
    claim = _lock(warranty_claim_id, actor=actor, verb="reject")
    claim.reject()
    claim.answered_on, claim.outcome = on, reason
    return _save(claim, actor=actor, event="rejected", on=on, reason=reason)


@documents.verb
def credit(warranty_claim_id: UUID, *, actor: Actor, on: date, outcome: str) -> WarrantyClaim:
    """This will record that the supplier made good: by money, a credit note or a new part."""
    claim = _lock(warranty_claim_id, actor=actor, verb="credit")
    claim.credit()
    claim.credited_on, claim.outcome = on, outcome
    return _save(claim, actor=actor, event="credited", on=on)


def _lock(warranty_claim_id: UUID, *, actor: Actor, verb: str) -> WarrantyClaim:
    return documents.lock(
        WarrantyClaim,
        warranty_claim_id,
        actor=actor,
        permission=f"service.{verb}_warranty_claim",
    )


def _save(
    claim: WarrantyClaim, *, actor: Actor, event: str, on: date, reason: str = ""
) -> WarrantyClaim:
    payload = {"asset_id": claim.asset_id, "supplier_id": claim.supplier_id, "on": on}
    return documents.save(
        claim, actor=actor, event=f"{CODE}.{event}", reason=reason, payload=payload
    )
