"""News that concerns shipments: goods received, freight that an order bears, who must know."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from backend.core import notices
from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.events import log
from backend.core.events.models import Event
from backend.core.merging import rules
from backend.crm.margin import actions as margins
from backend.crm.margin.models import MarginCost
from backend.supply.shipment import actions
from backend.supply.shipment.models import Carrier, Shipment, Vehicle

SELF = system("supply.shipment")


@log.on("supply.receipt.posted")
def goods_came(event: Event) -> None:
    """This will remember which lots came with which shipment, so that they can bear its freight."""
    actions.note_received(
        actor=SELF,
        receipt_id=event.document_id,
        receipt_no=event.document_no,
        on=date.fromisoformat(event.payload["on"]),
        lines=event.payload["lines"],
    )


@log.on("supply.receipt.voided")
def goods_went_back(event: Event) -> None:
    """This will forget the lots of a receipt that was taken back."""
    actions.forget_received(receipt_id=event.document_id)


@log.on("supply.shipment.freight_billed")
def freight_on_orders(event: Event) -> None:
    """This will put outgoing freight on the margin of the order lines that bear it."""
    kind = MarginCost.Kind.FREIGHT.value
    _bear(event, kind=kind, key=f"{event.payload['bill_id']}")


@log.on("supply.freight_claim.settled")
def claim_on_orders(event: Event) -> None:
    """This will put a settled claim on the margin of the order lines it concerns."""
    _bear(event, kind=MarginCost.Kind.CLAIM.value, key=f"{event.document_id}")


@notices.on("supply.shipment.delayed")
def tell_late(event: Event) -> list[notices.Notice]:
    """Whoever owns a shipment that should have come hears of it."""
    shipment = Shipment.objects.select_related("party").get(pk=event.document_id)
    if shipment.owner_id is None or shipment.eta is None:
        return []
    body = _("运输单 {no}（{party}，{origin} → {destination}）预计 {eta} 到达，尚未到达。")
    return [
        notices.Notice(
            user_id=shipment.owner_id,
            key=f"shipment-late:{event.pk}",
            title=_("运输逾期未到"),
            body=format_lazy(
                body,
                no=shipment.no,
                party=str(shipment.party),
                origin=shipment.origin,
                destination=shipment.destination,
                eta=timezone.localtime(shipment.eta).strftime("%Y-%m-%d %H:%M"),
            ),
            link=f"supply.shipment:{shipment.pk}",
        )
    ]


@notices.on("supply.vehicle.expiry_warned")
def tell_expiring(event: Event) -> list[notices.Notice]:
    """Whoever owns a vehicle hears that one of its papers runs out."""
    vehicle = Vehicle.objects.get(pk=event.document_id)
    if vehicle.owner_id is None:
        return []
    body = _("车辆 {plate} 的证照将于 {day} 到期（{days} 天后），到期后不能装运。")
    return [
        notices.Notice(
            user_id=vehicle.owner_id,
            key=f"vehicle-paper:{event.pk}",
            title=_("车辆证照即将到期"),
            body=format_lazy(
                body,
                plate=vehicle.plate,
                day=event.payload["expires_on"],
                days=event.payload["days"],
            ),
            link=f"supply.vehicle:{vehicle.pk}",
        )
    ]


def _bear(event: Event, *, kind: str, key: str) -> None:
    shares: list[dict[str, Any]] = event.payload["shares"]
    source = Source(event.document, event.document_id, event.document_no)
    for share in shares:
        margins.add_cost(
            UUID(share["line_id"]),
            actor=SELF,
            kind=kind,
            amount=Decimal(share["amount"]),
            on=date.fromisoformat(event.payload["on"]),
            source=source,
            key=f"{key}:{share.get('shipment_line_id', '')}",
        )


@rules.unite(Carrier)
def one_carrier(kept: Carrier, gone: Carrier) -> None:
    """This will let a carrier take over the modes of the other one and what it does not know."""
    kept.modes = sorted({*kept.modes, *gone.modes})
    for name in ("dispatcher", "dispatcher_phone", "note"):
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
