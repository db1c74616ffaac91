"""Questions about shipments."""

import base64
import hashlib
import hmac
import re
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.files.models import Attachment
from backend.core.invariants import invariant
from backend.supply.shipment.flow import CLAIM_ENDS, COSTED, MOVING, State
from backend.supply.shipment.models import (
    CustomsEntry,
    DriverLink,
    FreightBill,
    FreightShare,
    ReceivedLot,
    Shipment,
    ShipmentLine,
    ShipmentPaper,
    VehiclePaper,
)

CODE = "supply.shipment"
SHAPE = re.compile(r"^[A-Za-z0-9_-]{46}$")
OVER = (State.CLOSED, State.CANCELLED)
UNSETTLED = (CustomsEntry.Stand.DECLARED, CustomsEntry.Stand.INSPECTING)


class Place(NamedTuple):
    """A received lot and the shipment it came with."""

    lot_id: UUID
    shipment_id: UUID | None


def token_of(link_id: UUID) -> str:
    """This will write the token of a driver's link: its id, signed. Nothing else opens it."""
    signed = hmac.new(
        settings.SECRET_KEY.encode(), b"supply.shipment.link" + link_id.bytes, hashlib.sha256
    ).digest()
    return _text(link_id.bytes) + _text(signed[:18])


def digest(token: str) -> str:
    """This will hash a token; the database holds only this."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str) -> DriverLink | None:
    """This will find the link of a token; a forged one is known without asking the database."""
    if not SHAPE.fullmatch(token):
        return None
    link_id = UUID(bytes=base64.urlsafe_b64decode(token[:22] + "=="))
    if not hmac.compare_digest(token_of(link_id), token):
        return None
    return DriverLink.objects.select_related("shipment").filter(digest=digest(token)).first()


def is_open(link: DriverLink, *, at: datetime) -> bool:
    """This will tell whether a link still opens: until some days after delivery or return."""
    shipment = link.shipment
    if link.revoked_at is not None or shipment.state in OVER or at >= link.ends_at:
        return False
    ended = shipment.delivered_at or shipment.returned_at
    return ended is None or at < ended + timedelta(days=link.days_after)


def open_links(shipment: Shipment) -> QuerySet[DriverLink]:
    """This will give a shipment's links nobody took back."""
    return shipment.links.filter(revoked_at=None)


def overdue(at: datetime) -> QuerySet[Shipment]:
    """This will give shipments that should have come by now and are not marked yet."""
    rows = Shipment.objects.filter(state__in=MOVING, eta__lt=at, late_since=None)
    return rows.order_by("eta", "pk")


def is_late(shipment: Shipment, *, at: datetime) -> bool:
    """This will tell whether a shipment should have come by now and nobody was told."""
    moving = shipment.state in MOVING and shipment.late_since is None
    return moving and shipment.eta is not None and shipment.eta < at


def expired_papers(shipment: Shipment, *, on: date) -> list[str]:
    """This will name what of vehicle and driver ran out by a day."""
    found: list[str] = []
    if shipment.vehicle is not None:
        for paper in shipment.vehicle.papers.filter(expires_on__lt=on):
            found.append(f"{shipment.vehicle.plate} {paper.get_kind_display()} {paper.expires_on}")
    driver = shipment.driver
    if driver is not None:
        for label, until in (
            (_("驾驶证"), driver.licence_until),
            (_("从业资格证"), driver.qualified_until),
        ):
            if until is not None and until < on:
                found.append(f"{driver.name} {label} {until}")
    return found


def expiring(on: date, *, days: tuple[int, ...]) -> list[VehiclePaper]:
    """This will give papers of vehicles in use that run out in exactly so many days."""
    wanted = [on + timedelta(days=count) for count in days]
    rows = VehiclePaper.objects.filter(expires_on__in=wanted, vehicle__is_retired=False)
    return list(rows.select_related("vehicle").order_by("expires_on", "id"))


def missing_papers(shipment: Shipment) -> QuerySet[ShipmentPaper]:
    """This will give the papers that are neither there nor waived."""
    return shipment.papers.filter(received_on=None, waived_reason="")


def unfinished(shipment: Shipment) -> list[StrOrPromise]:
    """This will say what keeps a shipment from being closed."""
    counts = (
        (missing_papers(shipment).count(), _("{n} 份单证未收到")),
        (shipment.customs.filter(stand__in=UNSETTLED).count(), _("{n} 份报关单未放行")),
        (shipment.claims.exclude(state__in=CLAIM_ENDS).count(), _("{n} 项索赔未结")),
        (shipment.bills.filter(allocated_at=None).count(), _("{n} 笔费用未分摊")),
    )
    return [str(words).format(n=count) for count, words in counts if count]


def pictures(shipment: Shipment, ids: list[UUID]) -> dict[UUID, Attachment]:
    """This will find files of a shipment that are pictures."""
    rows = Attachment.objects.filter(document=CODE, document_id=shipment.pk, pk__in=ids)
    return {row.pk: row for row in rows.filter(mime__startswith="image/")}


def shipment_for(purchase_line_id: UUID) -> Shipment | None:
    """This will find the shipment that goods of a purchase line came with.

    The first that is under way or has come and still has room; when all are full, the last.
    """
    lines = ShipmentLine.objects.filter(
        purchase_line_id=purchase_line_id, shipment__state__in=COSTED
    ).select_related("shipment")
    last = None
    for line in lines.order_by("shipment__created_at", "id"):
        came = ReceivedLot.objects.filter(
            shipment=line.shipment, purchase_line_id=purchase_line_id
        ).aggregate(sum=Sum("weight"))["sum"]
        last = line.shipment
        if (came or 0) < line.weight:
            return last
    return last


def lots_of(shipment: Shipment) -> list[ReceivedLot]:
    """This will give the lots that came with a shipment."""
    return list(shipment.received.select_related("lot").order_by("received_on", "id"))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@invariant("supply.shipment.bills_are_shared_out")
def bills_are_shared() -> list[str]:
    """This will name allocated bills whose shares are not the whole of them."""
    rows = FreightBill.objects.filter(allocated_at__isnull=False).annotate(
        borne=Coalesce(Sum("shares__cost_amount"), 0 * F("cost_base"))
    )
    wrong = rows.exclude(borne=F("cost_base")).select_related("shipment")
    return [f"{row.shipment.no} {row.invoice_no}: {row.borne}" for row in wrong[:100]]


@invariant("supply.shipment.shares_tie_to_cost")
def shares_tie() -> list[str]:
    """This will name shares of lots that are not what went to stock and to cost of sales."""
    rows = FreightShare.objects.filter(lot__isnull=False).exclude(
        Q(cost_amount=F("cost_to_stock") + F("cost_of_sales"))
    )
    return [f"{row.bill.invoice_no} {row.lot}" for row in rows.select_related("bill", "lot")[:100]]
