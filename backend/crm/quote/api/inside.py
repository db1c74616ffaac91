"""What our own people read of a quote beside its own page."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Query

from backend.core import printing, types
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.http import doors
from backend.crm.quote import actions, queries
from backend.crm.quote.models import Quote
from backend.crm.quote.paper import quote_pdf
from backend.crm.quote.paper.explained import EXPLAIN, explain, explanation_pdf
from backend.crm.quote.schemas import QUOTE
from backend.crm.quote.schemas.children import (
    QuoteAnswerOut,
    QuoteHistoryOut,
    QuoteLinkOut,
    QuoteLinksOut,
    QuotePastLineOut,
    QuoteTermPriceOut,
    QuoteTermsOut,
    QuoteTraceLineOut,
    QuoteTraceOut,
)

quotes = doors.router_for(QUOTE)
PDF: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The paper as PDF",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}
QuoteId = Annotated[types.Id, Path(...)]
Language = Annotated[Literal["", "zh", "en", "both"], Query()]


@quotes.get(
    "/{quote_id}/document.pdf",
    operation_id="crm_quote_pdf",
    url_name="crm_quote_pdf",
    summary="Print a quote",
    openapi_extra=PDF,
)
def print_quote(request: HttpRequest, quote_id: QuoteId, language: Language = "") -> HttpResponse:
    """Print a quote in its own language, or in the one asked for."""
    actor = doors.actor_of(request)
    quote = doors.read(QUOTE, actor, quote_id)
    return printing.pdf_response(quote_pdf(quote, actor=actor, language=language), name=quote.no)


@quotes.get(
    "/{quote_id}/explanation.pdf",
    operation_id="crm_quote_explanation",
    url_name="crm_quote_explanation",
    summary="Print how the prices of a quote came about",
    openapi_extra=PDF,
)
def print_explanation(request: HttpRequest, quote_id: QuoteId) -> HttpResponse:
    """Print every step of every price, for our own people."""
    quote, actor = _explained(request, quote_id)
    return printing.pdf_response(explanation_pdf(quote, actor=actor), name=f"{quote.no}-price")


@quotes.get(
    "/{quote_id}/trace",
    response=QuoteTraceOut,
    operation_id="crm_quote_trace",
    summary="Read how the prices of a quote came about",
)
def read_trace(request: HttpRequest, quote_id: QuoteId) -> HttpResponse:
    """Give every step of every price; what tells our cost is cut for whom it is closed to."""
    quote, actor = _explained(request, quote_id)
    answer = QuoteTraceOut(
        no=quote.no,
        currency=quote.currency,
        priced_on=quote.priced_on,
        fx_pair=quote.fx_pair,
        fx_rate=quote.fx_rate,
        fx_on=quote.fx_on,
        amount=quote.amount_estimated,
        items=[QuoteTraceLineOut.model_validate(line) for line in explain(quote, actor=actor)],
    )
    return doors.as_json(answer.model_dump())


def _explained(request: HttpRequest, quote_id: types.Id) -> tuple[Quote, Actor]:
    actor = doors.actor_of(request)
    policy.require(actor, EXPLAIN)
    quote = doors.read(QUOTE, actor, quote_id)
    policy.check(actor, EXPLAIN, quote)
    return quote, actor


@quotes.get(
    "/{quote_id}/history",
    response=QuoteHistoryOut,
    operation_id="crm_quote_history",
    summary="Compare a quote with what was paid before",
)
def read_history(request: HttpRequest, quote_id: QuoteId) -> HttpResponse:
    """Give beside each line the last price to this customer, its low of 12 months, its tier's."""
    quote = doors.read(QUOTE, doors.actor_of(request), quote_id)
    tier, rows = queries.history(quote, on=timezone.localdate())
    answer = QuoteHistoryOut(tier=tier, items=[_before(row) for row in rows])
    return doors.as_json(answer.model_dump())


def _before(row: queries.Before) -> QuotePastLineOut:
    line, last = row.line, row.history.last
    return QuotePastLineOut(
        seq=line.seq,
        product_name=line.product.name,
        price=line.provisional_price if line.pricing == "fixed" else line.premium,
        last_price=last.price if last else None,
        last_on=last.on if last else None,
        last_no=last.document_no if last else None,
        low_12m=row.history.low_12m,
        tier_average=row.history.tier_average,
    )


@quotes.get(
    "/{quote_id}/incoterms",
    response=QuoteTermsOut,
    operation_id="crm_quote_incoterms",
    summary="Price a quote under every trade term",
)
def read_terms(request: HttpRequest, quote_id: QuoteId) -> HttpResponse:
    """Give what the whole quote comes to under each of the eleven terms at the same net-back."""
    quote = doors.read(QUOTE, doors.actor_of(request), quote_id)
    rows = actions.compare_terms(quote, on=timezone.localdate())
    items = [QuoteTermPriceOut.model_validate(row._asdict()) for row in rows]
    return doors.as_json(QuoteTermsOut(currency=quote.currency, items=items).model_dump())


@quotes.get(
    "/{quote_id}/links",
    response=QuoteLinksOut,
    operation_id="crm_quote_links",
    summary="Read the customer links of a quote",
)
def read_links(request: HttpRequest, quote_id: QuoteId) -> HttpResponse:
    """Give the links of a quote; their addresses only to whoever may share it."""
    actor = doors.actor_of(request)
    quote = doors.read(QUOTE, actor, quote_id)
    may_share = queries.may_share(quote, actor)
    links = [
        QuoteLinkOut(
            id=link.pk,
            url=address(request, link.pk) if may_share else None,
            made_at=link.made_at,
            expires_at=link.expires_at,
            revoked_at=link.revoked_at,
            first_seen_at=link.first_seen_at,
            views=link.views,
        )
        for link in queries.links(quote)
    ]
    open_phone = policy.readable(actor, QUOTE, ["accepted_phone"])
    answers = [
        QuoteAnswerOut.model_validate(row).model_copy(
            update={} if open_phone else {"phone": policy.mask_phone(row.phone)}
        )
        for row in quote.answers.all()
    ]
    return doors.as_json(QuoteLinksOut(items=links, answers=answers).model_dump())


def address(request: HttpRequest, link_id: types.Id) -> str:
    """This will write the whole address of a link."""
    path = reverse("quote_link", args=[queries.token_of(link_id)])
    return request.build_absolute_uri(path)
