"""News: a contract was signed, stock ran low, a mill waits, a requisition was decided."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from backend.core import notices, panels
from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.contract.models import Contract
from backend.goods.safety.models import SafetyStock
from backend.supply.processing.flow import UNDER_WAY
from backend.supply.processing.models import ProcessOrder
from backend.supply.requisition import actions, queries
from backend.supply.requisition.models import Requisition

SELF = system("supply.requisition")


@log.on("crm.contract.signed")
def a_contract_must_be_bought_for(event: Event) -> None:
    """This will open one draft for what stock does not cover."""
    contract = Contract.objects.filter(pk=event.document_id).first()
    if contract is None or contract.state not in queries.BOUND:
        return
    until = contract.delivery_until or contract.signed_on or timezone.localdate(event.at)
    actions.open_for(
        actor=SELF,
        source=Source.of(contract),
        reason_kind=Requisition.Reason.SHORTAGE,
        lines=[
            actions.Need(
                product_id=line.product_id,
                quantity=lacking,
                needed_on=until,
                line_id=line.pk,
                warehouse_id=line.warehouse_id,
                brands=tuple(line.brands),
            )
            for line, lacking in queries.shortage(contract, signing=event)
        ],
        owner_id=contract.owner_id,
        unit_id=contract.unit_id,
    )


@log.on("goods.safety_stock.fallen_short")
def stock_ran_low(event: Event) -> None:
    """This will open a draft to fill a warehouse up again, unless one is open."""
    told = event.payload
    limit = SafetyStock.objects.filter(pk=event.document_id).first()
    lead_days = 0 if limit is None else limit.lead_days
    owner, unit = told.get("owner_id"), told.get("unit_id")
    need = actions.Need(
        product_id=UUID(told["product_id"]),
        quantity=Decimal(told["wanted"]),
        needed_on=timezone.localdate(event.at) + timedelta(days=lead_days),
        warehouse_id=UUID(told["warehouse_id"]),
    )
    actions.open_for(
        actor=SELF,
        source=Source(event.document, event.document_id, event.document_no),
        reason_kind=Requisition.Reason.SAFETY_STOCK,
        lines=[need],
        owner_id=None if owner is None else int(owner),
        unit_id=None if unit is None else UUID(unit),
    )


@log.on("supply.processing.released")
def a_mill_waits_for_material(event: Event) -> None:
    """This will open one draft for the material that a placed order lacks."""
    rows = ProcessOrder.objects.select_related("bom").filter(pk=event.document_id)
    order = rows.filter(state__in=UNDER_WAY).first()
    if order is None:
        return
    wanted_on = order.due_on or timezone.localdate(event.at)
    actions.open_for(
        actor=SELF,
        source=Source.of(order),
        reason_kind=Requisition.Reason.PROCESSING,
        lines=[
            actions.Need(product_id=row.product_id, quantity=lacking, needed_on=wanted_on)
            for row, lacking in queries.lacking_input(order)
        ],
        owner_id=order.owner_id,
        unit_id=order.unit_id,
    )


@notices.on("supply.requisition.opened")
def tell_of_need(event: Event) -> list[notices.Notice]:
    """This will tell whose need it is that a draft waits to be submitted."""
    return _tell(
        event, format_lazy(_("采购申请 {no} 已自动生成，请核对后提交"), no=event.document_no)
    )


@notices.on("supply.requisition.rejected")
def tell_of_refusal(event: Event) -> list[notices.Notice]:
    """This will tell whose need it is that it was refused."""
    said = _("采购申请 {no} 被驳回：{reason}")
    return _tell(event, format_lazy(said, no=event.document_no, reason=event.reason))


def _tell(event: Event, title: object) -> list[notices.Notice]:
    row = Requisition.objects.filter(pk=event.document_id).first()
    if row is None or row.owner_id is None or row.owner_id == event.actor_id:
        return []
    return [
        notices.Notice(
            user_id=row.owner_id,
            key=f"{event.name}.{event.pk}.{row.owner_id}",
            title=title,  # type: ignore[arg-type]
            link=panels.page(row),
        )
    ]
