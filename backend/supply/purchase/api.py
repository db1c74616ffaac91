"""The HTTP door of purchases and their changes."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path

from backend.core import printing
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.http import doors
from backend.core.http.doors import IdempotencyKey, actor_of, router_for
from backend.core.types import Id
from backend.supply.purchase import actions, paper
from backend.supply.purchase.models import Purchase
from backend.supply.purchase.schemas import PRICES, PURCHASE, PURCHASE_CHANGE
from backend.supply.purchase.schemas.bodies import PurchaseFromAward
from backend.supply.purchase.schemas.faces import PurchasesMade

purchases = router_for(PURCHASE)


PDF: dict[str, Any] = {"responses": {200: {"content": {"application/pdf": {}}}}}


@purchases.post(
    "/from-award",
    response={201: PurchasesMade},
    operation_id="supply_purchase_create_from_award",
    summary="Buy what was awarded",
)
def create_from_award(
    request: HttpRequest, data: PurchaseFromAward, key: IdempotencyKey = None
) -> HttpResponse:
    """Write one draft for each awarded supplier at the terms that won."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        policy.require(actor, PURCHASE.permission("create"))
        made = actions.create_from_award(actor=actor, **dict(data))
        rows = [{"id": row.pk, "no": row.no, "party_id": row.party_id} for row in made]
        return doors.as_json({"items": rows}, status=201)

    return doors.once(request, actor, key, work)


@purchases.get(
    "/{purchase_id}/document.pdf",
    operation_id="supply_purchase_document",
    url_name="supply_purchase_document",
    summary="Print a purchase contract",
    openapi_extra=PDF,
)
def document(request: HttpRequest, purchase_id: Annotated[Id, Path(...)]) -> HttpResponse:
    """The purchase contract on paper, in its present text version."""
    purchase, actor = _priced(request, purchase_id)
    return printing.pdf_response(paper.contract_pdf(purchase, actor=actor), name=purchase.no)


@purchases.get(
    "/{purchase_id}/order.pdf",
    operation_id="supply_purchase_order",
    url_name="supply_purchase_order",
    summary="Print a purchase order in two languages",
    openapi_extra=PDF,
)
def order(request: HttpRequest, purchase_id: Annotated[Id, Path(...)]) -> HttpResponse:
    """The order in Chinese and English."""
    purchase, actor = _priced(request, purchase_id)
    return printing.pdf_response(paper.order_pdf(purchase, actor=actor), name=f"{purchase.no}-PO")


def _priced(request: HttpRequest, purchase_id: UUID) -> tuple[Purchase, Actor]:
    """A purchase on paper shows its prices, so it is for those who may read them."""
    actor = actor_of(request)
    purchase = doors.read(PURCHASE, actor, UUID(str(purchase_id)))
    policy.require_readable(actor, PURCHASE, PRICES)
    return purchase, actor


ROUTERS = {
    "purchases": doors.fixed_first(purchases),
    "purchase-changes": router_for(PURCHASE_CHANGE),
}
