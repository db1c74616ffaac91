"""Maintenance plans and due visits as machines see them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.service.engineer.calc import NEED
from backend.service.maintenance import actions, calc
from backend.service.maintenance.flow import UNORDERED, OccasionState, PlanState
from backend.service.maintenance.models import MaintenancePlan, Occasion, Trigger

Days = types.count(0, 400)
Figure = types.number(18, 4)
Percent = types.number(5, 1)
OneSeason: Any = types.matching(calc.SEASON, maximum=11)
OneSkill: Any = types.matching(NEED, maximum=64)
Season = Annotated[list[OneSeason], Field(max_length=8)]
Skills = Annotated[list[OneSkill], Field(max_length=20)]


class MaintenanceTriggerIn(types.In):
    """What sets the work off: the calendar, a meter's step, or a reading beyond a threshold."""

    kind: types.one_of(Trigger.Kind)
    every: types.count(1, 10_000) | None = None
    unit: types.one_of(Trigger.Unit) | None = None
    is_floating: types.Flag = False
    anchor_on: types.Day | None = None
    meter_name: types.text(64) = ""
    step: types.number(18, 4, above="0") | None = None
    compare: types.one_of(Trigger.Compare) | None = None
    threshold: Figure | None = None


class MaintenanceAssetIn(types.In):
    """A machine that is named in a plan."""

    asset_id: types.Id


class MaintenanceIncludedIn(types.In):
    """A plan whose visits near by are served by this one's."""

    plan_id: types.Id


class MaintenanceKitIn(types.In):
    """A part that every visit takes."""

    product_id: types.Id
    quantity: types.PositiveWeight


Triggers = Annotated[list[MaintenanceTriggerIn], Field(max_length=20)]
Kit = Annotated[list[MaintenanceKitIn], Field(max_length=100)]
Assets = Annotated[list[MaintenanceAssetIn], Field(max_length=500)]
Included = Annotated[list[MaintenanceIncludedIn], Field(max_length=20)]


class MaintenancePlanIn(types.In):
    """Which machines, how often, how far ahead, with what list, skills and parts."""

    id: types.Id | None = None
    on: types.Day
    name: types.text(120, minimum=1)
    product_id: types.Id | None = None
    model: types.text(64) = ""
    customer_id: types.Id | None = None
    season: Season = []
    horizon_days: Days = 60
    lead_days: Days = 14
    early_days: Days = 7
    late_days: Days = 7
    merge_days: Days = 7
    skip_days: Days = 0
    duration_minutes: types.count(5, 10_000) = 120
    skills: Skills = []
    checklist_id: types.Id | None = None
    note: types.text(500) = ""
    triggers: Triggers = []
    kit: Kit = []
    assets: Assets = []
    includes: Included = []


class MaintenancePlanPatch(types.In):
    """What may be corrected; absent fields stay, tables that are sent replace those on file."""

    name: types.text(120, minimum=1) = ""
    product_id: types.Id | None = None
    model: types.text(64) = ""
    customer_id: types.Id | None = None
    season: Season = []
    horizon_days: Days = 60
    lead_days: Days = 14
    early_days: Days = 7
    late_days: Days = 7
    merge_days: Days = 7
    skip_days: Days = 0
    duration_minutes: types.count(5, 10_000) = 120
    skills: Skills = []
    checklist_id: types.Id | None = None
    note: types.text(500) = ""
    triggers: Triggers = []
    kit: Kit = []
    assets: Assets = []
    includes: Included = []


class MaintenanceOn(types.In):
    """The day that counts as today."""

    on: types.Day


class MaintenanceBecause(types.In):
    """Why."""

    reason: types.Reason


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


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail of a plan shows."""
    related = rows.select_related("product", "customer", "checklist")
    return related.prefetch_related("triggers", "kit__product")


def load_occasion(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail of a due visit shows."""
    return rows.select_related("plan", "asset__customer", "work_order", "merged_into")


MAINTENANCE_PLAN = declare(
    Resource(
        model=MaintenancePlan,
        room="service",
        name="maintenance_plan",
        plural="maintenance-plans",
        label=_("保养计划"),
        out=MaintenancePlanOut,
        row=MaintenancePlanRow,
        create=Verb(actions.create, _("新建"), MaintenancePlanIn),
        change=Verb(actions.change, _("修改"), MaintenancePlanPatch),
        verbs={
            "activate": Verb(actions.activate, _("启用"), MaintenanceOn),
            "generate": Verb(
                actions.generate,
                _("立即生成"),
                MaintenanceOn,
                states=frozenset({PlanState.ACTIVE.value}),
            ),
            "pause": Verb(actions.pause, _("暂停"), MaintenanceBecause),
            "retire": Verb(actions.retire, _("停用"), MaintenanceBecause, danger=True),
        },
        filters=MaintenancePlanFilters,
        columns={"product_name": "product__name", "customer_name": "customer__name"},
        ordering=("created_at", "name"),
        load=load,
    )
)

OCCASION = declare(
    Resource(
        model=Occasion,
        room="service",
        name="occasion",
        plural="occasions",
        label=_("保养到期"),
        out=OccasionOut,
        row=OccasionRow,
        verbs={
            "order": Verb(
                actions.order_now,
                _("建工单"),
                MaintenanceOn,
                states=frozenset(state.value for state in UNORDERED),
                when=lambda occasion: occasion.work_order_id is None,
            ),
            "skip": Verb(
                actions.skip,
                _("跳过"),
                MaintenanceBecause,
                when=lambda occasion: occasion.work_order_id is None,
                danger=True,
            ),
        },
        filters=OccasionFilters,
        columns={
            "plan_name": "plan__name",
            "asset_serial": "asset__serial",
            "customer_name": "asset__customer__name",
            "work_order_no": "work_order__no",
        },
        filter_paths={
            "customer_id": "asset__customer_id",
            "due_from": "due_on__gte",
            "due_until": "due_on__lte",
        },
        ordering=("due_on", "created_at"),
        load=load_occasion,
    )
)
