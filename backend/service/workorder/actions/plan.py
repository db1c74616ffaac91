"""Before the visit: what is to be done, who goes when, and giving it up."""

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
from backend.core.errors import Malformed, Refusal
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.service.asset import queries as assets
from backend.service.asset.models import Asset
from backend.service.engineer import queries as engineers
from backend.service.engineer.models import Engineer
from backend.service.ticket import actions as tickets
from backend.service.ticket.models import Ticket
from backend.service.workorder import queries
from backend.service.workorder.actions import hold
from backend.service.workorder.flow import BOOKED, OPEN, UNPLANNED, State
from backend.service.workorder.models import Check, ChecklistTemplate, WorkOrder

Billing = WorkOrder.Billing
CHANGEABLE = (*UNPLANNED, State.SCHEDULED, State.DISPATCHED, State.ACCEPTED)


class EngineerTaken(Refusal):
    """An engineer is in one place at a time."""

    sentence = _("工程师“{engineer}”在 {start} 至 {until} 已有工单 {no}，请换时间或换人。")


class SkillsMissing(Refusal):
    """Only who can do it goes."""

    sentence = _("工程师“{engineer}”缺少技能：{skills}。请换人，或先登记技能。")


class EngineerAway(Refusal):
    """Nobody is sent who left."""

    sentence = _("工程师“{engineer}”已不在岗，请换人。")


documents.explains(
    "service_workorder_engineer_once",
    EngineerTaken(_("该工程师在这段时间已有其他工单，请刷新后换时间或换人。")),
)


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
        raise Malformed(errors={"customer_id": _("请选择客户、设备或服务请求")})
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
    template = ChecklistTemplate.objects.filter(pk=checklist).first()
    _prepare(order, checklist=template, billing=None)
    documents.add(order, actor=actor, event=f"{hold.CODE}.created")
    _list_checks(order)
    return order


@documents.verb
def change(work_order_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> WorkOrder:
    """This will correct an order before anybody is on the way."""
    order = hold.lock(work_order_id, actor=actor, verb="change", states=CHANGEABLE)
    for name, value in changes.items():
        setattr(order, name, value)
    _check_window(order)
    _check_quote(order)
    return hold.save(order, actor=actor, event="changed")


@documents.verb
def schedule(
    work_order_id: UUID,
    *,
    actor: Actor,
    engineer_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
) -> WorkOrder:
    """This will book an engineer and a time; the order becomes the engineer's own.

    Raises EngineerTaken naming the other order, SkillsMissing or EngineerAway.
    """
    order = hold.lock(work_order_id, actor=actor, verb="schedule")
    order.schedule()
    engineer = documents.refer(Engineer, engineer_id, actor=actor, field="engineer_id")
    assert engineer is not None
    if ends_at <= starts_at:
        raise Malformed(errors={"ends_at": _("结束时间必须晚于开始时间")})
    _require_free(order, engineer, starts_at=starts_at, ends_at=ends_at)
    order.engineer, order.owner_id = engineer, engineer.user_id
    order.scheduled_from, order.scheduled_until = starts_at, ends_at
    order.dispatched_at = order.accepted_at = None
    hold.step(order, actor=actor, verb="schedule", at=context.now())
    return hold.save(
        order,
        actor=actor,
        event="scheduled",
        starts_at=starts_at,
        ends_at=ends_at,
        user_id=engineer.user_id,
    )


@documents.verb
def unschedule(work_order_id: UUID, *, actor: Actor, reason: str) -> WorkOrder:
    """This will give engineer and time free; the order waits to be planned again."""
    order = hold.lock(work_order_id, actor=actor, verb="unschedule")
    order.unschedule()
    order.engineer = order.scheduled_from = order.scheduled_until = None
    order.dispatched_at = order.accepted_at = None
    hold.step(order, actor=actor, verb="unschedule", at=context.now(), reason=reason)
    return hold.save(order, actor=actor, event="unscheduled", reason=reason)


@documents.verb
def dispatch(work_order_id: UUID, *, actor: Actor, at: datetime) -> WorkOrder:
    """This will tell the engineer, and the ticket who comes."""
    order = hold.lock(work_order_id, actor=actor, verb="dispatch")
    order.dispatch()
    order.dispatched_at = at
    hold.step(order, actor=actor, verb="dispatch", at=at)
    assert order.engineer is not None
    if order.ticket_id is not None:
        tickets.note_assigned(order.ticket_id, actor=actor, at=at, user_id=order.engineer.user_id)
    return hold.save(order, actor=actor, event="dispatched", user_id=order.engineer.user_id)


@documents.verb
def cancel(work_order_id: UUID, *, actor: Actor, reason: str) -> WorkOrder:
    """This will drop an order before any work was done on it."""
    order = hold.lock(work_order_id, actor=actor, verb="cancel")
    order.cancel()
    hold.step(order, actor=actor, verb="cancel", at=context.now(), reason=reason)
    return hold.save(order, actor=actor, event="cancelled", reason=reason)


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
        order.site_address = order.site_address or asset.site_address
    named = "" if asset is None else f" {asset}"
    order.summary = (order.summary or f"{order.get_kind_display()}{named}")[:200]
    _check_window(order)
    _entitle(order, at=moment)
    if billing is not None:
        order.billing = billing
    _check_quote(order)
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


def _check_window(order: WorkOrder) -> None:
    start, until = order.window_from, order.window_until
    if start is not None and until is not None and until <= start:
        raise Malformed(errors={"window_until": _("结束时间必须晚于开始时间")})


def _check_quote(order: WorkOrder) -> None:
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


def _require_free(
    order: WorkOrder, engineer: Engineer, *, starts_at: datetime, ends_at: datetime
) -> None:
    """Two who book one engineer wait for each other, so that the second hears of the first."""
    Engineer.objects.select_for_update(of=("self",), no_key=True).get(pk=engineer.pk)
    if not engineer.is_active:
        raise EngineerAway(engineer=engineer)
    lacking = engineers.has_skills(engineer.pk, order.skills, timezone.localdate(starts_at))
    if lacking:
        raise SkillsMissing(engineer=engineer, skills="、".join(lacking))
    other = (
        WorkOrder.objects.filter(
            engineer=engineer,
            state__in=BOOKED,
            scheduled_from__lt=ends_at,
            scheduled_until__gt=starts_at,
        )
        .exclude(pk=order.pk)
        .order_by("scheduled_from")
        .first()
    )
    if other is not None:
        assert other.scheduled_from is not None and other.scheduled_until is not None
        raise EngineerTaken(
            engineer=engineer,
            no=other.no,
            start=f"{timezone.localtime(other.scheduled_from):%m-%d %H:%M}",
            until=f"{timezone.localtime(other.scheduled_until):%m-%d %H:%M}",
        )


def is_open(order: WorkOrder) -> bool:
    """This will tell whether there is still something to be done on an order."""
    return order.state in OPEN
