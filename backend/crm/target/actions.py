"""Setting targets and measuring how far they are attained."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.people import queries as people
from backend.core.people.models import Unit
from backend.crm.target import calc, queries
from backend.crm.target.models import SalesTarget
from backend.goods.product.models import Product

log.declare("crm.target.created", "crm.target.changed", "crm.target.measured", "crm.target.reached")
Subject, Metric = SalesTarget.Subject, SalesTarget.Metric


class SameTarget(Duplicate):
    """The subject has a target of this metric for this period."""

    sentence = _("这个对象在该周期已有同一指标的目标，请直接修改。")


for _name in ("person", "for_unit", "product"):
    documents.explains(f"crm_salestarget_once_{_name}", SameTarget())


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    at: datetime,
    subject: str,
    person_id: int | None,
    for_unit_id: UUID | None,
    product_id: UUID | None,
    metric: str,
    period: str,
    starts_on: date,
    value: Decimal,
) -> SalesTarget:
    """This will set what a person, a unit or a product is to bring in a period."""
    _sound(subject, metric, period, starts_on)
    given = {"user": person_id, "unit": for_unit_id, "product": product_id}
    if [name for name, key in given.items() if key is not None] != [subject]:
        field = {"user": "person_id", "unit": "for_unit_id", "product": "product_id"}[subject]
        raise Malformed(errors={field: _("请只填写与目标对象一致的一项")})
    target = SalesTarget(
        subject=subject,
        metric=metric,
        period=period,
        starts_on=starts_on,
        ends_on=calc.last_day(period, starts_on),
        value=value,
    )
    _belongs(target, person_id, for_unit_id, product_id, actor=actor)
    if id is not None:
        target.id = id
    target.no = numbering.next_number("MB", on=starts_on)
    documents.add(target, actor=actor, event="crm.target.created", permission="crm.create_target")
    return _measure(target, actor=actor, at=at)


def _sound(subject: str, metric: str, period: str, starts_on: date) -> None:
    if not calc.is_first_day(period, starts_on):
        raise Malformed(errors={"starts_on": _("开始日期须为所选周期的第一天")})
    if subject == Subject.PRODUCT and metric not in (Metric.CONTRACT_AMOUNT, Metric.TONNES):
        raise Malformed(errors={"metric": _("产品目标只能按签约金额或吨数")})


def _belongs(
    target: SalesTarget,
    person_id: int | None,
    unit_id: UUID | None,
    product_id: UUID | None,
    *,
    actor: Actor,
) -> None:
    """A person's target is the person's paper, a unit's the unit's: that is who may see it."""
    if person_id is not None:
        target.person_id = person_id
        target.owner_id, target.unit_id = people.seat(person_id, unit_id=None)
    if unit_id is not None:
        if not Unit.objects.filter(pk=unit_id).exists():
            raise Malformed(errors={"for_unit_id": _("没有这个组织单元")})
        target.for_unit_id = target.unit_id = unit_id
    target.product = documents.refer(Product, product_id, actor=actor, field="product_id")


@documents.verb
def change(target_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> SalesTarget:
    """This will set another value; milestones that were told stay told."""
    target = documents.lock(SalesTarget, target_id, actor=actor, permission="crm.change_target")
    for name, value in changes.items():
        setattr(target, name, value)
    return documents.save(target, actor=actor, event="crm.target.changed")


@documents.verb
def measure(target_id: UUID, *, actor: Actor, at: datetime) -> SalesTarget:
    """This will work out now how far a target is attained."""
    target = documents.lock(SalesTarget, target_id, actor=actor, permission="crm.measure_target")
    return _measure(target, actor=actor, at=at)


def _measure(target: SalesTarget, *, actor: Actor, at: datetime) -> SalesTarget:
    """Each milestone is told once, also when what counted is taken back and comes again."""
    known = queries.attained(target)
    is_margin = target.metric == Metric.MARGIN
    column = "margin_attained" if is_margin else "attained"
    step = "margin_milestone" if is_margin else "milestone"
    if getattr(target, column) == known and target.measured_at is not None:
        return target
    setattr(target, column, known)
    target.measured_at = at
    documents.save(target, actor=actor, event="crm.target.measured")
    for milestone in calc.newly(getattr(target, step), calc.reached(known, target.value)):
        setattr(target, step, milestone)
        documents.save(
            target, actor=actor, event="crm.target.reached", payload={"milestone": milestone}
        )
    return target
