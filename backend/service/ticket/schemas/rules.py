"""The company's own rules as machines see them."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.service.ticket import actions
from backend.service.ticket.models import FaultCode, Priority, PriorityRule, SlaPolicy
from backend.service.ticket.schemas.bodies import (
    FaultCodeIn,
    FaultCodePatch,
    PriorityRuleIn,
    PriorityRulePatch,
    SlaPolicyIn,
    SlaPolicyPatch,
)


class PriorityRuleRow(types.Out):
    """A cell of the matrix."""

    id: UUID
    impact: str
    urgency: str
    priority: str
    version: int
    created_at: types.Moment


class PriorityRuleOut(PriorityRuleRow):
    """A cell of the matrix in full."""

    updated_at: types.Moment


class PriorityRuleFilters(Filters):
    """What cells can be filtered by."""

    priority: types.one_of(Priority) | None = None


class SlaPolicyRow(types.Out):
    """What is promised at a priority, in minutes of the calendar."""

    id: UUID
    priority: str
    calendar: str
    response_minutes: int
    on_site_minutes: int | None
    restore_minutes: int | None
    resolve_minutes: int
    pauses_on: list[str]
    reopen_days: int
    close_days: int
    version: int
    created_at: types.Moment


class SlaPolicyOut(SlaPolicyRow):
    """What is promised at a priority in full."""

    updated_at: types.Moment


class SlaPolicyFilters(Filters):
    """What promises can be filtered by."""

    priority: types.one_of(Priority) | None = None


class FaultCodeRow(types.Out):
    """A word for a symptom, a cause or a solution."""

    id: UUID
    kind: str
    code: str
    name: str
    name_en: str
    product_id: UUID | None
    product_name: str | None
    position: int
    is_active: bool
    version: int
    created_at: types.Moment


class FaultCodeOut(FaultCodeRow):
    """A word in full."""

    updated_at: types.Moment

    @staticmethod
    def resolve_product_name(code: Any) -> str | None:
        """This will name the model it is for."""
        return str(code.product.name) if code.product else None


class FaultCodeFilters(Filters):
    """What words can be filtered by."""

    kind: types.one_of(FaultCode.Kind) | None = None
    product_id: types.Id | None = None
    is_active: types.Flag | None = None


PRIORITY_RULE = declare(
    Resource(
        model=PriorityRule,
        room="service",
        name="priority_rule",
        plural="priority-rules",
        label=_("优先级规则"),
        out=PriorityRuleOut,
        row=PriorityRuleRow,
        create=Verb(actions.set_priority, _("新建"), PriorityRuleIn),
        change=Verb(actions.change_priority, _("修改"), PriorityRulePatch),
        filters=PriorityRuleFilters,
        scoped=False,
        searchable=False,
    )
)

SLA_POLICY = declare(
    Resource(
        model=SlaPolicy,
        room="service",
        name="sla_policy",
        plural="sla-policies",
        label=_("服务承诺"),
        out=SlaPolicyOut,
        row=SlaPolicyRow,
        create=Verb(actions.set_promise, _("新建"), SlaPolicyIn),
        change=Verb(actions.change_promise, _("修改"), SlaPolicyPatch),
        filters=SlaPolicyFilters,
        ordering=("created_at", "priority"),
        scoped=False,
        searchable=False,
    )
)

FAULT_CODE = declare(
    Resource(
        model=FaultCode,
        room="service",
        name="fault_code",
        plural="fault-codes",
        label=_("故障代码"),
        out=FaultCodeOut,
        row=FaultCodeRow,
        create=Verb(actions.name_code, _("新建"), FaultCodeIn),
        change=Verb(actions.change_code, _("修改"), FaultCodePatch),
        filters=FaultCodeFilters,
        columns={"product_name": "product__name"},
        load=lambda rows: rows.select_related("product"),
        ordering=("created_at", "code"),
        scoped=False,
    )
)
