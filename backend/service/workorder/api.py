"""The HTTP doors of work orders, checklists and service prices."""

from django.http import HttpRequest, HttpResponse

from backend.core import printing
from backend.core.access.models import Mode
from backend.core.http.doors import actor_of, as_json, read, router_for
from backend.core.types import Id
from backend.service.workorder import calc, paper, queries
from backend.service.workorder.schemas import CHECKLIST_TEMPLATE, SERVICE_RATE, WORK_ORDER
from backend.service.workorder.schemas.rows import WorkOrderTextOut

orders = router_for(WORK_ORDER)


@orders.get(
    "/{work_order_id}/document",
    response=WorkOrderTextOut,
    operation_id="service_work_order_document",
    summary="Read what the customer signs",
)
def document(request: HttpRequest, work_order_id: Id) -> HttpResponse:
    """Give the text to show the customer before signing, and its digest."""
    order = read(WORK_ORDER, actor_of(request), work_order_id)
    text = queries.shown_text(order)
    return as_json(WorkOrderTextOut(text=text, sha256=calc.digest(text)).model_dump())


@orders.get(
    "/{work_order_id}/report.pdf",
    operation_id="service_work_order_report",
    url_name="service_work_order_report",
    summary="Print the service report",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def report(request: HttpRequest, work_order_id: Id) -> HttpResponse:
    """Print the service report 服务报告; the bill is on it for who may see it."""
    actor = actor_of(request)
    order = read(WORK_ORDER, actor, work_order_id)
    shows = actor.mode_of(WORK_ORDER.code, "amount_due") >= Mode.READONLY
    return printing.pdf_response(
        paper.report(order, shows_money=shows), name=f"服务报告-{order.no}"
    )


ROUTERS = {
    "work-orders": orders,
    "checklist-templates": router_for(CHECKLIST_TEMPLATE),
    "service-rates": router_for(SERVICE_RATE),
}
