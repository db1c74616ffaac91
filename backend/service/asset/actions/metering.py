"""What the counters of a machine show."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.service.asset import calc
from backend.service.asset.actions import held
from backend.service.asset.models import Asset, Meter, Reading


class MeterBackwards(Refusal):
    """A counter shows less than before, or more than later."""

    sentence = _(
        "计数器“{meter}”不能倒走：{at} 的读数是 {known}，本次是 {value}。"
        "请核对读数和时间；如已更换或清零，请选择“重新起算”并填写原因。"
    )


documents.explains("service_meter_once", Duplicate(_("该设备已有同名计数器。")))


@documents.verb
def add_meter(asset_id: UUID, *, actor: Actor, name: str, unit_name: str) -> Asset:
    """This will give a machine a counter."""
    asset = held.lock(asset_id, actor=actor, verb="add_meter")
    meter = Meter.objects.create(asset=asset, name=name, unit_name=unit_name)
    return held.save(asset, actor=actor, event="meter_added", meter_id=meter.pk, meter=name)


@documents.verb
def read_meter(
    asset_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    meter_id: UUID,
    value: Decimal,
    is_reset: bool,
    reason: str,
) -> Asset:
    """This will take a reading a person made; raises MeterBackwards."""
    asset = held.lock(asset_id, actor=actor, verb="read_meter")
    if not Meter.objects.filter(pk=meter_id, asset=asset).exists():
        raise Malformed(errors={"meter_id": _("该设备没有这个计数器")})
    take_reading(
        actor=actor, at=at, value=value, meter_id=meter_id, is_reset=is_reset, reason=reason
    )
    asset.refresh_from_db()
    return asset


@documents.verb
def take_reading(
    *,
    actor: Actor,
    at: datetime,
    value: Decimal,
    meter_id: UUID | None = None,
    asset_id: UUID | None = None,
    name: str = "",
    source: Source | None = None,
    is_reset: bool = False,
    reason: str = "",
) -> Reading:
    """This will add a reading to a counter given by id, or by machine and name.

    The same reading of the same paper at the same moment is taken once. Raises MeterBackwards
    unless it starts the counter again with a reason.
    """
    meter = _held(meter_id, asset_id, name)
    same = meter.readings.filter(at=at, value=value, source_id=source.id if source else None)
    if (found := same.first()) is not None:
        return found
    if is_reset and not reason:
        raise Malformed(errors={"reason": _("重新起算须填写原因")})
    _require_forward(meter, at=at, value=value, is_reset=is_reset)
    reading = Reading.objects.create(
        meter=meter,
        at=at,
        value=value,
        is_reset=is_reset,
        reason=reason,
        by_id=actor.user_id,
        **held.cause(source),
    )
    if meter.read_at is None or at >= meter.read_at:
        meter.value, meter.read_at = value, at
        meter.save(update_fields=["value", "read_at"])
    _tell(meter, reading, actor=actor)
    return reading


def _held(meter_id: UUID | None, asset_id: UUID | None, name: str) -> Meter:
    rows = Meter.objects.select_for_update()
    if meter_id is not None:
        return rows.get(pk=meter_id)
    found = None if asset_id is None else rows.filter(asset_id=asset_id, name=name).first()
    if found is None:
        raise Malformed(errors={"name": _("该设备没有名为“{name}”的计数器").format(name=name)})
    return found


def _require_forward(meter: Meter, *, at: datetime, value: Decimal, is_reset: bool) -> None:
    before = meter.readings.filter(at__lte=at).order_by("-at", "-id").first()
    after = meter.readings.filter(at__gt=at).order_by("at", "id").first()
    later = None if after is None or after.is_reset else after.value
    earlier = None if before is None else before.value
    if not calc.runs_backwards(value, before=earlier, after=later, is_reset=is_reset):
        return
    wrong = before if earlier is not None and value < earlier else after
    assert wrong is not None  # one of both was not met
    raise MeterBackwards(
        meter=meter.name,
        at=timezone.localtime(wrong.at).strftime("%F %R"),
        known=f"{wrong.value.normalize():f} {meter.unit_name}",
        value=f"{value.normalize():f} {meter.unit_name}",
    )


def _tell(meter: Meter, reading: Reading, *, actor: Actor) -> None:
    asset = held.take(meter.asset_id)
    held.save(
        asset,
        actor=actor,
        event="meter_read",
        reason=reading.reason,
        meter_id=meter.pk,
        meter=meter.name,
        value=reading.value,
        at=reading.at,
        is_reset=reading.is_reset,
    )
