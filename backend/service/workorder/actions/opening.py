"""Opening an order: by hand, for a paper of ours, or to carry another one on."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.service.asset import queries as assets
from backend.service.asset.models import Asset
from backend.service.ticket.models import Ticket
from backend.service.workorder import queries
from backend.service.workorder.actions import hold
from backend.service.workorder.models import Check, ChecklistTemplate, WorkOrder

Billing = WorkOrder.Billing


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    kind: str,
    customer_id: UUID | None,
    asset_id: UUID | None,
    ticket_id: UUID | None,
    checklist_id: UUID | None,
    billing: str | None,
    **facts: Any,
) -> WorkOrder:
    """This will open an order by hand; customer, asset and site may come from the ticket."""
    ticket = documents.refer(Ticket, ticket_id, actor=actor, field="ticket_id")
    asset = documents.refer(Asset, asset_id, actor=actor, field="asset_id")
    if asset is None and ticket is not None:
        asset = ticket.asset
    customer = documents.refer(Party, customer_id, actor=actor, field="customer_id")
    customer = customer or _customer_of(ticket, asset)
    if customer is None:
        raise Malformed(errors={"customer_id": _("请选择客户、设备或服务单")})
    if asset is not None and asset.customer_id != customer.pk:
        raise Malformed(errors={"asset_id": _("设备不属于该客户")})
    order = WorkOrder(kind=kind, customer=customer, asset=asset, ticket=ticket, **facts)
    if id is not None:
        order.id = id
    checklist = documents.refer(ChecklistTemplate, checklist_id, actor=actor, field="checklist_id")
    _prepare(order, checklist=checklist, billing=billing)
    documents.add(
        order,
        actor=actor,
        event=f"{hold.CODE}.created",
        permission="service.create_work_order",
    )
    _list_checks(order)
    return order


@documents.verb
def create_for(
    *,
    actor: Actor,
    source: Source,
    kind: str,
    customer_id: UUID,
    asset_id: UUID | None,
    ticket_id: UUID | None,
    window: tuple[datetime, datetime] | None,
    duration_minutes: int,
    skills: Sequence[str],
    checklist: UUID | None,
    owner_id: int | None,
    unit_id: UUID | None,
    summary: str = "",
) -> WorkOrder:
    """This will open an order for a paper of ours, once per source (code, id and no)."""
    key = {"source_code": source.code, "source_id": source.id, "source_no": source.no}
    known = WorkOrder.objects.filter(**key).first()
    if known is not None:
        return known
    start, until = window if window is not None else (None, None)
    order = WorkOrder(
        kind=kind,
        customer_id=customer_id,
        asset_id=asset_id,
        ticket_id=ticket_id,
        window_from=start,
        window_until=until,
        duration_minutes=duration_minutes,
        skills=list(skills),
        owner_id=owner_id,
        unit_id=unit_id,
        summary=summary,
        **key,
    )
    template = None
    if checklist is not None:
        template = ChecklistTemplate.objects.filter(pk=checklist).first()
    _prepare(order, checklist=template, billing=None)
    documents.add(order, actor=actor, event=f"{hold.CODE}.created")
    _list_checks(order)
    return order


def open_child(order: WorkOrder, *, actor: Actor, summary: str, at: datetime) -> WorkOrder:
    """This will open the order that carries on where this one stops."""
    child = WorkOrder(
        parent=order,
        summary=summary,
        owner_id=order.created_by_id or order.owner_id,
        unit_id=order.unit_id,
        **{
            name: getattr(order, name)
            for name in (
                "kind", "customer", "asset", "ticket", "symptom_code", "site_address",
                "contact_name", "contact_phone", "skills", "checklist", "billing",
                "quoted_amount",
            )
        },
    )  # fmt: skip
    _prepare(child, checklist=order.checklist, billing=order.billing, at=at)
    documents.add(
        child,
        actor=actor,
        event=f"{hold.CODE}.created",
        payload={"parent_id": order.pk, "ticket_id": order.ticket_id},
    )
    _list_checks(child)
    return child


def _customer_of(ticket: Ticket | None, asset: Asset | None) -> Party | None:
    if ticket is not None:
        return ticket.customer
    return None if asset is None else asset.customer


def _prepare(
    order: WorkOrder,
    *,
    checklist: ChecklistTemplate | None,
    billing: str | None,
    at: datetime | None = None,
) -> None:
    """Fill in what follows from ticket and asset: site, contact, who pays, what is looked at."""
    moment = at or context.now()
    ticket, asset = order.ticket, order.asset
    if ticket is not None:
        order.contact_name = order.contact_name or ticket.contact_name
        order.contact_phone = order.contact_phone or ticket.contact_phone
        order.symptom_code = order.symptom_code or ticket.symptom_code
        order.summary = order.summary or ticket.summary
    if asset is not None:
        order.site_address = order.site_address or asset.address
        order.contact_name = order.contact_name or asset.contact_name
        order.contact_phone = order.contact_phone or asset.contact_phone
    named = "" if asset is None else f" {asset}"
    order.summary = (order.summary or f"{order.get_kind_display()}{named}")[:200]
    check_window(order)
    _entitle(order, at=moment)
    if billing is not None:
        order.billing = billing
    check_quote(order)
    order.checklist = checklist or queries.checklist_for(order)
    order.no = numbering.next_number("GD", on=timezone.localdate(moment))


def _entitle(order: WorkOrder, *, at: datetime) -> None:
    """Who pays is known before the visit: what the entitlement of that day covers."""
    if order.asset_id is None:
        return
    day = timezone.localdate(order.window_from or at)
    found = assets.entitlement(order.asset_id, day)
    if found is None:
        return
    order.entitlement = found
    order.covers_labour = found.covers_labour
    order.covers_parts = found.covers_parts
    order.covers_travel = found.covers_travel
    if found.covers_labour and found.covers_parts and found.covers_travel:
        order.billing = Billing.COVERED


def check_window(order: WorkOrder) -> None:
    start, until = order.window_from, order.window_until
    if start is not None and until is not None and until <= start:
        raise Malformed(errors={"window_until": _("结束时间必须晚于开始时间")})


def check_quote(order: WorkOrder) -> None:
    if order.billing == Billing.QUOTE and order.quoted_amount is None:
        raise Malformed(errors={"quoted_amount": _("固定报价须填写金额")})
    if order.quoted_amount is not None and order.quoted_amount < Decimal(0):
        raise Malformed(errors={"quoted_amount": _("金额不能为负数")})


def _list_checks(order: WorkOrder) -> None:
    if order.checklist is None:
        return
    names = ("seq", "kind", "label", "is_mandatory", "minimum", "maximum", "unit_name",
             "options", "meter_name")  # fmt: skip
    Check.objects.bulk_create(
        Check(order=order, **{name: getattr(item, name) for name in names})
        for item in order.checklist.items.all()
    )
