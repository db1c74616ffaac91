"""What else people and systems of the house do with tickets: mail comes in, links go out."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from backend.core import types
from backend.core.access import policy
from backend.core.documents import actions as documents
from backend.core.http.doors import (
    FROM_PATH,
    IdempotencyKey,
    actor_of,
    answer,
    as_json,
    inputs,
    once,
    router_for,
    with_extras,
)
from backend.service.ticket import actions, queries
from backend.service.ticket.models import Ticket
from backend.service.ticket.schemas import TICKET
from backend.service.ticket.schemas.bodies import TicketMail
from backend.service.ticket.schemas.faces import TicketLinksOut, TicketWordsOut

tickets = router_for(TICKET)


@tickets.post(
    "/mail",
    response={201: with_extras(TICKET.out, verbs=True)},
    operation_id="service_ticket_mail",
    summary="Take a customer's mail in",
)
def mail(request: HttpRequest, data: TicketMail, key: IdempotencyKey = None) -> HttpResponse:
    """Take a mail in: an answer to a ticket whose number it names, or a new ticket."""
    actor = actor_of(request)
    policy.require(actor, TICKET.permission("create"))

    def work() -> HttpResponse:
        ticket = actions.receive_mail(actor=actor, **inputs(TICKET, actor, data))
        return answer(TICKET, actor, ticket.pk, status=201)

    return once(request, actor, key, work)


@tickets.get(
    "/words",
    response=TicketWordsOut,
    operation_id="service_ticket_words",
    summary="List the codes of symptoms, causes and solutions",
)
def words(request: HttpRequest, product_id: types.Id | None = None) -> HttpResponse:
    """List the codes a ticket may carry for a model, in the caller's language."""
    policy.require(actor_of(request), TICKET.permission("view"))
    kinds = ("symptom", "cause", "solution")
    found = {kind: queries.codes(kind, product_id=product_id) for kind in kinds}
    return as_json(
        {
            kind: [{"code": code, "name": name} for code, name in known.items()]
            for kind, known in found.items()
        }
    )


@tickets.get(
    "/{ticket_id}/links",
    response=TicketLinksOut,
    operation_id="service_ticket_links",
    summary="Read the links of a ticket for its customer",
)
def links(request: HttpRequest, ticket_id: Annotated[types.Id, FROM_PATH]) -> HttpResponse:
    """Read the paths by which the customer follows a ticket and answers an estimate."""
    actor = actor_of(request)
    policy.require(actor, TICKET.permission("comment"))
    ticket = documents.get(Ticket, ticket_id, actor=actor)
    money = _path(ticket.pk, queries.Purpose.MONEY) if ticket.estimate is not None else None
    return as_json({"follow": _path(ticket.pk, queries.Purpose.FOLLOW), "estimate": money})


def _path(ticket_id: UUID, purpose: queries.Purpose) -> str:
    return reverse("ticket_link", args=[queries.token_of(ticket_id, purpose)])
