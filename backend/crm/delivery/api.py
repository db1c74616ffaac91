"""The HTTP door of deliveries."""

from django.http import HttpRequest, HttpResponse

from backend.core import printing
from backend.core.access import policy
from backend.core.documents import actions as documents
from backend.core.http.doors import actor_of, read, router_for
from backend.core.registry import permit
from backend.core.types import Id
from backend.crm.delivery import paper, queries
from backend.crm.delivery.schemas import DELIVERY, HandoverOut

HANDOVER = permit("crm.handover_delivery")
router = router_for(DELIVERY)


@router.get(
    "/{delivery_id}/handover",
    response=HandoverOut,
    operation_id="crm_delivery_handover",
    summary="Read the handover code",
)
def handover(request: HttpRequest, delivery_id: Id) -> HandoverOut:
    """Read the code the driver must show at the gate; empty before the release."""
    actor = actor_of(request)
    delivery = read(DELIVERY, actor, delivery_id)
    policy.check(actor, HANDOVER, delivery)
    return HandoverOut(
        delivery_id=delivery.pk,
        no=delivery.no,
        plate=delivery.plate,
        handover_code=queries.handover_code(delivery),
        handover_until=delivery.handover_until,
    )


PRINTED = {
    "responses": {
        200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
    }
}


@router.get(
    "/{delivery_id}/order.pdf",
    operation_id="crm_delivery_order",
    url_name="crm_delivery_order",
    summary="Print the delivery order",
    openapi_extra=PRINTED,
)
def order(request: HttpRequest, delivery_id: Id) -> HttpResponse:
    """Print the delivery order 提货单."""
    actor = actor_of(request)
    delivery = read(DELIVERY, actor, delivery_id)
    may = documents.reaches(delivery, actor, HANDOVER, DELIVERY)
    printed = paper.order(delivery, actor=actor, may_hand_over=may)
    return printing.pdf_response(printed, name=f"提货单-{delivery.no}")


@router.get(
    "/{delivery_id}/pick-list.pdf",
    operation_id="crm_delivery_pick_list",
    url_name="crm_delivery_pick_list",
    summary="Print the pick list",
    openapi_extra=PRINTED,
)
def pick_list(request: HttpRequest, delivery_id: Id) -> HttpResponse:
    """Print the pick list 拣货单 with the lots held and what the customer asks for."""
    delivery = read(DELIVERY, actor_of(request), delivery_id)
    return printing.pdf_response(paper.pick_list(delivery), name=f"拣货单-{delivery.no}")


@router.get(
    "/{delivery_id}/note.pdf",
    operation_id="crm_delivery_note",
    url_name="crm_delivery_note",
    summary="Print the delivery note",
    openapi_extra=PRINTED,
)
def note(request: HttpRequest, delivery_id: Id) -> HttpResponse:
    """Print the delivery note 送货单 that goes with the goods; 409 before they were weighed."""
    delivery = read(DELIVERY, actor_of(request), delivery_id)
    return printing.pdf_response(paper.note(delivery), name=f"送货单-{delivery.no}")


ROUTERS = {"deliveries": router}
