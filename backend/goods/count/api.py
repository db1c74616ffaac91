"""The HTTP door of stock-takes."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse

from backend.core import printing, types
from backend.core.http.doors import FROM_PATH, actor_of, read, router_for
from backend.goods.count import paper
from backend.goods.count.schemas import COUNT

counts = router_for(COUNT)


@counts.get(
    "/{stockcount_id}/pdf",
    operation_id="goods_stockcount_pdf",
    url_name="goods_stockcount_pdf",
    summary="Print a count sheet",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def print_count(
    request: HttpRequest, stockcount_id: Annotated[types.Id, FROM_PATH]
) -> HttpResponse:
    """Print the count sheet as PDF."""
    count = read(COUNT, actor_of(request), stockcount_id)
    return printing.pdf_response(paper.sheet(count), name=f"盘点表-{count.no}")


ROUTERS = {"stockcounts": counts}
