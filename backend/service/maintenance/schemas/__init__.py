"""Maintenance plans and due visits as machines see them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core.registry import Resource, Verb, declare
from backend.service.maintenance import actions
from backend.service.maintenance.flow import UNORDERED, PlanState
from backend.service.maintenance.models import MaintenancePlan, Occasion
from backend.service.maintenance.schemas.bodies import (
    MaintenanceBecause,
    MaintenanceOn,
    MaintenancePlanIn,
    MaintenancePlanPatch,
)
from backend.service.maintenance.schemas.faces import (
    ComplianceAsk,
    ComplianceOut,
    MaintenancePlanFilters,
    MaintenancePlanOut,
    MaintenancePlanRow,
    OccasionFilters,
    OccasionOut,
    OccasionRow,
)

__all__ = ["MAINTENANCE_PLAN", "OCCASION", "ComplianceAsk", "ComplianceOut"]


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
