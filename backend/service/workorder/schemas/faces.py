"""Work orders as machines see them."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.service.workorder import queries
from backend.service.workorder.flow import State
from backend.service.workorder.models import Labour, PartUsed, Signature, Step, WorkOrder
from backend.service.workorder.schemas.rows import (
    WorkOrderBillOut,
    WorkOrderCheckOut,
    WorkOrderChildOut,
    WorkOrderExpenseOut,
    WorkOrderLabourOut,
    WorkOrderPartOut,
    WorkOrderPhotoOut,
    WorkOrderSignatureOut,
    WorkOrderStepOut,
    WorkOrderTravelOut,
)


class WorkOrderRow(types.Out):
    """An order in a list."""

    id: UUID
    no: str
    state: str
    kind: str
    summary: str
    customer_id: UUID
    customer_name: str
    asset_id: UUID | None
    asset_serial: str | None
    ticket_id: UUID | None
    ticket_no: str | None
    engineer_id: UUID | None
    engineer_name: str | None
    scheduled_from: types.Moment | None
    scheduled_until: types.Moment | None
    window_from: types.Moment | None
    window_until: types.Moment | None
    duration_minutes: int
    billing: str
    arrived_at: types.Moment | None
    finished_at: types.Moment | None
    completed_at: types.Moment | None
    amount_due: types.Money | None
    version: int
    created_at: types.Moment


class WorkOrderOut(WorkOrderRow):
    """An order in full, with everything written on it."""

    description: str
    symptom_code: str
    site_address: str
    contact_name: str
    contact_phone: str | None
    skills: list[str]
    parent_id: UUID | None
    parent_no: str | None
    source_code: str
    source_id: UUID | None
    source_no: str
    checklist_id: UUID | None
    checklist_name: str | None
    quoted_amount: types.Money | None
    entitlement_id: UUID | None
    covers_labour: bool
    covers_parts: bool
    covers_travel: bool
    pause_kind: str
    findings: str
    solution: str
    cause_code: str
    solution_code: str
    next_action: str
    is_restored: bool
    dispatched_at: types.Moment | None
    accepted_at: types.Moment | None
    departed_at: types.Moment | None
    started_at: types.Moment | None
    reviewed_on: types.Day | None
    closed_on: types.Day | None
    currency: str
    amount_covered: types.Money | None
    cost_of_parts: types.Money | None
    labour_minutes: int
    missing: list[str]
    failed: list[str]
    time_notes: list[str]
    steps: list[WorkOrderStepOut]
    checks: list[WorkOrderCheckOut]
    labour: list[WorkOrderLabourOut]
    travel: list[WorkOrderTravelOut]
    expenses: list[WorkOrderExpenseOut]
    parts: list[WorkOrderPartOut]
    photos: list[WorkOrderPhotoOut]
    bill_lines: list[WorkOrderBillOut]
    children: list[WorkOrderChildOut]
    signatures: list[WorkOrderSignatureOut]
    signer_phone: str | None
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_customer_name(order: WorkOrder) -> str:
        """This will give the customer's name."""
        return order.customer.name

    @staticmethod
    def resolve_asset_serial(order: WorkOrder) -> str | None:
        """This will give the machine's number."""
        return None if order.asset is None else order.asset.serial

    @staticmethod
    def resolve_ticket_no(order: WorkOrder) -> str | None:
        """This will give the ticket's number."""
        return None if order.ticket is None else order.ticket.no

    @staticmethod
    def resolve_engineer_name(order: WorkOrder) -> str | None:
        """This will name who goes."""
        return None if order.engineer is None else order.engineer.name

    @staticmethod
    def resolve_parent_no(order: WorkOrder) -> str | None:
        """This will give the number of the order this one carries on."""
        return None if order.parent is None else order.parent.no

    @staticmethod
    def resolve_checklist_name(order: WorkOrder) -> str | None:
        """This will name the list."""
        return None if order.checklist is None else order.checklist.name

    @staticmethod
    def resolve_labour_minutes(order: WorkOrder) -> int:
        """This will add up the hours."""
        return sum(row.minutes for row in order.labour.all())

    @staticmethod
    def resolve_missing(order: WorkOrder) -> list[str]:
        """This will name what keeps the order from being finished."""
        return queries.missing(order)

    @staticmethod
    def resolve_failed(order: WorkOrder) -> list[str]:
        """This will name what failed."""
        return queries.failed(order)

    @staticmethod
    def resolve_time_notes(order: WorkOrder) -> list[str]:
        """This will say which of the device's times were put right."""
        return [time_note(row) for row in order.steps.all() if row.flag]

    @staticmethod
    def resolve_signatures(order: WorkOrder) -> list[Signature]:
        """This will give the signature, if there is one."""
        signature: Signature | None = getattr(order, "signature", None)
        return [] if signature is None else [signature]

    @staticmethod
    def resolve_signer_phone(order: WorkOrder) -> str | None:
        """This will give the phone of who signed."""
        signature: Signature | None = getattr(order, "signature", None)
        return None if signature is None else signature.signer_phone


def time_note(row: Step) -> str:
    """This will say in a sentence which time a device told and which one counts."""
    told, counted = (
        f"{timezone.localtime(at):%m-%d %H:%M}" for at in (row.device_at, row.counted_at)
    )
    if row.flag == Step.Flag.SKEWED:
        minutes = round((row.skew_seconds or 0) / 60)
        way = _("慢") if minutes > 0 else _("快")
        said = _("设备时钟{way} {minutes} 分钟：{told} 按 {counted} 计入。")
        return said.format(way=way, minutes=abs(minutes), told=told, counted=counted)
    said = _("{told} {why}：{counted}。")
    return said.format(told=told, why=row.get_flag_display(), counted=counted)


class WorkOrderFilters(Filters):
    """What a list of orders may be narrowed by."""

    state: types.one_of(State) | None = None
    kind: types.one_of(WorkOrder.Kind) | None = None
    billing: types.one_of(WorkOrder.Billing) | None = None
    customer_id: UUID | None = None
    asset_id: UUID | None = None
    ticket_id: UUID | None = None
    engineer_id: UUID | None = None
    parent_id: UUID | None = None
    scheduled_after: types.Moment | None = None
    scheduled_before: types.Moment | None = None


def load_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will read an order with its rows in few questions."""
    parts = PartUsed.objects.select_related("product", "warehouse", "lot")
    return rows.select_related(
        "customer", "asset", "ticket", "engineer", "parent", "checklist", "signature"
    ).prefetch_related(
        "steps",
        "checks",
        "travel",
        "expenses",
        "photos",
        "bill_lines",
        "children",
        Prefetch("labour", queryset=Labour.objects.select_related("engineer")),
        Prefetch("parts", queryset=parts),
    )
