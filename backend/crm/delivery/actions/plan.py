"""Naming truck and driver, before anything is loaded."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow
from backend.core.numbering import actions as numbering
from backend.crm.contract import actions as contracts
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.credit import actions as credit
from backend.crm.delivery import queries
from backend.crm.delivery.actions import hold, inspected
from backend.crm.delivery.flow import State
from backend.crm.delivery.models import Delivery
from backend.goods.product import queries as products
from backend.goods.quality import actions as gates
from backend.goods.stock.models import Source
from backend.goods.warehouse.models import Warehouse

NOON = time(12)


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    contract_id: UUID,
    line_id: UUID,
    warehouse_id: UUID | None,
    planned_weight: Decimal,
    **facts: Any,
) -> Delivery:
    """This will plan a truck for a contract line; raises OverDelivered beyond the upper band."""
    seen = documents.refer(Contract, contract_id, actor=actor, field="contract_id")
    assert seen is not None
    contract = contracts.lock_for(seen.pk, actor=actor, states=hold.MOVING)
    line = ContractLine.objects.filter(contract=contract, pk=line_id).first()
    if line is None:
        raise Malformed(errors={"line_id": _("合同中没有这一行")})
    products.require_whole(line.product, planned_weight, field="planned_weight")
    contracts.require_room(line, adding=queries.planned_ahead(line.pk) + planned_weight)
    delivery = Delivery(
        contract=contract,
        line=line,
        party_id=contract.party_id,
        warehouse_id=_warehouse(warehouse_id or line.warehouse_id, actor),
        planned_weight=planned_weight,
        owner_id=contract.owner_id,
        unit_id=contract.unit_id,
        **facts,
    )
    if id is not None:
        delivery.id = id
    delivery.no = numbering.next_number("FH", on=on)
    documents.add(
        delivery,
        actor=actor,
        event="crm.delivery.planned",
        permission="crm.create_delivery",
        payload={"contract_id": contract.pk, "line_id": line.pk},
    )
    inspected.send_to_gate(
        delivery, actor=actor, at=timezone.make_aware(datetime.combine(on, NOON))
    )
    return delivery


@documents.verb
def change(delivery_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Delivery:
    """This will correct truck, driver or weight of a delivery that is only planned."""
    delivery = hold.lock(delivery_id, actor=actor, verb="change", states=hold.MOVING)
    _require_planned(delivery, actor)
    if "warehouse_id" in changes:
        changes["warehouse_id"] = _warehouse(changes["warehouse_id"], actor)
    planned = changes.get("planned_weight", delivery.planned_weight)
    products.require_whole(delivery.line.product, planned, field="planned_weight")
    more = planned - delivery.planned_weight
    if more > 0:
        contracts.require_room(delivery.line, adding=queries.planned_ahead(delivery.line_id) + more)
    for name, value in changes.items():
        setattr(delivery, name, value)
    return hold.save(delivery, actor=actor, event="changed")


@documents.verb
def cancel(delivery_id: UUID, *, actor: Actor, at: Any, reason: str) -> Delivery:
    """This will drop a truck before its goods left; credit it used is given back."""
    delivery = hold.lock(delivery_id, actor=actor, verb="cancel", states=hold.RUNNING)
    delivery.cancel()
    delivery.amount_provisional = Decimal(0)
    credit.restore(hold.CODE, delivery.pk, actor=actor, at=at)
    gates.drop(actor=actor, source=Source.of(delivery), reason=reason)
    return hold.save(delivery, actor=actor, event="cancelled", reason=reason)


def _warehouse(warehouse_id: UUID | None, actor: Actor) -> UUID:
    if warehouse_id is None:
        raise Malformed(errors={"warehouse_id": _("合同行没有指定仓库，请填写发货仓库")})
    found = documents.refer(Warehouse, warehouse_id, actor=actor, field="warehouse_id")
    assert found is not None
    return found.pk


def _require_planned(delivery: Delivery, actor: Actor) -> None:
    if delivery.state != State.PLANNED:
        raise NotNow(
            verbs=documents.verbs_now(delivery, actor), state=documents.state_label(delivery)
        )
