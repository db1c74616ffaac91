"""A processing order from the draft to the mill."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.warehouse import queries as warehouses
from backend.supply.processing import queries
from backend.supply.processing.actions import kit
from backend.supply.processing.flow import BomState, State
from backend.supply.processing.models import Bom, Processor, ProcessOrder, ProcessOutput
from backend.supply.supplier import queries as suppliers

Kind, Mode = ProcessOrder.Kind, ProcessOrder.Mode
FEE = ("fee_basis", "fee_price", "fee_minimum")


class BomNotActive(Refusal):
    """The bill may not be used."""

    sentence = _("加工清单 {bom} 不在使用中，请选择使用中的版次。")


class MillClosed(Refusal):
    """The mill gets no new orders."""

    sentence = _("加工厂“{mill}”已停用或已列入黑名单，不能下达加工单。")


class NoSwap(Refusal):
    """The mill's terms know no exchange."""

    sentence = _("加工厂“{mill}”未约定允许换料，请改用委托加工或先修改加工厂资料。")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    kind: str,
    mode: str,
    company_id: UUID,
    processor_id: UUID | None,
    customer_id: UUID | None,
    warehouse_id: UUID | None,
    bom_id: UUID,
    outputs: Sequence[Any],
    **facts: Any,
) -> ProcessOrder:
    """This will write an order: our metal at a mill, or a customer's metal with us.

    Terms not given come from the mill's rate for this work; yields from the bill.
    """
    bom = documents.refer(Bom, bom_id, actor=actor, field="bom_id")
    assert bom is not None
    if bom.state != BomState.ACTIVE:
        raise BomNotActive(bom=bom.no)
    company = documents.refer(Party, company_id, actor=actor, field="company_id")
    kit.require(company and company.is_ours, "company_id", _("请选择本公司主体"))
    sides = _sides(
        kind, mode, actor=actor, bom=bom, company_id=company_id, processor_id=processor_id,
        customer_id=customer_id, warehouse_id=warehouse_id,
    )  # fmt: skip
    order = ProcessOrder(
        kind=kind, mode=mode, company_id=company_id, bom=bom, made_on=on, **sides,
        **_terms(sides["processor"], bom, facts),
    )  # fmt: skip
    if id is not None:
        order.id = id
    order.no = numbering.next_number("WW", on=on)
    documents.add(
        order,
        actor=actor,
        event="supply.processing.created",
        permission="supply.create_processing",
        payload={"party_id": order.party_id, "bom_id": bom.pk},
    )
    _write_outputs(order, outputs, actor=actor)
    return order


def _sides(
    kind: str,
    mode: str,
    *,
    actor: Actor,
    bom: Bom,
    company_id: UUID,
    processor_id: UUID | None,
    customer_id: UUID | None,
    warehouse_id: UUID | None,
) -> dict[str, Any]:
    """Who is on the other side, whose metal it is and where it is worked."""
    if kind == Kind.SEND:
        processor = documents.refer(Processor, processor_id, actor=actor, field="processor_id")
        if processor is None:
            raise Malformed(errors={"processor_id": _("请选择加工厂")})
        kit.require(
            bom.processor_id in (None, processor.pk), "bom_id", _("该加工清单属于另一家加工厂")
        )
        if mode == Mode.SWAP and not processor.allows_swap:
            raise NoSwap(mill=processor)
        return {
            "processor": processor,
            "party_id": processor.party_id,
            "owner_party_id": company_id,
            "warehouse_id": processor.warehouse_id,
        }
    kit.require(mode == Mode.TOLL, "mode", _("受托加工不能采用购销兑换"))
    customer = documents.refer(Party, customer_id, actor=actor, field="customer_id")
    if customer is None or customer.is_ours:
        raise Malformed(errors={"customer_id": _("请选择来料的客户")})
    if warehouse_id is None:
        raise Malformed(errors={"warehouse_id": _("请选择加工地点仓库")})
    warehouses.in_use(warehouse_id, actor=actor)
    return {
        "processor": None,
        "party_id": customer.pk,
        "owner_party_id": customer.pk,
        "warehouse_id": warehouse_id,
    }


def _terms(processor: Processor | None, bom: Bom, facts: dict[str, Any]) -> dict[str, Any]:
    """What was said goes first, then the mill's rate, then the bill."""
    terms = {name: value for name, value in facts.items() if value is not None}
    rate = (
        queries.rate_for(processor, capability=bom.capability, product_id=bom.product_id)
        if processor
        else None
    )
    if rate is not None and "fee_price" not in terms:
        terms |= {name: getattr(rate, name) for name in FEE}
    if "fee_price" not in terms:
        raise Malformed(errors={"fee_price": _("加工厂没有对应费率，请填写加工费单价")})
    terms.setdefault("fee_basis", "output")
    yields = {name: getattr(bom, name) for name in ("std_yield", "std_loss", "allowed_extra")}
    policy = processor.scrap_policy if processor else "returned"
    terms = {"scrap_policy": policy, **yields, **terms}
    _require_sane(terms)
    return terms


def _require_sane(terms: dict[str, Any]) -> None:
    kit.require(0 < terms["std_yield"] <= 1, "std_yield", _("成材率必须大于 0 且不超过 1"))
    kit.require(
        terms["allowed_extra"] < terms["std_yield"],
        "allowed_extra",
        _("允许超耗率必须小于成材率"),
    )


def _write_outputs(order: ProcessOrder, outputs: Sequence[Any], *, actor: Actor) -> None:
    products = [row.product_id for row in outputs]
    found = documents.refer_all(Product, products, actor=actor)
    for seq, row in enumerate(outputs, start=1):
        documents.named(found, row.product_id, field=f"outputs.{seq - 1}.product_id")
        is_valued = order.cost_split != ProcessOrder.Split.VALUE or row.unit_value > 0
        kit.require(is_valued, "outputs", _("按售价分摊成本时须填写每个产出的售价"))
        ProcessOutput.objects.create(order=order, seq=seq, **dict(row))
    kit.require(order.bom.product_id in products, "outputs", _("产出中必须包含加工清单的产品"))


@documents.verb
def change(order_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> ProcessOrder:
    """This will correct a draft; outputs given replace those it had."""
    order = kit.lock(order_id, actor=actor, verb="change", states=(State.DRAFT,))
    outputs = changes.pop("outputs", None)
    for name, value in changes.items():
        setattr(order, name, value)
    names = ("std_yield", "allowed_extra")
    _require_sane({name: getattr(order, name) for name in names})
    kit.save(order, actor=actor, event="changed")
    if outputs is not None:
        order.outputs.all().delete()
        _write_outputs(order, outputs, actor=actor)
    return order


@documents.verb
def submit(order_id: UUID, *, actor: Actor) -> ProcessOrder:
    """This will ask for approval."""
    order = kit.lock(order_id, actor=actor, verb="submit")
    order.submit()
    return kit.save(order, actor=actor, event="submitted")


@documents.verb
def approve(order_id: UUID, *, actor: Actor) -> ProcessOrder:
    """This will approve an order."""
    order = kit.lock(order_id, actor=actor, verb="approve")
    order.approve()
    return kit.save(order, actor=actor, event="approved")


@documents.verb
def reject(order_id: UUID, *, actor: Actor, reason: str) -> ProcessOrder:
    """This will send an order back to be corrected."""
    order = kit.lock(order_id, actor=actor, verb="approve")
    order.reject()
    return kit.save(order, actor=actor, event="rejected", reason=reason)


@documents.verb
def release(order_id: UUID, *, actor: Actor, on: date) -> ProcessOrder:
    """This will place an approved order; the mill must be in use. Raises MillClosed.

    A mill that is also on file as a supplier must be one we may order from: its admission,
    certificates and score count here too.
    """
    order = kit.lock(order_id, actor=actor, verb="release")
    order.release()
    mill = order.processor
    if (mill is not None and not mill.is_active) or order.party.is_blacklisted:
        raise MillClosed(mill=order.party)
    if mill is not None and suppliers.of_party(order.party_id) is not None:
        for category in set(order.outputs.values_list("product__category", flat=True)):
            suppliers.require(order.party_id, category=category, on=on, purpose="order")
    order.shown_to_id = order.party_id
    return kit.save(order, actor=actor, event="released", on=on)


@documents.verb
def start(order_id: UUID, *, actor: Actor, on: date) -> ProcessOrder:
    """This will record that the mill has begun its work."""
    order = kit.lock(order_id, actor=actor, verb="start")
    order.start()
    return kit.save(order, actor=actor, event="started", on=on)
