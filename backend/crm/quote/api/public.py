"""The customer's own door as JSON: the token of a link opens one quote, nothing else."""

from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from backend.core import printing
from backend.core.http import doors
from backend.core.http.doors import IdempotencyKey
from backend.core.idempotency import actions as idempotency
from backend.crm.quote import actions
from backend.crm.quote.api import knocking
from backend.crm.quote.api.knocking import Visit
from backend.crm.quote.paper import told
from backend.crm.quote.schemas.bodies import PublicAccept, PublicReject
from backend.crm.quote.schemas.children import PublicLineOut, PublicQuoteOut

router = Router(tags=["public"])
Token = Annotated[str, Path(..., max_length=64)]


@router.get(
    "/{token}",
    response=PublicQuoteOut,
    auth=None,
    operation_id="public_quote_read",
    summary="Read a quote by its link",
)
def read(request: HttpRequest, token: Token) -> HttpResponse:
    """Give a quote as its customer sees it: what is on its paper, never what it cost."""
    visit = knocking.visit(request, token)
    actions.note_viewed(visit.link, at=visit.at)
    return _answer(visit)


@router.post(
    "/{token}/accept",
    response=PublicQuoteOut,
    auth=None,
    operation_id="public_quote_accept",
    summary="Accept a quote by its link",
)
def accept(
    request: HttpRequest, token: Token, data: PublicAccept, key: IdempotencyKey = None
) -> HttpResponse:
    """Say yes to a quote; who says so must consent to be bound."""
    return _once(request, token, key, lambda visit: knocking.accept(visit, **dict(data)))


@router.post(
    "/{token}/reject",
    response=PublicQuoteOut,
    auth=None,
    operation_id="public_quote_reject",
    summary="Reject a quote by its link",
)
def reject(
    request: HttpRequest, token: Token, data: PublicReject, key: IdempotencyKey = None
) -> HttpResponse:
    """Say no to a quote, and why."""
    return _once(request, token, key, lambda visit: knocking.reject(visit, **dict(data)))


@router.get(
    "/{token}/document.pdf",
    auth=None,
    operation_id="public_quote_pdf",
    url_name="public_quote_pdf",
    summary="Print a quote by its link",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {}}}}},
)
def document(request: HttpRequest, token: Token) -> HttpResponse:
    """Print a quote as its customer gets it."""
    visit = knocking.visit(request, token)
    facts = {**told(visit.quote, language=visit.quote.language), "phone": ""}
    content = printing.render("crm/quote/quote.html", facts)
    return printing.pdf_response(content, name=visit.quote.no)


def _once(
    request: HttpRequest, token: str, key: str | None, say: Callable[[Visit], None]
) -> HttpResponse:
    visit = knocking.visit(request, token)

    def work() -> HttpResponse:
        say(visit)
        return _answer(knocking.again(visit))

    if not key:
        return work()
    caller = f"link:{visit.link.pk}"
    return idempotency.once(request, caller, key, work)


def _answer(visit: Visit) -> HttpResponse:
    return doors.as_json(shown(visit).model_dump())


def shown(visit: Visit) -> PublicQuoteOut:
    """This will give what a customer may know of its quote."""
    quote = visit.quote
    facts = told(quote, language="en" if quote.language == "en" else "zh")
    return PublicQuoteOut(
        standing=str(visit.standing),
        no=quote.no,
        seller=quote.seller.name,
        buyer=quote.party.name,
        made_on=quote.made_on,
        valid_until=quote.valid_until,
        currency=quote.currency,
        incoterm=quote.incoterm,
        named_place=quote.named_place,
        amount=quote.amount_estimated,
        lines=[
            PublicLineOut(
                seq=item["line"].seq,
                product=str(item["line"].product),
                brands=item["line"].brands,
                quantity=item["line"].quantity,
                unit=item["line"].unit,
                price=item["line"].provisional_price,
                amount=item["line"].amount_estimated,
                price_rule=item["price"],
                tolerance=item["tolerance"],
                lead_days=item["line"].lead_days,
                substitutes=item["line"].substitutes,
                note=item["line"].note,
            )
            for item in facts["lines"]
        ],
        instalments=[f"{row['words']}，{row['when']}" for row in facts["instalments"]],
        requirements=[row["text"] for row in facts["requirements"]],
        content_hash=quote.content_hash,
    )
