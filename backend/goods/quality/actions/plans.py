"""What a product is measured for."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.goods.product import queries as products
from backend.goods.quality import queries
from backend.goods.quality.models import Characteristic, InspectionPlan

log.declare("goods.inspection_plan.created", "goods.inspection_plan.changed")


class PlanExists(Duplicate):
    """A product has one plan in force at a gate."""

    sentence = _("该产品在这一环节已有启用中的检验方案，请先停用原方案。")


documents.explains("goods_inspectionplan_one_active", PlanExists())
documents.explains(
    "goods_inspectionplan_has_aql",
    Malformed(errors={"aql": _("按 GB/T 2828.1 抽样须选择接收质量限 AQL")}),
)
documents.explains(
    "goods_characteristic_name_once",
    Malformed(errors={"characteristics": _("检验项目名称不能重复")}),
)
documents.explains(
    "goods_characteristic_has_limit",
    Malformed(errors={"characteristics": _("每个检验项目至少填写一个限值")}),
)
documents.explains(
    "goods_characteristic_limits_in_order",
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
    """This will put an inspection plan for a product on file, in force from the day named."""
    product = products.in_use(product_id, actor=actor)
    plan = InspectionPlan(product=product, valid_from=on, **_known(facts))
    if id is not None:
        plan.id = id
    plan.no = numbering.next_number("JF", on=on)
    documents.add(
        plan,
        actor=actor,
        event="goods.inspection_plan.created",
        permission="goods.create_inspection_plan",
    )
    _write(plan, characteristics, edition=1)
    _require_something(plan, len(characteristics))
    return plan


@documents.verb
def change_plan(inspection_plan_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Any:
    """This will change a plan; new characteristics make an edition, inspections keep theirs."""
    plan = documents.lock(
        InspectionPlan, inspection_plan_id, actor=actor, permission="goods.change_inspection_plan"
    )
    rows = changes.pop("characteristics", None)
    for name, value in _known(changes).items():
        setattr(plan, name, value)
    if rows is not None:
        _write(plan, rows, edition=queries.edition_of(plan) + 1)
    count = plan.characteristics.filter(edition=queries.edition_of(plan)).count()
    _require_something(plan, count if rows is None else len(rows))
    return documents.save(plan, actor=actor, event="goods.inspection_plan.changed")


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    """Without a limit named none is kept."""
    return {**facts, "aql": facts["aql"] or ""} if "aql" in facts else facts


def _require_something(plan: InspectionPlan, count: int) -> None:
    if not count and not plan.is_document_required:
        raise Malformed(errors={"characteristics": _("请至少填写一个检验项目，或要求质保书")})


def _write(plan: InspectionPlan, rows: Sequence[Any], *, edition: int) -> None:
    Characteristic.objects.bulk_create(
        Characteristic(plan=plan, edition=edition, seq=position, **dict(row))
        for position, row in enumerate(rows, start=1)
    )
