"""The HTTP door of transfers of title."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse

from backend.core import printing, types
from backend.core.http.doors import FROM_PATH, actor_of, read, router_for
from backend.goods.title import paper
from backend.goods.title.schemas import TITLE

transfers = router_for(TITLE)


@transfers.get(
    "/{titletransfer_id}/pdf",
    operation_id="goods_titletransfer_pdf",
    url_name="goods_titletransfer_pdf",
    summary="Print a transfer of title",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def print_transfer(
    request: HttpRequest, titletransfer_id: Annotated[types.Id, FROM_PATH]
) -> HttpResponse:
    """Print a transfer of title as PDF."""
    transfer = read(TITLE, actor_of(request), titletransfer_id)
    return printing.pdf_response(paper.sheet(transfer), name=f"货权转移单-{transfer.no}")


ROUTERS = {"titletransfers": transfers}
