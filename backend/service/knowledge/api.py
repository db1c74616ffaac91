"""The HTTP door of articles."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse

from backend.core import types
from backend.core.access import policy
from backend.core.documents import actions as documents
from backend.core.http.doors import FROM_PATH, actor_of, as_json, fixed_first, router_for
from backend.service.knowledge import queries
from backend.service.knowledge.schemas import (
    KNOWLEDGE_ARTICLE,
    KnowledgeSuggestion,
    KnowledgeSuggestionsOut,
)
from backend.service.ticket.models import Ticket

articles = router_for(KNOWLEDGE_ARTICLE)


@articles.get(
    "/for-ticket/{ticket_id}",
    response=KnowledgeSuggestionsOut,
    operation_id="service_knowledge_article_suggest",
    summary="Suggest articles for a ticket",
)
def suggest(request: HttpRequest, ticket_id: Annotated[types.Id, FROM_PATH]) -> HttpResponse:
    """Suggest published articles by the symptom and the model of a ticket, the nearest first."""
    actor = actor_of(request)
    policy.require(actor, KNOWLEDGE_ARTICLE.permission("view"))
    ticket = documents.get(Ticket, ticket_id, actor=actor)
    found = queries.suggested(
        actor,
        symptom_code=ticket.symptom_code,
        product_id=ticket.asset.product_id if ticket.asset else None,
    )
    rows = [KnowledgeSuggestion.model_validate(one).model_dump() for one in found[: queries.FEW]]
    return as_json({"items": rows})


ROUTERS = {"knowledge-articles": fixed_first(articles)}
