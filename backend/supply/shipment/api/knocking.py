"""A driver knocks with a token: who is let in, and what a driver may know of a shipment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal, TooLarge
from backend.core.files.models import Attachment
from backend.core.http import throttle
from backend.supply.shipment import actions, queries
from backend.supply.shipment.models import DriverLink, Shipment, TrackingEvent
from backend.supply.shipment.schemas import DriverEventIn, DriverEventOut, DriverShipmentOut

VISITS, GUESSES, WRITES = 60, 20, 20
"""Openings and wrong tokens a minute from one address; writes a minute through one link."""
MAX_PHOTO = 8 * 1024 * 1024


class NoSuchDriverLink(Refusal):
    """No link has this token."""

    status = 404
    code = "no-such-link"
    sentence = _("链接不正确，请向调度索取新的链接。")


class DriverLinkOver(Refusal):
    """The link was taken back, or the way is over."""

    status = 410
    code = "link-over"
    sentence = _("这个链接已失效，请向调度索取新的链接。")


@dataclass(frozen=True)
class Visit:
    """A link that opens and the moment it was opened at."""

    link: DriverLink
    at: datetime

    @property
    def shipment(self) -> Shipment:
        """The shipment behind it."""
        return self.link.shipment


def visit(request: HttpRequest, token: str) -> Visit:
    """This will let in whoever holds an open link; raises NoSuchDriverLink, DriverLinkOver."""
    where = throttle.address(request)
    throttle.hit("driver_link", where, limit=VISITS)
    link = queries.link_of(token)
    if link is None:
        throttle.hit("driver_guess", where, limit=GUESSES)
        raise NoSuchDriverLink
    at = timezone.now()
    if not queries.is_open(link, at=at):
        raise DriverLinkOver
    return Visit(link, at)


def tell(known: Visit, data: DriverEventIn) -> None:
    """This will add what the driver saw to this very shipment."""
    throttle.hit("driver_write", str(known.link.pk), limit=WRITES)
    with transaction.atomic():
        actions.track_by_link(known.link, **dict(data))


def photo(known: Visit, *, name: str, content: bytes) -> Attachment:
    """This will take one picture of the driver's in."""
    throttle.hit("driver_write", str(known.link.pk), limit=WRITES)
    if len(content) > MAX_PHOTO:
        raise TooLarge
    with transaction.atomic():
        return actions.photo_by_link(known.link, name=name, content=content)


def shown(known: Visit) -> DriverShipmentOut:
    """This will give what a driver needs: no money, no phones, no other side."""
    shipment = Shipment.objects.get(pk=known.link.shipment_id)
    lines = shipment.lines.select_related("product")
    return DriverShipmentOut(
        no=shipment.no,
        state=shipment.state,
        state_label=str(shipment.get_state_display()),
        origin=shipment.origin,
        destination=shipment.destination,
        plate=shipment.plate,
        goods=[f"{line.product.name} {line.weight} t" for line in lines],
        weight=shipment.weight,
        eta=shipment.eta,
        containers=list(shipment.containers.values_list("number", flat=True)),
        events=_events(shipment.tracking.filter(via=TrackingEvent.Via.DRIVER)),
    )


def _events(rows: Iterable[TrackingEvent]) -> list[DriverEventOut]:
    return [
        DriverEventOut(
            kind=row.kind,
            label=str(row.get_kind_display()),
            at=row.at,
            place=row.place,
            note=row.note,
            photos=len(row.photos),
        )
        for row in rows
    ]
