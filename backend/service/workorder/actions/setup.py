"""The lists and prices that orders go by."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.goods.product.models import Product
from backend.service.workorder.models import ChecklistItem, ChecklistTemplate, ServiceRate
from backend.service.workorder.models.checklist import CheckKind

log.declare(
    "service.checklist_template.created",
    "service.checklist_template.changed",
    "service.service_rate.created",
    "service.service_rate.changed",
)
documents.explains(
    "service_servicerate_once", Duplicate(_("该项目在这一天已有价格，请修改原价格或换生效日期。"))
)
documents.explains("service_checklisttemplate_code_once", Duplicate(_("已有相同编码的检查表。")))


@documents.verb
def create_template(
    *, actor: Actor, id: UUID | None, product_id: UUID | None, items: Sequence[Any], **facts: Any
) -> ChecklistTemplate:
    """This will write a list of checks for a kind of job, for one product or any."""
    template = ChecklistTemplate(**facts)
    template.product = documents.refer(Product, product_id, actor=actor, field="product_id")
    if id is not None:
        template.id = id
    documents.add(
        template,
        actor=actor,
        event="service.checklist_template.created",
        permission="service.create_checklist_template",
    )
    _write(template, items)
    return template


@documents.verb
def change_template(
    checklist_template_id: UUID, *, actor: Actor, changes: dict[str, Any]
) -> ChecklistTemplate:
    """This will change a list; orders that are open keep the rows they were given."""
    template = documents.lock(
        ChecklistTemplate,
        checklist_template_id,
        actor=actor,
        permission="service.change_checklist_template",
    )
    items = changes.pop("items", None)
    if "product_id" in changes:
        pk = changes.pop("product_id")
        template.product = documents.refer(Product, pk, actor=actor, field="product_id")
    for name, value in changes.items():
        setattr(template, name, value)
    if items is not None:
        template.items.all().delete()
        _write(template, items)
    return documents.save(template, actor=actor, event="service.checklist_template.changed")


@documents.verb
def create_rate(
    *,
    actor: Actor,
    id: UUID | None,
    kind: str,
    product_id: UUID | None,
    price: Decimal,
    step_minutes: int,
    vat_rate: Decimal,
    valid_from: date,
    note: str,
) -> ServiceRate:
    """This will put a price on the service list from a day on."""
    product = documents.refer(Product, product_id, actor=actor, field="product_id")
    if (kind == ServiceRate.Kind.PART) != (product is not None):
        raise Malformed(errors={"product_id": _("备件价格须选择备件，其他项目不选")})
    rate = ServiceRate(
        kind=kind,
        product=product,
        price=price,
        step_minutes=step_minutes,
        vat_rate=vat_rate,
        valid_from=valid_from,
        note=note,
    )
    if id is not None:
        rate.id = id
    return documents.add(
        rate,
        actor=actor,
        event="service.service_rate.created",
        permission="service.create_service_rate",
    )


@documents.verb
def change_rate(service_rate_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> ServiceRate:
    """This will correct a price; bills that are fixed keep theirs."""
    rate = documents.lock(
        ServiceRate, service_rate_id, actor=actor, permission="service.change_service_rate"
    )
    for name, value in changes.items():
        setattr(rate, name, value)
    return documents.save(rate, actor=actor, event="service.service_rate.changed")


def _write(template: ChecklistTemplate, items: Sequence[Any]) -> None:
    for place, body in enumerate(items):
        _require_sound(body, field=f"items.{place}")
    ChecklistItem.objects.bulk_create(
        ChecklistItem(template=template, seq=seq, **dict(body))
        for seq, body in enumerate(items, start=1)
    )


def _require_sound(body: Any, *, field: str) -> None:
    if body.kind == CheckKind.CHOICE and len(body.options) < 2:
        raise Malformed(errors={f"{field}.options": _("选择项至少需要两个选项")})
    if body.kind == CheckKind.METER and not body.meter_name:
        raise Malformed(errors={f"{field}.meter_name": _("请填写计数器名称")})
    low, high = body.minimum, body.maximum
    if low is not None and high is not None and low > high:
        raise Malformed(errors={f"{field}.maximum": _("上限不能小于下限")})
