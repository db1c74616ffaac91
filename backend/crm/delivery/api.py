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


@router.get(
    "/{delivery_id}/order.pdf",
    operation_id="crm_delivery_order",
    url_name="crm_delivery_order",
    summary="Print the delivery order",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def order(request: HttpRequest, delivery_id: Id) -> HttpResponse:
    """Print the delivery order 提货单."""
    actor = actor_of(request)
    delivery = read(DELIVERY, actor, delivery_id)
    may = documents.reaches(delivery, actor, HANDOVER, DELIVERY)
    printed = paper.order(delivery, actor=actor, may_hand_over=may)
    return printing.pdf_response(printed, name=f"提货单-{delivery.no}")


ROUTERS = {"deliveries": router}
