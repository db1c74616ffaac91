"""Maintenance plans and due visits as they are shown."""

from datetime import date
from typing import Any
from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters
from backend.service.maintenance.flow import OccasionState, PlanState

Figure = types.number(18, 4)
Percent = types.number(5, 1)


class MaintenanceTriggerOut(types.Out):
    """What sets the work off."""

    kind: str
    every: int | None
    unit: str
    is_floating: bool
    anchor_on: date | None
    meter_name: str
    step: Figure | None
    compare: str
    threshold: Figure | None


class MaintenanceKitOut(types.Out):
    """A part that every visit takes."""

    product_id: UUID
    product_name: str
    quantity: types.Weight

    @staticmethod
    def resolve_product_name(row: Any) -> str:
        """This will name the part."""
        return str(row.product.name)


class MaintenanceAssetOut(types.Out):
    """A machine that is named in a plan."""

    id: UUID
    no: str
    serial: str


class MaintenanceIncludedOut(types.Out):
    """A plan whose visits near by are served by this one's."""

    id: UUID
    no: str
    name: str


class MaintenancePlanRow(types.Out):
    """A plan in a list."""

    id: UUID
    no: str
    name: str
    state: str
    product_id: UUID | None
    product_name: str | None
    customer_id: UUID | None
    customer_name: str | None
    active_from: date | None
    horizon_days: int
    lead_days: int
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class MaintenancePlanOut(MaintenancePlanRow):
    """A plan in full."""

    model: str
    season: list[str]
    early_days: int
    late_days: int
    merge_days: int
    skip_days: int
    duration_minutes: int
    skills: list[str]
    checklist_id: UUID | None
    checklist_name: str | None
    note: str
    triggers: list[MaintenanceTriggerOut]
    kit: list[MaintenanceKitOut]
    assets: list[MaintenanceAssetOut]
    includes: list[MaintenanceIncludedOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_product_name(plan: Any) -> str | None:
        """This will name the product."""
        return str(plan.product.name) if plan.product else None

    @staticmethod
    def resolve_customer_name(plan: Any) -> str | None:
        """This will name the customer."""
        return str(plan.customer.name) if plan.customer else None

    @staticmethod
    def resolve_checklist_name(plan: Any) -> str | None:
        """This will name the checklist."""
        return str(plan.checklist.name) if plan.checklist else None

    @staticmethod
    def resolve_triggers(plan: Any) -> Any:
        """This will read what sets it off."""
        return list(plan.triggers.all())

    @staticmethod
    def resolve_kit(plan: Any) -> Any:
        """This will read the parts."""
        return sorted(plan.kit.all(), key=lambda row: str(row.product.code))

    @staticmethod
    def resolve_assets(plan: Any) -> Any:
        """This will read the machines that are named."""
        return list(plan.assets.order_by("serial"))

    @staticmethod
    def resolve_includes(plan: Any) -> Any:
        """This will read the plans it includes."""
        return list(plan.includes.order_by("no"))


class MaintenancePlanFilters(Filters):
    """What plans can be filtered by."""

    state: types.one_of(PlanState) | None = None
    product_id: types.Id | None = None
    customer_id: types.Id | None = None


class OccasionRow(types.Out):
    """A due visit in a list."""

    id: UUID
    no: str
    plan_id: UUID
    plan_name: str
    asset_id: UUID
    asset_serial: str
    customer_name: str
    state: str
    due_on: date
    window_from: date
    window_until: date
    work_order_id: UUID | None
    work_order_no: str | None
    done_on: date | None
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class OccasionOut(OccasionRow):
    """A due visit in full."""

    due_key: str
    why: str
    reading: Figure | None
    done_reading: Figure | None
    merged_into_id: UUID | None
    merged_into_no: str | None
    has_used_visit: bool
    reason: str
    updated_at: types.Moment

    @staticmethod
    def resolve_plan_name(occasion: Any) -> str:
        """This will name the plan."""
        return str(occasion.plan.name)

    @staticmethod
    def resolve_asset_serial(occasion: Any) -> str:
        """This will name the machine."""
        return str(occasion.asset.serial)

    @staticmethod
    def resolve_customer_name(occasion: Any) -> str:
        """This will name whose machine it is."""
        return str(occasion.asset.customer.name)

    @staticmethod
    def resolve_work_order_no(occasion: Any) -> str | None:
        """This will number the work order."""
        return str(occasion.work_order.no) if occasion.work_order else None

    @staticmethod
    def resolve_merged_into_no(occasion: Any) -> str | None:
        """This will number the visit that serves it."""
        return str(occasion.merged_into.no) if occasion.merged_into else None


class OccasionFilters(Filters):
    """What due visits can be filtered by."""

    state: types.one_of(OccasionState) | None = None
    plan_id: types.Id | None = None
    asset_id: types.Id | None = None
    customer_id: types.Id | None = None
    due_from: types.Day | None = None
    due_until: types.Day | None = None


class ComplianceAsk(Filters):
    """Visits due in which period, judged as of which day."""

    first: types.Day
    last: types.Day
    as_of: types.Day
    plan_id: types.Id | None = None
    customer_id: types.Id | None = None


class ComplianceOut(types.Out):
    """How many visits counted and how many were done inside their window."""

    counted: int
    inside: int
    outside: int
    undone: int
    percent: Percent | None
