"""Scales with their certificates, and the empty weights of trucks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.goods.warehouse.models import Warehouse
from backend.goods.weighing import queries
from backend.goods.weighing.models import Scale, VehicleTare

log.declare("goods.scale.created", "goods.scale.changed", "goods.tare.created")


class SerialTaken(Duplicate):
    """A scale with this serial number exists."""

    sentence = _("该出厂编号的磅秤已存在。")


documents.explains("goods_scale_serial_once", SerialTaken())
documents.explains("goods_scale_no", SerialTaken())
documents.explains(
    "goods_scale_range",
    Malformed(errors={"maximum_kg": _("最大称量必须大于最小称量，分度值必须大于零")}),
)


@documents.verb
def create_scale(
    *, actor: Actor, id: UUID | None, warehouse_id: UUID, serial: str, **facts: Any
) -> Scale:
    """This will put a scale on file."""
    scale = Scale(
        no=serial,
        serial=serial,
        warehouse=documents.refer(Warehouse, warehouse_id, actor=actor, field="warehouse_id"),
        **facts,
    )
    if id is not None:
        scale.id = id
    return documents.add(
        scale, actor=actor, event="goods.scale.created", permission="goods.create_scale"
    )


@documents.verb
def change_scale(scale_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Scale:
    """This will record a new certificate or take a scale out of use."""
    scale = documents.lock(Scale, scale_id, actor=actor, permission="goods.change_scale")
    for name, value in changes.items():
        setattr(scale, name, value)
    return documents.save(scale, actor=actor, event="goods.scale.changed")


@documents.verb
def create_tare(
    *,
    actor: Actor,
    id: UUID | None,
    plate: str,
    kg: Decimal,
    weighed_at: datetime,
    valid_until: date,
) -> VehicleTare:
    """This will store the empty weight of a truck for a while; the latest one counts."""
    if valid_until < timezone.localdate(weighed_at):
        raise Malformed(errors={"valid_until": _("有效期不能早于称重日期")})
    tare = VehicleTare(
        plate=queries.plate(plate), kg=kg, weighed_at=weighed_at, valid_until=valid_until
    )
    if id is not None:
        tare.id = id
    tare.no = numbering.next_number("PZ", on=timezone.localdate(weighed_at))
    return documents.add(
        tare, actor=actor, event="goods.tare.created", permission="goods.create_tare"
    )
