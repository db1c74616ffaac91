"""What a product is measured for when it comes in."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.goods.product import queries as products
from backend.supply.receiving.models import Characteristic, InspectionPlan

log.declare("supply.inspection_plan.created", "supply.inspection_plan.changed")


class PlanExists(Duplicate):
    """A product has one plan in force."""

    sentence = _("该产品已有启用中的检验方案，请先停用原方案。")


documents.explains("supply_inspectionplan_one_active", PlanExists())
documents.explains(
    "supply_characteristic_name_once",
    Malformed(errors={"characteristics": _("检验项目名称不能重复")}),
)
documents.explains(
    "supply_characteristic_has_limit",
    Malformed(errors={"characteristics": _("每个检验项目至少填写一个限值")}),
)
documents.explains(
    "supply_characteristic_limits_in_order",
    Malformed(errors={"characteristics": _("下限不能大于上限")}),
)


@documents.verb
def create_plan(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    product_id: UUID,
    characteristics: Sequence[Any],
    **facts: Any,
) -> InspectionPlan:
    """This will put an inspection plan for a product on file."""
    plan = InspectionPlan(product=products.in_use(product_id, actor=actor), **facts)
    if id is not None:
        plan.id = id
    plan.no = numbering.next_number("JF", on=on)
    documents.add(
        plan,
        actor=actor,
        event="supply.inspection_plan.created",
        permission="supply.create_inspection_plan",
    )
    _write(plan, characteristics, edition=1)
    _require_something(plan, len(characteristics))
    return plan


@documents.verb
def change_plan(inspection_plan_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Any:
    """This will change a plan; new characteristics make an edition, inspections keep theirs."""
    plan = documents.lock(
        InspectionPlan, inspection_plan_id, actor=actor, permission="supply.change_inspection_plan"
    )
    rows = changes.pop("characteristics", None)
    for name, value in changes.items():
        setattr(plan, name, value)
    if rows is not None:
        _write(plan, rows, edition=edition_of(plan) + 1)
    count = plan.characteristics.filter(edition=edition_of(plan)).count()
    _require_something(plan, count if rows is None else len(rows))
    return documents.save(plan, actor=actor, event="supply.inspection_plan.changed")


def edition_of(plan: InspectionPlan) -> int:
    """This will give the edition of a plan that is in force."""
    found: int | None = plan.characteristics.aggregate(last=Max("edition"))["last"]
    return found or 1


def _require_something(plan: InspectionPlan, count: int) -> None:
    if not count and not plan.is_document_required:
        raise Malformed(errors={"characteristics": _("请至少填写一个检验项目，或要求质保书")})


def _write(plan: InspectionPlan, rows: Sequence[Any], *, edition: int) -> None:
    Characteristic.objects.bulk_create(
        Characteristic(plan=plan, edition=edition, seq=position, **dict(row))
        for position, row in enumerate(rows, start=1)
    )
