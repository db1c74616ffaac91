"""The HTTP door of requests for quotation, opening keys, suppliers' quotes and awards."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query

from backend.core import context, printing
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.errors import Invisible
from backend.core.http import doors
from backend.core.http.doors import actor_of, as_json, router_for
from backend.core.types import Id
from backend.supply.rfq import actions, paper, queries
from backend.supply.rfq.models import Rfq
from backend.supply.rfq.schemas import (
    AWARD,
    COMPARE,
    FIGURES,
    OPENING_KEY,
    RFQ,
    SUPPLIER_QUOTE,
    SupplierQuoteLineOut,
    conversation,
    matrix,
)

rfqs = router_for(RFQ)
quotes = router_for(SUPPLIER_QUOTE)

FromPath = Annotated[Id, Path(...)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _compared(
    request: HttpRequest, rfq_id: Any, *, asked: str, on: date | None
) -> tuple[Actor, queries.Comparison, date]:
    """Read the matrix for somebody who may; whoever asks under seal is written down."""
    actor = actor_of(request)
    policy.require(actor, COMPARE)
    policy.require_readable(actor, SUPPLIER_QUOTE, FIGURES)
    rfq: Rfq = doors.read(RFQ, actor, UUID(str(rfq_id)))
    actions.require_open(rfq, actor=actor, asked=asked)
    day = on or timezone.localdate(context.now())
    return actor, queries.compare(rfq, on=day), day


@rfqs.get(
    "/{rfq_id}/comparison",
    response=matrix.ComparisonOut,
    operation_id="supply_rfq_comparison",
    summary="Compare the quotes of an rfq",
)
def comparison(
    request: HttpRequest,
    rfq_id: FromPath,
    query: Annotated[matrix.ComparisonQuery, Query()],
) -> HttpResponse:
    """Every offer at our door, ranked, with the cheapest basket of one and of at most k suppliers.

    Refused with 409 while quotes are under seal; the attempt is an event.
    """
    _actor, found, day = _compared(request, rfq_id, asked="comparison", on=query.on)
    return as_json(matrix.told(found, on=day, most=query.most))


@rfqs.get(
    "/{rfq_id}/comparison/{quote_line_id}",
    response=matrix.ExplainedCellOut,
    operation_id="supply_rfq_comparison_cell",
    summary="Explain a cell of the comparison",
)
def cell(request: HttpRequest, rfq_id: FromPath, quote_line_id: FromPath) -> HttpResponse:
    """The steps of one cell; worked again they come to the figure shown."""
    _actor, found, _day = _compared(request, rfq_id, asked="cell", on=None)
    wanted = UUID(str(quote_line_id))
    for one in found.cells.values():
        if one.offered.pk == wanted:
            return as_json(matrix.explained(found, one))
    raise Invisible


@rfqs.get(
    "/{rfq_id}/comparison.pdf",
    operation_id="supply_rfq_comparison_pdf",
    url_name="supply_rfq_comparison_pdf",
    summary="Print the comparison of an rfq",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {}}}}},
)
def comparison_pdf(request: HttpRequest, rfq_id: FromPath) -> HttpResponse:
    """The comparison on paper 比价单."""
    _actor, found, day = _compared(request, rfq_id, asked="pdf", on=None)
    return printing.pdf_response(paper.comparison_pdf(found, on=day), name=found.rfq.no)


@rfqs.get(
    "/{rfq_id}/comparison.xlsx",
    operation_id="supply_rfq_comparison_xlsx",
    url_name="supply_rfq_comparison_xlsx",
    summary="Save the comparison of an rfq as a workbook",
    openapi_extra={"responses": {200: {"content": {XLSX: {}}}}},
)
def comparison_xlsx(request: HttpRequest, rfq_id: FromPath) -> HttpResponse:
    """The comparison as a workbook, figures as numbers."""
    _actor, found, day = _compared(request, rfq_id, asked="xlsx", on=None)
    response = HttpResponse(paper.comparison_xlsx(found, on=day), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{found.rfq.no}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


@rfqs.get(
    "/{rfq_id}/conversation",
    response=conversation.ConversationOut,
    operation_id="supply_rfq_conversation",
    summary="Read questions, answers and addenda of an rfq",
)
def talk(request: HttpRequest, rfq_id: FromPath) -> HttpResponse:
    """What was asked and answered; a supplier reads its own questions and answers to all."""
    actor = actor_of(request)
    rfq: Rfq = doors.read(RFQ, actor, UUID(str(rfq_id)))
    return as_json(conversation.told(rfq, actor))


@quotes.get(
    "/{supplier_quote_id}/prices",
    response=list[SupplierQuoteLineOut],
    operation_id="supply_supplier_quote_prices",
    summary="Read the prices of a quote",
)
def prices(request: HttpRequest, supplier_quote_id: FromPath) -> HttpResponse:
    """The offers of a quote alone; under seal 409 for everybody, and the attempt is an event."""
    actor = actor_of(request)
    quote = doors.read(SUPPLIER_QUOTE, actor, UUID(str(supplier_quote_id)))
    policy.require_readable(actor, SUPPLIER_QUOTE, FIGURES)
    if quote.is_sealed:
        actions.require_sealed_open(quote, actor=actor, asked="prices")
    return as_json(doors.represent(SUPPLIER_QUOTE, actor, quote)["lines"])


ROUTERS = {
    "rfqs": rfqs,
    "opening-keys": router_for(OPENING_KEY),
    "supplier-quotes": quotes,
    "awards": router_for(AWARD),
}
