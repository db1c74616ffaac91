"""The HTTP door of fixings."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path

from backend.core import printing
from backend.core.access import policy
from backend.core.http import doors
from backend.core.http.doors import IdempotencyKey, actor_of, router_for
from backend.core.types import Id
from backend.crm.fixing import actions, paper
from backend.crm.fixing.schemas import FIXING, FixingDefault

fixings = router_for(FIXING)


@fixings.post(
    "/default",
    response={201: doors.with_extras(FIXING.out, verbs=True)},
    operation_id="crm_fixing_default",
    summary="Price what nobody called",
)
def default(request: HttpRequest, data: FixingDefault, key: IdempotencyKey = None) -> HttpResponse:
    """Price the uncalled tonnes of a line at the last settlement of its window, as agreed."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        policy.require(actor, "crm.default_fixing")
        fixing = actions.default(actor=actor, **dict(data))
        return doors.answer(FIXING, actor, fixing.pk, status=201)

    return doors.once(request, actor, key, work)


@fixings.get(
    "/{fixing_id}/confirmation.pdf",
    operation_id="crm_fixing_confirmation",
    url_name="crm_fixing_confirmation",
    summary="Print a fixing confirmation",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {}}}}},
)
def confirmation(request: HttpRequest, fixing_id: Annotated[Id, Path(...)]) -> HttpResponse:
    """The confirmation of a fixing, to be signed by both sides."""
    fixing = doors.read(FIXING, actor_of(request), UUID(str(fixing_id)))
    return printing.pdf_response(paper.confirmation_pdf(fixing), name=fixing.no)


ROUTERS = {"fixings": doors.fixed_first(fixings)}
