"""The HTTP door of quotes."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path

from backend.core import printing, types
from backend.core.http import doors
from backend.crm.quote.paper import quote_pdf
from backend.crm.quote.schemas import QUOTE

quotes = doors.router_for(QUOTE)
ROUTERS = {"quotes": quotes}


@quotes.get(
    "/{quote_id}/document.pdf",
    operation_id="crm_quote_pdf",
    url_name="crm_quote_pdf",
    summary="Print a quote",
    openapi_extra={
        "responses": {
            200: {
                "description": "The quote as PDF",
                "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def print_quote(request: HttpRequest, quote_id: Annotated[types.Id, Path(...)]) -> HttpResponse:
    """Print a quote in Chinese."""
    actor = doors.actor_of(request)
    quote = doors.read(QUOTE, actor, quote_id)
    return printing.pdf_response(quote_pdf(quote, actor=actor), name=quote.no)
