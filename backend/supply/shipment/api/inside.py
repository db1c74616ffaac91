"""The door of shipments for the house."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from backend.core.documents import actions as documents
from backend.core.http.doors import actor_of, as_json, read, router_for
from backend.core.types import Id
from backend.supply.shipment import queries
from backend.supply.shipment.schemas import SHIPMENT, DriverLinkOut, DriverLinksOut

router = router_for(SHIPMENT)


@router.get(
    "/{shipment_id}/driver-links",
    response=DriverLinksOut,
    operation_id="supply_shipment_driver_links",
    summary="Read the driver's links of a shipment",
)
def driver_links(request: HttpRequest, shipment_id: Id) -> HttpResponse:
    """Give the driver's links of a shipment; their addresses only to whoever may share it."""
    actor, at = actor_of(request), timezone.now()
    shipment = read(SHIPMENT, actor, shipment_id)
    may = documents.reaches(shipment, actor, SHIPMENT.permission("share"), SHIPMENT)
    links = [
        DriverLinkOut(
            id=link.pk,
            url=address(request, link.pk) if may else None,
            made_at=link.made_at,
            days_after=link.days_after,
            is_open=queries.is_open(link, at=at),
            revoked_at=link.revoked_at,
            last_seen_at=link.last_seen_at,
        )
        for link in shipment.links.select_related("shipment")
    ]
    return as_json(DriverLinksOut(items=links).model_dump())


def address(request: HttpRequest, link_id: Id) -> str:
    """This will write the whole address of a link."""
    return request.build_absolute_uri(reverse("driver_link", args=[queries.token_of(link_id)]))
