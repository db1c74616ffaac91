"""The HTTP door of price books."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path

from backend.core import types
from backend.core.http import doors
from backend.crm.pricebook.schemas import PRICEBOOK, answers
from backend.crm.pricebook.schemas.bodies import PriceAsk
from backend.crm.pricebook.schemas.faces import PriceChangesOut, PriceOut

books = doors.router_for(PRICEBOOK)


@books.post(
    "/resolve",
    response=PriceOut,
    operation_id="crm_pricebook_resolve",
    summary="Find a price",
)
def resolve(request: HttpRequest, data: PriceAsk, key: doors.IdempotencyKey = None) -> HttpResponse:
    """Find the one price of a product for a customer on a day, explained step by step.

    Nothing is written, so that a key is allowed and not needed.
    """
    actor = doors.actor_of(request)
    return doors.as_json(answers.price_for(data, actor=actor, resource=PRICEBOOK))


@books.get(
    "/{pricebook_id}/changes",
    response=PriceChangesOut,
    operation_id="crm_pricebook_changes",
    summary="List what a revision changed",
)
def changes(request: HttpRequest, pricebook_id: Annotated[types.Id, Path(...)]) -> HttpResponse:
    """List the prices that a revision added, changed or left out, against the one before."""
    book = doors.read(PRICEBOOK, doors.actor_of(request), pricebook_id)
    return doors.as_json({"items": answers.changed(book)})


ROUTERS = {"price-books": doors.fixed_first(books)}
