"""What is seen on the way: told by us, by machines, or by the driver through a link."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor, system
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.files import actions as files
from backend.core.files import calc as sniffing
from backend.core.files.models import Attachment
from backend.supply.shipment import queries
from backend.supply.shipment.actions import hold
from backend.supply.shipment.flow import COSTED, LIVE
from backend.supply.shipment.models import DriverLink, Shipment, TrackingEvent

LONGEST = timedelta(days=180)
MOST_PHOTOS = 60
"""Pictures the driver of one shipment may send."""
Via = TrackingEvent.Via


class NoOpenLink(Refusal):
    """There is no link to take back."""

    sentence = _("没有可撤销的司机链接。")


class EnoughPhotos(Refusal):
    """A link is no place to store pictures."""

    sentence = _("照片已达上限 {most} 张。")


@documents.verb
def track(
    shipment_id: UUID, *, actor: Actor, client_id: UUID | None, photo_ids: list[UUID], **seen: Any
) -> Shipment:
    """This will add what was seen on the way; told twice with one client id it stands once."""
    shipment = hold.lock(shipment_id, actor=actor, verb="track", states=COSTED)
    via = Via.MANUAL if actor.key_id is None else Via.API
    return _add(shipment, actor=actor, via=via, client_id=client_id, photo_ids=photo_ids, **seen)


@documents.verb
def track_by_link(
    link: DriverLink, *, client_id: UUID | None, photo_ids: list[UUID], **seen: Any
) -> Shipment:
    """This will add what the driver saw. The token was checked; only this shipment is touched."""
    actor = system(str(_("司机链接")))
    shipment = _of_link(link)
    return _add(
        shipment,
        actor=actor,
        via=Via.DRIVER,
        client_id=client_id,
        photo_ids=photo_ids,
        **seen,
    )


@documents.verb
def photo_by_link(link: DriverLink, *, name: str, content: bytes) -> Attachment:
    """This will take a picture of the driver's in; only pictures, and not without end."""
    if sniffing.sniff(content) not in sniffing.IMAGES:
        raise Malformed(errors={"file": _("请上传照片（JPEG、PNG 或 WebP）")})
    shipment = _of_link(link)
    taken = Attachment.objects.filter(
        document=hold.CODE, document_id=shipment.pk, created_by=None
    ).count()
    if taken >= MOST_PHOTOS:
        raise EnoughPhotos(most=MOST_PHOTOS)
    return files.add(
        actor=system(str(_("司机链接"))),
        document=hold.CODE,
        document_id=shipment.pk,
        kind=Attachment.Kind.PHOTO.value,
        name=name,
        content=content,
    )


@documents.verb
def share(shipment_id: UUID, *, actor: Actor, at: datetime, days_after: int) -> Shipment:
    """This will open a link for the driver that ends some days after delivery."""
    shipment = hold.lock(shipment_id, actor=actor, verb="share", states=LIVE)
    link = DriverLink(
        shipment=shipment,
        made_at=at,
        made_by_id=actor.user_id,
        days_after=days_after,
        ends_at=at + LONGEST,
    )
    link.digest = queries.digest(queries.token_of(link.pk))
    link.save(force_insert=True)
    return hold.save(shipment, actor=actor, event="shared", days_after=days_after)


@documents.verb
def unshare(shipment_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Shipment:
    """This will close every open link of a shipment."""
    shipment = hold.lock(shipment_id, actor=actor, verb="unshare")
    closed = queries.open_links(shipment).update(revoked_at=at)
    if not closed:
        raise NoOpenLink
    return hold.save(shipment, actor=actor, event="unshared", reason=reason, links=closed)


@documents.verb
def note_seen(link: DriverLink, *, at: datetime) -> None:
    """This will remember when a link was opened last."""
    DriverLink.objects.filter(pk=link.pk).update(last_seen_at=at)


def pictures(shipment: Shipment, ids: Sequence[UUID], *, field: str) -> list[dict[str, str]]:
    """This will name pictures of a shipment by id and digest; another's is not taken."""
    found = queries.pictures(shipment, list(ids))
    missing = [pk for pk in ids if pk not in found]
    if missing:
        raise Malformed(errors={field: _("照片不属于本运输单，请先上传")})
    return [{"id": str(pk), "sha256": found[pk].sha256} for pk in ids]


def _of_link(link: DriverLink) -> Shipment:
    rows = Shipment.objects.select_for_update(of=("self",), no_key=True)
    shipment = rows.get(pk=link.shipment_id)
    if shipment.state not in COSTED:
        raise NotNow(state=documents.state_label(shipment))
    documents.remember(shipment)
    return shipment


def _add(
    shipment: Shipment,
    *,
    actor: Actor,
    via: TrackingEvent.Via,
    client_id: UUID | None,
    photo_ids: list[UUID],
    kind: str,
    at: datetime,
    place: str,
    latitude: Decimal | None,
    longitude: Decimal | None,
    note: str,
) -> Shipment:
    known = TrackingEvent.objects.filter(shipment=shipment, client_id=client_id)
    if client_id is not None and known.exists():
        return shipment
    if (latitude is None) != (longitude is None):
        raise Malformed(errors={"latitude": _("经纬度须同时填写")})
    if not place and latitude is None and not note and not photo_ids:
        raise Malformed(errors={"place": _("请填写地点、坐标、说明或照片中的至少一项")})
    if at > context.now() + timedelta(minutes=10):
        raise Malformed(errors={"at": _("发生时间不能在将来")})
    TrackingEvent.objects.create(
        shipment=shipment,
        kind=kind,
        via=via,
        at=at,
        place=place,
        latitude=latitude,
        longitude=longitude,
        note=note,
        photos=pictures(shipment, photo_ids, field="photo_ids"),
        client_id=client_id,
        recorded_at=context.now(),
        recorded_by_id=actor.user_id,
    )
    return hold.save(shipment, actor=actor, event="tracked", kind=kind, place=place, via=via.value)
