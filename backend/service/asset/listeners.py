"""What a customer signs for becomes a machine that can be looked after."""

from datetime import datetime

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.delivery.models import Delivery
from backend.goods.serial import queries as serials
from backend.service.asset import actions

SELF = system("service.asset")


@log.on("crm.delivery.signed")
def delivered(event: Event) -> None:
    """This will make a machine of every serial a customer signed for, once."""
    _make(event)


@log.on("crm.delivery.resolved")
def agreed(event: Event) -> None:
    """This will make machines where a dispute was settled with the signature."""
    _make(event)


def _make(event: Event) -> None:
    nos = event.payload.get("serials", [])
    if not nos:
        return
    delivery = Delivery.objects.select_related("contract", "line").get(pk=event.document_id)
    product_id = delivery.line.product_id
    known = serials.known(product_id, nos)
    moment = event.payload.get("at")
    for no in nos:
        actions.create_for(
            actor=SELF,
            at=datetime.fromisoformat(moment) if moment else event.at,
            source=Source("crm.delivery", delivery.pk, delivery.no),
            product_id=product_id,
            serial=no,
            customer_id=delivery.party_id,
            contract_id=delivery.contract_id,
            contract_line_id=delivery.line_id,
            lot_id=known[no].lot_id if no in known else None,
            owner_id=delivery.owner_id,
            unit_id=delivery.unit_id,
            address=delivery.destination,
        )
