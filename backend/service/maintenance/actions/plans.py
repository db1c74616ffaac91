"""Writing plans and putting them to work."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.service.asset.models import Asset
from backend.service.maintenance.flow import PlanState
from backend.service.maintenance.models import KitPart, MaintenancePlan, Trigger
from backend.service.workorder.models import ChecklistTemplate

log.declare(
    "service.maintenance_plan.created",
    "service.maintenance_plan.changed",
    "service.maintenance_plan.activated",
    "service.maintenance_plan.paused",
    "service.maintenance_plan.retired",
    "service.maintenance_plan.generated",
)
REFERRED: dict[str, Any] = {
    "product_id": Product,
    "customer_id": Party,
    "checklist_id": ChecklistTemplate,
}
TABLES = ("triggers", "kit", "assets", "includes")

documents.explains(
    "service_maintenanceplan_lead_within_horizon",
    Malformed(errors={"lead_days": _("提前建工单的天数不能超过提前生成的天数，后者最多 400 天")}),
)
documents.explains("service_kitpart_once", Malformed(errors={"kit": _("同一备件请合并为一行")}))


@documents.verb
def create(*, actor: Actor, id: UUID | None, on: date, **facts: Any) -> MaintenancePlan:
    """This will write down a plan; it calls for work once it is activated."""
    tables = {name: facts.pop(name) for name in TABLES}
    plan = MaintenancePlan()
    if id is not None:
        plan.id = id
    _fill(plan, facts, actor=actor)
    plan.no = numbering.next_number("BY", on=on)
    documents.add(
        plan,
        actor=actor,
        event="service.maintenance_plan.created",
        permission="service.create_maintenance_plan",
    )
    _write(plan, tables, actor=actor)
    return plan


@documents.verb
def change(maintenance_plan_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> MaintenancePlan:
    """This will correct a plan; what it called for already stays as it is."""
    plan = lock(maintenance_plan_id, actor, "change")
    if plan.state == PlanState.RETIRED:
        raise NotNow(state=plan.get_state_display())
    tables = {name: changes.pop(name) for name in TABLES if name in changes}
    _fill(plan, changes, actor=actor)
    documents.save(plan, actor=actor, event="service.maintenance_plan.changed")
    _write(plan, tables, actor=actor)
    return plan


@documents.verb
def activate(maintenance_plan_id: UUID, *, actor: Actor, on: date) -> MaintenancePlan:
    """This will let a plan call for what falls due from a day on."""
    plan = lock(maintenance_plan_id, actor, "activate")
    if not plan.triggers.exists():
        raise Malformed(errors={"triggers": _("请先填写至少一个触发条件")})
    plan.activate()
    plan.active_from = on
    return documents.save(plan, actor=actor, event="service.maintenance_plan.activated")


@documents.verb
def pause(maintenance_plan_id: UUID, *, actor: Actor, reason: str) -> MaintenancePlan:
    """This will let nothing more fall due; what is planned stays."""
    plan = lock(maintenance_plan_id, actor, "pause")
    plan.pause()
    return documents.save(plan, actor=actor, event="service.maintenance_plan.paused", reason=reason)


@documents.verb
def retire(maintenance_plan_id: UUID, *, actor: Actor, reason: str) -> MaintenancePlan:
    """This will end a plan; what has no work order yet is dropped with it."""
    from backend.service.maintenance.actions.visits import drop

    plan = lock(maintenance_plan_id, actor, "retire")
    plan.retire()
    documents.save(plan, actor=actor, event="service.maintenance_plan.retired", reason=reason)
    for occasion in plan.occasions.filter(work_order=None).select_for_update():
        drop(occasion, actor=actor, reason=reason)
    return plan


def lock(plan_id: UUID, actor: Actor, verb: str) -> MaintenancePlan:
    """This will lock a plan for a verb."""
    return documents.lock(
        MaintenancePlan, plan_id, actor=actor, permission=f"service.{verb}_maintenance_plan"
    )


def _fill(plan: MaintenancePlan, facts: dict[str, Any], *, actor: Actor) -> None:
    for name, value in facts.items():
        if name in REFERRED:
            documents.refer(REFERRED[name], value, actor=actor, field=name)
        setattr(plan, name, value)


def _write(plan: MaintenancePlan, tables: dict[str, Sequence[Any]], *, actor: Actor) -> None:
    if "triggers" in tables:
        _check_triggers(tables["triggers"])
        plan.triggers.all().delete()
        Trigger.objects.bulk_create(
            Trigger(plan=plan, seq=seq, **_plain(row))
            for seq, row in enumerate(tables["triggers"], start=1)
        )
    if "kit" in tables:
        plan.kit.all().delete()
        for at, row in enumerate(tables["kit"]):
            documents.refer(Product, row.product_id, actor=actor, field=f"kit.{at}.product_id")
        KitPart.objects.bulk_create(KitPart(plan=plan, **row.model_dump()) for row in tables["kit"])
    if "assets" in tables:
        _link(plan, "assets", Asset, "asset_id", tables["assets"], actor=actor)
    if "includes" in tables:
        _link(plan, "includes", MaintenancePlan, "plan_id", tables["includes"], actor=actor)


def _link(
    plan: MaintenancePlan, name: str, model: Any, key: str, rows: Sequence[Any], *, actor: Actor
) -> None:
    keys = [getattr(row, key) for row in rows]
    found = documents.refer_all(model, keys, actor=actor)
    named = [documents.named(found, one, field=f"{name}.{at}.{key}") for at, one in enumerate(keys)]
    getattr(plan, name).set(named)


def _check_triggers(rows: Sequence[Any]) -> None:
    """What one kind of trigger needs, and the others must not carry."""
    for at, row in enumerate(rows):
        needed = {
            "calendar": ("every", "unit"),
            "meter": ("step", "meter_name"),
            "condition": ("threshold", "meter_name", "compare"),
        }[row.kind]
        errors = {
            f"triggers.{at}.{name}": _("这种触发方式必须填写")
            for name in needed
            if getattr(row, name) in (None, "")
        }
        if errors:
            raise Malformed(errors=errors)


def _plain(row: Any) -> dict[str, Any]:
    """A choice that was not made is an empty text in its column."""
    facts: dict[str, Any] = row.model_dump()
    return facts | {name: facts[name] or "" for name in ("unit", "compare")}
