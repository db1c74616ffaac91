"""Other numbers of parts, and what fits what."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.goods.product import queries as products
from backend.service.parts import calc
from backend.service.parts.models import Fitment, PartReference

log.declare(
    "service.part_reference.created",
    "service.part_reference.changed",
    "service.fitment.created",
    "service.fitment.changed",
)
documents.explains(
    "service_partreference_once", Duplicate(_("该备件已有这个件号（不计标点和空格）。"))
)
documents.explains("service_fitment_once", Duplicate(_("已登记该备件适用于这一机型和位置。")))


@documents.verb
def create_reference(
    *, actor: Actor, id: UUID | None, product_id: UUID, number: str, **facts: Any
) -> PartReference:
    """This will record a number somebody else gives a part."""
    row = PartReference(product=products.in_use(product_id, actor=actor), **facts)
    if id is not None:
        row.id = id
    _number(row, number)
    return documents.add(
        row,
        actor=actor,
        event="service.part_reference.created",
        permission="service.create_part_reference",
    )


@documents.verb
def change_reference(
    part_reference_id: UUID, *, actor: Actor, changes: dict[str, Any]
) -> PartReference:
    """This will correct a number."""
    row = documents.lock(
        PartReference,
        part_reference_id,
        actor=actor,
        permission="service.change_part_reference",
    )
    number = changes.pop("number", row.number)
    for name, value in changes.items():
        setattr(row, name, value)
    _number(row, number)
    return documents.save(row, actor=actor, event="service.part_reference.changed")


@documents.verb
def create_fitment(
    *, actor: Actor, id: UUID | None, part_id: UUID, machine_id: UUID, **facts: Any
) -> Fitment:
    """This will record that a part fits a machine model."""
    if part_id == machine_id:
        raise Malformed(errors={"machine_id": _("备件和机型不能相同")})
    row = Fitment(
        part=products.in_use(part_id, actor=actor),
        machine=products.in_use(machine_id, actor=actor, field="machine_id"),
        **facts,
    )
    if id is not None:
        row.id = id
    return documents.add(
        row, actor=actor, event="service.fitment.created", permission="service.create_fitment"
    )


@documents.verb
def change_fitment(fitment_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Fitment:
    """This will correct where and how many of a part fit."""
    row = documents.lock(Fitment, fitment_id, actor=actor, permission="service.change_fitment")
    for name, value in changes.items():
        setattr(row, name, value)
    return documents.save(row, actor=actor, event="service.fitment.changed")


def _number(row: PartReference, number: str) -> None:
    key = calc.number_key(number)
    if not key:
        raise Malformed(errors={"number": _("件号须含字母、数字或汉字")})
    row.number, row.number_key = number, key
