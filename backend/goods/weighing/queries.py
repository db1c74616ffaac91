"""What stands on a ticket, and what about it should make a person look twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.errors import Malformed
from backend.core.files.models import Attachment
from backend.core.search import normal
from backend.goods.weighing import calc
from backend.goods.weighing.models import Reading, VehicleTare, WeighTicket

# Customs of the trade, marked [K] in the rulebook: they make a person look, they refuse nothing.
HEAVIEST_NET_KG = Decimal(60_000)
ROAD_LIMIT_KG = Decimal(49_000)
TARE_DRIFT_KG = Decimal(200)
CODE = "goods.weighing"
SHORTEST = timedelta(seconds=60)


def plate(typed: str) -> str:
    """This will write a plate one way: capitals, no gaps, dots or dashes."""
    return normal(typed).replace("·", "").upper()


def people_of(ticket: WeighTicket) -> set[int | None]:
    """This will name who opened and who weighed a ticket."""
    weighers = ticket.readings.values_list("by_id", flat=True)
    return {ticket.created_by_id, *weighers} - {None}


def require_photos(ticket: WeighTicket, photos: Sequence[UUID]) -> None:
    """This will refuse photos that are no files of this ticket."""
    known = Attachment.objects.filter(pk__in=photos, document=CODE, document_id=ticket.pk).count()
    if known != len(set(photos)):
        raise Malformed(errors={"photos": _("照片须先作为附件上传到这张磅单")})


def waiting(ticket: WeighTicket) -> list[Reading]:
    """This will give the readings that no scale sent and nobody has vouched for yet."""
    rows = ticket.readings.exclude(device=Reading.Device.SCALE)
    return list(rows.filter(confirmation=None).order_by("id"))


def stored_tare(typed: str, *, on: date) -> VehicleTare | None:
    """This will find the truck's latest stored tare, if it is still good on that day."""
    rows = VehicleTare.objects.filter(plate=plate(typed), weighed_at__lt=_after(on))
    latest = rows.order_by("-weighed_at", "-id").first()
    return latest if latest is not None and latest.valid_until >= on else None


WARNINGS: dict[str, StrOrPromise] = {
    "scale_retired": _("磅秤已停用"),
    "certificate_expired": _("磅秤检定证书已过期"),
    "off_division": _("读数不是分度值的整数倍"),
    "outside_range": _("读数超出磅秤称量范围"),
    "not_by_scale": _("读数不是磅秤直接传来"),
    "over_road_limit": _("毛重超过道路限重 49 吨"),
    "too_quick": _("两次过磅间隔不足 60 秒"),
    "net_too_heavy": _("净重超过 60 吨，请核对单位"),
    "tare_drift": _("皮重与该车以往皮重相差超过 200 kg"),
    "same_net_before": _("该车曾出现完全相同的净重"),
}


def opening_warnings(ticket: WeighTicket) -> list[str]:
    """This will warn of a scale whose certificate has run out or that is out of use."""
    scale = ticket.scale
    if scale is None:
        return []
    found = [] if scale.is_active else ["scale_retired"]
    day = timezone.localdate(ticket.opened_at)
    if scale.certified_until is not None and scale.certified_until < day:
        found.append("certificate_expired")
    return found


def reading_warnings(ticket: WeighTicket, reading: Reading) -> list[str]:
    """This will warn of a reading the scale cannot show, or of two within a minute."""
    found = []
    scale = ticket.scale
    if scale is not None:
        if not calc.on_division(reading.kg, division=scale.division_kg):
            found.append("off_division")
        if not scale.minimum_kg <= reading.kg <= scale.maximum_kg:
            found.append("outside_range")
    if reading.device != Reading.Device.SCALE:
        found.append("not_by_scale")
    if reading.kind == Reading.Kind.GROSS and reading.kg > ROAD_LIMIT_KG:
        found.append("over_road_limit")
    others = ticket.readings.exclude(pk=reading.pk)
    if any(abs(reading.at - other.at) < SHORTEST for other in others):
        found.append("too_quick")
    return found


def closing_warnings(ticket: WeighTicket) -> list[str]:
    """This will warn of a net no truck carries, a tare that drifted, or a net seen before."""
    assert ticket.net_kg is not None
    assert ticket.tare_kg is not None
    found = []
    if ticket.net_kg > HEAVIEST_NET_KG:
        found.append("net_too_heavy")
    known = _usual_tare(ticket)
    if known is not None and abs(known - ticket.tare_kg) > TARE_DRIFT_KG:
        found.append("tare_drift")
    same = WeighTicket.objects.filter(plate=ticket.plate, net_kg=ticket.net_kg)
    if same.exclude(pk=ticket.pk).exclude(state="voided").exists():
        found.append("same_net_before")
    return found


def _usual_tare(ticket: WeighTicket) -> Decimal | None:
    """The tare on file, else the one of the truck's last finished ticket."""
    if ticket.mode != WeighTicket.Mode.STORED_TARE:
        stored = stored_tare(ticket.plate, on=timezone.localdate(ticket.opened_at))
        if stored is not None:
            return Decimal(stored.kg)
    rows = WeighTicket.objects.filter(plate=ticket.plate, tare_kg__isnull=False)
    last = rows.exclude(pk=ticket.pk).exclude(state="voided").order_by("-opened_at").first()
    return None if last is None else Decimal(last.tare_kg)


def _after(day: date) -> datetime:
    """The first moment of the next day, by the clock of the company."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
