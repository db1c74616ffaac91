"""The HTTP door of fixings of purchases."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path

from backend.core import printing
from backend.core.access import policy
from backend.core.http import doors
from backend.core.http.doors import IdempotencyKey, actor_of, router_for
from backend.core.types import Id
from backend.supply.callprice import actions, paper
from backend.supply.callprice.schemas import PRICES, PURCHASE_FIXING, PurchaseFixingDefault

fixings = router_for(PURCHASE_FIXING)


@fixings.post(
    "/default",
    response={201: doors.with_extras(PURCHASE_FIXING.out, verbs=True)},
    operation_id="supply_fixing_default",
    summary="Price what nobody called of a purchase",
)
def default(
    request: HttpRequest, data: PurchaseFixingDefault, key: IdempotencyKey = None
) -> HttpResponse:
    """Price the uncalled tonnes of a line at the last settlement of its window, as agreed."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        policy.require(actor, "supply.default_fixing")
        fixing = actions.default(actor=actor, **dict(data))
        return doors.answer(PURCHASE_FIXING, actor, fixing.pk, status=201)

    return doors.once(request, actor, key, work)


@fixings.get(
    "/{fixing_id}/confirmation.pdf",
    operation_id="supply_fixing_confirmation",
    url_name="supply_fixing_confirmation",
    summary="Print the confirmation of a purchase fixing",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {}}}}},
)
def confirmation(request: HttpRequest, fixing_id: Annotated[Id, Path(...)]) -> HttpResponse:
    """The confirmation of a fixing, to be signed by both sides."""
    actor = actor_of(request)
    fixing = doors.read(PURCHASE_FIXING, actor, UUID(str(fixing_id)))
    policy.require_readable(actor, PURCHASE_FIXING, PRICES)
    return printing.pdf_response(paper.confirmation_pdf(fixing), name=fixing.no)


ROUTERS = {"fixings": doors.fixed_first(fixings)}
