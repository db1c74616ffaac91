"""The HTTP door of weighing."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse

from backend.core import printing, types
from backend.core.http.doors import FROM_PATH, actor_of, read, router_for
from backend.goods.weighing import paper
from backend.goods.weighing.schemas import SCALE, TARE, WEIGHING

weighings = router_for(WEIGHING)


@weighings.get(
    "/{weighing_id}/pdf",
    operation_id="goods_weighing_pdf",
    url_name="goods_weighing_pdf",
    summary="Print a weighing",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def print_weighing(
    request: HttpRequest, weighing_id: Annotated[types.Id, FROM_PATH]
) -> HttpResponse:
    """Print a weigh ticket as PDF."""
    ticket = read(WEIGHING, actor_of(request), weighing_id)
    return printing.pdf_response(paper.ticket(ticket), name=f"磅单-{ticket.no}")


ROUTERS = {
    "weighings": weighings,
    "scales": router_for(SCALE),
    "tares": router_for(TARE),
}
